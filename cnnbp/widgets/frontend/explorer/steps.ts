/** Play, pause, step and slide: the sum grows term by term, the window moves unit by unit. */

import { h } from "./dom.js";
import { edgesAt } from "./edges.js";
import { flatIndex, unflatten } from "./geometry.js";
import { back, forward, leap } from "./step_plan.js";
import { save } from "./save.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./step_plan.js").Place} Place */

const SPEEDS = [["0.5", "slow"], ["1", "normal"], ["2", "fast"], ["5", "very fast"]];
const PACE = 700; // ms per step at normal speed

export class Steps {
  /**
   * @param {any} model
   * @param {() => Scene} scene
   */
  constructor(model, scene) {
    this.model = model;
    this.scene = scene;
    this.playing = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    const button = (/** @type {string} */ text, /** @type {string} */ label, /** @type {() => void} */ press) => {
      const made = h("button", { type: "button", class: "cnnbp-button", "aria-label": label, title: label, "data-lm-suppress-shortcuts": "true" }, text);
      made.addEventListener("click", press);
      return made;
    };
    this.play = button("▶ play", "play", () => this.#toggle());
    this.slider = h("input", { type: "range", class: "cnnbp-slider", min: 0, step: 1, "aria-label": "position", "data-lm-suppress-shortcuts": "true" });
    this.slider.addEventListener("input", () => this.#manual({ flat: Number(this.slider.value), shown: this.#count(Number(this.slider.value)) }));
    this.speed = h("select", { class: "cnnbp-input", "aria-label": "speed", "data-lm-suppress-shortcuts": "true" }, ...SPEEDS.map(([value, text]) => h("option", { value, selected: value === "1" }, text)));
    this.where = h("span", { class: "cnnbp-where" });
    this.el = h(
      "div",
      { class: "cnnbp-steps", role: "group", "aria-label": "steps" },
      button("|◀", "first position", () => this.#manual({ flat: 0, shown: Math.min(1, this.#count(0)) })),
      button("◀", "step back", () => this.#manual(back(this.place, this.#count))),
      this.play,
      button("▶|", "step forward", () => this.#manual(forward(this.place, this.#count, this.units))),
      this.slider,
      this.speed,
      this.where,
    );
  }

  /** The panel whose units are walked through: where the sums are. */
  get panel() {
    return this.model.get("direction") === "backward" ? "input" : "output";
  }

  get units() {
    return this.scene().byId.get(this.panel)?.values.length ?? 0;
  }

  #count = (/** @type {number} */ flat) => edgesAt(this.scene(), this.panel === "input" ? "input" : "output", flat).length;

  /** @returns {Place} */
  get place() {
    const selection = this.model.get("selection");
    const panel = selection && this.scene().byId.get(selection.panel);
    const flat = panel && panel.unit === this.panel ? flatIndex(selection.index, panel.shape) : 0;
    return { flat, shown: this.model.get("shown") ?? (panel ? this.#count(flat) : 0) };
  }

  #toggle() {
    if (this.playing) return this.pause();
    const { flat, shown } = this.place;
    if (flat === this.units - 1 && shown >= this.#count(flat)) this.#go({ flat: 0, shown: 0 });
    this.playing = true;
    this.refresh();
    this.#next();
  }

  #next() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.timer = setTimeout(() => {
      const place = (still ? leap : forward)(this.place, this.#count, this.units);
      if (!place) return this.pause();
      this.#go(place);
      this.#next();
    }, (PACE * (still ? 2 : 1)) / Number(this.speed.value));
  }

  pause() {
    clearTimeout(this.timer);
    this.playing = false;
    this.refresh();
  }

  /** @param {Place | null} place */
  #manual(place) {
    this.pause();
    if (place) this.#go(place);
  }

  /** @param {Place} place */
  #go({ flat, shown }) {
    const shape = this.scene().byId.get(this.panel)?.shape ?? [1];
    this.model.set("shown", shown);
    this.model.set("selection", { panel: this.panel, index: unflatten(flat, shape) });
    save(this.model);
  }

  refresh() {
    if (this.el.hidden) return;
    const { flat, shown } = this.place;
    this.slider.max = String(Math.max(this.units - 1, 0));
    this.slider.value = String(flat);
    this.slider.setAttribute("aria-valuetext", `position ${flat + 1} of ${this.units}`);
    this.play.textContent = this.playing ? "❚❚ pause" : "▶ play";
    this.play.setAttribute("aria-label", this.playing ? "pause" : "play");
    this.where.textContent = `position ${flat + 1} of ${this.units} · term ${shown} of ${this.#count(flat)}`;
  }

  dispose() {
    clearTimeout(this.timer);
    this.playing = false;
  }
}
