/** A panel: one or more sheets of cells that can be seen, chosen and walked with the keys. */

import { boxOf, h } from "./dom.js";
import { cellPlace } from "./geometry.js";
import { dropCell, makeCell, makeSheet, paintSheet, writeCell } from "./grid_cells.js";
import { listen } from "./grid_listen.js";
import { legend } from "./legend.js";
import { Magnifier } from "./magnifier.js";
import { Pager } from "./pager.js";
import { blockColumns, isLarge, platePages, turnTo } from "./plates.js";

/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Term} Term */

/**
 * What a panel calls when a person does something, and asks before it draws.
 * @typedef {object} Handlers
 * @property {(panel: Panel, flat: number) => void} pick
 * @property {(panel: Panel, flat: number | null) => void} preview
 * @property {(panel: Panel, page: number) => void} [turned] another page of plates is shown
 * @property {(panel: Panel, flat: number, cell: HTMLElement, first?: string) => boolean} [type] open a field in the cell; false where it may not be edited
 * @property {(panel: Panel) => boolean} [paints] whether strokes draw on this panel
 * @property {(panel: Panel, cells: number[]) => void} [stroke]
 * @property {(panel: Panel) => boolean} [hides] whether the numbers are covered
 * @property {(panel: Panel) => number[]} [marks] the cells that are marked
 */

const NUMBERS_FROM = 26; // px: smaller cells hold no number
const MANY = 150; // lit cells of a large sheet beyond which the painted picture alone shows them

export class Grid {
  #lastLit = "";

  /**
   * @param {Panel} panel
   * @param {Scene} scene
   * @param {Handlers} handlers
   */
  constructor(panel, scene, handlers) {
    this.panel = panel;
    this.scene = scene;
    this.handlers = handlers;
    this.large = isLarge(panel);
    this.cell = 0;
    /** @type {"light" | "dark"} */
    this.theme = "light";
    /** @type {Map<number, HTMLElement>} the cells that have an element */
    this.cells = new Map();
    /** @type {Map<number, Term[]> | null} */
    this.lit = null;
    this.chosen = -1;
    this.active = 0;
    this.dim = false;
    this.bare = this.large; // no numbers in the cells
    this.covered = false;
    /** @type {Set<number>} */
    this.marks = new Set();
    this.pages = platePages(panel);
    this.page = 0;
    /** @type {Map<number, import("./grid_cells.js").Sheet>} the plates of this page */
    this.sheets = new Map();
    /** @type {{row: number, col: number, high: number, wide: number, lying?: (plate: number) => Node[]} | null} */
    this.outline = null;
    this.plates = h("div", { class: "cnnbp-plates", style: `--plates:${blockColumns(panel)}` });
    this.legend = h("div", { class: "cnnbp-legend" });
    this.magnifier = this.large ? new Magnifier(this) : null;
    const turn = (/** @type {number} */ page) => {
      this.turn(page);
      handlers.turned?.(panel, page);
    };
    this.pager = this.pages.length > 1 ? new Pager(panel, this.pages, turn) : null;
    this.el = h(
      "div",
      { class: `cnnbp-panel${this.large ? " cnnbp-large" : ""}`, "data-panel": panel.id },
      h("div", { class: "cnnbp-title" }, panel.name),
      h("div", { class: "cnnbp-subtitle" }, panel.subtitle),
      this.pager?.el ?? null,
      h("div", { class: "cnnbp-around" }, h("div", {}, this.plates, this.legend), this.magnifier?.el ?? null),
    );
    this.turn(0);
    listen(this, this.plates);
  }

  get firstPlate() {
    return this.pages[this.page].start;
  }

