/** Play, pause, step and slide: the sum grows term by term, the window moves unit by unit. */

import { html, render } from "lit-html";
import { panelOf } from "../core/data";
import { edgesAt } from "../core/edges";
import { unflatten } from "../core/geometry";
import { button } from "../ui/button";
import { type Patch, type Shown, unitAt } from "./shown";

const SPEEDS = [
  ["0.5", "slow"],
  ["1", "normal"],
  ["2", "fast"],
  ["5", "very fast"],
];
const PACE = 700; // ms per step at normal speed

/** Where the steps are: the unit whose sum is built up, how many units there are, and the terms of each. */
function stepsOf({ layer, direction, selection, shown }: Shown) {
  // Units are walked through where the sums are.
  const unit = direction === "backward" ? "input" : "output";
  const count = (flat: number) => edgesAt(layer, unit, flat).length;
  const flat = Math.max(unitAt(layer, selection, unit), 0);
  const place: Place = { flat, shown: shown ?? (selection ? count(flat) : 0) };
  return { unit, count, place, units: panelOf(layer, unit).values.length };
}

export class Steps {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #speed = "1";
  readonly el = document.createElement("div");

  /** @param now what is shown when a timer ends or a button is pressed */
  constructor(
    readonly now: () => Shown,
    readonly patch: (values: Patch) => void,
  ) {
    this.el.className = "cnnbp-steps";
    this.el.setAttribute("role", "group");
    this.el.setAttribute("aria-label", "steps");
  }

  draw = (shown: Shown) => {
    this.#play(shown.playing);
    this.el.hidden = shown.mode === "predict" || !shown.views.includes("steps");
    if (this.el.hidden) return;
    const { count, place, units } = stepsOf(shown);
    const { flat } = place;
    const position = `position ${flat + 1} of ${units}`;
    const go = (next: Place | null) => this.#go(next, false);
    const first = (unit: number) => ({ flat: unit, shown: Math.min(1, count(unit)) });
    const slide = (event: Event) => {
      const to = Number((event.target as HTMLInputElement).value);
      go({ flat: to, shown: count(to) });
    };
    const pace = (event: Event) => {
      this.#speed = (event.target as HTMLSelectElement).value;
    };
    render(
      html`${button("|◀", () => go(first(0)), { label: "first position" })}
        ${button("◀", () => go(back(place, count)), { label: "step back" })}
        ${button(shown.playing ? "❚❚ pause" : "▶ play", () => this.#toggle(), { label: shown.playing ? "pause" : "play" })}
        ${button("▶|", () => go(forward(place, count, units)), { label: "step forward" })}
        <input type="range" class="cnnbp-slider" min="0" step="1" max=${Math.max(units - 1, 0)} .value=${String(flat)}
          aria-label="position" aria-valuetext=${position} @input=${slide} />
        <select class="cnnbp-input" aria-label="speed" @change=${pace}>
          ${SPEEDS.map(([value, text]) => html`<option value=${value} ?selected=${value === this.#speed}>${text}</option>`)}
        </select>
        <span class="cnnbp-where">${position} · term ${place.shown} of ${count(flat)}</span>`,
      this.el,
    );
  };

  #toggle() {
    const shown = this.now();
    if (shown.playing) return this.patch({ playing: false });
    const { place, count, units } = stepsOf(shown);
    const ended = place.flat === units - 1 && place.shown >= count(place.flat);
    if (ended) this.#go({ flat: 0, shown: 0 }, true);
    else this.patch({ playing: true });
  }

  /** The clock runs while it plays. */
  #play(playing: boolean) {
    if (!playing) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= this.#wait();
  }

  #wait() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const next = () => {
      this.#timer = undefined;
      const { place, count, units } = stepsOf(this.now());
      this.#go((still ? leap : forward)(place, count, units), true);
    };
    return setTimeout(next, (PACE * (still ? 2 : 1)) / Number(this.#speed));
  }

  /** To a place, or nowhere at the end. */
  #go(place: Place | null, playing: boolean) {
    if (!place) return this.patch({ playing: false });
    const { layer } = this.now();
    const { unit } = stepsOf(this.now());
    const index = unflatten(place.flat, panelOf(layer, unit).shape);
    this.patch({ shown: place.shown, selection: { panel: unit, index }, playing });
  }

  dispose() {
    clearTimeout(this.#timer);
  }
}

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
