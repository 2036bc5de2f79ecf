/** What a choice means, in words: for the line above the formulas and for screen readers. Pure. */

import { factor, number, plural } from "../core/numbers";
import { lettersOf, type Shown } from "./state";

export type Say = (shown: Shown) => string;

const value = ({ layer }: Shown, id: string, flat: number) => layer.byId.get(id)?.values[flat] ?? NaN;

const here = (shown: Shown) => lettersOf(shown, shown.term);

const output = (shown: Shown) => `output row ${here(shown).y} column ${here(shown).x}`;

/** What the derivation is about. */
function about(shown: Shown) {
  if (shown.gradient === "bias") return "the bias";
  const { i, j, u, v } = here(shown);
  return shown.gradient === "delta" ? `pixel row ${i} column ${j}` : `weight row ${u} column ${v}`;
}

const term: Say = (shown) => {
  const { left, right } = shown.term;
  const { u, v, i, j } = here(shown);
  if (shown.gradient === "bias") return `${output(shown)} sends its δ = ${number(right)} to the bias, whole`;
  const other =
    shown.gradient === "delta"
      ? `comes through weight row ${u} column ${v}, ${number(left)}`
      : `meets pixel row ${i} column ${j}, a = ${number(left)}`;
  return `${output(shown)}: its δ = ${number(right)} ${other}: ${number(right)} · ${factor(left)} = ${number(left * right, 3)}`;
};

const slope: Say = (shown) =>
  `z = ${number(value(shown, "z_in", shown.asked))} at ${about(shown)}; the slope there is σ′(z) = ${number(shown.slope, 3)}`;

const reads: Say = (shown) =>
  `${output(shown)}: z = ${number(value(shown, "output", shown.term.target))}, a sum over the ${shown.window.length} pixels of its window`;

const pixelPlace: Say = (shown) =>
  `i = ${here(shown).i} and j = ${here(shown).j}: row and column of the pixel, in layer l`;

const weightPlace: Say = (shown) =>
  shown.gradient === "delta"
    ? term(shown)
    : `u = ${here(shown).u} and v = ${here(shown).v}: row and column of the weight, in the kernel`;

const SAYS: Record<string, Say> = {
  term,
  slope,
  z: slope,
  window: reads,
  out: reads,
  y: term,
  x: term,
  i: pixelPlace,
  j: pixelPlace,
  u: weightPlace,
  v: weightPlace,
  result: (shown) =>
    `${{ delta: "δ of layer l", kernel: "∂C/∂w", bias: "∂C/∂b" }[shown.gradient]} at ${about(shown)}: ${number(shown.result, 4)}; measured ${number(shown.measured, 4)}`,
  delta: (shown) => `δ of layer l + 1: ${plural(shown.terms.length, "output takes", "outputs take")} part`,
  a: (shown) => `a of layer l: the ${shown.terms.length} pixels that this weight meets, one at each output`,
  w: (shown) =>
    shown.gradient === "kernel"
      ? `${about(shown)}: w = ${number(value(shown, "weights", shown.asked))}`
      : `the ${plural(shown.terms.length, "weight", "weights")} that this pixel meets`,
  b: (shown) =>
    shown.gradient === "bias"
      ? `the bias, b = ${number(value(shown, "weights", 0))}: one number, added to every output`
      : "the bias is a constant here: its derivative is 0",
  sum: (shown) =>
    `the sum runs over ${plural(shown.terms.length, "output", "outputs")}: all that ${about(shown)} acts on`,
  factor: (shown) => {
    const { left } = shown.term;
    const parts = {
      delta: `${number(left)} · ${number(shown.slope, 3)} = ${number(left * shown.slope, 3)}, the weight between them times the slope`,
      kernel: `${number(left)}, the pixel that the weight meets there`,
      bias: "1, at every output",
    };
    return `how much ${output(shown)} changes with ${about(shown)}: ${parts[shown.gradient]}`;
  },
};

export function describe(shown: Shown, symbol: string) {
  const say = SAYS[symbol];
  if (say && shown.lights[symbol]) return say(shown);
  return `${about(shown)}: ${plural(shown.terms.length, "delta comes", "deltas come")} back, ${number(shown.result, 4)} in all. Choose a symbol, an index, a term or a cell.`;
}

export interface Value {
  value: number;
  decimals: number;
  /** what the value is, or how it comes about */
  note: string;
}

/** The value of a line at the chosen place. */
export function valueAt(kind: string, shown: Shown): Value {
  const letters = here(shown);
  const { gradient, term, terms, slope, layer, result, measured } = shown;
  const all = { value: result, decimals: 4, note: "" };
  if (kind === "measured") return { value: measured, decimals: 4, note: "measured" };
  if (kind === "factors") return { ...all, note: plural(terms.length, "term", "terms") };
  if (kind === "none") return { value: layer.byId.get("weights")?.values[0] ?? NaN, decimals: 2, note: "b" };
  if (kind === "window") {
    const value = layer.byId.get("output")?.values[term.target] ?? NaN;
    return { value, decimals: 2, note: `z at (${letters.y}, ${letters.x})` };
  }
  if (kind !== "one") return all;
  if (gradient === "bias") return { value: 1, decimals: 0, note: "at every output" };
  if (gradient === "kernel") return { value: term.left, decimals: 2, note: `a at (${letters.i}, ${letters.j})` };
  const note = `${number(term.left)} · ${factor(slope, 3)}`;
  return { value: term.left * slope, decimals: 3, note };
}

/** What a line says of itself. */
export function lineWords(shown: Shown, line: number) {
  const { rule, numbers } = shown.lines[line];
  const { value, decimals, note } = valueAt(numbers, shown);
  return `line ${line + 1} of ${shown.lines.length}, ${rule}: ${[number(value, decimals), note].filter(Boolean).join(", ")}`;
}
