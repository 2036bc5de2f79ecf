/** A closer look at a few cells of a large sheet: numbers, badges, row and column numbers. */

import { css, mix, parseHex, textOn } from "./colour.js";
import { h } from "./dom.js";
import { compact } from "./format.js";
import { cellPlace } from "./geometry.js";
import { cellColour, isQuiet } from "./grid_cells.js";
import { middle, windowStart } from "./plates.js";

/** @typedef {import("./grid.js").Grid} Grid */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {CanvasRenderingContext2D} Pen */

const SIDE = 7;
const HEADS = 20; // px beside the cells, for row and column numbers
const EDGE = 8; // px on the other sides, for badges
const SMALLEST = 26;
const LARGEST = 34;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export class Magnifier {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    const { rows, cols } = grid.panel;
    this.high = Math.min(SIDE, rows);
    this.wide = Math.min(SIDE, cols);
    this.cell = SMALLEST;
    this.plate = 0;
    this.top = windowStart((rows - 1) / 2, rows, this.high);
    this.left = windowStart((cols - 1) / 2, cols, this.wide);
    this.stays = false;
    // Painted, not built of elements: it changes with every move of the pointer.
    this.canvas = h("canvas", { class: "cnnbp-near" });
    this.caption = h("div", { class: "cnnbp-plate-name" });
    // The sheet's own grid cells say all this to a screen reader.
    this.el = h("div", { class: "cnnbp-magnifier", "aria-hidden": "true" }, this.caption, this.canvas);
    this.canvas.addEventListener("click", (event) => this.#click(event));
  }

  /** The cell at a place of the window. @param {number} row @param {number} col */
  flat(row, col) {
    const { rows, cols } = this.grid.panel;
    return (this.plate * rows + this.top + row) * cols + this.left + col;
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const box = this.canvas.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top - HEADS) / this.cell);
    const col = Math.floor((event.clientX - box.left - HEADS) / this.cell);
    if (row < 0 || col < 0 || row >= this.high || col >= this.wide) return;
    this.stays = true; // what was clicked does not slide away from under the finger
    this.grid.handlers.pick(this.grid.panel, this.flat(row, col));
    this.stays = false;
  }

  /** @param {number} width what the sheets above it take */
  resize(width) {
    this.cell = Math.min(LARGEST, Math.max(SMALLEST, Math.floor((width - HEADS - EDGE) / this.wide)));
    this.ratio = window.devicePixelRatio || 1;
    const [wide, high] = [this.wide, this.high].map((count) => HEADS + count * this.cell + EDGE);
    this.canvas.width = Math.floor(wide * this.ratio);
    this.canvas.height = Math.floor(high * this.ratio);
    this.canvas.setAttribute("style", `width:${wide}px;height:${high}px`);
    this.pen = /** @type {Pen} */ (this.canvas.getContext("2d"));
    if (this.grid.lit) this.show();
  }

  /** Go where the choice is, else to the middle of what is lit, else stay. */
  show() {
    this.#move();
    const { pen, grid, cell, ratio = 1 } = this;
    if (!pen) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    this.#heads(pen);
    pen.font = `${Math.min(11, cell * 0.3).toFixed(1)}px ${FONT}`;
    /** @type {{x: number, y: number, terms: Term[]}[]} */
    const lit = [];
    for (let i = 0; i < this.high * this.wide; i += 1) {
      const [row, col] = [Math.floor(i / this.wide), i % this.wide];
      const [x, y] = [HEADS + col * cell, HEADS + row * cell];
      const flat = this.flat(row, col);
      this.#cell(pen, flat, x, y);
      const terms = grid.lit?.get(flat);
      if (terms) lit.push({ x, y, terms });
    }
    for (const { x, y, terms } of lit) mark(pen, terms, x, y, cell, grid.theme);
    this.#chosen(pen);
  }

  /** @param {Pen} pen @param {number} flat @param {number} x @param {number} y */
  #cell(pen, flat, x, y) {
    const { grid, cell } = this;
    const quiet = isQuiet(grid, flat);
    const back = cellColour(grid, flat, quiet);
    pen.fillStyle = css(back);
    pen.fillRect(x, y, cell - 0.5, cell - 0.5);
    if (grid.handlers.hides?.(grid.panel)) return;
    pen.fillStyle = css(textOn(back, quiet));
    pen.fillText(compact(grid.panel.values[flat]), x + cell / 2, y + cell / 2 + 0.5);
  }

  /** @param {Pen} pen */
  #heads(pen) {
    pen.font = `10px ${FONT}`;
    pen.fillStyle = this.grid.theme === "dark" ? "#bcc4cd" : "#4a5058";
    for (let i = 0; i < this.wide; i += 1) pen.fillText(String(this.left + i), HEADS + (i + 0.5) * this.cell, HEADS / 2);
    for (let i = 0; i < this.high; i += 1) pen.fillText(String(this.top + i), HEADS / 2 - 1, HEADS + (i + 0.5) * this.cell);
  }

  /** A heavy outline around the chosen cell. @param {Pen} pen */
  #chosen(pen) {
    const { chosen, panel, theme } = this.grid;
    if (chosen < 0) return;
    const at = cellPlace(chosen, panel);
    if (!this.#holds(at)) return;
    const [x, y] = [HEADS + (at.col - this.left) * this.cell, HEADS + (at.row - this.top) * this.cell];
    const inks = theme === "dark" ? ["#22262b", "#f0f3f6"] : ["#ffffff", "#16191d"];
    [5, 2.5].forEach((width, i) => {
      pen.lineWidth = width;
      pen.strokeStyle = inks[i];
      pen.strokeRect(x - 1, y - 1, this.cell + 1.5, this.cell + 1.5);
    });
  }

  #move() {
    const { grid } = this;
    const { rows, cols } = grid.panel;
    const at = this.#target();
    if (at && !(this.stays && this.#holds(at))) {
      this.plate = at.plate;
      this.top = windowStart(at.row, rows, this.high);
      this.left = windowStart(at.col, cols, this.wide);
    }
    if (!grid.sheets.has(this.plate)) this.plate = grid.firstPlate;
    this.#name();
    const style = `--r:${this.top};--c:${this.left};--h:${this.high};--w:${this.wide}`;
    for (const { plate, look } of grid.sheets.values()) {
      look.hidden = plate !== this.plate;
      if (look.getAttribute("style") !== style) look.setAttribute("style", style);
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

  #name() {
    const { panel } = this.grid;
    const plate = panel.plates > 1 ? `${panel.shape.length === 4 ? "sheet" : "channel"} ${this.plate}, ` : "";
    const text = `closer: ${plate}rows ${this.top}–${this.top + this.high - 1}, columns ${this.left}–${this.left + this.wide - 1}`;
    if (this.caption.textContent !== text) this.caption.textContent = text;
  }
}

/** The border of a lit cell and its badge. @param {Pen} pen @param {Term[]} terms @param {number} x @param {number} y @param {number} cell @param {string} theme */
function mark(pen, terms, x, y, cell, theme) {
  const [first] = terms;
  pen.lineWidth = 2.5;
  // As on the sheets: on dark paper the badge's colour, made lighter.
  pen.strokeStyle = theme === "dark" ? css(mix(parseHex(first.colour), [255, 255, 255], 0.4)) : first.colour;
  pen.strokeRect(x + 1.25, y + 1.25, cell - 3, cell - 3);
  if (first.badge > 99) return;
  pen.beginPath();
  pen.arc(x + cell - 2, y + 1, 7, 0, 2 * Math.PI);
  pen.fillStyle = first.colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = theme === "dark" ? "#22262b" : "#ffffff";
  pen.stroke();
  pen.font = `700 ${first.badge > 9 || terms.length > 1 ? 8 : 9}px ${FONT}`;
  pen.fillStyle = css(textOn(parseHex(first.colour)));
  pen.fillText(terms.length > 1 ? `${first.badge}…` : String(first.badge), x + cell - 2, y + 1.5);
}
