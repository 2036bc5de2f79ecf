/** Indices, keys, places and paths: pure functions, tested by node alone. */

/**
 * The row-major position of an index.
 * @param {number[]} index
 * @param {number[]} shape
 */
export const flatIndex = (index, shape) => index.reduce((flat, i, axis) => flat * shape[axis] + i, 0);

/**
 * The index at a row-major position.
 * @param {number} flat
 * @param {number[]} shape
 * @returns {number[]}
 */
export function unflatten(flat, shape) {
  const index = [];
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    index.unshift(flat % shape[axis]);
    flat = Math.floor(flat / shape[axis]);
  }
  return index;
}

/**
 * Where a cell is on its panel: sheet, row, column.
 * @param {number} flat
 * @param {{rows: number, cols: number}} panel
 */
export function cellPlace(flat, { rows, cols }) {
  const inside = flat % (rows * cols);
  return { plate: Math.floor(flat / (rows * cols)), row: Math.floor(inside / cols), col: inside % cols };
}

/** @type {Record<string, (row: number, col: number, rows: number, cols: number, whole: boolean) => [number, number]>} */
const MOVES = {
  ArrowUp: (r, c) => [r - 1, c],
  ArrowDown: (r, c) => [r + 1, c],
  ArrowLeft: (r, c) => [r, c - 1],
  ArrowRight: (r, c) => [r, c + 1],
  Home: (r, c, rows, cols, whole) => [whole ? 0 : r, 0],
  End: (r, c, rows, cols, whole) => [whole ? rows - 1 : r, cols - 1],
  PageUp: (r, c) => [r - 5, c],
  PageDown: (r, c) => [r + 5, c],
};

/**
 * The cell a key leads to, kept inside the sheet; null for a key that does not move.
 * @param {string} key
 * @param {number} flat
 * @param {{rows: number, cols: number}} panel
 * @param {boolean} whole Ctrl: Home and End go to the corners
 */
export function moveByKey(key, flat, panel, whole = false) {
  const move = MOVES[key];
  if (!move) return null;
  const { plate, row, col } = cellPlace(flat, panel);
  const [r, c] = move(row, col, panel.rows, panel.cols, whole);
  const inside = (/** @type {number} */ n, /** @type {number} */ count) => Math.min(Math.max(n, 0), count - 1);
  return (plate * panel.rows + inside(r, panel.rows)) * panel.cols + inside(c, panel.cols);
}

/**
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 * @typedef {{x: number, y: number, size: number, box: Box}} Place centre and size of a cell, and the sheet it is on
 */

/**
 * A line between two cells that crosses no number: on a sheet it runs in the lane between two
 * rows of cells (between two columns where the sheets stand below each other), and bends only
 * in the gap between the sheets.
 * @param {Place} from
 * @param {Place} to
 * @param {number} [offset] where in the lane it runs, from -1 to 1
 */
export function route(from, to, offset = 0) {
  const apart = (/** @type {"left" | "top"} */ low, /** @type {"right" | "bottom"} */ high) =>
    to.box[low] >= from.box[high] ? 1 : from.box[low] >= to.box[high] ? -1 : 0;
  const across = apart("left", "right");
  const down = apart("top", "bottom");
  const flat = across !== 0 || down === 0;
  const way = (flat ? across : down) || 1;
  const start = lane(from, way, flat, offset);
  const end = lane(to, -way, flat, offset);
  const reach = 0.5 * (end.edge - start.edge);
  const at = (/** @type {number} */ along, /** @type {number} */ beside) =>
    (flat ? [along, beside] : [beside, along]).map((n) => n.toFixed(1)).join(" ");
  return [
    `M ${at(start.cell, start.beside)}`,
    `L ${at(start.edge, start.beside)}`,
    `C ${at(start.edge + reach, start.beside)} ${at(end.edge - reach, end.beside)} ${at(end.edge, end.beside)}`,
    `L ${at(end.cell, end.beside)}`,
  ].join(" ");
}

/**
 * The lane of a cell: along the line its own side and its sheet's side, beside it the border below.
 * @param {Place} place
 * @param {number} way 1 leaves towards larger coordinates, -1 towards smaller
 * @param {boolean} flat
 * @param {number} offset
 */
function lane(place, way, flat, offset) {
  const { box, size } = place;
  const [low, high] = flat ? [box.left, box.right] : [box.top, box.bottom];
  const [along, beside] = flat ? [place.x, place.y] : [place.y, place.x];
  const spread = Math.min(size * 0.25, flat ? 9 : 6);
  return { cell: along + (way * size) / 2, edge: way > 0 ? high : low, beside: beside + size / 2 + offset * spread };
}
