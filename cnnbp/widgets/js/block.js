/** How the units of one state stand in a small picture: plates in a square block, a vector as a column. */

import { sheet } from "./data.js";
import { moveByKey } from "./geometry.js";

const COLUMN = 24; // a longer vector is folded into a square
const BETWEEN = 3; // px between plates

/**
 * @typedef {object} Block
 * @property {number} units
 * @property {number} rows of one plate
 * @property {number} cols
 * @property {number} across plates side by side
 * @property {number} high rows of the whole block
 * @property {number} wide
 * @property {boolean} column a vector
 */

/** @param {number[]} shape @returns {Block} */
export function blockOf(shape) {
  const units = shape.reduce((product, n) => product * n, 1);
  let { plates, rows, cols } = sheet(shape);
  if (shape.length === 1 && units > COLUMN) {
    cols = Math.ceil(Math.sqrt(units));
    rows = Math.ceil(units / cols);
  }
  const across = Math.ceil(Math.sqrt(plates));
  return { units, rows, cols, across, high: rows * Math.ceil(plates / across), wide: cols * across, column: shape.length === 1 && units <= COLUMN };
}

/** Row and column in the whole block. @param {number} flat @param {Block} block */
export function placeOf(flat, { rows, cols, across }) {
  const plate = Math.floor(flat / (rows * cols));
  const inside = flat % (rows * cols);
  return { row: Math.floor(plate / across) * rows + Math.floor(inside / cols), col: (plate % across) * cols + (inside % cols) };
}

/** The unit at a row and column of the block; -1 where there is none. @param {number} row @param {number} col @param {Block} block */
export function unitAt(row, col, { rows, cols, across, high, wide, units }) {
  if (row < 0 || col < 0 || row >= high || col >= wide) return -1;
  const plate = Math.floor(row / rows) * across + Math.floor(col / cols);
  const flat = (plate * rows + (row % rows)) * cols + (col % cols);
  return flat < units ? flat : -1;
}

/** Where a key leads, from plate to plate; null for a key that does not move.
 * @param {string} key @param {number} flat @param {Block} block @param {boolean} whole
 */
export function moveIn(key, flat, block, whole = false) {
  const { row, col } = placeOf(flat, block);
  const next = moveByKey(key, row * block.wide + col, { rows: block.high, cols: block.wide }, whole);
  if (next === null) return null;
  const unit = unitAt(Math.floor(next / block.wide), next % block.wide, block);
  return unit < 0 ? flat : unit;
}

/**
 * Cells in px, so that the block fits in a square.
 * @param {Block} block
 * @param {number} side
 */
export function sizesIn(block, side) {
  const down = block.high / block.rows;
  const gaps = BETWEEN * (Math.max(block.across, down) - 1);
  const high = Math.max(1, Math.floor((side - gaps) / Math.max(block.high, block.wide)));
  const across = block.column ? Math.min(Math.max(high * 2, 22), 30) : high;
  return { high, across, width: block.wide * across + BETWEEN * (block.across - 1), height: block.high * high + BETWEEN * (down - 1) };
}

/** @typedef {ReturnType<typeof sizesIn>} Sizes */

/** The rectangle of a unit in px. @param {number} flat @param {Block} block @param {Sizes} sizes */
export function rectOf(flat, block, { high, across }) {
  const { row, col } = placeOf(flat, block);
  return { x: col * across + Math.floor(col / block.cols) * BETWEEN, y: row * high + Math.floor(row / block.rows) * BETWEEN, w: across, h: high };
}

/** The unit at a point in px; -1 between the plates. @param {number} x @param {number} y @param {Block} block @param {Sizes} sizes */
export function unitAtPoint(x, y, block, { high, across }) {
  const along = (/** @type {number} */ at, /** @type {number} */ cell, /** @type {number} */ cells) => {
    const plate = Math.floor(at / (cell * cells + BETWEEN));
    const inside = Math.floor((at - plate * (cell * cells + BETWEEN)) / cell);
    return inside < cells ? plate * cells + inside : -1;
  };
  const [row, col] = [along(y, high, block.rows), along(x, across, block.cols)];
  return row < 0 || col < 0 ? -1 : unitAt(row, col, block);
}

/**
 * One SVG path around the marked units; neighbours in a row are joined when `joined`.
 * @param {Uint8Array} marks
 * @param {Block} block
 * @param {Sizes} sizes
 * @param {boolean} joined
 */
export function pathAround(marks, block, sizes, joined) {
  const parts = [];
  for (let flat = 0; flat < marks.length; flat += 1) {
    if (!marks[flat]) continue;
    const { x, y, w, h } = rectOf(flat, block, sizes);
    let last = flat;
    while (joined && marks[last + 1] && (last + 1) % block.cols) last += 1;
    parts.push(`M${x} ${y}h${w * (last - flat + 1)}v${h}H${x}z`);
    flat = last;
  }
  return parts.join("");
}
