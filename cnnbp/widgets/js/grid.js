/** A panel: one or more sheets of cells that can be seen, chosen and walked with the keys. */

import { css, dimmed, parseHex, textOn, valueColour } from "./colour.js";
import { h } from "./dom.js";
import { cellName, compact, number, plateName } from "./format.js";
import { cellPlace, moveByKey, unflatten } from "./geometry.js";
import { isLarge, plateColumns } from "./layout.js";
import { legend } from "./legend.js";

/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Term} Term */

/** @typedef {object} Handlers
 * @property {(panel: Panel, flat: number) => void} pick
 * @property {(panel: Panel, flat: number | null) => void} preview
 */

const NUMBERS_FROM = 26; // px: smaller cells hold no number

export class Grid {
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
    /** @type {Map<number, HTMLElement>} */
    this.cells = new Map();
    /** @type {Map<number, Term[]> | null} */
    this.lit = null;
    this.chosen = -1;
    this.active = 0;
    this.sheets = Array.from({ length: panel.plates }, (_, plate) => this.#sheet(plate));
    const plates = h("div", { class: "cnnbp-plates", style: `--plates:${plateColumns(panel.plates)}` }, ...this.sheets.map((sheet) => sheet.box));
    this.legend = h("div", { class: "cnnbp-legend" });
    this.el = h(
      "section",
      { class: `cnnbp-panel${this.large ? " cnnbp-large" : ""}`, "data-panel": panel.id },
      h("div", { class: "cnnbp-title" }, panel.name),
      h("div", { class: "cnnbp-subtitle" }, panel.subtitle),
      plates,
      this.legend,
    );
    if (!this.large) for (let flat = 0; flat < panel.values.length; flat += 1) this.element(flat);
    else this.element(this.active);
    this.#listen(plates);
  }

  /** @param {number} plate */
  #sheet(plate) {
    const { rows, cols, plates, shape } = this.panel;
    const canvas = h("canvas", { width: cols, height: rows, "aria-hidden": "true" });
    const cells = h("div", {
      class: "cnnbp-cells",
      role: "grid",
      "aria-label": this.panel.name + plateName(plates > 1 ? unflatten(plate, shape.slice(0, -2)) : []),
      "aria-rowcount": rows,
      "aria-colcount": cols,
      "data-plate": plate,
    });
    const caption = plates > 1 ? h("div", { class: "cnnbp-plate-name" }, plateName(unflatten(plate, shape.slice(0, -2))).trim()) : null;
    const heads = this.large ? [] : [this.#heads("cols", cols), this.#heads("rows", rows)];
    const sheet = h("div", { class: "cnnbp-sheet", style: `--rows:${rows};--cols:${cols}` }, canvas, ...heads, cells);
    return { box: h("div", { class: "cnnbp-plate" }, caption, sheet), sheet, canvas, cells, rows: /** @type {Map<number, HTMLElement>} */ (new Map()) };
  }

