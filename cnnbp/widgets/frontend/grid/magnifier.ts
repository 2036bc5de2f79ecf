/** A closer look at a few cells of a large sheet: numbers, badges, row and column numbers. */

import { css, mix, parseHex, textOn } from "./colour.js";
import { h, placeIn } from "./dom.js";
import { cellPlace } from "./geometry.js";
import { block, Glyphs } from "./glyphs.js";
import { isQuiet, lookOf } from "./grid_cells.js";
import { middle, windowStart } from "./plates.js";

/** @typedef {import("./grid.js").Grid} Grid */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./glyphs.js").Pixels} Pixels */
/** @typedef {CanvasRenderingContext2D} Pen */

const SIDE = 7;
const HEADS = 20; // px beside the cells, for row and column numbers
const EDGE = 8; // px on the other sides, for badges
const SMALLEST = 26;
const LARGEST = 34;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
/** Row and column numbers. @type {Record<string, import("./colour.js").RGB>} */
const SOFT = { light: [74, 80, 88], dark: [188, 196, 205] };

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
    const { x, y } = placeIn(event, this.canvas);
    const row = Math.floor((y - HEADS) / this.cell);
    const col = Math.floor((x - HEADS) / this.cell);
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
    this.image = new ImageData(this.canvas.width, this.canvas.height);
    this.heads = new Glyphs(10 * this.ratio, FONT);
    this.numbers = new Glyphs(Number(Math.min(11, this.cell * 0.3).toFixed(1)) * this.ratio, FONT);
    if (this.grid.lit) this.show();
  }

  /** Go where the choice is, else to the middle of what is lit, else stay. */
  show() {
    this.#move();
    const { pen, image, grid, cell, ratio = 1 } = this;
    if (!pen || !image) return;
    this.#picture({ wide: image.width, high: image.height, data: image.data });
    pen.putImageData(image, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const [flat, terms] of grid.lit ?? []) {
      const at = cellPlace(flat, grid.panel);
      if (this.#holds(at)) border(pen, terms, ...this.#corner(at), cell, grid.theme);
    }
    for (const [flat, terms] of grid.lit ?? []) {
      const at = cellPlace(flat, grid.panel);
      if (this.#holds(at)) badge(pen, terms, ...this.#corner(at), cell, grid.theme, ratio);
    }
    this.#chosen(pen);
  }

  /** @param {{row: number, col: number}} at @returns {[number, number]} */
  #corner(at) {
    return [HEADS + (at.col - this.left) * this.cell, HEADS + (at.row - this.top) * this.cell];
  }

  /** The cells with their numbers, and row and column numbers beside them. @param {Pixels} pixels */
  #picture(pixels) {
    const { grid, cell, ratio = 1 } = this;
    const at = (/** @type {number} */ place) => Math.round((HEADS + place * cell) * ratio);
    pixels.data.fill(0);
    const ink = grid.theme === "dark" ? SOFT.dark : SOFT.light;
    for (let i = 0; i < this.wide; i += 1) this.heads?.write(pixels, String(this.left + i), at(i + 0.5), (HEADS / 2) * ratio, ink);
    for (let i = 0; i < this.high; i += 1) this.heads?.write(pixels, String(this.top + i), (HEADS / 2 - 1) * ratio, at(i + 0.5), ink);
    for (let i = 0; i < this.high * this.wide; i += 1) {
      const [row, col] = [Math.floor(i / this.wide), i % this.wide];
      const flat = this.flat(row, col);
      const { back, ink: on, text } = lookOf(grid, flat, isQuiet(grid, flat));
      block(pixels, [at(col), at(row), at(col + 1), at(row + 1)], back, Math.max(0, 1 - ratio / 2));
      if (!grid.covered) this.numbers?.write(pixels, text, at(col + 0.5), at(row + 0.5) + ratio / 2, on);
    }
  }

  /** A heavy outline around the chosen cell. @param {Pen} pen */
  #chosen(pen) {
    const { chosen, panel, theme } = this.grid;
    if (chosen < 0) return;
    const at = cellPlace(chosen, panel);
    if (!this.#holds(at)) return;
    const [x, y] = this.#corner(at);
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

/** @param {Pen} pen @param {Term[]} terms @param {number} x @param {number} y @param {number} cell @param {string} theme */
function border(pen, [first], x, y, cell, theme) {
  pen.lineWidth = 2.5;
  // As on the sheets: on dark paper the badge's colour, made lighter.
  pen.strokeStyle = theme === "dark" ? css(mix(parseHex(first.colour), [255, 255, 255], 0.4)) : first.colour;
  pen.strokeRect(x + 1.25, y + 1.25, cell - 3, cell - 3);
}

/** @type {Map<string, HTMLCanvasElement>} badges come back with every choice */
const stamps = new Map();
const STAMP = 18;

/** @param {Pen} pen @param {Term[]} terms @param {number} x @param {number} y @param {number} cell @param {string} theme @param {number} ratio */
function badge(pen, terms, x, y, cell, theme, ratio) {
  const [first] = terms;
  if (first.badge > 99) return;
  const several = terms.length > 1;
  const key = [first.badge, first.colour, several, theme, ratio].join();
  const stamp = stamps.get(key) ?? drawn(first, several, theme, ratio);
  stamps.set(key, stamp);
  const place = (/** @type {number} */ n) => Math.round((n - STAMP / 2) * ratio) / ratio;
  pen.drawImage(stamp, place(x + cell - 2), place(y + 1), stamp.width / ratio, stamp.height / ratio);
}

/** @param {Term} term @param {boolean} several @param {string} theme @param {number} ratio */
function drawn(term, several, theme, ratio) {
  const canvas = h("canvas", { width: Math.ceil(STAMP * ratio), height: Math.ceil(STAMP * ratio) });
  const pen = /** @type {Pen} */ (canvas.getContext("2d"));
  const middle = STAMP / 2;
  pen.scale(ratio, ratio);
  pen.beginPath();
  pen.arc(middle, middle, 7, 0, 2 * Math.PI);
  pen.fillStyle = term.colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = theme === "dark" ? "#22262b" : "#ffffff";
  pen.stroke();
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = `700 ${term.badge > 9 || several ? 8 : 9}px ${FONT}`;
  pen.fillStyle = css(textOn(parseHex(term.colour)));
  pen.fillText(several ? `${term.badge}…` : String(term.badge), middle, middle + 0.5);
  return canvas;
}
