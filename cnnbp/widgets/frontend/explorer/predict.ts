/** Predict, then reveal: the answer is covered until the learner has given one, or asks for it. */

import { type Panel, panelOf, type Scene } from "../core/data";
import { edgesAt } from "../core/edges";
import { flatIndex, unflatten } from "../core/geometry";
import { assign, type DeltaFlow, type Model, save } from "../core/model";
import { cellName, plural } from "../core/numbers";
import { h } from "../ui/dom";

/** Panels that hold the answer. */
const ANSWERS = new Set(["gradient", "input_delta"]);
const ALL_HINTS = 3;

export class Predict {
  question = h("p", { class: "cnnbp-say" });
  input = h("input", {
    class: "cnnbp-input",
    type: "text",
    inputmode: "decimal",
    size: 8,
    "aria-label": "your number",
    "data-lm-suppress-shortcuts": "true",
  });
  check: HTMLButtonElement;
  hint: HTMLButtonElement;
  verdict = h("div", { class: "cnnbp-verdict", role: "status" });
  hints = h("ol", { class: "cnnbp-hints" });
  asked: HTMLDivElement;
  el: HTMLDivElement;

  constructor(
    readonly model: Model<DeltaFlow>,
    readonly scene: () => Scene,
    readonly ask: (what: string, details: Record<string, any>) => void,
  ) {
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#judge("value");
      if (event.key !== "Escape") event.stopPropagation();
    });
    const button = (text: string, press: () => void) => {
      const made = h("button", { type: "button", class: "cnnbp-button", "data-lm-suppress-shortcuts": "true" }, text);
      made.addEventListener("click", press);
      return made;
    };
    this.check = button("Check the marks", () => this.#judge("outputs"));
    this.hint = button("Hint", () =>
      this.ask("hint", { source: this.source, count: Math.min(model.get("hints").length + 1, ALL_HINTS) }),
    );
    this.asked = h(
      "div",
      { class: "cnnbp-asked" },
      h("div", { class: "cnnbp-field" }, h("span", {}, "1 · Mark the output deltas that flow back, then"), this.check),
      h(
        "div",
        { class: "cnnbp-field" },
        h("span", { class: "cnnbp-number-asked" }),
        this.input,
        button("Check the number", () => this.#judge("value")),
      ),
      h(
        "div",
        { class: "cnnbp-group" },
        this.hint,
        button("Reveal", () => this.#reveal()),
        button("Another pixel", () => this.another()),
      ),
    );
    this.el = h(
      "div",
      { class: "cnnbp-predict", role: "group", "aria-label": "prediction" },
      this.question,
      this.asked,
      this.verdict,
      this.hints,
    );
  }

  get on() {
    return this.model.get("mode") === "predict";
  }

  /** The input unit in question, or -1. */
  get source() {
    const selection = this.model.get("selection");
    const panel = selection && this.scene().byId.get(selection.panel);
    return selection && panel?.unit === "input" ? flatIndex(selection.index, panel.shape) : -1;
  }

  /** What is still covered: the edges, and the number. */
  get covered() {
    if (!this.on) return { edges: false, value: false };
    const verdict = this.model.get("verdict");
    const open = Boolean(verdict.revealed) || (verdict.right && verdict.question === "value");
    const marked = open || this.model.get("hints").length >= 2 || (verdict.right && verdict.question === "outputs");
    return { edges: !marked, value: !open };
  }

  hides(panel: Panel) {
    return ANSWERS.has(panel.id) && this.covered.value;
  }

  /** A click on an output marks it. True when the click has been used. */
  pick(panel: Panel, flat: number) {
    if (!this.on || panel.unit === "input") return false;
    if (panel.unit === "output" && this.source >= 0) {
      const marks = this.model.get("marks");
      this.#set({
        marks: marks.includes(flat) ? marks.filter((m: number) => m !== flat) : [...marks, flat],
        verdict: {},
      });
    }
    return true;
  }

  #judge(question: "value" | "outputs") {
    if (this.source < 0) return;
    const answer = question === "value" ? this.input.value : this.model.get("marks");
    this.ask("judge", { question, source: this.source, answer });
  }

  #reveal() {
    if (this.source >= 0) this.#set({ verdict: { revealed: true, reason: "Revealed: this is how it is." } });
  }

  /** Another unit that has edges, in an order that jumps about. */
  another() {
    const input = panelOf(this.scene(), "input");
    const size = input.values.length;
    let flat = Math.max(this.source, 0);
    for (let tries = 0; tries < size; tries += 1) {
      flat = (flat + 19) % size;
      if (edgesAt(this.scene(), "input", flat).length) break;
    }
    this.forget();
    this.#set({ selection: { panel: "input", index: unflatten(flat, input.shape) } });
  }

  /** A new question: nothing marked, nothing said. */
  forget() {
    this.input.value = "";
    this.#set({ marks: [], verdict: {}, hints: [] });
  }

  #set(values: Partial<DeltaFlow>) {
    assign(this.model, values);
    save(this.model);
  }

  refresh() {
    this.el.hidden = !this.on;
    if (!this.on) return;
    const scene = this.scene();
    const chosen = this.source >= 0;
    const verdict = this.model.get("verdict");
    const name = chosen ? cellName(panelOf(scene, "input"), scene, this.source) : "";
    this.question.textContent = chosen
      ? `Predict: what flows back to ${name}?`
      : "Predict: choose an input pixel, or take another pixel.";
    for (const node of this.asked.querySelectorAll(".cnnbp-field, .cnnbp-button")) {
      if (node.textContent !== "Another pixel") node.toggleAttribute("hidden", !chosen);
    }
    const { symbol } = scene.byId.get("input_delta") ?? panelOf(scene, "gradient");
    (this.asked.querySelector(".cnnbp-number-asked") as HTMLElement).textContent =
      `2 · Or give the number: ${symbol} =`;
    this.check.textContent = `Check ${plural(this.model.get("marks").length, "mark", "marks")}`;
    const tried = this.model.get("attempts").length;
    this.verdict.className = `cnnbp-verdict${verdict.right ? " cnnbp-right" : verdict.reason && !verdict.revealed ? " cnnbp-wrong" : ""}`;
    const sign = verdict.revealed ? "" : verdict.right ? "✓ " : "✗ ";
    this.verdict.textContent = verdict.reason
      ? `${sign}${verdict.reason}`
      : tried
        ? `${plural(tried, "attempt", "attempts")} so far.`
        : "";
    this.hints.replaceChildren(...this.model.get("hints").map((hint: string) => h("li", {}, hint)));
  }
}
