/** The elements of a panel: its sheets and their cells. */

import { css, dimmed, parseHex, textOn, valueColour } from "./colour.js";
import { h } from "./dom.js";
import { cellName, compact, number, plateName } from "./format.js";
import { cellPlace, unflatten } from "./geometry.js";
import { leading } from "./plates.js";

/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./grid.js").Grid} Grid */

/** @typedef {object} Sheet one plate of a panel
 * @property {number} plate
 * @property {HTMLElement} box
 * @property {HTMLElement} sheet
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} cells
 * @property {HTMLElement} window an outline over some cells
 * @property {HTMLElement} look where the closer look is
 * @property {Map<number, HTMLElement>} rows
 * @property {Record<string, Uint8ClampedArray>} images the painted plate, by theme and dimming
 */

/** @param {Panel} panel @param {number} plate @param {boolean} large @returns {Sheet} */
export function makeSheet(panel, plate, large) {
  const { rows, cols, plates } = panel;
  const name = plates > 1 ? plateName(unflatten(plate, leading(panel))) : "";
  const canvas = h("canvas", { width: cols, height: rows, "aria-hidden": "true" });
  const cells = h("div", {
    class: "cnnbp-cells",
    role: "grid",
    "aria-label": panel.name + name,
    "aria-rowcount": rows,
    "aria-colcount": cols,
    "data-plate": plate,
  });
  const window = h("div", { class: "cnnbp-window", hidden: true });
  const look = h("div", { class: "cnnbp-look", hidden: true });
  const around = large ? [] : [heads("cols", cols), heads("rows", rows)];
  const sheet = h("div", { class: "cnnbp-sheet", style: `--rows:${rows};--cols:${cols}` }, canvas, ...around, cells, window, look);
  const caption = name ? h("div", { class: "cnnbp-plate-name" }, name.trim()) : null;
  return { plate, box: h("div", { class: "cnnbp-plate" }, caption, sheet), sheet, canvas, cells, window, look, rows: new Map(), images: {} };
}

/** Row or column numbers, counted from 0. @param {string} kind @param {number} count */
function heads(kind, count) {
  const marks = Array.from({ length: count }, (_, i) => h("span", {}, String(i)));
  return h("div", { class: `cnnbp-heads cnnbp-${kind}`, "aria-hidden": "true" }, ...(count > 1 ? marks : []));
}

/** A cell in its row, which is made when it is first needed. @param {Grid} grid @param {Sheet} sheet @param {number} flat */
export function makeCell(grid, sheet, flat) {
  const { row, col } = cellPlace(flat, grid.panel);
  let line = sheet.rows.get(row);
  if (!line) {
    line = h("div", { role: "row", "aria-rowindex": row + 1 });
    sheet.rows.set(row, line);
    const after = [...sheet.rows.keys()].filter((r) => r > row).sort((a, b) => a - b)[0];
    sheet.cells.insertBefore(line, sheet.rows.get(after) ?? null);
  }
  const cell = h("div", {
    role: "gridcell",
    class: "cnnbp-cell",
    tabindex: flat === grid.active ? 0 : -1,
    "aria-colindex": col + 1,
    "aria-label": cellName(grid.panel, grid.scene, flat),
    "data-lm-suppress-shortcuts": "true",
    "data-flat": flat,
    style: `--r:${row};--c:${col}`,
  });
  line.append(cell);
  return cell;
}

/** The place of a cell on its sheet, for something that stands at it; its colours are its own. @param {HTMLElement} cell */
export const placeStyle = ({ style }) => `--r:${style.getPropertyValue("--r")};--c:${style.getPropertyValue("--c")}`;

/** @param {Sheet} sheet @param {HTMLElement} cell @param {number} row */
export function dropCell(sheet, cell, row) {
  const line = cell.parentElement;
  cell.remove();
  if (!line || line.childElementCount) return;
  sheet.rows.delete(row);
  line.remove();
}

/** What takes no part steps back. @param {Grid} grid @param {number} flat */
export const isQuiet = (grid, flat) => grid.dim && !grid.lit?.has(flat) && flat !== grid.chosen;

/** @param {Grid} grid @param {number} flat @param {boolean} quiet */
export function cellColour({ panel, theme, covered }, flat, quiet) {
  const colour = valueColour(covered ? 0 : panel.values[flat], panel.top, covered ? "signed" : panel.scale, theme);
  return quiet ? dimmed(colour, theme) : colour;
}

/** @type {WeakMap<HTMLElement, string>} what was last written into a cell: most cells stay as they are */
const written = new WeakMap();

/** Number, badge, border and spoken state of one cell. @param {Grid} grid @param {HTMLElement} cell @param {number} flat */
export function writeCell(grid, cell, flat) {
  const terms = grid.lit?.get(flat);
  const quiet = isQuiet(grid, flat);
  const badges = terms ? terms.map((term) => term.badge + term.colour).join() : "";
  const state = [grid.theme, quiet, flat === grid.chosen, grid.covered, grid.marks.has(flat), badges].join("|");
  if (written.get(cell) === state) return;
  written.set(cell, state);
  const back = cellColour(grid, flat, quiet);
  cell.style.color = css(textOn(back, quiet));
  cell.classList.toggle("cnnbp-lit", Boolean(terms));
  cell.classList.toggle("cnnbp-chosen", flat === grid.chosen);
  cell.setAttribute("aria-selected", String(flat === grid.chosen));
  cell.classList.toggle("cnnbp-marked", grid.marks.has(flat));
  cell.setAttribute("aria-description", grid.covered ? "covered" : number(grid.panel.values[flat], 3) + (grid.marks.has(flat) ? ", marked" : ""));
  const text = grid.covered ? "?" : compact(grid.panel.values[flat]);
  if (!terms) {
    if (cell.childElementCount || cell.textContent !== text) cell.replaceChildren(text);
    delete cell.dataset.badge;
    cell.style.removeProperty("--badge");
    return;
  }
  cell.dataset.badge = terms.map((term) => term.badge).join(" ");
  cell.replaceChildren(text, badge(cell, terms));
}

/** The number of a term in its colour; "…" where a cell takes part in several; long numbers would
 * cover the cell. @param {HTMLElement} cell @param {Term[]} terms */
export function badge(cell, terms) {
  const [first] = terms;
  cell.style.setProperty("--badge", first.colour);
  cell.style.setProperty("--on-badge", css(textOn(parseHex(first.colour))));
  if (first.badge > 99) return "";
  const mark = terms.length > 1 ? `${first.badge}…` : String(first.badge);
  return h("span", { class: "cnnbp-badge", "aria-hidden": "true" }, mark);
}

/** The colours of a plate; the whole image is worked out once, then only lit cells differ. @param {Grid} grid @param {Sheet} sheet */
export function paintSheet(grid, sheet) {
  const { rows, cols } = grid.panel;
  const size = rows * cols;
  const first = sheet.plate * size;
  const key = `${grid.theme}${grid.dim}${grid.covered}`;
  if (!sheet.images[key]) {
    const data = new Uint8ClampedArray(size * 4).fill(255);
    for (let i = 0; i < size; i += 1) data.set(cellColour(grid, first + i, grid.dim), i * 4);
    sheet.images[key] = data;
  }
  const image = new ImageData(sheet.images[key].slice(), cols, rows);
  if (grid.dim) {
    for (const flat of grid.lit?.keys() ?? []) {
      if (flat >= first && flat < first + size) image.data.set(cellColour(grid, flat, false), (flat - first) * 4);
    }
  }
  /** @type {CanvasRenderingContext2D} */ (sheet.canvas.getContext("2d")).putImageData(image, 0, 0);
}
