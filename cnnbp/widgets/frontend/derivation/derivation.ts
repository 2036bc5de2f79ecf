/** One view of a derivation: panels beside the lines, all following one choice. */

import { lettersOf, litOf, shownOf } from "./derivation_state.js";
import { numbersOf } from "./derivation_numbers.js";
import { describe } from "./derivation_words.js";
import { h } from "./dom.js";
import { follow } from "./follow.js";
import { formula, walk } from "./formula.js";
import { cellName } from "./format.js";
import { unflatten } from "./geometry.js";
import { Grid } from "./grid.js";
import { save } from "./save.js";
import { themeOf, watchTheme } from "./theme.js";
import { toolbar } from "./toolbar.js";

/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Term} Term */

const TRAITS = ["scene", "gradient", "convention", "place", "weight", "output", "symbol"];
const PLACES = { z_in: "place", input_delta: "place", parameter_gradient: "weight", weights: "weight" };
const WIDE = 820; // px from which the panels stand beside the lines
const [SMALLEST, LARGEST, HEADER, GAP, PADDING] = [12, 28, 16, 24, 24];

/** @type {[string, string, string, string][]} trait, value, label, title */
const BUTTONS = [
  ["gradient", "delta", "δ of a pixel", "what comes back to one pixel of layer l"],
  ["gradient", "kernel", "∂C/∂w", "the gradient of one weight of the kernel"],
  ["gradient", "bias", "∂C/∂b", "the gradient of the bias"],
  ["convention", "correlation", "cross-correlation", "the forward pass of every deep-learning library"],
  ["convention", "convolution", "true convolution", "the forward pass with the kernel turned by 180°"],
];

