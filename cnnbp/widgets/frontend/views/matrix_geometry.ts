/** Where the cells of the matrix stand, which units they mean, and what colour their weight has. */

import { badgeColour } from "./colour.js";
import { windowStart } from "./plates.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Related} Related */

export const NUMBERS_FROM = 22; // px: smaller cells hold no number
const LARGEST = 36;
const SMALLEST = 1 / 64; // where there is hardly any room
const GAP = 8; // between the matrix and the strips of values beside it
const THIN = 14; // a strip without numbers
const BREAK = 6; // where a row or column is left out
const LEFT = 52; // for the names of rows and strips
const MOST = 24; // rows or columns of a closer look
const BESIDE = 4; // neighbours on each side of the chosen row or column

/**
 * One axis: the units it shows and where each begins. A unit that is not followed by its own
 * neighbour is set apart by a gap.
 * @typedef {object} Axis
 * @property {number[]} units
 * @property {number[]} at px from the start of the axis
 * @property {number} length px
 */

/** @param {number[]} units @param {number} cell @returns {Axis} */
export function axis(units, cell) {
  let place = 0;
  const at = units.map((unit, i) => {
    if (i && unit !== units[i - 1] + 1) place += BREAK;
    place += cell;
    return place - cell;
  });
  return { units, at, length: place };
}

/** All units of an axis. @param {number} count */
export const range = (count) => Array.from({ length: count }, (_, i) => i);

/**
 * The matrix with its strips: a and z forward; δ and ∂C/∂a backward.
 * @typedef {object} Frame
 * @property {Axis} rows
 * @property {Axis} cols
 * @property {number} cell px, less than 1 where a point stands for several units
 * @property {number} block units per point along each axis
 * @property {boolean} forward
 * @property {number} strip
 * @property {number} left
 * @property {number} top
 * @property {number} right where the strip beside the rows begins
 * @property {number} beyond where the strip of the columns begins
 * @property {number} width
 * @property {number} height
 */

/**
 * The size of a cell: whole pixels, or a whole number of units for each pixel.
 * @param {number} rows
 * @param {number} cols
 * @param {number} width
 * @param {number} height
 */
export function cellSize(rows, cols, width, height) {
  const room = Math.max(Math.min((width - LEFT - GAP - LARGEST) / cols, height / rows), SMALLEST);
  const block = room >= 1 ? 1 : Math.ceil(1 / room);
  return { cell: room >= 1 ? Math.min(LARGEST, Math.floor(room)) : 1 / block, block };
}

/**
 * @param {number[]} rows
 * @param {number[]} cols
 * @param {{cell: number, block: number}} size
 * @param {boolean} forward
 * @param {boolean} plates whether names of units have two lines
 * @returns {Frame}
 */
export function frame(rows, cols, { cell, block }, forward, plates = false) {
  const numbers = cell >= NUMBERS_FROM;
  const strip = numbers ? cell : THIN;
  const names = numbers ? (plates ? 28 : 16) : 4;
  const [down, across] = [axis(rows, cell), axis(cols, cell)];
  const top = Math.max(names + (forward ? strip + GAP : 0), 20);
  const right = LEFT + across.length + GAP;
  const beyond = forward ? names : top + down.length + GAP;
  const height = (forward ? top + down.length : beyond + strip) + 8;
  return { rows: down, cols: across, cell, block, forward, strip, left: LEFT, top, right, beyond, width: right + strip + 8, height };
}

/** The position on an axis, -1 in a gap or outside. @param {Axis} where @param {number} px @param {number} cell */
function position({ at, length }, px, cell) {
  if (px < 0 || px >= length) return -1;
  let i = Math.min(at.length - 1, Math.floor(px / cell));
  while (i > 0 && at[i] > px) i -= 1;
  return px < at[i] + Math.max(cell, 1) ? i : -1;
}

