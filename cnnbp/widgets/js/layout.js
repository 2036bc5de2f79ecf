/** Which panels share a row, and how large their cells are, for a given width. */

/** @typedef {{id: string, plates: number, rows: number, cols: number}} Sized */

export const GAP = 56;
const HEADER = 16; // row numbers beside a sheet
const LARGEST = 38;
const LEGIBLE = 28; // a cell that holds a number such as −0.64
const SHEET = 320; // what a large sheet would like to have
const NARROWEST = 132; // room for a panel's title and legend

/** Too many cells for numbers and for an element each. @param {Sized} panel */
export const isLarge = (panel) => panel.rows * panel.cols > 400 || panel.cols > 20;

/**
 * Plates of a panel stand in a square block: channels of a kernel, filters of an output.
 * @param {number} plates
 */
export const plateColumns = (plates) => (plates > 3 ? Math.ceil(Math.sqrt(plates)) : 1);

/** Columns of cells side by side. @param {Sized} panel */
const columnsOf = (panel) => panel.cols * plateColumns(panel.plates);

/**
 * @param {Sized[]} panels
 * @param {number} width
 * @returns {{rows: string[][], cells: Record<string, number>}}
 */
export function fit(panels, width) {
  const ids = panels.map((panel) => panel.id);
  const split = ids.length > 3 ? [ids.slice(0, 3), ids.slice(3)] : null;
  for (const rows of split ? [[ids], split] : [[ids]]) {
    const cells = cellSizes(rows, panels, width);
    const smallest = panels.filter((p) => !isLarge(p)).map((p) => cells[p.id]);
    const narrowest = panels.filter(isLarge).map((p) => cells[p.id] * p.cols);
    if (smallest.every((c) => c >= LEGIBLE) && narrowest.every((w) => w >= 180)) return { rows, cells };
  }
  const rows = ids.map((id) => [id]);
  return { rows, cells: cellSizes(rows, panels, width) };
}

/**
 * @param {string[][]} rows
 * @param {Sized[]} panels
 * @param {number} width
 */
function cellSizes(rows, panels, width) {
  /** @type {Record<string, number>} */
  const cells = {};
  let common = LARGEST;
  for (const row of rows) {
    const here = panels.filter((panel) => row.includes(panel.id));
    const large = here.filter(isLarge);
    const small = here.filter((panel) => !isLarge(panel));
    const narrow = small.filter((p) => columnsOf(p) * LARGEST < NARROWEST);
    const room = width - GAP * (row.length - 1) - HEADER * (row.length - narrow.length) - NARROWEST * narrow.length;
    const columns = small.reduce((sum, p) => sum + (narrow.includes(p) ? 0 : columnsOf(p)), 0);
    const share = large.length ? Math.min(SHEET, (room - columns * LEGIBLE) / large.length) : 0;
    for (const p of large) cells[p.id] = Math.max(2, share / columnsOf(p));
    common = Math.min(common, Math.floor((room - share * large.length) / Math.max(columns, 1)));
  }
  // Small sheets share one cell size, so that the kernel can be seen to fit on the delta.
  for (const p of panels) if (!isLarge(p)) cells[p.id] = Math.max(6, common);
  return cells;
}
