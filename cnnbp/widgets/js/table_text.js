/** The numbers of a selection and of the panels as rows of text: for tables, and for the clipboard. */

import { number, plateName, word } from "./format.js";
import { unflatten } from "./geometry.js";
import { leading, windowStart } from "./plates.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Sum} Sum */
/** @typedef {import("./types.js").Related} Related */

export const MOST_CELLS = 900; // of a panel that is written out whole
const AROUND = 11; // rows and columns of a neighbourhood

/** @typedef {{text: string, value?: number}} Cell */

/** Which columns each line of arithmetic has: the factors that take part, at both ends. */
const COLUMNS = {
  backward: ["delta", "weights", "input"],
  forward: ["input", "weights", "output"],
  gradient: ["input", "output", "delta"],
};

/** Where a unit lies: "2, 3". @param {Panel | undefined} panel @param {number} flat */
const where = (panel, flat) => (panel ? unflatten(flat, panel.shape).join(", ") : String(flat));

/**
 * One sum as a table: a row for each edge, the total below.
 * @param {Scene} scene
 * @param {Sum} sum
 * @returns {{head: string[], rows: Cell[][], foot: Cell[][]}}
 */
export function termTable(scene, sum) {
  const [input, weights, output] = ["input", "weights", "output"].map((id) => scene.byId.get(id));
  const shared = weights && sum.terms.some((term) => term.parameter >= 0);
  const { flow } = sum;
  const uses = COLUMNS[flow];
  const head = ["edge", "input cell", ...(flow === "backward" ? [] : ["a"])];
  if (uses.includes("weights")) head.push(...(shared ? [`${word(weights, scene)} cell`, "w"] : ["w"]));
  head.push("output cell", ...(flow === "forward" ? [] : ["δ"]), "product");
  const exact = (/** @type {number} */ value) => ({ text: number(value, 4), value });
  const rows = sum.terms.map((term) => {
    /** @type {Cell[]} */
    const row = [{ text: String(term.badge) }, { text: where(input, term.source) }];
    if (flow !== "backward") row.push(exact(flow === "forward" ? term.right : term.left));
    if (uses.includes("weights")) row.push(...(shared ? [{ text: where(weights, term.parameter) }] : []), exact(term.weight));
    row.push({ text: where(output, term.target) });
    if (flow !== "forward") row.push(exact(term.right));
    return [...row, exact(term.left * term.right)];
  });
  /** @type {Cell[][]} */
  const foot = sum.bias === null ? [] : [[{ text: "bias b" }, exact(sum.bias)]];
  if (sum.form === "sum") foot.push([{ text: TOTALS[flow] }, exact(sum.total)]);
  return { head, rows, foot };
}

const TOTALS = { backward: "sum ∂C/∂a", forward: "sum z", gradient: "sum ∂C/∂w" };

/** What a table of terms says. @param {Sum} sum */
export function termCaption({ flow, form }) {
  if (form === "fan") return flow === "backward" ? "What this output's δ sends back along each edge" : "What this input sends forward along each edge";
  return { backward: "The deltas that flow back, w · δ for each edge", forward: "The values that flow in, w · a for each edge", gradient: "The weight's gradient, a · δ for each use" }[flow];
}

/**
 * The plates of a panel as tables with their row and column numbers. A large one is cut to the
 * neighbourhood of a cell.
 * @param {Panel} panel
 * @param {number} centre the cell to stay around, -1 for the first
 */
export function panelTables(panel, centre = -1) {
  const whole = panel.values.length <= MOST_CELLS;
  const size = panel.rows * panel.cols;
  const at = Math.max(centre, 0);
  const inside = at % size;
  const rows = span(Math.floor(inside / panel.cols), panel.rows, whole);
  const cols = span(inside % panel.cols, panel.cols, whole);
  const plates = whole ? Array.from({ length: panel.plates }, (_, i) => i) : [Math.floor(at / size)];
  return {
    whole,
    tables: plates.map((plate) => ({
      name: plateName(unflatten(plate, leading(panel))).trim(),
      rows,
      cols,
      cells: rows.map((row) => cols.map((col) => (plate * panel.rows + row) * panel.cols + col)),
    })),
  };
}

/** @param {number} centre @param {number} length @param {boolean} whole */
function span(centre, length, whole) {
  const size = whole ? length : Math.min(length, AROUND);
  const start = whole ? 0 : windowStart(centre, length, size);
  return Array.from({ length: size }, (_, i) => start + i);
}

/** Rows as text that a spreadsheet takes: values in full, separated by tabs. @param {Cell[][]} rows */
export const tsv = (rows) => rows.map((row) => row.map((cell) => String(cell.value ?? cell.text)).join("\t")).join("\n");

/** A table of terms as text. @param {ReturnType<typeof termTable>} table */
export function termText({ head, rows, foot }) {
  const blank = Math.max(0, head.length - 2);
  const last = foot.map(([name, value]) => [name, ...Array.from({ length: blank }, () => ({ text: "" })), value]);
  return tsv([head.map((text) => ({ text })), ...rows, ...last]);
}

/** A whole panel as text, plate after plate. @param {Panel} panel */
export function panelText(panel) {
  const size = panel.rows * panel.cols;
  return Array.from({ length: panel.plates }, (_, plate) => {
    const name = plateName(unflatten(plate, leading(panel))).trim();
    const cells = Array.from({ length: panel.rows }, (_, row) =>
      Array.from({ length: panel.cols }, (_, col) => String(panel.values[plate * size + row * panel.cols + col])).join("\t"));
    return [...(name ? [name] : []), ...cells].join("\n");
  }).join("\n\n");
}
