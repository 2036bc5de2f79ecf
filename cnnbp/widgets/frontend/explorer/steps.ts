/** Play, pause, step and slide: the sum grows term by term, the window moves unit by unit. */

import type { Scene } from "../core/data";
import { edgesAt } from "../core/edges";
import { flatIndex, unflatten } from "../core/geometry";
import { type DeltaFlow, type Model, save } from "../core/model";
import { h } from "../ui/dom";

const SPEEDS = [
  ["0.5", "slow"],
  ["1", "normal"],
  ["2", "fast"],
  ["5", "very fast"],
];
const PACE = 700; // ms per step at normal speed

export class Steps {
  playing = false;
  timer: ReturnType<typeof setTimeout> | undefined = undefined;
  play: HTMLButtonElement;
  slider = h("input", {
    type: "range",
    class: "cnnbp-slider",
    min: 0,
    step: 1,
    "aria-label": "position",
    "data-lm-suppress-shortcuts": "true",
  });
  speed: HTMLSelectElement;
  where = h("span", { class: "cnnbp-where" });
  el: HTMLDivElement;

  constructor(
    readonly model: Model<DeltaFlow>,
    readonly scene: () => Scene,
  ) {
    const button = (text: string, label: string, press: () => void) => {
      const made = h(
        "button",
        {
          type: "button",
          class: "cnnbp-button",
          "aria-label": label,
          title: label,
          "data-lm-suppress-shortcuts": "true",
        },
        text,
      );
      made.addEventListener("click", press);
      return made;
    };
    this.play = button("▶ play", "play", () => this.#toggle());
    this.slider.addEventListener("input", () =>
      this.#manual({ flat: Number(this.slider.value), shown: this.#count(Number(this.slider.value)) }),
    );
    this.speed = h(
      "select",
      { class: "cnnbp-input", "aria-label": "speed", "data-lm-suppress-shortcuts": "true" },
      ...SPEEDS.map(([value, text]) => h("option", { value, selected: value === "1" }, text)),
    );
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

  #count = (flat: number) => edgesAt(this.scene(), this.panel === "input" ? "input" : "output", flat).length;

  get place(): Place {
    const selection = this.model.get("selection");
    const panel = selection && this.scene().byId.get(selection.panel);
    const flat = selection && panel && panel.unit === this.panel ? flatIndex(selection.index, panel.shape) : 0;
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
    this.timer = setTimeout(
      () => {
        const place = (still ? leap : forward)(this.place, this.#count, this.units);
        if (!place) return this.pause();
        this.#go(place);
        this.#next();
      },
      (PACE * (still ? 2 : 1)) / Number(this.speed.value),
    );
  }

  pause() {
    clearTimeout(this.timer);
    this.playing = false;
    this.refresh();
  }

  #manual(place: Place | null) {
    this.pause();
    if (place) this.#go(place);
  }

  #go({ flat, shown }: Place) {
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

/** Stepping through positions and terms: pure functions of where we are and how many terms there are. */

export interface Place {
  /** the unit whose sum is built up */
  flat: number;
  /** how many of its terms are there */
  shown: number;
}

/**
 * One term on; after the last term of a unit the first of the next. Null at the very end.
 * @param count terms of a unit
 */
export function forward({ flat, shown }: Place, count: (flat: number) => number, units: number): Place | null {
  if (shown < count(flat)) return { flat, shown: shown + 1 };
  if (flat + 1 >= units) return null;
  return { flat: flat + 1, shown: Math.min(1, count(flat + 1)) };
}

/** One term back; before the first term of a unit the whole sum of the one before. */
export function back({ flat, shown }: Place, count: (flat: number) => number): Place | null {
  if (shown > 1) return { flat, shown: shown - 1 };
  if (flat === 0) return null;
  return { flat: flat - 1, shown: count(flat - 1) };
}

/** One whole position on: for people who asked for less motion. */
export function leap({ flat, shown }: Place, count: (flat: number) => number, units: number): Place | null {
  if (shown < count(flat)) return { flat, shown: count(flat) };
  return flat + 1 < units ? { flat: flat + 1, shown: count(flat + 1) } : null;
}
