/** Indices, keys, places and paths: pure functions, tested by node alone. */

/** The row-major position of an index. */
export const flatIndex = (index: number[], shape: number[]) =>
  index.reduce((flat, i, axis) => flat * shape[axis] + i, 0);

/** The index at a row-major position. */
export function unflatten(flat: number, shape: number[]): number[] {
  const index = [];
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    index.unshift(flat % shape[axis]);
    flat = Math.floor(flat / shape[axis]);
  }
  return index;
}

/** Where a cell is on its panel: sheet, row, column. */
export function cellPlace(flat: number, { rows, cols }: { rows: number; cols: number }) {
  const inside = flat % (rows * cols);
  return { plate: Math.floor(flat / (rows * cols)), row: Math.floor(inside / cols), col: inside % cols };
}

const MOVES: Record<
  string,
  (row: number, col: number, rows: number, cols: number, whole: boolean) => [number, number]
> = {
  ArrowUp: (r, c) => [r - 1, c],
  ArrowDown: (r, c) => [r + 1, c],
  ArrowLeft: (r, c) => [r, c - 1],
  ArrowRight: (r, c) => [r, c + 1],
  Home: (r, _c, _rows, _cols, whole) => [whole ? 0 : r, 0],
  End: (r, _c, rows, cols, whole) => [whole ? rows - 1 : r, cols - 1],
  PageUp: (r, c) => [r - 5, c],
  PageDown: (r, c) => [r + 5, c],
};

/**
 * The cell a key leads to, kept inside the sheet; null for a key that does not move.
 * @param whole Ctrl: Home and End go to the corners
 */
export function moveByKey(key: string, flat: number, panel: { rows: number; cols: number }, whole = false) {
  const move = MOVES[key];
  if (!move) return null;
  const { plate, row, col } = cellPlace(flat, panel);
  const [r, c] = move(row, col, panel.rows, panel.cols, whole);
  const inside = (n: number, count: number) => Math.min(Math.max(n, 0), count - 1);
  return (plate * panel.rows + inside(r, panel.rows)) * panel.cols + inside(c, panel.cols);
}

export type Box = { left: number; right: number; top: number; bottom: number };

/** centre and size of a cell, the sheet it is on, and the height at which a line runs to it, if that is settled */
export type Place = { x: number; y: number; size: number; box: Box; lane?: number };

const NUMBER = 5.5; // half of what a number takes of a cell's height
const NUMBERS_FROM = 18; // px: smaller cells hold none
const [COUNT, COUNTS_FROM] = [4, 12]; // half of the number of a row beside its sheet; smaller rows have no room below it
const APART = 2.4; // between lines side by side

/**
 * The places with a lane for each line: inside the cell that the line ends at, so that it ends on
 * the frame of that cell, and below the number. Lines of one row of cells run side by side in their order.
 * @param upwards the first line runs lowest
 */
export function inLanes<P extends Place | null | undefined>(places: P[], upwards = false): P[] {
  const rows = new Map<number, number[]>();
  places.forEach((place, i) => {
    if (place) rows.set(place.y, [...(rows.get(place.y) ?? []), i]);
  });
  const lanes = places.slice();
  for (const lines of rows.values())
    lines.forEach((line, i) => {
      const place = places[line];
      if (place) lanes[line] = { ...place, lane: laneAt(place, upwards ? lines.length - 1 - i : i, lines.length) };
    });
  return lanes;
}

/** From the lower border of a cell up to its number, or that of its row; a cell with neither is free all over. */
function laneAt({ y, size }: Place, order: number, count: number) {
  const free = size < COUNTS_FROM;
  const number = size < NUMBERS_FROM ? COUNT : NUMBER;
  const [least, most] = free ? [0.2 * size, 0.8 * size] : [0.5, size / 2 - number];
  const step = Math.min(APART, (most - least) / Math.max(count - 1, 1));
  // Few lines keep off the border, where the frame is.
  const spare = most - least - step * (count - 1);
  return y + size / 2 - least - (free ? spare / 2 : Math.min(spare, 3)) - step * (count - 1 - order);
}

const BEND = 300; // a line that goes down this far bends out over half of the room there is
const FARTHEST = 200; // more room than this is not used
const BESIDE = 18; // the numbers of rows stand this close to a sheet

/**
 * A line between two cells that crosses no number: on a sheet it runs in the lane between two rows
 * of cells, and bends only beside it: in the gap between sheets that stand side by side, around
 * the side of sheets that stand one below the other.
 * @param offset where in the lane it runs, from -1 to 1
 * @param side around which side: 1 right, -1 left
 * @param width how far there is room to the right
 */
export function route(from: Place, to: Place, offset = 0, side = 1, width = Infinity): string {
  const across = to.box.left >= from.box.right ? 1 : from.box.left >= to.box.right ? -1 : 0;
  const below = to.box.top >= from.box.bottom || from.box.top >= to.box.bottom;
  if (!across && below) return around(from, to, offset, side, width);
  const [start, end] = [lane(from, across || 1, offset), lane(to, -across || -1, offset)];
  const middle = (start.edge + end.edge) / 2;
  return path(start, [["C", middle, start.y, middle, end.y, end.edge, end.y]], end);
}

/** The same around a side of both sheets, so far out that no other cell is crossed. */
function around(from: Place, to: Place, offset: number, side: number, width: number) {
  // Lines of one cell nest in each other: the first to leave the weights above is the outermost.
  const [start, end] = [lane(from, side, -side * offset), lane(to, side, side * offset)];
  const far = side > 0 ? Math.max(start.edge, end.edge) : Math.min(start.edge, end.edge);
  const room = Math.max(Math.min(side > 0 ? width - far : far, FARTHEST), 0);
  const [least, down] = [Math.min(BESIDE, 0.6 * room), Math.abs(end.y - start.y)];
  const out = far + side * (least + ((room - least) * down) / (down + BEND));
  const [upper, lower] = from.box.top < to.box.top ? [from, to] : [to, from];
  const between = (upper.box.bottom + lower.box.top) / 2;
  return path(
    start,
    [
      ["Q", out, start.y, out, between],
      ["Q", out, end.y, end.edge, end.y],
    ],
    end,
  );
}

/** From a cell along its lane, through curves, along a lane to the other. */
function path(start: Lane, curves: [string, ...number[]][], end: Lane) {
  const steps = [["M", start.cell, start.y], ["L", start.edge, start.y], ...curves, ["L", end.cell, end.y]];
  return steps.map(([letter, ...numbers]) => [letter, ...numbers.map((n) => Number(n).toFixed(1))].join(" ")).join(" ");
}

/** The lane of a cell: the side of the cell and of its sheet towards the line, and the height: the border below. */
export type Lane = { cell: number; edge: number; y: number };
function lane({ x, y, size, box, lane }: Place, way: number, offset: number): Lane {
  return {
    cell: x + (way * size) / 2,
    edge: way > 0 ? box.right : box.left,
    y: lane ?? y + size / 2 + offset * Math.min(size * 0.25, 9),
  };
}
