/** Predict, then reveal: the answer is covered until the learner has given one, or asks for it. */

import { html, nothing, render } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { live } from "lit-html/directives/live.js";
import { evaluated } from "../core/arithmetic";
import { panelOf, type Scene } from "../core/data";
import { cellName, plural } from "../core/numbers";
import { button } from "../ui/button";
import { another, reveal } from "./actions";
import { foundBy, type Patch, type Shown } from "./shown";

const ALL_HINTS = 3;
const NARROW = 600; // px; below it the words between the fields are left out

/** How the last answer was: the sign in front of what is said about it, its colour, and what is folded. */
function judged({ verdict, attempts }: Shown) {
  const { right, reason, more = [], revealed } = verdict;
  if (revealed) return { look: "", text: reason ?? "", more };
  if (right) return { look: "cnnbp-right", text: `✓ ${reason ?? ""}`, more };
  if (reason) return { look: "cnnbp-wrong", text: `✗ ${reason}`, more };
  return { look: "", text: attempts.length ? `${plural(attempts.length, "attempt", "attempts")} so far.` : "", more };
}

/** What a unit of the input is called where any other will do. */
function noun(layer: Scene) {
  const { rows, cols } = panelOf(layer, "input");
  return layer.stage === 0 && rows > 1 && cols > 1 ? "pixel" : "unit";
}

/** A step of two; its number becomes a tick. */
const step = (number: number, done: boolean, words: unknown, ...rest: unknown[]) =>
  html`<div class="cnnbp-step" ?data-done=${done}><span class="cnnbp-tick" aria-label=${done ? `step ${number}, done` : `step ${number}`}>${done ? "✓" : number}</span>${words}${rest}</div>`;

export class Predict {
  readonly el = document.createElement("div");
  /** the number as it is typed, and the unit that it is about */
  #typed = "";
  #about = -1;
  /** whether something was said last, and how high that stood: marks do not slide away from under a finger */
  #said = false;
  #height = 0;

  constructor(
    readonly patch: (values: Patch) => void,
    readonly ask: (what: string, details: Record<string, unknown>) => void,
  ) {
    this.el.className = "cnnbp-predict";
    this.el.setAttribute("role", "group");
    this.el.setAttribute("aria-label", "prediction");
  }

  draw = (shown: Shown) => {
    this.el.hidden = shown.mode !== "predict";
    if (this.el.hidden) return;
    const { layer, asked, marks, hints, covered, verdict, message, width } = shown;
    const said = Boolean(verdict.reason);
    if (said || asked !== this.#about) this.#height = 0;
    else if (this.#said) this.#height = this.el.querySelector<HTMLElement>(".cnnbp-verdict")?.offsetHeight ?? 0;
    this.#said = said;
    if (asked !== this.#about) [this.#typed, this.#about] = ["", asked];
    const narrow = width < NARROW;
    const none = asked < 0;
    const open = !covered.value;
    const found = open || foundBy(verdict);
    const { symbol } = layer.byId.get("input_delta") ?? panelOf(layer, "gradient");
    const judge = (which: "value" | "outputs") => {
      // Arithmetic is worked out here; what is none, Python refuses in its own words.
      const answer = which === "value" ? (evaluated(this.#typed) ?? this.#typed) : marks;
      if (!none) this.ask("judge", { question: which, source: asked, answer });
    };
    const hint = () => this.ask("hint", { source: asked, count: Math.min(hints.length + 1, ALL_HINTS) });
    const next = another(shown);
    const go = () => {
      this.#typed = "";
      if (next) this.patch(next);
    };
    const type = (event: Event) => {
      this.#typed = (event.target as HTMLInputElement).value;
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Enter") judge("value");
      if (event.key !== "Escape") event.stopPropagation();
    };
    const what = noun(layer);
    const question = none
      ? `Predict: choose an input ${what}${next ? `, or take another ${what}` : ""}.`
      : `${narrow ? "What" : "Predict: what"} flows back to ${cellName(panelOf(layer, "input"), layer, asked)}?`;
    const onward = open
      ? button("Next →", go, { label: `Next: another ${what}`, class: "cnnbp-main", hidden: !next })
      : button(narrow ? "↷" : `Another ${what}`, go, { label: narrow ? `Another ${what}` : undefined, hidden: !next });
    const help = button("Hint", hint, { hidden: none || open });
    const show = button("Reveal", () => this.patch(reveal(shown)), { hidden: none || open });
    const marking = html`<span>${found ? "Marked: the deltas that flow back" : `Mark the deltas${narrow ? "" : " that flow back"}`}</span>`;
    const check = button(`Check ${plural(marks.length, "mark", "marks")}`, () => judge("outputs"), {
      class: "cnnbp-main",
      hidden: found,
    });
    const asking = html`<span class="cnnbp-number-asked">${narrow ? "" : found && !open ? "Now the number: " : "Then the number: "}${symbol} =</span>`;
    const field = html`<input class="cnnbp-input" type="text" autocomplete="off" size=${narrow ? 6 : 10} aria-label="your number" title="a number, or a sum such as 0.2 * 0.8 - 0.5 * 0.4" .value=${live(this.#typed)} @input=${type} @keydown=${key} />`;
    const checking = button(narrow ? "Check" : "Check the number", () => judge("value"), {
      label: narrow ? "Check the number" : undefined,
      class: found && !open ? "cnnbp-main" : "",
    });
    const first = step(1, found, marking, check);
    const second = step(2, open, asking, field, checking);
    const { look, text, more } = judged(shown);
    render(
      html`<div class="cnnbp-question"><p class="cnnbp-say">${question}</p>${narrow ? onward : html`<div class="cnnbp-group">${help}${show}${onward}</div>`}</div>
        <div class="cnnbp-asked" ?hidden=${none}>${narrow ? [first, help, second, show] : [first, second]}</div>
        <div class="cnnbp-verdict ${look}" role="status" style=${this.#height ? `min-height:${this.#height}px` : nothing} ?hidden=${Boolean(message.text)}><span>${text}</span>${keyed(text, folded(more))}</div>
        <ol class="cnnbp-hints">${hints.map((one) => html`<li>${one}</li>`)}</ol>`,
      this.el,
    );
  };
}

/** What is right in place of it, and other ways to get the same. */
function folded([remedy, ...others]: string[]) {
  if (remedy === undefined) return nothing;
  const summary = others.length ? "What is right, other ways" : "What is right";
  return html`<details><summary>${summary}</summary><p>${remedy}</p>${others.map((one) => html`<p>${one}</p>`)}</details>`;
}