export class DerivationView {
  /** @param {any} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.shown = shownOf(model);
    this.width = 0;
    this.all = false;
    this.built = "";
    /** @type {string | null} */
    this.preview = null;
    /** @type {Term | null} */
    this.previewTerm = null;
    /** @type {Grid[]} */
    this.grids = [];
    /** @type {HTMLElement[]} */
    this.rows = [];
    this.bar = toolbar(BUTTONS.map(([group, value, label, title]) => ({ group, label, title, pressed: () => model.get(group) === value, press: () => this.set({ [group]: value, symbol: "", output: null }) })));
    this.say = h("p", { class: "cnnbp-say cnnbp-derivation-say" });
    this.live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
    this.cells = h("div", { class: "cnnbp-derivation-panels" });
    this.lines = h("ol", { class: "cnnbp-derivation-lines", "aria-label": "the derivation; arrow keys walk through its symbols" });
    const body = h("div", { class: "cnnbp-derivation-body" }, this.cells, this.lines);
    this.root = h("div", { class: "cnnbp cnnbp-derivation" }, this.bar.el, this.say, body, this.live);
    this.following = follow(this.cells, body, () => this.root.classList.contains("cnnbp-wide"));
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.enter = walk(this.lines, ".cnnbp-formula, .cnnbp-put-in");
    el.append(this.root);
    this.dispose = this.#observe();
    this.update();
    this.layout();
  }

  #observe() {
    const update = () => this.update();
    for (const name of TRAITS) this.model.on(`change:${name}`, update);
    const size = new ResizeObserver(() => this.layout());
    size.observe(this.root);
    const unwatch = watchTheme(() => this.layout());
    return () => {
      for (const name of TRAITS) this.model.off(`change:${name}`, update);
      size.disconnect();
      unwatch();
      this.following.end();
    };
  }

  /** Several traits at once: drawn once, sent once. @param {Record<string, any>} values */
  set(values) {
    this.busy = true;
    this.preview = null;
    this.previewTerm = null;
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.busy = false;
    save(this.model);
    this.update();
    this.live.textContent = this.say.textContent;
  }

  /** Panels and formulas anew: another derivation or convention. */
  #build() {
    const { panels, scene, lines, gradient, lights } = this.shown;
    const handlers = { preview: () => {}, pick: (/** @type {Panel} */ panel, /** @type {number} */ flat) => this.pick(panel, flat) };
    this.grids = panels.map((panel) => new Grid(panel, scene, handlers));
    this.cells.replaceChildren(...this.grids.map((grid) => grid.el));
    this.cells.dataset.gradient = gradient;
    const keys = {
      has: (/** @type {string} */ key) => key in lights,
      press: (/** @type {string} */ key) => this.set({ symbol: this.model.get("symbol") === key ? "" : key }),
      hover: (/** @type {string | null} */ key) => this.hover(key, null),
    };
    this.rows = lines.map(() => h("div", { class: "cnnbp-put-in" }));
    this.lines.replaceChildren(...lines.map((line, i) => h("li", {}, h("div", { class: "cnnbp-rule" }, line.rule), formula(line.tokens, keys), this.rows[i])));
    this.width = 0;
    this.layout();
  }

  /** Bring everything up to date with the traits. */
  update() {
    if (this.busy) return;
    this.shown = shownOf(this.model);
    const { gradient, convention, lines } = this.shown;
    const wanted = `${gradient} ${convention}`;
    const anew = wanted !== this.built || this.grids[0]?.scene !== this.shown.scene;
    this.built = wanted;
    if (anew) this.#build();
    const focus = this.#focused();
    const handles = {
      all: this.all,
      choose: (/** @type {Term} */ term) => this.choose(term),
      hover: (/** @type {Term | null} */ term) => this.hover(term && "term", term),
      showAll: () => {
        this.all = true;
        this.update();
      },
    };
    lines.forEach((line, i) => this.rows[i].replaceChildren(...numbersOf(line.numbers, this.shown, handles)));
    this.#refocus(focus);
    this.enter();
    this.bar.refresh();
    this.light();
  }

  /** Light what is chosen, or what is under the pointer. */
  light() {
    const symbol = this.preview ?? this.model.get("symbol");
    const shown = this.previewTerm ? { ...this.shown, term: this.previewTerm } : this.shown;
    for (const grid of this.grids) {
      const { lit, chosen } = litOf(shown, symbol, grid.panel);
      // What a symbol does not mean steps back, so that the eye goes to what it means.
      grid.light(lit, chosen, Boolean(symbol && shown.lights[symbol]));
    }
    for (const button of this.lines.querySelectorAll("[data-key]")) button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.key === symbol));
    const one = Object.values(shown.lights[symbol] ?? {}).includes("term");
    for (const button of this.lines.querySelectorAll("[data-target]")) button.setAttribute("aria-pressed", String(one && Number(/** @type {HTMLElement} */ (button).dataset.target) === shown.term.target));
    this.say.textContent = describe(shown, symbol);
  }

  /** @param {string | null} symbol @param {Term | null} term */
  hover(symbol, term) {
    this.preview = symbol;
    this.previewTerm = term;
    this.light();
  }

  /** A term: one δ and what it meets. The same again lets it go. @param {Term} term */
  choose(term) {
    const { scene } = this.shown;
    const { shape } = /** @type {Panel} */ (scene.byId.get("delta"));
    const same = this.model.get("symbol") === "term" && term.target === this.shown.term.target;
    this.set({ output: unflatten(term.target, shape), symbol: same ? "" : "term" });
  }

  /** A cell asks about itself where it can, else chooses the term that it is in. @param {Panel} panel @param {number} flat */
  pick(panel, flat) {
    const { gradient, terms } = this.shown;
    const trait = PLACES[/** @type {keyof typeof PLACES} */ (panel.id)];
    if (trait === (gradient === "delta" ? "place" : "weight")) return gradient === "bias" ? undefined : this.#ask(trait, unflatten(flat, panel.shape));
    const end = { input: "source", weights: "parameter", output: "target" }[panel.unit];
    const term = terms.find((one) => one[/** @type {"source"} */ (end)] === flat);
    if (term) return this.choose(term);
    const words = `${cellName(panel, this.shown.scene, flat)} takes no part: ${gradient === "delta" ? "no edge joins it to the pixel" : "the weight never meets it"}.`;
    this.say.textContent = words;
    this.live.textContent = words;
  }

  /** Another pixel or weight; the same weight stays in hand where there is one. @param {string} trait @param {number[]} index */
  #ask(trait, index) {
    const { p, q } = lettersOf(this.shown, this.shown.term);
    const held = this.shown.gradient === "delta" && this.model.get("output");
    this.busy = true;
    this.model.set(trait, index);
    const next = shownOf(this.model);
    const again = held ? next.terms.find((term) => JSON.stringify([p, q]) === JSON.stringify(["p", "q"].map((name) => lettersOf(next, term)[name]))) : undefined;
    this.set(held ? { output: again ? unflatten(again.target, /** @type {Panel} */ (next.scene.byId.get("delta")).shape) : null } : {});
  }

  /** Place the panels for the width there is. */
  layout() {
    const width = this.root.clientWidth;
    const theme = themeOf(this.root.parentElement ?? document.body);
    if (!width || (width === this.width && theme === this.root.dataset.theme)) return;
    this.width = width;
    this.root.dataset.theme = theme;
    const wide = width >= WIDE;
    this.root.classList.toggle("cnnbp-wide", wide);
    const columns = [0, 1].map((side) => Math.max(...this.grids.filter((_, i) => i % 2 === side).map((grid) => grid.panel.cols)));
    const room = (wide ? Math.min(width * 0.48, 480) : width - PADDING) - GAP - 2 * HEADER;
    const cell = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(room / (columns[0] + columns[1]))));
    for (const grid of this.grids) grid.resize(cell, theme);
    this.following.move();
  }

  /** Escape lets the symbol go. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || !this.model.get("symbol")) return;
    this.set({ symbol: "" });
    event.preventDefault();
    event.stopPropagation();
  }

  /** The chip that has the focus, by line and place. */
  #focused() {
    const row = this.rows.findIndex((el) => el.contains(document.activeElement));
    return row < 0 ? null : { row, at: [...this.rows[row].querySelectorAll("button")].findIndex((button) => button === document.activeElement) };
  }

  /** @param {{row: number, at: number} | null} focused */
  #refocus(focused) {
    const buttons = focused ? [...this.rows[focused.row].querySelectorAll("button")] : [];
    if (focused && buttons.length) buttons[Math.min(focused.at, buttons.length - 1)].focus();
  }
}
