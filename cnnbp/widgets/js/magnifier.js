/** A closer look at a few cells of a large sheet: numbers, badges, row and column numbers. */

import { css, textOn } from "./colour.js";
import { h } from "./dom.js";
import { compact } from "./format.js";
import { cellPlace } from "./geometry.js";
import { badge, cellColour, isQuiet } from "./grid_cells.js";
import { middle, windowStart } from "./plates.js";

/** @typedef {import("./grid.js").Grid} Grid */

const SIDE = 7;
const HEADS = 20; // px beside the cells
const SMALLEST = 26;
const LARGEST = 34;

export class Magnifier {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    const { rows, cols } = grid.panel;
    this.high = Math.min(SIDE, rows);
    this.wide = Math.min(SIDE, cols);
    this.plate = 0;
    this.top = windowStart((rows - 1) / 2, rows, this.high);
    this.left = windowStart((cols - 1) / 2, cols, this.wide);
    this.stays = false;
    this.cells = Array.from({ length: this.high * this.wide }, (_, i) =>
      h("div", { class: "cnnbp-near", style: `--r:${Math.floor(i / this.wide)};--c:${i % this.wide}` }));
    /** @type {string[]} */
    this.states = [];
    this.rowNames = Array.from({ length: this.high }, () => h("span"));
    this.colNames = Array.from({ length: this.wide }, () => h("span"));
    const sheet = h("div", { class: "cnnbp-sheet", style: `--rows:${this.high};--cols:${this.wide}` },
      h("div", { class: "cnnbp-heads cnnbp-cols" }, ...this.colNames), h("div", { class: "cnnbp-heads cnnbp-rows" }, ...this.rowNames), ...this.cells);
    this.caption = h("div", { class: "cnnbp-plate-name" });
    // The sheet's own grid cells say all this to a screen reader.
    this.el = h("div", { class: "cnnbp-magnifier", "aria-hidden": "true" }, this.caption, sheet);
    sheet.addEventListener("click", (event) => this.#click(event));
  }

  /** The cell at a place of the window. @param {number} i */
  flat(i) {
    const { rows, cols } = this.grid.panel;
    return (this.plate * rows + this.top + Math.floor(i / this.wide)) * cols + this.left + (i % this.wide);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const i = this.cells.indexOf(/** @type {any} */ (event.target instanceof Element ? event.target.closest(".cnnbp-near") : null));
    if (i < 0) return;
    this.stays = true; // what was clicked does not slide away from under the finger
    this.grid.handlers.pick(this.grid.panel, this.flat(i));
    this.stays = false;
  }

  /** @param {number} width what the sheets above it take */
  resize(width) {
    const cell = Math.min(LARGEST, Math.max(SMALLEST, Math.floor((width - HEADS) / this.wide)));
    this.el.style.setProperty("--cell", `${cell}px`);
  }

  /** Go where the choice is, else to the middle of what is lit, else stay. */
  show() {
    this.#move();
    const { grid } = this;
    this.cells.forEach((cell, i) => {
      const flat = this.flat(i);
      const terms = grid.lit?.get(flat);
      const quiet = isQuiet(grid, flat);
      const state = [flat, quiet, flat === grid.chosen, grid.theme, terms?.map((t) => t.badge + t.colour)].join("|");
      if (state === this.states[i]) return;
      this.states[i] = state;
      const back = cellColour(grid, flat, quiet);
      cell.style.background = css(back);
      cell.style.color = css(textOn(back, quiet));
      cell.style.setProperty("--back", css(back));
      cell.dataset.near = String(flat);
      cell.classList.toggle("cnnbp-near-lit", Boolean(terms));
      cell.classList.toggle("cnnbp-near-chosen", flat === grid.chosen);
      cell.replaceChildren(compact(grid.panel.values[flat]), ...(terms ? [badge(cell, terms)] : []));
    });
  }

  #move() {
    const { grid } = this;
    const { rows, cols } = grid.panel;
    const before = [this.plate, this.top, this.left].join();
    const at = this.#target();
    if (at && !(this.stays && this.#holds(at))) {
      this.plate = at.plate;
      this.top = windowStart(at.row, rows, this.high);
      this.left = windowStart(at.col, cols, this.wide);
    }
    if (!grid.sheets.has(this.plate)) this.plate = grid.firstPlate;
    if (before !== [this.plate, this.top, this.left].join() || !this.states.length) this.#names();
    const style = `--r:${this.top};--c:${this.left};--h:${this.high};--w:${this.wide}`;
    for (const sheet of grid.sheets.values()) {
      sheet.look.hidden = sheet.plate !== this.plate;
      sheet.look.setAttribute("style", style);
    }
  }

  /** @returns {{plate: number, row: number, col: number} | null} */
  #target() {
    const { panel, chosen, lit, sheets } = this.grid;
    if (chosen >= 0) return cellPlace(chosen, panel);
    const size = panel.rows * panel.cols;
    const plateOf = (/** @type {number} */ flat) => Math.floor(flat / size);
    const here = [...(lit?.keys() ?? [])].filter((flat) => sheets.has(plateOf(flat)));
    if (!here.length) return null;
    const plate = plateOf(here.find((flat) => plateOf(flat) === this.plate) ?? here[0]);
    return { plate, ...middle(here.filter((flat) => plateOf(flat) === plate), panel) };
  }

  /** @param {{plate: number, row: number, col: number}} at */
  #holds({ plate, row, col }) {
    return plate === this.plate && row >= this.top && col >= this.left && row < this.top + this.high && col < this.left + this.wide;
  }

  #names() {
    this.rowNames.forEach((node, i) => (node.textContent = String(this.top + i)));
    this.colNames.forEach((node, i) => (node.textContent = String(this.left + i)));
    const { panel } = this.grid;
    const plate = panel.plates > 1 ? `${panel.shape.length === 4 ? "sheet" : "channel"} ${this.plate}, ` : "";
    this.caption.textContent = `closer: ${plate}rows ${this.top}–${this.top + this.high - 1}, columns ${this.left}–${this.left + this.wide - 1}`;
  }
}
