/** Play, pause, step and slide: the sum grows term by term, the window moves unit by unit. */

import { html, nothing, render, svg } from "lit-html";
import { panelOf, type Related, type Scene, type Term } from "../core/data";
import { unflatten } from "../core/geometry";
import { cellName, number, written } from "../core/numbers";
import type { Way } from "../grid/lines";
import { button } from "../ui/button";
import { Flight, landedAt, leftAt, lengthOf, momentOf, NEXT, startOf } from "./flight";
import { type Patch, type Shown, sumsAt, unitAt } from "./shown";

const SPEEDS = [
  ["0.5", "slow"],
  ["1", "normal"],
  ["2", "fast"],
  ["5", "very fast"],
];
const REST = 700; // ms that a whole sum is looked at before the next one begins
const LONGEST = 100; // ms between two frames; what was not looked at is not made up for

/** What the terms fly across: the panels, or the ledger. */
export interface Sky {
  el: HTMLElement;
  /** where the terms of a chip fly; null where that is not seen */
  wayOf: (terms: Term[]) => Way | null;
}

/** Where the steps are: the unit whose sum is built up, how many units there are, and the chips of its terms. */
function stepsOf(state: Shown) {
  const { layer, selection, shown, endsAt } = state;
  const unit = sumsAt(state);
  const flat = Math.max(unitAt(layer, selection, unit), 0);
  const ends = endsAt(flat);
  const count = ends.at(-1) ?? 0;
  const place: Place = { flat, shown: Math.min(shown ?? (selection ? count : 0), count) };
  return { unit, count, place, units: panelOf(layer, unit).values.length, ends };
}

export class Steps {
  #frame = 0;
  /** when the last frame was, and which moment of the flight it showed */
  #last = 0;
  #time = 0;
  #speed = "1";
  readonly #flight = new Flight();
  readonly el = document.createElement("div");

  /**
   * @param now what is shown when a frame is drawn or a button is pressed
   * @param sky what the terms fly across now
   */
  constructor(
    readonly now: () => Shown,
    readonly patch: (values: Patch) => void,
    readonly sky: () => Sky,
  ) {
    this.el.className = "cnnbp-steps";
    this.el.setAttribute("role", "group");
    this.el.setAttribute("aria-label", "steps");
  }

