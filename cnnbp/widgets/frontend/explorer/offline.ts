/** What a request gets on a page without Python: the same traits change as if Python had answered. */

import { type Edges, type Numbers, panelOf, type RawAnswers, type RawScene, unpack } from "../core/data";
import { unflatten } from "../core/geometry";
import type { Request } from "../core/model";
import { number, plural } from "../core/numbers";
import type { Patch, Shown } from "./shown";

export const NEEDS_PYTHON =
  "This needs Python, and this page runs without it. Open the lesson on Binder or on your own computer to change these numbers.";

/**
 * @param past the layers that were shown before; undo takes from it
 * @returns what changes, as if Python had answered; null when the page was not prepared for it
 */
export function answerOffline(shown: Shown, request: Request, past: RawScene[]): Patch | null {
  const raw = shown.scene.layers[shown.stage];
  if (raw.answers && request.do === "judge") return judge(shown, raw.answers, request as unknown as Question);
  if (raw.answers && request.do === "hint") {
    return { hints: readAnswers(raw.answers).hints[Number(request.source)].slice(0, Number(request.count)) };
  }
  if (request.do === "undo" || request.do === "reset") {
    const back = request.do === "undo" ? past.pop() : past.splice(0)[0];
    return back ? another(shown, back) : {};
  }
  if (request.do !== "option") return null;
  const found = findCase(shown.scene.cases ?? [], raw, String(request.name), String(request.value));
  if (!found) return null;
  past.push(raw);
  return another(shown, found);
}

/** Another layer in the place of the one shown. */
function another({ scene }: Shown, raw: RawScene): Patch {
  const nothing = { selection: null, marks: [], verdict: {}, hints: [], shown: null, message: {} };
  return { ...nothing, scene: { ...scene, layers: [raw] } };
}

/** A prediction: a number for an input unit as typed, or the outputs that were marked. */
type Question = { source: number } & (
  | { question: "value"; answer: string }
  | { question: "outputs"; answer: number[] }
);

function judge({ layer, attempts }: Shown, raw: RawAnswers, asked: Question): Patch {
  const answers = readAnswers(raw);
  const { question, source } = asked;
  const attempt = (answer: number | number[], said: Judged): Patch => {
    const index = unflatten(source, panelOf(layer, "input").shape);
    const made = { question, panel: "input", index, answer, ...said };
    return { message: {}, attempts: [...attempts, made], verdict: made };
  };
  if (asked.question === "outputs") {
    const delta = panelOf(layer, "delta").values;
    return attempt(asked.answer, judgeOutputs(answers, layer.edges, delta, source, asked.answer));
  }
  const text = asked.answer.trim();
  const value = Number(text.replace("−", "-").replace(",", "."));
  if (text !== "" && Number.isFinite(value)) return attempt(value, judgeValue(answers, source, value));
  return {
    message: { text: `got ${asked.answer ? `'${asked.answer}'` : "nothing"}, expected a number such as 0.5 or -1.2` },
  };
}

/*
 * What was computed when the page was built: the numbers and edges of the known mistakes, the
 * hints, and the layer under a few other options. Here they are only compared and looked up.
 */

export interface Known {
  name: string;
  sentence: string;
  remedy: string;
  values: Numbers;
  edges: { source: Numbers; target: Numbers } | null;
}

export interface Answers {
  right: Numbers;
  tolerance: Numbers;
  mistakes: Known[];
  hints: string[][];
}

export interface Judged {
  right: boolean;
  reason: string;
  mistakes: string[];
}

const MOST = 3; // ways to go wrong that are spelt out
const UNKNOWN = "This is not the number, and none of the known mistakes gives it.";

const readings = new WeakMap<RawAnswers, Answers>();

