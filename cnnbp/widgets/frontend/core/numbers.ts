/** Numbers and words as people read them. */

import { type Panel, panelOf, type Related, type Scene } from "./data";
import { unflatten } from "./geometry";

const MINUS = "−";

/** A number with a fixed count of decimals and a real minus sign; an exact zero is "0". */
export function number(value: number, decimals = 2) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const text =
    size >= 1e5
      ? size.toExponential(1)
      : size.toFixed(size >= 1000 ? 0 : size >= 100 ? Math.min(decimals, 1) : decimals);
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
}

/** A number for a cell: as many decimals as fit. */
export const compact = (value: number) => number(value, Math.abs(value) >= 10 ? 1 : 2);

/** No zero in front of the point. */
const bare = (text: string) => text.replace(/^(−?)0\./, "$1.");

/** A number for a small cell: two digits, no zero in front of the point. */
export function short(value: number) {
  const size = Math.abs(value);
  if (size >= 995) return number(value, 0);
  return bare(number(value, size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2));
}

// px of a cell that two decimals leave air in, of one that just holds them, and of one that holds four signs
const [ROOMY, WORDY, SNUG] = [32, 28, 22];

/** A number as a cell of a size holds it without touching its frame. */
export function inCell(value: number, size: number) {
  if (size >= ROOMY) return compact(value);
  const text = bare(compact(value));
  if (size >= WORDY && text.length < 5) return text;
  const brief = short(value);
  const fewer = bare(number(value, Math.abs(value) >= 0.995 ? 0 : 1)); // −1.3 → −1, −.57 → −.6
  return size >= SNUG || brief.length < 4 || Number(fewer.replace(MINUS, "-")) === 0 ? brief : fewer;
}

/** A factor on the right of a dot: negative numbers stand in parentheses. */
export const factor = (value: number, decimals = 2) => {
  const text = number(value, decimals);
  return text.startsWith(MINUS) ? `(${text})` : text;
};

/** What a written number says. */
const read = (text: string) => Number(text.replace(MINUS, "-"));

/** Few enough that more digits leave them on their line. */
const SHORT = 4;
const MOST_DIGITS = 4;

/** How a sum of products is written: the decimals of its factors, and the sign in front of the result. */
export interface Written {
  decimals: number;
  sign: "=" | "≈";
}

/**
 * What is written adds up as written: "=" stands only where the factors shown give the result shown.
 * A short sum takes the digits that it needs; a long one keeps two, and says "≈" where rounding shows.
 * @param places the decimals of the result
 * @param from the fewest of the factors
 */
export function written(
  terms: { left: number; right: number }[],
  bias: number | null,
  total: number,
  places = 3,
  from = 2,
): Written {
  const most = terms.length > SHORT ? from : MOST_DIGITS;
  for (let decimals = from; decimals <= most; decimals += 1)
    if (addsUp(terms, bias, total, places, decimals)) return { decimals, sign: "=" };
  return { decimals: from, sign: "≈" };
}

function addsUp(
  terms: { left: number; right: number }[],
  bias: number | null,
  total: number,
  places: number,
  decimals: number,
) {
  const shown = (value: number) => read(number(value, decimals));
  const sum = terms.reduce((all, { left, right }) => all + shown(left) * shown(right), shown(bias ?? 0));
  const result = number(total, places);
  const unit = 10 ** -(result.split(".")[1] ?? "").length;
  // a sum that lies in the middle may be rounded either way
  return Math.abs(sum - read(result)) <= unit / 2 + 1e-9 * (1 + Math.abs(sum));
}

const WORDS = {
  input: "input",
  output: "output",
  delta: "output delta",
  gradient: "input gradient",
  z_in: "input z",
  sigma_prime: "slope",
  input_delta: "input delta",
};

/** What a panel's cells are called: "input", "kernel", "output delta" … */
export function word(panel: Panel, scene: Scene) {
  if (panel.id === "weights") return { convolution: "kernel", bias: "bias" }[scene.kind] ?? "weight";
  return panel.word ?? WORDS[panel.id as keyof typeof WORDS] ?? panel.name;
}

/** The name of a cell; rows and columns count from 0, as in Python. */
export function cellName(panel: Panel, scene: Scene, flat: number) {
  const index = unflatten(flat, panel.shape);
  const name = word(panel, scene);
  if (index.length === 1) return `${name} ${index[0]}`;
  const [row, col] = index.slice(-2);
  return `${name}${plateName(index.slice(0, -2))} row ${row} column ${col}`;
}

/** @param lead the axes in front of row and column */
export function plateName(lead: number[]) {
  if (lead.length === 1) return ` channel ${lead[0]}`;
  return lead.length === 2 ? ` filter ${lead[0]} channel ${lead[1]}` : "";
}

export const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** What lit up, in words, for the line above the sum and for screen readers. */
export function describe(scene: Scene, related: Related, panelId: string) {
  const panel = panelOf(scene, panelId);
  const name = cellName(panel, scene, related.flat);
  const count = related.terms.length;
  const main = related.sums[0];
  if (related.of !== undefined)
    return `${name}: ${related.terms.length} of ${plural(related.of, "edge", "edges")} so far`;
  if (related.unit === "weights")
    return `${name}: used ${plural(count, "time", "times")}, gradient ${number(main.total, 3)}`;
  if (related.unit === "output" && main.form === "fan")
    return `${name}: δ ${number(main.total, 3)} flows back to ${plural(count, "input", "inputs")}`;
  if (related.unit === "output")
    return `${name}: ${plural(count, "input flows", "inputs flow")} in, z ${number(main.total, 3)}`;
  if (main.form === "fan") return `${name}: its value goes to ${plural(count, "output", "outputs")}`;
  if (!count) return `${name}: no edge, no output depends on it, so nothing flows back`;
  const delta = word(panelOf(scene, "delta"), scene);
  return `${name}: ${plural(count, `${delta} flows`, `${delta}s flow`)} back, sum ${number(main.total, 3)}`;
}
