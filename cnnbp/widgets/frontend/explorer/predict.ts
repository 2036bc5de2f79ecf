/** Predict, then reveal: the answer is covered until the learner has given one, or asks for it. */

import { html, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { panelOf } from "../core/data";
import { cellName, plural } from "../core/numbers";
import { button } from "../ui/button";
import { another, reveal } from "./actions";
import type { Patch, Shown } from "./shown";

const ALL_HINTS = 3;

/** How the last answer was: the sign in front of what is said about it, and its colour. */
function judged({ verdict, attempts }: Shown) {
  if (verdict.revealed) return { look: "", text: verdict.reason ?? "" };
  if (verdict.right) return { look: "cnnbp-right", text: `✓ ${verdict.reason ?? ""}` };
  if (verdict.reason) return { look: "cnnbp-wrong", text: `✗ ${verdict.reason}` };
  return { look: "", text: attempts.length ? `${plural(attempts.length, "attempt", "attempts")} so far.` : "" };
}

export class Predict {
  readonly el = document.createElement("div");
  /** the number as it is typed, and the unit that it is about */
  #typed = "";
  #about = -1;

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
    const { layer, asked, marks, hints } = shown;
    if (asked !== this.#about) [this.#typed, this.#about] = ["", asked];
    const none = asked < 0;
    const question = none
      ? "Predict: choose an input pixel, or take another pixel."
      : `Predict: what flows back to ${cellName(panelOf(layer, "input"), layer, asked)}?`;
    const { symbol } = layer.byId.get("input_delta") ?? panelOf(layer, "gradient");
    const judge = (which: "value" | "outputs") => {
      if (!none) this.ask("judge", { question: which, source: asked, answer: which === "value" ? this.#typed : marks });
    };
    const hint = () => this.ask("hint", { source: asked, count: Math.min(hints.length + 1, ALL_HINTS) });
    const next = () => {
      this.#typed = "";
      this.patch(another(shown));
    };
    const type = (event: Event) => {
      this.#typed = (event.target as HTMLInputElement).value;
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Enter") judge("value");
      if (event.key !== "Escape") event.stopPropagation();
    };
    const { look, text } = judged(shown);
    render(
      html`<p class="cnnbp-say">${question}</p>
        <div class="cnnbp-asked">
          <div class="cnnbp-field" ?hidden=${none}><span>1 · Mark the output deltas that flow back, then</span>${button(`Check ${plural(marks.length, "mark", "marks")}`, () => judge("outputs"))}</div>
          <div class="cnnbp-field" ?hidden=${none}><span class="cnnbp-number-asked">2 · Or give the number: ${symbol} =</span><input class="cnnbp-input" type="text" inputmode="decimal" size="8" aria-label="your number" .value=${live(this.#typed)} @input=${type} @keydown=${key} data-lm-suppress-shortcuts="true" />${button("Check the number", () => judge("value"))}</div>
          <div class="cnnbp-group">${button("Hint", hint, { hidden: none })}${button("Reveal", () => this.patch(reveal(shown)), { hidden: none })}${button("Another pixel", next)}</div>
        </div>
        <div class="cnnbp-verdict ${look}" role="status">${text}</div>
        <ol class="cnnbp-hints">${hints.map((one) => html`<li>${one}</li>`)}</ol>`,
      this.el,
    );
  };
}
