/** What a derivation shows now: its terms, the cells of each symbol, its numbers. Pure. */

import { badgeColour } from "./colour.js";
import { layerScene, unpack } from "./data.js";
import { relate } from "./edges.js";
import { cellPlace, flatIndex, unflatten } from "./geometry.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {"delta" | "kernel" | "bias"} Gradient which of the three derivations */

/**
 * @typedef {object} Shown
 * @property {Gradient} gradient
 * @property {string} convention
 * @property {Scene} scene
 * @property {Panel[]} panels in their order
 * @property {import("./formula.js").Line[]} lines
 * @property {Record<string, string[]>} indices the index arithmetic: pixel, weight, output
 * @property {Record<string, Record<string, string>>} lights
 * @property {number} asked the pixel or parameter that the derivation is about
 * @property {Term[]} terms left times right: weight or activation times δ
 * @property {Term} term the one in hand
 * @property {Term[]} window what the term's output reads, in the order of the weights
 * @property {number} sum of all terms
 * @property {number} slope σ′ at the pixel; 1 where none is needed
 * @property {number} result the package's own
 * @property {number} measured by central differences
 */

const ASKED = { delta: "input", kernel: "weights", bias: "weights" };
const RESULTS = { delta: "input_delta", kernel: "parameter_gradient", bias: "parameter_gradient" };

/** @param {any} model @returns {Shown} */
export function shownOf(model) {
  const set = model.get("scene");
  const gradient = /** @type {Gradient} */ (model.get("gradient"));
  const convention = model.get("convention");
  const stage = set.conventions.indexOf(convention) + (gradient === "bias" ? set.conventions.length : 0);
  const scene = layerScene(set, stage);
  const index = gradient === "bias" ? [0] : model.get(gradient === "delta" ? "place" : "weight");
  const panel = (/** @type {string} */ id) => /** @type {Panel} */ (scene.byId.get(id));
  const asked = flatIndex(index, panel(ASKED[gradient]).shape);
  const related = /** @type {import("./types.js").Related} */ (relate(scene, { panel: ASKED[gradient], index }, "backward"));
  const [{ terms, total }] = related.sums;
  const term = inHand(terms, model.get("output"), panel("delta"));
  return {
    gradient, convention, scene, asked, terms, term, sum: total,
    panels: set.panels[gradient].map(panel),
    lines: set.lines[convention][gradient],
    indices: set.indices[convention],
    lights: set.lights[gradient],
    window: windowOf(scene, term),
    slope: gradient === "delta" ? panel("sigma_prime").values[asked] : 1,
    result: panel(RESULTS[gradient]).values[asked],
    measured: unpack(set.measured[convention][gradient])[asked],
  };
}

/** The term of an output; the middle one where that output takes no part. @param {Term[]} terms @param {number[] | null} output @param {Panel} delta */
function inHand(terms, output, delta) {
  const target = output ? flatIndex(output, delta.shape) : -1;
  return terms.find((term) => term.target === target) ?? terms[Math.floor(terms.length / 2)];
}

/** @param {Scene} scene @param {Term} term @returns {Term[]} */
function windowOf(scene, { target }) {
  const { shape } = /** @type {Panel} */ (scene.byId.get("output"));
  return relate(scene, { panel: "output", index: unflatten(target, shape) }, "forward")?.sums[0].terms ?? [];
}

/** The end of a term that a panel shows. @param {Panel} panel @param {Term} term */
const endOf = ({ unit }, term) => (unit === "input" ? term.source : unit === "output" ? term.target : term.parameter);

const MUTE = 100; // a badge without a number

/**
 * The lit cells of a panel, with their terms, and the chosen one (-1 for none).
 * @param {Shown} shown
 * @param {string} symbol
 * @param {Panel} panel
 * @returns {{lit: Map<number, Term[]>, chosen: number}}
 */
export function litOf(shown, symbol, panel) {
  const how = (shown.lights[symbol] ?? shown.lights.all)[panel.id];
  const chosen = how === "chosen" ? shown.asked : -1;
  const line = how === "row" || how === "column";
  const terms = { term: [shown.term], terms: shown.terms, window: shown.window, whole: shown.window }[how] ?? [];
  const cells = line ? lineOf(panel, shown.asked, how) : terms.map((term) => /** @type {[number, Term[]]} */ ([endOf(panel, term), [term]]));
  return { lit: new Map(cells), chosen: line ? shown.asked : chosen };
}

/** The row or column that an index stands for. @param {Panel} panel @param {number} asked @param {string} how @returns {[number, Term[]][]} */
function lineOf(panel, asked, how) {
  const axis = how === "row" ? "row" : "col";
  const at = cellPlace(asked, panel)[axis];
  const mark = /** @type {Term} */ ({ badge: MUTE, colour: badgeColour(1), source: -1, target: -1, parameter: -1, weight: 0, left: 0, right: 0 });
  const flats = Array.from(panel.values, (_, flat) => flat).filter((flat) => cellPlace(flat, panel)[axis] === at);
  return flats.map((flat) => [flat, [mark]]);
}

/** Row and column of the cell at each end of a term; the letters of the formula. @param {Shown} shown @param {Term} term @returns {Record<string, number>} */
export function lettersOf({ scene, gradient }, term) {
  const at = (/** @type {string} */ id, /** @type {number} */ flat) => unflatten(flat, /** @type {Panel} */ (scene.byId.get(id)).shape);
  const [below, across] = at("delta", term.target);
  if (gradient === "bias") return { "x′": below, "y′": across };
  const [x, y] = at("input", term.source);
  const [p, q] = at("weights", term.parameter);
  return { x, y, "x′": below, "y′": across, p, q };
}

/** An index with numbers for its letters: "x−x′" and x = 3, x′ = 2 give "3 − 2". @param {string} index @param {Record<string, number>} letters */
export const substituted = (index, letters) => index.replace(/[xypq]′?/g, (name) => String(letters[name])).replace(/[+−]/g, " $& ");

/**
 * The piece of the padded delta that lies under the kernel at the pixel, cell by cell in the
 * kernel's order of lying: what stands there, which weight lies on it, and the term of the two.
 * @param {Shown} shown
 */
export function patchOf({ scene, asked, terms }) {
  const rotated = /** @type {import("./types.js").Rotated} */ (scene.rotated);
  const input = /** @type {Panel} */ (scene.byId.get("input"));
  const weights = /** @type {Panel} */ (scene.byId.get("weights"));
  const { row, col } = cellPlace(asked, input);
  const [high, wide] = rotated.kernelShape.slice(-2);
  const across = /** @type {number} */ (rotated.shape.at(-1));
  const cells = Array.from(rotated.kernel, (parameter, place) => {
    const delta = rotated.values[(row + Math.floor(place / wide)) * across + col + (place % wide)];
    return { delta, weight: weights.values[parameter], parameter, term: terms.find((term) => term.parameter === parameter) ?? null };
  });
  return { cells, high, wide };
}