  draw = (shown: Shown) => {
    const { playing, still, time } = shown;
    this.el.hidden = shown.mode === "predict" || !shown.views.includes("steps");
    if (!playing || still) this.#stop();
    else if (!this.#frame) this.#start(shown);
    this.#fly(shown, playing ? this.#time : time);
    if (!this.el.hidden) render(this.#bar(shown), this.el);
  };

  #bar(shown: Shown) {
    const { place, count, units, ends } = stepsOf(shown);
    const { endsAt, playing, still, time, steps, lit, layer } = shown;
    const { flat } = place;
    const position = `position ${flat + 1} of ${units}`;
    const term = `term ${place.shown} of ${count}`;
    const told = steps && shown.shown && place.shown ? sentence(layer, steps, place.shown, ends) : term;
    const go = (next: Place | null) => this.#go(next, false);
    const slide = (event: Event) => {
      const to = Number((event.target as HTMLInputElement).value);
      go({ flat: to, shown: endsAt(to).at(-1) ?? 0 });
    };
    // Anywhere in the flight: what is in the air stays there.
    const scrub = (event: Event) => {
      const to = Number((event.target as HTMLInputElement).value);
      this.#go({ flat, shown: landedAt(to, ends) }, false, to);
    };
    const pace = (event: Event) => {
      this.#speed = (event.target as HTMLSelectElement).value;
    };
    const next = () => go(place.shown < count ? forward(place, endsAt, units) : { flat, shown: ends[0] ?? 0 });
    return html`${button("|◀", () => go({ flat: 0, shown: endsAt(0)[0] ?? 0 }), { label: "first position" })}
      ${button("◀", () => go(back(place, endsAt)), { label: "step back" })}
      ${
        still
          ? button("▶ next term", next)
          : button(playing ? "❚❚ pause" : "▶ play", () => this.#toggle(), { label: playing ? "pause" : "play" })
      }
      ${button("▶|", () => go(forward(place, endsAt, units)), { label: "step forward" })}
      <div class="cnnbp-scrub">${bars(steps?.terms ?? [], steps ? ends : [], place.shown, lit?.terms.length ?? 0)}<input type="range" class="cnnbp-slider" min="0" step="any"
        max=${lengthOf(ends)} .value=${String(time ?? momentOf(place.shown, ends))} aria-label="moment" aria-valuetext=${term} @input=${scrub} /></div>
      <input type="range" class="cnnbp-slider" min="0" step="1" max=${Math.max(units - 1, 0)} .value=${String(flat)}
        aria-label="position" aria-valuetext=${position} title=${position} @input=${slide} />
      <select class="cnnbp-input" aria-label="speed" @change=${pace}>
        ${SPEEDS.map(([value, text]) => html`<option value=${value} ?selected=${value === this.#speed}>${text}</option>`)}
      </select>
      <p class="cnnbp-where"><span role="status">${told}</span> · ${position}</p>`;
  }

  /** Chips where they are at a moment; to those who want no motion, the places of the last term. */
  #fly({ steps, direction, still, shown, endsAt }: Shown, time: number | null) {
    const { el, wayOf } = this.sky();
    const flight = this.#flight;
    if (flight.el.parentElement !== el) el.append(flight.el);
    if (!steps || this.el.hidden || shown === null) return flight.show([]);
    const { terms, flat } = steps;
    const ends = endsAt(flat);
    const backward = direction === "backward";
    const added = Math.min(shown, terms.length);
    const way = still && added ? wayOf(lastOf(terms, added, ends)) : null;
    if (way) flight.stations(way, backward);
    else if (time !== null && !still) flight.at(time, shown, ends, terms, backward, wayOf);
    else flight.show([]);
  }

  #toggle() {
    const shown = this.now();
    if (shown.playing) return this.patch({ playing: false, time: this.#time });
    const { place, count } = stepsOf(shown);
    // A sum that is whole begins anew.
    if (shown.steps && place.shown < count) this.patch({ playing: true });
    else this.#go({ flat: place.flat, shown: 0 }, true);
  }

  #start(shown: Shown) {
    const { place, ends } = stepsOf(shown);
    this.#time = shown.time ?? startOf(place.shown, ends);
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
  }

  #tick = (at: number) => {
    const shown = this.now();
    const { place, ends, units } = stepsOf(shown);
    this.#time += Math.min(Math.max(at - this.#last, 0), LONGEST) * Number(this.#speed);
    this.#last = at;
    this.#frame = requestAnimationFrame(this.#tick);
    const landed = Math.max(landedAt(this.#time, ends), place.shown);
    if (this.#time > lengthOf(ends) + REST) {
      const next = place.flat + 1 < units ? { flat: place.flat + 1, shown: 0 } : null;
      this.#time = 0;
      this.#go(next, true);
    } else if (landed !== place.shown || leftAt(this.#time, ends) !== leftAt(shown.time ?? -1, ends)) {
      this.patch({ shown: landed, time: this.#time });
    } else this.#fly(shown, this.#time);
  };

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** To a place, or nowhere at the end. */
  #go(place: Place | null, playing: boolean, time: number | null = playing ? 0 : null) {
    if (!place) return this.patch({ playing: false, time: null });
    const { layer } = this.now();
    const { unit } = stepsOf(this.now());
    const index = unflatten(place.flat, panelOf(layer, unit).shape);
    this.patch({ shown: place.shown, selection: { panel: unit, index }, playing, time });
  }

  dispose() {
    this.#stop();
  }
}

/** The terms of the chip that was added last. */
const lastOf = (terms: Term[], shown: number, ends: number[]) => terms.slice(endsBefore(shown, ends), shown);
const endsBefore = (shown: number, ends: number[]) => Math.max(0, ...ends.filter((end) => end < shown));

const totalOf = (terms: Term[]) => terms.reduce((sum, { left, right }) => sum + left * right, 0);

/** The sum as it grows: a step for each chip, below it the moment at which it is added. Without one its room is kept. */
function bars(terms: Term[], ends: number[], shown: number, left: number) {
  const sums = [0, ...ends.map((end) => totalOf(terms.slice(0, end)))];
  const [low, high] = [Math.min(...sums), Math.max(...sums)];
  const scale = 0.94 / (high - low || 1);
  const wide = 0.8 * NEXT;
  const bar = (end: number, i: number) => {
    const [from, to] = [sums[i], sums[i + 1]];
    if (end > left) return nothing;
    const kind = end > shown ? "coming" : to < from ? "negative" : "positive";
    const x = lengthOf(ends.slice(0, i + 1)) - wide;
    return svg`<rect class="cnnbp-${kind}" x=${x} width=${wide} y=${(high - Math.max(from, to)) * scale} height=${Math.abs(to - from) * scale + 0.06} />`;
  };
  return html`<svg class="cnnbp-bars" viewBox="0 0 ${Math.max(lengthOf(ends), 1)} 1" preserveAspectRatio="none" aria-hidden="true">
    <line x2="100%" y1=${high * scale} y2=${high * scale} />${ends.map(bar)}</svg>`;
}

/** What the last step did, in words: its delta, its weight, their product, and the sum. */
function sentence(layer: Scene, { terms, unit }: Related, shown: number, ends: number[]) {
  const [before, mine] = [endsBefore(shown, ends), lastOf(terms, shown, ends)];
  const so = html`<span>sum so far ${number(totalOf(terms.slice(0, shown)), 3)}</span>`;
  if (mine.length > 1)
    return html`terms ${before + 1} to ${shown} of ${terms.length} add <span>${number(totalOf(mine), 3)}</span>: ${so}`;
  const [term] = mine;
  const weights = layer.byId.get("weights");
  const end = unit === "input" ? panelOf(layer, "delta") : panelOf(layer, "input");
  const name = cellName(end, layer, unit === "input" ? term.target : term.source);
  const weight = weights && term.parameter >= 0 ? cellName(weights, layer, term.parameter) : "weight";
  const { decimals, sign } = written(mine, null, totalOf(mine));
  const value = (one: number) => number(one, decimals);
  return html`term ${shown} of ${terms.length}: <span>${name}: ${value(term.right)}</span> times <span>${weight}: ${value(term.left)}</span>
    is ${sign === "=" ? "" : "about"} <span>${number(totalOf(mine), 3)}</span>, ${so}`;
}

export interface Place {
  /** the unit whose sum is built up */
  flat: number;
  /** how many of its terms are there */
  shown: number;
}

/** The chips of a unit: how many terms have been added with each. */
type Ends = (flat: number) => number[];

/** One chip on; after the last of a unit the first of the next. Null at the very end. */
export function forward({ flat, shown }: Place, ends: Ends, units: number): Place | null {
  const next = ends(flat).find((end) => end > shown);
  if (next) return { flat, shown: next };
  return flat + 1 < units ? { flat: flat + 1, shown: ends(flat + 1)[0] ?? 0 } : null;
}

/** One chip back; before the first of a unit the whole sum of the one before. */
export function back({ flat, shown }: Place, ends: Ends): Place | null {
  const before = endsBefore(shown, ends(flat));
  if (before) return { flat, shown: before };
  return flat ? { flat: flat - 1, shown: ends(flat - 1).at(-1) ?? 0 } : null;
}
