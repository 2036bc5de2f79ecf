/** One view of the explorer: panels, lines and sum follow one selection. */

import { arithmetic } from "./arithmetic.js";
import { readScene } from "./data.js";
import { h, s } from "./dom.js";
import { litCells, relate } from "./edges.js";
import { describe } from "./format.js";
import { flatIndex, unflatten } from "./geometry.js";
import { Grid } from "./grid.js";
import { fit } from "./layout.js";
import { drawLines } from "./lines.js";
import { themeOf, watchTheme } from "./theme.js";
import { toolbar } from "./toolbar.js";
import { VIEWS } from "./views.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Selection} Selection */
/** @typedef {import("./types.js").Panel} Panel */

/** Panels in their order for each direction; those the layer does not have are left out. */
const PANELS = {
  backward: ["input", "weights", "delta", "gradient", "sigma_prime", "input_delta"],
  forward: ["input", "weights", "output"],
};

/** Panels that hold what arrives at the input: a weight's gradient does not pass through them. */
const RESULTS = new Set(["gradient", "sigma_prime", "input_delta"]);

export class Explorer {
  /** @param {any} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    /** @type {Selection | null} */
    this.preview = null;
    this.showAll = false;
    this.svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
    this.stage = h("div", { class: "cnnbp-stage" });
    this.below = h("div", { class: "cnnbp-views" });
    this.sum = h("div", { class: "cnnbp-sum" });
    this.alert = h("div", { class: "cnnbp-message", role: "alert" });
    this.live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
    this.scene = readScene(model.get("scene").layers[model.get("stage")]);
    this.bar = toolbar(this.#items());
    this.root = h("div", { class: "cnnbp" }, this.bar.el, this.stage, this.alert, this.sum, this.below, this.live);
    this.root.addEventListener("keydown", (event) => this.#escape(event));
    el.append(this.root);
    this.#observe();
    this.build();
  }

  #observe() {
    /** @type {[string, () => void][]} */
    const watched = [
      ["change:scene", () => this.build()],
      ["change:stage", () => this.build()],
      ["change:direction", () => this.build()],
      ["change:views", () => this.build()],
      ["change:selection", () => this.update()],
      ["change:message", () => this.#say()],
    ];
    for (const [name, call] of watched) this.model.on(name, call);
    const size = new ResizeObserver(() => this.layout());
    size.observe(this.root);
    const unwatch = watchTheme(() => this.layout());
    this.dispose = () => {
      for (const [name, call] of watched) this.model.off(name, call);
      size.disconnect();
      unwatch();
    };
  }

  #items() {
    const set = (/** @type {string} */ name, /** @type {any} */ value) => {
      this.model.set(name, value);
      this.model.save_changes();
    };
    const views = () => this.model.get("views");
    const direction = (/** @type {string} */ value, /** @type {string} */ title) => ({
      label: value === "backward" ? "← Backward" : "Forward →",
      group: "direction",
      title,
      pressed: () => this.model.get("direction") === value,
      press: () => set("direction", value),
    });
    const items = [
      direction("backward", "deltas flow from the outputs back to the inputs"),
      direction("forward", "values flow from the inputs to the outputs"),
    ];
    const toggle = (/** @type {string} */ name) => {
      const shown = views();
      set("views", shown.includes(name) ? shown.filter((/** @type {string} */ v) => v !== name) : [...shown, name]);
    };
    const switches = VIEWS.map(({ name, label, title, fits }) => ({
      label, title, group: "views",
      fits: () => fits(this.scene, this.model.get("direction")),
      pressed: () => views().includes(name),
      press: () => toggle(name),
    }));
    return [...items, ...switches];
  }

