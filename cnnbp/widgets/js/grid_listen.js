/** Mouse, finger and keys on the sheets of a panel. */

import { moveByKey } from "./geometry.js";

/** @typedef {import("./grid.js").Grid} Grid */

/** The cell under the pointer, or null. @param {Grid} grid @param {MouseEvent} event */
export function cellAt(grid, event) {
  const cells = /** @type {HTMLElement} */ (event.target).closest(".cnnbp-cells");
  if (!(cells instanceof HTMLElement)) return null;
  const box = cells.getBoundingClientRect();
  const { rows, cols } = grid.panel;
  const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
  const col = Math.floor(((event.clientX - box.left) / box.width) * cols);
  if (row < 0 || col < 0 || row >= rows || col >= cols) return null;
  return (Number(cells.dataset.plate) * rows + row) * cols + col;
}

/** @param {Grid} grid @param {HTMLElement} plates */
export function listen(grid, plates) {
  const { panel, handlers } = grid;
  plates.addEventListener("pointermove", (event) => event.pointerType === "mouse" && handlers.preview(panel, cellAt(grid, event)));
  plates.addEventListener("pointerleave", () => handlers.preview(panel, null));
  plates.addEventListener("click", (event) => {
    const flat = cellAt(grid, event);
    if (flat === null) return;
    grid.focus(flat);
    handlers.pick(panel, flat);
  });
  plates.addEventListener("keydown", (event) => key(grid, event));
  plates.addEventListener("focusin", (event) => {
    const cell = /** @type {HTMLElement} */ (event.target);
    if (cell.matches(":focus-visible")) handlers.preview(panel, Number(cell.dataset.flat));
  });
  plates.addEventListener("focusout", () => handlers.preview(panel, null));
}

/** @param {Grid} grid @param {KeyboardEvent} event */
function key(grid, event) {
  if (event.altKey || event.metaKey) return;
  const next = moveByKey(event.key, grid.active, grid.panel, event.ctrlKey);
  if (next !== null) grid.focus(next);
  else if (event.key === "Enter" || event.key === " ") grid.handlers.pick(grid.panel, grid.active);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
