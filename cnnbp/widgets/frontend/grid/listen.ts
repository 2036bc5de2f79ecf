/** Mouse, finger and keys on the sheets of a panel. */

import { moveByKey } from "../core/geometry";
import type { Grid } from "./grid";

/** The cell under the pointer, or null. */
export function cellAt(grid: Grid, event: MouseEvent) {
  // A captured pointer has lost its target: look where it is.
  const under =
    (event.target as Element).closest(".cnnbp-cells") ??
    document.elementFromPoint(event.clientX, event.clientY)?.closest(".cnnbp-cells");
  if (!(under instanceof HTMLElement) || !grid.plates.contains(under)) return null;
  const cells = under;
  const box = cells.getBoundingClientRect();
  const { rows, cols } = grid.panel;
  const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
  const col = Math.floor(((event.clientX - box.left) / box.width) * cols);
  if (row < 0 || col < 0 || row >= rows || col >= cols) return null;
  return (Number(cells.dataset.plate) * rows + row) * cols + col;
}

export function listen(grid: Grid, plates: HTMLElement) {
  const { panel, handlers } = grid;
  plates.addEventListener(
    "pointermove",
    (event) => event.pointerType === "mouse" && handlers.preview(panel, cellAt(grid, event)),
  );
  plates.addEventListener("pointerleave", () => handlers.preview(panel, null));
  const stroke = paint(grid, plates);
  plates.addEventListener("click", (event) => {
    const flat = cellAt(grid, event);
    if (flat === null || stroke.used()) return;
    grid.focus(flat);
    const cell = grid.element(flat);
    if (!cell || !handlers.type?.(panel, flat, cell)) handlers.pick(panel, flat);
  });
  plates.addEventListener("keydown", (event) => key(grid, event));
  plates.addEventListener("focusin", (event) => {
    const cell = event.target as HTMLElement;
    if (!cell.dataset.flat) return;
    grid.visit(Number(cell.dataset.flat));
    if (cell.matches(":focus-visible")) handlers.preview(panel, Number(cell.dataset.flat));
  });
  plates.addEventListener("focusout", () => handlers.preview(panel, null));
}

function key(grid: Grid, event: KeyboardEvent) {
  if (event.altKey || event.metaKey) return;
  const next = moveByKey(event.key, grid.active, grid.panel, event.ctrlKey);
  if (next !== null) grid.focus(next);
  else if (!typed(grid, event)) {
    if (event.key !== "Enter" && event.key !== " ") return;
    grid.handlers.pick(grid.panel, grid.active);
  }
  event.preventDefault();
  event.stopPropagation();
}

/** A key that opens a field where numbers may be edited: Enter, or the number's first character. */
function typed(grid: Grid, event: KeyboardEvent) {
  const cell = grid.element(grid.active);
  if (!cell || event.ctrlKey || (event.key !== "Enter" && event.key.length > 1)) return false;
  return grid.handlers.type?.(grid.panel, grid.active, cell, event.key === "Enter" ? undefined : event.key) ?? false;
}

/** Strokes with the mouse or a finger. A touch of one cell is a click; two cells make a stroke. */
function paint(grid: Grid, plates: HTMLElement) {
  const { panel, handlers } = grid;
  let cells: Set<number> | null = null;
  let used = false;
  plates.classList.toggle("cnnbp-paints", handlers.paints?.(panel) ?? false);
  plates.addEventListener("pointerdown", (event) => {
    used = false;
    if (!handlers.paints?.(panel) || event.button !== 0) return;
    const flat = cellAt(grid, event);
    cells = flat === null ? null : new Set([flat]);
  });
  plates.addEventListener("pointermove", (event) => {
    const flat = cells && cellAt(grid, event);
    if (!cells || flat === null) return;
    cells.add(flat);
    if (cells.size < 2) return;
    if (!used) capture(plates, event.pointerId);
    used = true;
    for (const one of cells) grid.element(one)?.classList.add("cnnbp-stroke");
  });
  const end = () => {
    for (const one of cells ?? []) grid.element(one)?.classList.remove("cnnbp-stroke");
    if (cells && used) handlers.stroke?.(panel, [...cells]);
    cells = null;
  };
  plates.addEventListener("pointerup", end);
  plates.addEventListener("pointercancel", end);
  return { used: () => used };
}

/** The rest of a stroke belongs to the sheet; a pointer that is gone by now needs none. */
function capture(el: HTMLElement, pointer: number) {
  try {
    el.setPointerCapture(pointer);
  } catch {
    // The stroke ends at the edge of the sheet.
  }
}