  /** Row or column numbers, counted from 0. @param {string} kind @param {number} count */
  #heads(kind, count) {
    const marks = Array.from({ length: count }, (_, i) => h("span", {}, String(i)));
    return h("div", { class: `cnnbp-heads cnnbp-${kind}`, "aria-hidden": "true" }, ...(count > 1 ? marks : []));
  }

  /** The element of a cell, made when it is first needed. @param {number} flat */
  element(flat) {
    const known = this.cells.get(flat);
    if (known) return known;
    const { plate, row, col } = cellPlace(flat, this.panel);
    const sheet = this.sheets[plate];
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
      tabindex: flat === this.active ? 0 : -1,
      "aria-colindex": col + 1,
      "aria-label": cellName(this.panel, this.scene, flat),
      "aria-description": number(this.panel.values[flat], 3),
      "data-lm-suppress-shortcuts": "true",
      "data-flat": flat,
      style: `--r:${row};--c:${col}`,
    });
    line.append(cell);
    this.cells.set(flat, cell);
    this.#write(cell, flat);
    return cell;
  }

  /** @param {HTMLElement} plates */
  #listen(plates) {
    const at = (/** @type {MouseEvent} */ event) => {
      const cells = /** @type {HTMLElement} */ (event.target).closest(".cnnbp-cells");
      if (!(cells instanceof HTMLElement)) return null;
      const box = cells.getBoundingClientRect();
      const { rows, cols } = this.panel;
      const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
      const col = Math.floor(((event.clientX - box.left) / box.width) * cols);
      if (row < 0 || col < 0 || row >= rows || col >= cols) return null;
      return (Number(cells.dataset.plate) * rows + row) * cols + col;
    };
    plates.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.handlers.preview(this.panel, at(event)));
    plates.addEventListener("pointerleave", () => this.handlers.preview(this.panel, null));
    plates.addEventListener("click", (event) => {
      const flat = at(event);
      if (flat === null) return;
      this.focus(flat);
      this.handlers.pick(this.panel, flat);
    });
    plates.addEventListener("keydown", (event) => this.#key(event));
    plates.addEventListener("focusin", (event) => {
      const cell = /** @type {HTMLElement} */ (event.target);
      if (cell.matches(":focus-visible")) this.handlers.preview(this.panel, Number(cell.dataset.flat));
    });
    plates.addEventListener("focusout", () => this.handlers.preview(this.panel, null));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey) return;
    const next = moveByKey(event.key, this.active, this.panel, event.ctrlKey);
    if (next !== null) this.focus(next);
    else if (event.key === "Enter" || event.key === " ") this.handlers.pick(this.panel, this.active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** One cell of the panel is in the tab order: the last one visited. @param {number} flat */
  focus(flat) {
    const before = this.active;
    this.active = flat;
    const cell = this.element(flat);
    this.cells.get(before)?.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
    cell.focus({ preventScroll: false });
    this.#forget(before);
  }

  /** @param {number} cell size in px @param {"light" | "dark"} theme */
  resize(cell, theme) {
        const repaint = theme !== this.theme || this.lit === null;
    this.cell = cell;
    this.theme = theme;
    this.el.style.setProperty("--cell", `${cell}px`);
    this.el.classList.toggle("cnnbp-numbers", cell >= NUMBERS_FROM);
    if (!repaint) return;
    this.legend.replaceChildren(...legend(this.panel, theme));
    this.light(this.lit ?? new Map(), this.chosen);
    for (const [flat, element] of this.cells) this.#write(element, flat);
  }

  /**
   * @param {Map<number, Term[]>} lit the cells that take part
   * @param {number} chosen the chosen cell, -1 for none
   */
  light(lit, chosen) {
    const changed = [...(this.lit?.keys() ?? []), this.chosen, ...lit.keys(), chosen];
    const wasDim = this.el.classList.contains("cnnbp-dim");
    const dim = lit.size > 0 && chosen < 0;
    this.lit = lit;
    this.chosen = chosen;
    this.el.classList.toggle("cnnbp-dim", dim);
    this.#paint(dim);
    const all = !this.large && (dim || wasDim);
    const cells = all ? [...this.cells.keys()] : [...new Set(changed)].filter((flat) => flat >= 0);
    for (const flat of cells) this.#write(this.element(flat), flat);
    for (const flat of changed) this.#forget(flat);
  }

  /** @param {boolean} dim */
  #paint(dim) {
    const { panel, theme } = this;
    const size = panel.rows * panel.cols;
    this.sheets.forEach(({ canvas }, plate) => {
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      const image = context.createImageData(panel.cols, panel.rows);
      for (let i = 0; i < size; i += 1) {
        image.data.set(this.#colour(plate * size + i, dim), i * 4);
        image.data[i * 4 + 3] = 255;
      }
      context.putImageData(image, 0, 0);
    });
  }

  /** @param {number} flat @param {boolean} dim */
  #colour(flat, dim) {
    const { panel, theme } = this;
    const colour = valueColour(panel.values[flat], panel.top, panel.scale, theme);
    return dim && !this.lit?.has(flat) && flat !== this.chosen ? dimmed(colour, theme) : colour;
  }

  /** Number, badge, border and spoken state of one cell. @param {HTMLElement} cell @param {number} flat */
  #write(cell, flat) {
    const terms = this.lit?.get(flat);
    const quiet = this.el?.classList.contains("cnnbp-dim") && !terms && flat !== this.chosen;
    const back = this.#colour(flat, Boolean(quiet));
    cell.style.color = css(textOn(back, Boolean(quiet)));
    cell.style.setProperty("--back", css(back));
    cell.classList.toggle("cnnbp-lit", Boolean(terms));
    cell.classList.toggle("cnnbp-chosen", flat === this.chosen);
    cell.setAttribute("aria-selected", String(flat === this.chosen));
    const text = compact(this.panel.values[flat]);
    if (!terms) {
      if (cell.childElementCount || cell.textContent !== text) cell.replaceChildren(text);
      delete cell.dataset.badge;
      cell.style.removeProperty("--badge");
      return;
    }
    const [first] = terms;
    cell.dataset.badge = terms.map((term) => term.badge).join(" ");
    cell.style.setProperty("--badge", first.colour);
    cell.style.setProperty("--on-badge", css(textOn(parseHex(first.colour))));
    const mark = terms.length > 1 ? `${first.badge}…` : String(first.badge);
    cell.replaceChildren(text, h("span", { class: "cnnbp-badge", "aria-hidden": "true" }, mark));
  }

  /** On a large sheet only the cells in use have an element. @param {number} flat */
  #forget(flat) {
    if (!this.large || flat === this.active || flat === this.chosen || this.lit?.has(flat)) return;
    const cell = this.cells.get(flat);
    if (!cell) return;
    const line = cell.parentElement;
    cell.remove();
    this.cells.delete(flat);
    if (line && !line.childElementCount) {
      const { plate, row } = cellPlace(flat, this.panel);
      this.sheets[plate].rows.delete(row);
      line.remove();
    }
  }

  /** Where cells are, relative to a corner: measured once per sheet. @param {DOMRect} corner */
  places(corner) {
    const boxes = this.sheets.map(({ cells }) => cells.getBoundingClientRect());
    const { rows, cols } = this.panel;
    return (/** @type {number} */ flat) => {
      const { plate, row, col } = cellPlace(flat, this.panel);
      const box = boxes[plate];
      const size = box.width / cols;
      const left = box.left - corner.left;
      const top = box.top - corner.top;
      return { x: left + (col + 0.5) * size, y: top + ((row + 0.5) * box.height) / rows, size, box: { left, top, right: left + box.width, bottom: top + box.height } };
    };
  }
}
