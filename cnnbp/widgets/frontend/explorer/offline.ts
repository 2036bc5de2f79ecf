/** What a request gets on a page without Python: the same traits change as if Python had answered. */

import { evaluated } from "../core/arithmetic";
import { type Forms, panelOf, type RawAnswers, type RawScene, type RawVerdict } from "../core/data";
import { unflatten } from "../core/geometry";
import type { Request } from "../core/model";
import { foundBy, type Patch, type Shown } from "./shown";

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
    return { hints: raw.answers.hints[Number(request.source)].slice(0, Number(request.count)) };
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

/** Another layer in the place of the one shown; what is chosen stays chosen where there is such a unit. */
function another({ scene, selection }: Shown, raw: RawScene): Patch {
  const shape = raw.panels.find((panel) => panel.id === selection?.panel)?.values.shape;
  const stays = shape && selection?.index.every((place, axis) => place < shape[axis]);
  const nothing = { selection: stays ? selection : null, marks: [], verdict: {}, hints: [], shown: null, message: {} };
  return { ...nothing, scene: { ...scene, layers: [raw] } };
}

/** A prediction: a number for an input unit as typed, or the outputs that were marked. */
type Question = { source: number } & (
  | { question: "value"; answer: string | number }
  | { question: "outputs"; answer: number[] }
);

function judge({ layer, attempts, verdict }: Shown, answers: RawAnswers, asked: Question): Patch {
  const { question, source } = asked;
  const kept = question === "value" && foundBy(verdict) ? { found: true } : {};
  const answer = asked.question === "value" ? readNumber(answers, asked.answer) : asked.answer;
  if (typeof answer === "string") return { message: { text: answer }, verdict: kept };
  const [right, reason, mistakes, more] =
    typeof answer === "number" ? judgeValue(answers, source, answer) : judgeOutputs(answers, source, answer);
  const index = unflatten(source, panelOf(layer, "input").shape);
  const attempt = { question, panel: "input", index, answer, right, reason, more, mistakes };
  return { message: {}, attempts: [...attempts, attempt], verdict: { ...attempt, ...kept } };
}

/*
 * The verdicts were decided and worded by Python when the page was built: here they are looked up.
 */

/** What was typed as a number, or the sentence that refuses it. */
export function readNumber({ refused }: RawAnswers, typed: string | number): number | string {
  const value = typeof typed === "number" ? typed : evaluated(typed);
  if (value === null) return refused.unread.replace("{}", () => (String(typed).trim() ? `'${typed}'` : "nothing"));
  return Math.abs(value) <= refused.largest
    ? value
    : refused.too_large.replace("{}", String(typed).trim().replace("−", "-").replace(",", "."));
}

export function judgeValue(answers: RawAnswers, source: number, value: number): RawVerdict {
  const row = answers.values[source].find(([number, tolerance]) => Math.abs(value - number) <= tolerance);
  return answers.verdicts[row ? row[2] : answers.unknown];
}

export function judgeOutputs(answers: RawAnswers, source: number, marked: number[]): RawVerdict {
  const marks = [...new Set(marked)].sort((a, b) => a - b);
  const row = answers.sets[source].find(([outputs]) => String(outputs) === String(marks));
  if (row) return answers.verdicts[row[1]];
  const among = (outputs: number[]) => marks.filter((output) => outputs.includes(output)).length;
  const [needed, found, joined] = [
    answers.sending[source].length,
    among(answers.sending[source]),
    among(answers.joined[source]),
  ];
  const extra = marks.length - joined;
  if (!extra && found === needed) return [true, inWords(answers.all_found, joined), [], []];
  const counts = [found, needed, joined - found, extra];
  return [false, `${answers.some_found.map((forms, i) => inWords(forms, counts[i])).join("")}.`, [], []];
}

/** The form for none, for one or for n. */
function inWords(forms: Forms, n: number) {
  return forms[Math.min(n, 2)].replace("{n}", String(n));
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
    // What is asked for is there; other kinds of layer may lack what is not.
    return has === undefined ? key !== name : String(has ?? "") === String(wanted[key] ?? "");
  };
  return cases.find((scene) => Object.keys(wanted).every((key) => same(scene, key))) ?? null;
}
