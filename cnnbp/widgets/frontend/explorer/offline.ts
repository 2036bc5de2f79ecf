/**
 * Answers for a page without Python, from what was computed when the page was built: the numbers
 * and edges of the known mistakes, the hints, and the layer under a few other options. Here they
 * are only compared and looked up.
 */

import { unpack } from "./data.js";
import { number, plural } from "./format.js";

/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {{name: string, sentence: string, remedy: string, values: Numbers, edges: {source: Numbers, target: Numbers} | null}} Known */
/** @typedef {{right: Numbers, tolerance: Numbers, mistakes: Known[], hints: string[][]}} Answers */

const MOST = 3; // ways to go wrong that are spelt out
const UNKNOWN = "This is not the number, and none of the known mistakes gives it.";

/** @type {WeakMap<object, Answers>} */
const readings = new WeakMap();

/** @param {any} raw @returns {Answers} */
export function readAnswers(raw) {
  const known = readings.get(raw);
  if (known) return known;
  const edges = (/** @type {any} */ packed) => packed && { source: unpack(packed.source), target: unpack(packed.target) };
  const answers = {
    right: unpack(raw.right),
    tolerance: unpack(raw.tolerance),
    mistakes: raw.mistakes.map((/** @type {any} */ one) => ({ ...one, values: unpack(one.values), edges: edges(one.edges) })),
    hints: raw.hints,
  };
  readings.set(raw, answers);
  return answers;
}

/** One sentence for all the mistakes that fit. @param {Known[]} fits @param {string} what */
function blame(fits, what) {
  const [first] = fits;
  if (fits.length === 1) return `${what} is what comes out when ${first.sentence}. ${first.remedy}`;
  const clauses = fits.slice(0, MOST).map((one, i) => `(${i + 1}) ${one.sentence}`).join("; ");
  return `${what} comes out in more than one way: when ${clauses}. ${first.remedy}`;
}

/**
 * @param {Answers} answers
 * @param {number} source
 * @param {number} value
 */
export function judgeValue({ right, tolerance, mistakes }, source, value) {
  const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) <= tolerance[source];
  if (near(value, right[source])) return { right: true, reason: `Right: ${number(right[source], 3)}.`, mistakes: [] };
  // Where nothing comes back, nothing says how the number was rounded.
  const reading = right[source] === 0 ? Math.max(tolerance[source], Math.min(0.005, 0.1 * Math.abs(value))) : tolerance[source];
  const fits = mistakes.filter(({ values }) => Math.abs(values[source] - value) <= reading && Math.abs(values[source] - right[source]) > reading);
  return { right: false, reason: fits.length ? blame(fits, "This number") : UNKNOWN, mistakes: fits.map((one) => one.name) };
}

/** The outputs that some edges join to an input. @param {{source: Numbers, target: Numbers}} edges @param {number} source */
function joinedBy(edges, source) {
  const found = new Set();
  edges.source.forEach((/** @type {number} */ from, /** @type {number} */ edge) => from === source && found.add(edges.target[edge]));
  return found;
}

/** @param {Set<number>} a @param {Set<number>} b */
const within = (a, b) => [...a].every((one) => b.has(one));
/** @param {Set<number>} a @param {Set<number>} b */
const equal = (a, b) => a.size === b.size && within(a, b);

/**
 * An output that sends 0 may be marked or left out.
 * @param {Answers} answers
 * @param {import("./types.js").Edges} edges the layer's own
 * @param {Numbers} delta
 * @param {number} source
 * @param {number[]} marks
 */
export function judgeOutputs(answers, edges, delta, source, marks) {
  const joined = joinedBy(edges, source);
  const sending = new Set();
  edges.source.forEach((/** @type {number} */ from, /** @type {number} */ edge) => {
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
  return { right: false, reason: fits.length ? blame(fits, "This set of outputs") : counts, mistakes: fits.map((one) => one.name) };
}

/**
 * The prepared layer with one option changed, or null.
 * @param {any[]} cases raw scenes
 * @param {any} now the raw scene that is shown
 * @param {string} name
 * @param {string} value
 */
export function findCase(cases, now, name, value) {
  const wanted = { ...now.options, kind: now.kind, [name]: value };
  const same = (/** @type {any} */ scene, /** @type {string} */ key) => {
    const has = key === "kind" ? scene.kind : scene.options[key];
    return has === undefined || String(has ?? "") === String(wanted[key] ?? "");
  };
  return cases.find((scene) => Object.keys(wanted).every((key) => same(scene, key))) ?? null;
}