  /** Make the panels anew: the scene or what is shown of it has changed. */
  build() {
    this.scene = readScene(this.model.get("scene").layers[this.model.get("stage")]);
    const ids = PANELS[/** @type {"backward"} */ (this.model.get("direction"))];
    const panels = /** @type {Panel[]} */ (ids.map((id) => this.scene.byId.get(id)).filter(Boolean));
    const handlers = {
      pick: (/** @type {Panel} */ panel, /** @type {number} */ flat) => this.pick(panel.id, flat),
      preview: (/** @type {Panel} */ panel, /** @type {number | null} */ flat) => this.#preview(panel, flat),
    };
    this.panels = panels;
    this.grids = panels.map((panel) => new Grid(panel, this.scene, handlers));
    const context = { scene: this.scene, direction: this.model.get("direction"), pick: this.pick.bind(this) };
    const shown = VIEWS.filter((kind) => this.model.get("views").includes(kind.name) && kind.fits(this.scene, context.direction));
    this.views = shown.map((kind) => kind.make(context));
    this.below.replaceChildren(...this.views.map((view) => h("div", { class: "cnnbp-stage cnnbp-below" }, view.el)));
    this.bar.refresh();
    this.width = 0;
    this.layout();
    this.update();
    this.#say();
  }

  /** Place the panels for the width there is. */
  layout() {
    const width = this.root.clientWidth;
    const theme = themeOf(this.root.parentElement ?? document.body);
    if (!width || (width === this.width && theme === this.theme)) return;
    this.width = width;
    this.theme = theme;
    this.root.dataset.theme = theme;
    const { rows, cells } = fit(this.panels, width - 24);
    const byId = new Map(this.grids.map((grid) => [grid.panel.id, grid]));
    const nodes = rows.map((row) => h("div", { class: "cnnbp-row" }, ...row.map((id) => /** @type {Grid} */ (byId.get(id)).el)));
    this.stage.replaceChildren(this.svg, ...nodes);
    for (const grid of this.grids) grid.resize(cells[grid.panel.id], theme);
    for (const view of this.views) view.resize(width - 24, theme);
    this.#lines();
  }

  /** The selection as it counts now: what is pinned, else what is under the pointer. */
  get effective() {
    return this.model.get("selection") ?? this.preview;
  }

  /** Light up what the selection is joined to. */
  update() {
    const selection = this.effective;
    const related = relate(this.scene, selection, this.model.get("direction"));
    this.related = related;
    for (const grid of this.grids) {
      const { unit } = grid.panel;
      const mine = related?.unit === unit;
      const dark = !related || mine || (related.unit === "weights" && RESULTS.has(grid.panel.id));
      grid.light(dark ? new Map() : litCells(related, unit), mine ? related.flat : -1);
    }
    for (const view of this.views) view.light(related);
    this.#lines();
    const all = () => {
      this.showAll = true;
      this.update();
    };
    this.sum.replaceChildren(...arithmetic(this.scene, related, selection?.panel ?? "", this.showAll, all));
    this.live.textContent = related && this.model.get("selection") ? describe(this.scene, related, selection.panel) : "";
  }

  #lines() {
    const corner = this.stage.getBoundingClientRect();
    const backward = this.model.get("direction") === "backward";
    const places = (/** @type {string} */ id) => this.grids.find((grid) => grid.panel.id === id)?.places(corner);
    drawLines(this.svg, this.related ?? null, { input: places("input"), weights: places("weights"), output: places(backward ? "delta" : "output") });
  }

  /** Pin a cell; the same cell again lets it go. @param {string} id @param {number} flat */
  pick(id, flat) {
    const panel = /** @type {Panel} */ (this.scene.byId.get(id));
    const now = this.model.get("selection");
    const same = now?.panel === id && flatIndex(now.index, panel.shape) === flat;
    this.preview = null;
    this.showAll = false;
    this.#select(same ? null : { panel: id, index: unflatten(flat, panel.shape) });
  }

  /** @param {Selection | null} selection */
  #select(selection) {
    this.model.set("selection", selection);
    this.model.save_changes();
  }

  /** @param {Panel} panel @param {number | null} flat */
  #preview(panel, flat) {
    if (this.model.get("selection")) return;
    const preview = flat === null ? null : { panel: panel.id, index: unflatten(flat, panel.shape) };
    if (JSON.stringify(preview) === JSON.stringify(this.preview)) return;
    this.preview = preview;
    this.update();
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape" || !this.effective) return;
    this.preview = null;
    this.#select(null);
    this.update();
    event.preventDefault();
    event.stopPropagation();
  }

  #say() {
    const { text } = this.model.get("message") ?? {};
    this.alert.textContent = text ?? "";
    this.alert.hidden = !text;
  }
}
