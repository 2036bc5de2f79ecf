/** Panels in as many rows as a width needs, whatever their height. */

import { blockColumns, isLarge } from "./plates";

export type Sized = { id: string; plates: number; rows: number; cols: number; shape?: number[] };

export const GAP = 56;
const HEADER = 16; // row numbers beside a sheet
const LARGEST = 38;
const LEGIBLE = 28; // a cell that holds a number such as −0.64
const SHEET = 320; // what a large sheet would like to have
const NARROWEST = 138; // room for a panel's title and legend
const BETWEEN = 12; // between the plates of a panel
const LOOK = 208; // a large sheet as wide as the closer look below it

/** Columns of cells side by side. */
const columnsOf = (panel: Sized) => panel.cols * blockColumns(panel);

/** What stands between the plates of a panel. */
const gapsOf = (panel: Sized) => (blockColumns(panel) - 1) * (BETWEEN + (isLarge(panel) ? 0 : HEADER));

export function wrap(panels: Sized[], width: number): { rows: string[][]; cells: Record<string, number> } {
  const ids = panels.map((panel) => panel.id);
  for (const rows of splits(ids)) {
    const cells = cellSizes(rows, panels, width);
    const smallest = panels.filter((p) => !isLarge(p)).map((p) => cells[p.id]);
    const narrowest = panels
      .filter(isLarge)
      .map((p) => cells[p.id] * columnsOf(p) - (blockColumns(p) > 1 ? LOOK / 3 : 0));
    const wide = rows.map((row) =>
      rowWidth(
        panels.filter((p) => row.includes(p.id)),
        cells,
      ),
    );
    if (smallest.every((c) => c >= LEGIBLE) && narrowest.every((w) => w >= LOOK) && wide.every((w) => w <= width))
      return { rows, cells };
  }
  const rows = ids.map((id) => [id]);
  return { rows, cells: cellSizes(rows, panels, width) };
}

/** What a row takes: a sheet of very many columns may need more than its share. */
const rowWidth = (row: Sized[], cells: Record<string, number>) =>
  row.reduce((sum, p) => sum + Math.max(cells[p.id] * columnsOf(p) + gapsOf(p), isLarge(p) ? LOOK : 0) + GAP, -GAP);

/**
 * Ways to put the panels into rows, the best first: lines join the first three, the others are
 * results and may stand by twos.
 */
function splits(ids: string[]): string[][][] {
  const [joined, results] = [ids.slice(0, 3), ids.slice(3)];
  const heads = [[joined], joined.map((id) => [id])];
  const some = heads.flatMap((head) => [3, 2].map((n) => [...head, ...inRows(results, n)]));
  return [[ids], ...some];
}

const inRows = (ids: string[], size: number): string[][] =>
  ids.length ? [ids.slice(0, size), ...inRows(ids.slice(size), size)] : [];

function cellSizes(rows: string[][], panels: Sized[], width: number) {
  const cells: Record<string, number> = {};
  let common = LARGEST;
  for (const row of rows) {
    const here = panels.filter((panel) => row.includes(panel.id));
    const large = here.filter(isLarge);
    const small = here.filter((panel) => !isLarge(panel));
    const narrow = small.filter((p) => columnsOf(p) * LARGEST < NARROWEST);
    const gaps = here.reduce((sum, p) => sum + (narrow.includes(p) ? 0 : gapsOf(p)), 0);
    const room =
      width - GAP * (row.length - 1) - HEADER * (row.length - narrow.length) - NARROWEST * narrow.length - gaps;
    const columns = small.reduce((sum, p) => sum + (narrow.includes(p) ? 0 : columnsOf(p)), 0);
    const share = large.length ? Math.min(SHEET, (room - columns * LEGIBLE) / large.length) : 0;
    for (const p of large) cells[p.id] = Math.max(Math.min(2, width / columnsOf(p)), share / columnsOf(p));
    if (columns) common = Math.min(common, Math.floor((room - share * large.length) / columns));
    else if (room < 0) common = 0; // narrow panels alone can be too many for one row, too
  }
  // Small sheets share one cell size, so that the kernel can be seen to fit on the delta.
  for (const p of panels) if (!isLarge(p)) cells[p.id] = Math.max(6, common);
  return cells;
}