  /** Show another page of plates. @param {number} page */
  turn(page) {
    const { start, count } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    this.page = page;
    this.sheets = new Map(Array.from({ length: count }, (_, i) => [start + i, makeSheet(this.panel, start + i, this.large)]));
    this.cells.clear();
    if (!this.sheets.has(Math.floor(this.active / size))) this.active = start * size;
    this.plates.replaceChildren(...[...this.sheets.values()].map((sheet) => sheet.box));
    if (this.large) for (const flat of [this.active, this.chosen, ...this.#marked(), ...this.marks]) this.element(flat);
    else for (let flat = start * size; flat < (start + count) * size; flat += 1) this.element(flat);
    if (this.lit) this.#show();
    this.frame(this.outline);
  }

  /** The element of a cell, made when it is first needed; null on a page that is not shown. @param {number} flat */
  element(flat) {
    const known = this.cells.get(flat);
    if (known) return known;
    const sheet = flat < 0 ? undefined : this.sheets.get(cellPlace(flat, this.panel).plate);
    if (!sheet) return null;
    const cell = makeCell(this, sheet, flat);
    this.cells.set(flat, cell);
    writeCell(this, cell, flat);
    return cell;
  }

  /** @param {number} flat */
  focus(flat) {
    this.element(flat)?.focus({ preventScroll: false });
  }

  /** One cell of the panel is in the tab order: the last one visited. @param {number} flat */
  visit(flat) {
    const before = this.active;
    this.active = flat;
    this.cells.get(before)?.setAttribute("tabindex", "-1");
    this.cells.get(flat)?.setAttribute("tabindex", "0");
    if (before !== flat) this.#forget(before);
  }

  /** @param {number} cell size in px @param {"light" | "dark"} theme */
  resize(cell, theme) {
    const bare = this.large && cell < NUMBERS_FROM;
    // Lit up before it had a size, in a page that was still being put together, it has no legend yet.
    const repaint = theme !== this.theme || bare !== this.bare || !this.legend.firstChild;
    this.cell = cell;
    this.theme = theme;
    this.bare = bare;
    this.el.style.setProperty("--cell", `${cell}px`);
    this.el.classList.toggle("cnnbp-numbers", cell >= NUMBERS_FROM);
    this.magnifier?.resize(cell * this.panel.cols * blockColumns(this.panel));
    if (!repaint) return;
    this.legend.replaceChildren(...legend(this.panel, theme));
    this.light(this.lit ?? new Map(), this.chosen);
    for (const [flat, element] of this.cells) writeCell(this, element, flat);
  }

  /**
   * @param {Map<number, Term[]>} lit the cells that take part
   * @param {number} chosen the chosen cell, -1 for none
   * @param {boolean} away whether the whole panel steps back when none of its cells take part
   */
  light(lit, chosen, away = false) {
    const before = [...this.#marked(), this.chosen, ...this.marks];
    const covered = this.handlers.hides?.(this.panel) ?? false;
    const anew = covered !== this.covered || this.dim;
    this.covered = covered;
    this.marks = new Set(this.handlers.marks?.(this.panel));
    this.lit = lit;
    this.chosen = chosen;
    this.dim = (away || lit.size > 0) && chosen < 0;
    const page = this.#pageOf();
    if (page !== this.page) return this.turn(page);
    this.#show();
    const changed = new Set([...before, ...this.#marked(), chosen, ...this.marks]);
    const all = !this.large && (this.dim || anew);
    for (const flat of changed) this.#forget(flat);
    for (const flat of all ? this.cells.keys() : changed) {
      const cell = this.#keeps(flat) ? this.element(flat) : null;
      if (cell) writeCell(this, cell, flat);
    }
  }

  /** Lit cells that get an element: on a large sheet not thousands of them. */
  #marked() {
    const lit = this.lit ?? new Map();
    return this.large && lit.size > MANY ? [] : lit.keys();
  }

  /** A new choice turns to a page that holds some of it; a page turned by hand stays. */
  #pageOf() {
    if (this.pages.length === 1) return 0;
    const flats = this.chosen >= 0 ? [this.chosen] : [...(this.lit?.keys() ?? [])];
    const key = flats.join();
    if (key === this.#lastLit) return this.page;
    this.#lastLit = key;
    const size = this.panel.rows * this.panel.cols;
    return turnTo(this.pages, this.page, new Set(flats.map((flat) => Math.floor(flat / size))));
  }

  /** The picture, and what tells where one is. */
  #show() {
    this.el.classList.toggle("cnnbp-dim", this.dim);
    for (const sheet of this.sheets.values()) paintSheet(this, sheet);
    this.pager?.show(this.page, this.lit ?? new Map());
    this.magnifier?.show();
  }

  /** An outline around some cells of every sheet, and what lies on them. @param {typeof this.outline} outline */
  frame(outline) {
    this.outline = outline;
    for (const [plate, { window }] of this.sheets) {
      window.hidden = !outline;
      window.replaceChildren(...(outline?.lying?.(plate) ?? []));
      if (outline) window.setAttribute("style", `--r:${outline.row};--c:${outline.col};--h:${outline.high};--w:${outline.wide}`);
    }
  }

  /** On a large sheet only the cells in use have an element. @param {number} flat */
  #keeps(flat) {
    if (!this.large || flat === this.active || flat === this.chosen || this.marks.has(flat)) return true;
    return (this.lit?.has(flat) ?? false) && (this.lit?.size ?? 0) <= MANY;
  }

  /** @param {number} flat */
  #forget(flat) {
    if (this.#keeps(flat)) return;
    const cell = this.cells.get(flat);
    if (!cell) return;
    this.cells.delete(flat);
    const { plate, row } = cellPlace(flat, this.panel);
    dropCell(/** @type {import("./grid_cells.js").Sheet} */ (this.sheets.get(plate)), cell, row);
  }

  /** Where cells are, relative to a corner: measured once per sheet; null for cells not shown. @param {DOMRect} corner */
  places(corner) {
    const boxes = new Map([...this.sheets].map(([plate, { cells }]) => [plate, boxOf(cells)]));
    const { rows, cols } = this.panel;
    const edge = (/** @type {"left" | "right" | "top" | "bottom"} */ side, /** @type {(...n: number[]) => number} */ outer) => outer(...[...boxes.values()].map((box) => box[side]));
    const [dx, dy] = [corner.left, corner.top];
    // All plates as one box: lines leave the panel along a row and cross no other plate's numbers.
    const around = { left: edge("left", Math.min) - dx, right: edge("right", Math.max) - dx, top: edge("top", Math.min) - dy, bottom: edge("bottom", Math.max) - dy };
    return (/** @type {number} */ flat) => {
      const { plate, row, col } = cellPlace(flat, this.panel);
      const box = boxes.get(plate);
      if (!box) return null;
      const size = box.width / cols;
      return { x: box.left - dx + (col + 0.5) * size, y: box.top - dy + ((row + 0.5) * box.height) / rows, size, box: around };
    };
  }
}