export function readAnswers(raw: RawAnswers): Answers {
  const known = readings.get(raw);
  if (known) return known;
  const answers = {
    right: unpack(raw.right),
    tolerance: unpack(raw.tolerance),
    mistakes: raw.mistakes.map(({ values, edges, ...one }) => ({
      ...one,
      values: unpack(values),
      edges: edges && { source: unpack(edges.source), target: unpack(edges.target) },
    })),
    hints: raw.hints,
  };
  readings.set(raw, answers);
  return answers;
}

/** One sentence for all the mistakes that fit. */
function blame(fits: Known[], what: string) {
  const [first] = fits;
  if (fits.length === 1) return `${what} is what comes out when ${first.sentence}. ${first.remedy}`;
  const clauses = fits
    .slice(0, MOST)
    .map((one, i) => `(${i + 1}) ${one.sentence}`)
    .join("; ");
  return `${what} comes out in more than one way: when ${clauses}. ${first.remedy}`;
}

export function judgeValue({ right, tolerance, mistakes }: Answers, source: number, value: number): Judged {
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance[source];
  if (near(value, right[source])) return { right: true, reason: `Right: ${number(right[source], 3)}.`, mistakes: [] };
  // Where nothing comes back, nothing says how the number was rounded.
  const reading =
    right[source] === 0 ? Math.max(tolerance[source], Math.min(0.005, 0.1 * Math.abs(value))) : tolerance[source];
  const fits = mistakes.filter(
    ({ values }) => Math.abs(values[source] - value) <= reading && Math.abs(values[source] - right[source]) > reading,
  );
  return {
    right: false,
    reason: fits.length ? blame(fits, "This number") : UNKNOWN,
    mistakes: fits.map((one) => one.name),
  };
}

/** The outputs that some edges join to an input. */
function joinedBy(edges: { source: Numbers; target: Numbers }, source: number) {
  const found = new Set<number>();
  edges.source.forEach((from: number, edge: number) => from === source && found.add(edges.target[edge]));
  return found;
}

const within = (a: Set<number>, b: Set<number>) => [...a].every((one) => b.has(one));
const equal = (a: Set<number>, b: Set<number>) => a.size === b.size && within(a, b);

/**
 * An output that sends 0 may be marked or left out.
 * @param edges the layer's own
 */
export function judgeOutputs(answers: Answers, edges: Edges, delta: Numbers, source: number, marks: number[]): Judged {
  const joined = joinedBy(edges, source);
  const sending = new Set<number>();
  edges.source.forEach((from: number, edge: number) => {
    if (from === source && edges.weight(edge) !== 0 && delta[edges.target[edge]] !== 0) sending.add(edges.target[edge]);
  });
  const marked = new Set(marks);
  if (within(sending, marked) && within(marked, joined)) {
    return { right: true, reason: `Right: ${plural(marked.size, "output", "outputs")}.`, mistakes: [] };
  }
  const fits = answers.mistakes.filter((one) => one.edges && equal(joinedBy(one.edges, source), marked));
  const right = [...marked].filter((one) => joined.has(one)).length;
  const missing = [...sending].filter((one) => !marked.has(one)).length;
  const counts = `Not quite: ${plural(marked.size, "output", "outputs")} marked, ${right} right, ${marked.size - right} without an edge to this unit, ${missing} missing.`;
  return {
    right: false,
    reason: fits.length ? blame(fits, "This set of outputs") : counts,
    mistakes: fits.map((one) => one.name),
  };
}

/**
 * The prepared layer with one option changed, or null.
 * @param cases raw scenes
 * @param now the raw scene that is shown
 */
export function findCase(cases: RawScene[], now: RawScene, name: string, value: string) {
  const wanted: Record<string, unknown> = { ...now.options, kind: now.kind, [name]: value };
  const same = (scene: RawScene, key: string) => {
    const has = key === "kind" ? scene.kind : scene.options[key];
    return has === undefined || String(has ?? "") === String(wanted[key] ?? "");
  };
  return cases.find((scene) => Object.keys(wanted).every((key) => same(scene, key))) ?? null;
}