/**
 * What lies at a point of the picture: row and column are units, -1 where the part has none.
 * @param {Frame} shape
 * @param {number} x
 * @param {number} y
 * @returns {{part: "matrix" | "rows" | "columns", row: number, col: number} | null}
 */
export function hit(shape, x, y) {
  const row = position(shape.rows, y - shape.top, shape.cell);
  const col = position(shape.cols, x - shape.left, shape.cell);
  const unit = (/** @type {Axis} */ where, /** @type {number} */ i) => (i < 0 ? -1 : where.units[i]);
  const inStrip = (/** @type {number} */ place, /** @type {number} */ start) => place >= start && place < start + shape.strip;
  if (row >= 0 && col >= 0) return { part: "matrix", row: unit(shape.rows, row), col: unit(shape.cols, col) };
  if (row >= 0 && inStrip(x, shape.right)) return { part: "rows", row: unit(shape.rows, row), col: -1 };
  if (col >= 0 && inStrip(y, shape.beyond)) return { part: "columns", row: -1, col: unit(shape.cols, col) };
  return null;
}

/**
 * Rows and columns of a closer look at a choice: the chosen column with its neighbours and the
 * rows it has an edge to; for a weight its first uses.
 * @param {Related} related
 * @param {number} rowCount
 * @param {number} colCount
 * @param {number} wide the most columns there is room for
 */
export function closer(related, rowCount, colCount, wide) {
  const { unit, flat, terms } = related;
  const around = (/** @type {number} */ count, /** @type {number} */ most) => {
    const size = Math.min(count, most, 2 * BESIDE + 1);
    const start = windowStart(flat, count, size);
    return range(size).map((i) => start + i);
  };
  const unique = (/** @type {number[]} */ units) => [...new Set(units)].sort((a, b) => a - b);
  const targets = unique(terms.map((term) => term.target));
  const sources = unique(terms.map((term) => term.source));
  const few = Math.min(wide, 2 * BESIDE + 1);
  const cut = (/** @type {number[]} */ units, /** @type {number} */ most) => ({ units: units.slice(0, most), left: Math.max(0, units.length - most) });
  if (unit === "input") {
    const { units, left } = cut(targets.length ? targets : range(Math.min(rowCount, 9)), MOST);
    return { rows: units, cols: around(colCount, wide), left };
  }
  if (unit === "output") {
    const { units, left } = cut(sources.length ? sources : range(Math.min(colCount, few)), Math.min(MOST, wide));
    return { rows: around(rowCount, MOST), cols: units, left };
  }
  const first = terms.slice(0, few);
  return { rows: unique(first.map((t) => t.target)), cols: unique(first.map((t) => t.source)), left: terms.length - first.length };
}

/**
 * The colour of each edge's weight. A shared weight has the colour of its place in the kernel, as
 * its badge has; edges without weights of their own share a colour where their numbers are equal.
 * Null: nothing is shared, the value itself is shown.
 * @param {Scene} scene
 * @returns {((edge: number) => string) | null}
 */
export function weightColours(scene) {
  const kernel = scene.byId.get("weights");
  const { parameter, source } = scene.edges;
  if (parameter && kernel) {
    if (scene.kind === "dense") return null;
    return (edge) => badgeColour((parameter[edge] % (kernel.rows * kernel.cols)) + 1);
  }
  const known = distinctWeights(scene, source.length);
  return known && ((edge) => badgeColour((known.get(scene.edges.weight(edge)) ?? 0) + 1));
}

/** The different weights, numbered in the order they come; null where there are too many to tell apart.
 * @param {Scene} scene @param {number} count @returns {Map<number, number> | null}
 */
export function distinctWeights(scene, count) {
  const known = new Map();
  for (let edge = 0; edge < count; edge += 1) {
    const weight = scene.edges.weight(edge);
    if (!known.has(weight)) known.set(weight, known.size);
    if (known.size > 9) return null;
  }
  return known;
}
