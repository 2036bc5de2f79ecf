/** The table view: the terms of the selection, and all panels, as tables of numbers. */

import { css, parseHex, textOn } from "./colour.js";
import { copyButton } from "./copy.js";
import { h } from "./dom.js";
import { number, plural } from "./format.js";
import { panelTables, panelText, termCaption, termTable, termText } from "./table_text.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Sum} Sum */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./types.js").Related} Related */
/** @typedef {import("./table_text.js").Cell} Cell */
/** @typedef {import("./views.js").Context} Context */

const MOST_ROWS = 200;

export class TableView {
  /** @param {Context} context */
  constructor({ scene, direction }) {
    this.scene = scene;
    /** @type {Related | null} */
    this.related = null;
    this.all = false;
    /** @type {Map<string, {details: HTMLDetailsElement, body: HTMLElement, panel: Panel}>} */
    this.panels = new Map();
    this.terms = h("div", { class: "cnnbp-terms" });
    const hidden = direction === "forward" ? ["delta", "gradient", "sigma_prime", "input_delta"] : ["output"];
    const shown = scene.panels.filter((panel) => !hidden.includes(panel.id));
    const all = h("details", { class: "cnnbp-all" }, h("summary", {}, "All numbers, panel by panel"), ...shown.map((panel) => this.#panel(panel)));
    this.el = h("div", { class: "cnnbp-table", "data-view": "table" }, h("div", { class: "cnnbp-title" }, "The numbers"), this.terms, all);
  }

  /** @param {Panel} panel */
  #panel(panel) {
    const body = h("div", {});
    const details = h("details", { "data-table": panel.id }, h("summary", {}, panel.name), body);
    this.panels.set(panel.id, { details, body, panel });
    // Tables are made when they are first looked at.
    details.addEventListener("toggle", () => details.open && this.#fill(panel.id));
    return details;
  }

  /** @param {string} id */
  #fill(id) {
    const { body, panel } = /** @type {{body: HTMLElement, panel: Panel}} */ (this.panels.get(id));
    const { tables, whole } = panelTables(panel, this.#centre(panel));
    const { shape } = panel;
    const note = whole ? null : h("p", { class: "cnnbp-subtitle" }, `${shape.join(" × ")} numbers are too many to read: here the neighbourhood of the choice. The copy holds them all.`);
    const grids = tables.map(({ name, rows, cols, cells }) => {
      const head = h("tr", {}, h("th", { scope: "col" }, rows.length > 1 || cols.length > 1 ? "row \\ column" : "row"), ...cols.map((col) => h("th", { scope: "col" }, String(col))));
      const lines = cells.map((line, i) => h("tr", {}, h("th", { scope: "row" }, String(rows[i])), ...line.map((flat) => value({ text: number(panel.values[flat], 4), value: panel.values[flat] }))));
      return scroller(h("table", {}, h("caption", {}, [panel.name, name].filter(Boolean).join(", ")), h("thead", {}, head), h("tbody", {}, ...lines)));
    });
    body.replaceChildren(...(note ? [note] : []), copyButton(`Copy ${panel.name} as text`, () => panelText(panel)), ...grids);
    settle(body);
  }

  /** The cell of a panel that the choice is about: itself, or the first that is lit. @param {Panel} panel */
  #centre(panel) {
    const { related } = this;
    if (!related) return -1;
    if (related.unit === panel.unit) return related.flat;
    const ends = { input: "source", output: "target", weights: "parameter" };
    return related.terms[0]?.[/** @type {"source"} */ (ends[panel.unit])] ?? -1;
  }

  resize() {
    settle(this.el);
  }

  /** @param {Related | null} related */
  light(related) {
    if (related?.flat !== this.related?.flat || related?.unit !== this.related?.unit) this.all = false;
    this.related = related;
    this.#terms();
    for (const [id, { details, panel }] of this.panels) if (details.open && !panelTables(panel).whole) this.#fill(id);
  }

  #terms() {
    const { related, scene } = this;
    if (!related) {
      this.terms.replaceChildren(h("p", { class: "cnnbp-subtitle" }, "Choose a cell: its edges stand here, one in each row."));
      return;
    }
    this.terms.replaceChildren(...related.sums.map((sum) => this.#sum(termTable(scene, sum), sum)));
    settle(this.terms);
  }

  /** @param {ReturnType<typeof termTable>} table @param {Sum} sum */
  #sum(table, sum) {
    const { head, rows, foot } = table;
    const shown = this.all ? rows : rows.slice(0, MOST_ROWS);
    const lines = shown.map((row, i) => h("tr", {}, badge(sum.terms[i]), ...row.slice(1).map(value)));
    const last = foot.map(([name, cell], i) => h("tr", {}, h("th", { scope: "row", colspan: head.length - 1 }, name.text), value(cell, i)));
    const grid = h("table", { "data-flow": sum.flow },
      h("caption", {}, `${termCaption(sum)} (${plural(rows.length, "edge", "edges")})`),
      h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))), h("tbody", {}, ...lines), h("tfoot", {}, ...last));
    const copy = copyButton("Copy as text", () => termText(table));
    const more = rows.length > shown.length ? this.#more(rows.length) : null;
    return h("div", { class: "cnnbp-term-table" }, scroller(grid), h("div", { class: "cnnbp-group" }, more, copy));
  }

  /** @param {number} count */
  #more(count) {
    const button = h("button", { type: "button", class: "cnnbp-button" }, `Show all ${count} edges`);
    button.addEventListener("click", () => {
      this.all = true;
      this.#terms();
    });
    return button;
  }
}

/** The number of an edge, as on its badge. @param {Term} term */
function badge(term) {
  const style = `--badge:${term.colour};--on-badge:${css(textOn(parseHex(term.colour)))}`;
  return h("th", { scope: "row", style }, h("span", { class: "cnnbp-badge" }, String(term.badge)));
}

/** @param {Cell} cell @param {number} _index */
function value(cell, _index = 0) {
  return cell.value === undefined ? h("td", { class: "cnnbp-at" }, cell.text) : h("td", { "data-value": cell.value }, cell.text);
}

/** A box in which a wide table scrolls; it takes the focus only where there is something to scroll. @param {HTMLTableElement} table */
const scroller = (table) => h("div", { class: "cnnbp-scroll" }, table);

/** Measured when the frame is drawn anyway. @param {HTMLElement} el */
const settle = (el) => void requestAnimationFrame(() => measure(el));

/** @param {HTMLElement} el */
function measure(el) {
  for (const box of el.querySelectorAll(".cnnbp-scroll")) {
    if (box.scrollWidth > box.clientWidth + 1) {
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? "table");
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}
