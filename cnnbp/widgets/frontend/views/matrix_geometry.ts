/** Where the cells of the matrix stand, which units they mean, and what colour their weight has. */

import { badgeColour } from "../core/colour";
import type { Related, Scene } from "../core/data";
import { windowStart } from "../grid/plates";

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
 */
export interface Axis {
  units: number[];
  /** px from the start of the axis */
  at: number[];
  /** px */
  length: number;
}

export function axis(units: number[], cell: number): Axis {
  let place = 0;
  const at = units.map((unit, i) => {
    if (i && unit !== units[i - 1] + 1) place += BREAK;
    place += cell;
    return place - cell;
  });
  return { units, at, length: place };
}

/** All units of an axis. */
export const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The matrix with its strips: a and z forward; δ and ∂C/∂a backward. */
export interface Frame {
  rows: Axis;
  cols: Axis;
  /** px, less than 1 where a point stands for several units */
  cell: number;
  /** units per point along each axis */
  block: number;
  forward: boolean;
  strip: number;
  left: number;
  top: number;
  /** where the strip beside the rows begins */
  right: number;
  /** where the strip of the columns begins */
  beyond: number;
  width: number;
  height: number;
}

/** The size of a cell: whole pixels, or a whole number of units for each pixel. */
export function cellSize(rows: number, cols: number, width: number, height: number) {
  const room = Math.max(Math.min((width - LEFT - GAP - LARGEST) / cols, height / rows), SMALLEST);
  const block = room >= 1 ? 1 : Math.ceil(1 / room);
  return { cell: room >= 1 ? Math.min(LARGEST, Math.floor(room)) : 1 / block, block };
}

/** @param plates whether names of units have two lines */
export function frame(
  rows: number[],
  cols: number[],
  { cell, block }: { cell: number; block: number },
  forward: boolean,
  plates = false,
): Frame {
  const numbers = cell >= NUMBERS_FROM;
  const strip = numbers ? cell : THIN;
  const names = numbers ? (plates ? 28 : 16) : 4;
  const [down, across] = [axis(rows, cell), axis(cols, cell)];
  const top = Math.max(names + (forward ? strip + GAP : 0), 20);
  const right = LEFT + across.length + GAP;
  const beyond = forward ? names : top + down.length + GAP;
  const height = (forward ? top + down.length : beyond + strip) + 8;
  return {
    rows: down,
    cols: across,
    cell,
    block,
    forward,
    strip,
    left: LEFT,
    top,
    right,
    beyond,
    width: right + strip + 8,
    height,
  };
}

/** The position on an axis, -1 in a gap or outside. */
function position({ at, length }: Axis, px: number, cell: number) {
  if (px < 0 || px >= length) return -1;
  let i = Math.min(at.length - 1, Math.floor(px / cell));
  while (i > 0 && at[i] > px) i -= 1;
  return px < at[i] + Math.max(cell, 1) ? i : -1;
}

/** What lies at a point of the picture: row and column are units, -1 where the part has none. */
export function hit(
  shape: Frame,
  x: number,
  y: number,
): { part: "matrix" | "rows" | "columns"; row: number; col: number } | null {
  const row = position(shape.rows, y - shape.top, shape.cell);
  const col = position(shape.cols, x - shape.left, shape.cell);
  const unit = (where: Axis, i: number) => (i < 0 ? -1 : where.units[i]);
  const inStrip = (place: number, start: number) => place >= start && place < start + shape.strip;
  if (row >= 0 && col >= 0) return { part: "matrix", row: unit(shape.rows, row), col: unit(shape.cols, col) };
  if (row >= 0 && inStrip(x, shape.right)) return { part: "rows", row: unit(shape.rows, row), col: -1 };
  if (col >= 0 && inStrip(y, shape.beyond)) return { part: "columns", row: -1, col: unit(shape.cols, col) };
  return null;
}

/**
 * Rows and columns of a closer look at a choice: the chosen column with its neighbours and the
 * rows it has an edge to; for a weight its first uses.
 * @param wide the most columns there is room for
 */
export function closer(related: Related, rowCount: number, colCount: number, wide: number) {
  const { unit, flat, terms } = related;
  const around = (count: number, most: number) => {
    const size = Math.min(count, most, 2 * BESIDE + 1);
    const start = windowStart(flat, count, size);
    return range(size).map((i) => start + i);
  };
  const unique = (units: number[]) => [...new Set(units)].sort((a, b) => a - b);
  const targets = unique(terms.map((term) => term.target));
  const sources = unique(terms.map((term) => term.source));
  const few = Math.min(wide, 2 * BESIDE + 1);
  const cut = (units: number[], most: number) => ({
    units: units.slice(0, most),
    left: Math.max(0, units.length - most),
  });
  if (unit === "input") {
    const { units, left } = cut(targets.length ? targets : range(Math.min(rowCount, 9)), MOST);
    return { rows: units, cols: around(colCount, wide), left };
  }
  if (unit === "output") {
    const { units, left } = cut(sources.length ? sources : range(Math.min(colCount, few)), Math.min(MOST, wide));
    return { rows: around(rowCount, MOST), cols: units, left };
  }
  const first = terms.slice(0, few);
  return {
    rows: unique(first.map((t) => t.target)),
    cols: unique(first.map((t) => t.source)),
    left: terms.length - first.length,
  };
}

/**
 * The colour of each edge's weight. A shared weight has the colour of its place in the kernel, as
 * its badge has; edges without weights of their own share a colour where their numbers are equal.
 * Null: nothing is shared, the value itself is shown.
 */
export function weightColours(scene: Scene): ((edge: number) => string) | null {
  const kernel = scene.byId.get("weights");
  const { parameter, source } = scene.edges;
  if (parameter && kernel) {
    if (scene.kind === "dense") return null;
    return (edge) => badgeColour((parameter[edge] % (kernel.rows * kernel.cols)) + 1);
  }
  const known = distinctWeights(scene, source.length);
  return known && ((edge) => badgeColour((known.get(scene.edges.weight(edge)) ?? 0) + 1));
}

/** The different weights, numbered in the order they come; null where there are too many to tell apart. */
export function distinctWeights(scene: Scene, count: number): Map<number, number> | null {
  const known = new Map();
  for (let edge = 0; edge < count; edge += 1) {
    const weight = scene.edges.weight(edge);
    if (!known.has(weight)) known.set(weight, known.size);
    if (known.size > 9) return null;
  }
  return known;
}
