/** What a derivation shows now: its terms, the cells of each symbol, its numbers. Pure. */

import { badgeColour, type Theme } from "../core/colour";
import { endOf, layerScene, type Panel, panelOf, type Scene, type Term, unpack } from "../core/data";
import { relate } from "../core/edges";
import { cellPlace, flatIndex, unflatten } from "../core/geometry";
import type { Derivation, Line } from "../core/model";
import { putIn } from "./substitution";

/** What this view alone knows. */
export interface Own {
  /** the symbol under the pointer, and the term under it */
  preview: string | null;
  previewTerm: Term | null;
  /** what is said of a cell that takes no part */
  aside: string;
  /** whether long sums are written out whole */
  all: boolean;
  /** the line that was opened last; -1 before any was */
  opened: number;
  /** all lines stand open, one below the other */
  every: boolean;
  /** whether the buttons stand open that take it along as a picture */
  take: boolean;
  width: number;
  /** how many times larger the panels are drawn, on a slide */
  zoom: number;
  theme: Theme;
}

export const OWN: Own = {
  preview: null,
  previewTerm: null,
  aside: "",
  all: false,
  opened: -1,
  every: false,
  take: false,
  width: 0,
  zoom: 1,
  theme: "light",
};

export const TRAITS: (keyof Derivation)[] = ["scene", "gradient", "convention", "place", "weight", "output", "symbol"];

export type State = Derivation & Own;
export type Patch = Partial<State>;

export interface Shown extends State {
  /** the layer in the convention that is chosen */
  layer: Scene;
  /** in their order */
  panels: Panel[];
  lines: Line[];
  /** the line that stands open while the others are folded to a row */
  open: number;
  /** for those who sit far away: large panels side by side, and the open line alone */
  far: boolean;
  /** the index arithmetic: pixel, weight, output */
  indices: Record<string, string[]>;
  lights: Record<string, Record<string, string>>;
  /** the pixel or parameter that the derivation is about */
  asked: number;
  /** left times right: weight or activation times δ */
  terms: Term[];
  /** the one in hand */
  term: Term;
  /** what the term's output reads, in the order of the weights */
  window: Term[];
  /** of all terms */
  sum: number;
  /** σ′ at the pixel; 1 where none is needed */
  slope: number;
  /** the package's own */
  result: number;
  /** by central differences */
  measured: number;
}

const ASKED = { delta: "input", kernel: "weights", bias: "weights" };
const RESULTS = { delta: "input_delta", kernel: "parameter_gradient", bias: "parameter_gradient" };

export function shownOf(state: State): Shown {
  const { scene: set, gradient, convention } = state;
  const stage = set.conventions.indexOf(convention) + (gradient === "bias" ? set.conventions.length : 0);
  const layer = layerScene(set, stage);
  const index = gradient === "bias" ? [0] : state[gradient === "delta" ? "place" : "weight"];
  const asked = flatIndex(index, panelOf(layer, ASKED[gradient]).shape);
  const related = relate(layer, { panel: ASKED[gradient], index }, "backward");
  if (!related) throw new TypeError(`derivation: got ${index}, which is outside of the layer`);
  const [{ terms, total }] = related.sums;
  const term = inHand(terms, state.output, panelOf(layer, "delta"));
  const lines = set.lines[convention][gradient];
  return {
    ...state,
    layer,
    asked,
    terms,
    term,
    sum: total,
    panels: set.panels[gradient].map((id) => panelOf(layer, id)),
    lines,
    far: state.zoom > 1 && !state.every,
    // The sum is what all other lines lead to.
    open: lines[state.opened] ? state.opened : Math.max(0, putIn(lines).into),
    indices: set.indices[convention],
    lights: set.lights[gradient],
    window: windowOf(layer, term),
    slope: gradient === "delta" ? panelOf(layer, "sigma_prime").values[asked] : 1,
    result: panelOf(layer, RESULTS[gradient]).values[asked],
    measured: unpack(set.measured[convention][gradient])[asked],
  };
}

/** The term of an output; the middle one where that output takes no part. */
function inHand(terms: Term[], output: number[] | null, delta: Panel) {
  const target = output ? flatIndex(output, delta.shape) : -1;
  return terms.find((term) => term.target === target) ?? terms[Math.floor(terms.length / 2)];
}

function windowOf(scene: Scene, { target }: Term): Term[] {
  const { shape } = panelOf(scene, "output");
  return relate(scene, { panel: "output", index: unflatten(target, shape) }, "forward")?.sums[0].terms ?? [];
}

const MUTE = 100; // a badge without a number

/** The lit cells of a panel, with their terms, and the chosen one (-1 for none). */
export function litOf(shown: Shown, symbol: string, panel: Panel): { lit: Map<number, Term[]>; chosen: number } {
  const how = (shown.lights[symbol] ?? shown.lights.all)[panel.id];
  const chosen = how === "chosen" ? shown.asked : -1;
  const line = how === "row" || how === "column";
  const terms = { term: [shown.term], terms: shown.terms, window: shown.window, whole: shown.window }[how] ?? [];
  const cells = line
    ? lineOf(panel, shown.asked, how)
    : terms.map((term): [number, Term[]] => [endOf(panel.unit, term), [term]]);
  return { lit: new Map(cells), chosen: line ? shown.asked : chosen };
}

/** The row or column that an index stands for. */
function lineOf(panel: Panel, asked: number, how: string): [number, Term[]][] {
  const axis = how === "row" ? "row" : "col";
  const at = cellPlace(asked, panel)[axis];
  const mark: Term = {
    badge: MUTE,
    colour: badgeColour(1),
    source: -1,
    target: -1,
    parameter: -1,
    weight: 0,
    left: 0,
    right: 0,
  };
  const flats = Array.from(panel.values, (_, flat) => flat).filter((flat) => cellPlace(flat, panel)[axis] === at);
  return flats.map((flat) => [flat, [mark]]);
}

/** Row and column of the cell at each end of a term; the letters of the formula. */
export function lettersOf({ layer, gradient }: Shown, term: Term): Record<string, number> {
  const at = (id: string, flat: number) => unflatten(flat, panelOf(layer, id).shape);
  const [y, x] = at("delta", term.target);
  if (gradient === "bias") return { y, x };
  const [i, j] = at("input", term.source);
  const [u, v] = at("weights", term.parameter);
  return { i, j, y, x, u, v };
}

/** An index with numbers for its letters: "i−y" and i = 3, y = 2 give "3 − 2". */
export const substituted = (index: string, letters: Record<string, number>) =>
  index.replace(/[ijyxuv]/g, (name) => String(letters[name])).replace(/[+−]/g, " $& ");

/**
 * The piece of the padded delta that lies under the kernel at the pixel, cell by cell in the
 * kernel's order of lying: what stands there, which weight lies on it, and the term of the two.
 */
export function patchOf({ layer, asked, terms }: Shown) {
  const { rotated } = layer;
  if (!rotated) throw new TypeError("derivation: got a layer that is no convolution");
  const input = panelOf(layer, "input");
  const weights = panelOf(layer, "weights");
  const { row, col } = cellPlace(asked, input);
  const [high, wide] = rotated.kernelShape.slice(-2);
  const [across] = rotated.shape.slice(-1);
  const cells = Array.from(rotated.kernel, (parameter, place) => {
    const delta = rotated.values[(row + Math.floor(place / wide)) * across + col + (place % wide)];
    return {
      delta,
      weight: weights.values[parameter],
      parameter,
      term: terms.find((term) => term.parameter === parameter) ?? null,
    };
  });
  return { cells, high, wide };
}
