/** One view of a derivation: panels beside the lines, all following one choice. */

import { html, render } from "lit-html";
import { endOf, type Panel, panelOf, type Term } from "../core/data";
import { unflatten } from "../core/geometry";
import type { Derivation, Model } from "../core/model";
import { cellName } from "../core/numbers";
import { type Changed, Store } from "../core/store";
import { Grid } from "../grid/grid";
import { toolbar } from "../ui/button";
import { h } from "../ui/dom";
import { follow } from "../ui/follow";
import { guarded } from "../ui/guarded";
import { themeOf, watchTheme } from "../ui/theme";
import { formula, walk } from "./formula";
import { numbersOf } from "./put_in";
import { lettersOf, litOf, OWN, type Own, type Patch, type Shown, shownOf, TRAITS } from "./state";
import { describe } from "./words";

/** The panels whose cells ask about themselves, and the trait that holds which one is asked about. */
const PLACES: Record<string, "place" | "weight" | undefined> = {
  z_in: "place",
  input_delta: "place",
  parameter_gradient: "weight",
  weights: "weight",
};
const WIDE = 820; // px from which the panels stand beside the lines
const [SMALLEST, LARGEST, HEADER, GAP, PADDING] = [12, 28, 16, 24, 24];

/** trait, value, label, title */
const BUTTONS: ["gradient" | "convention", string, string, string][] = [
  ["gradient", "delta", "δ of a pixel", "what comes back to one pixel of layer l"],
  ["gradient", "kernel", "∂C/∂w", "the gradient of one weight of the kernel"],
  ["gradient", "bias", "∂C/∂b", "the gradient of the bias"],
  ["convention", "correlation", "cross-correlation", "the forward pass of every deep-learning library"],
  ["convention", "convolution", "true convolution", "the forward pass with the kernel turned by 180°"],
];

class DerivationView {
  readonly #store: Store<Derivation, Own, Shown>;
  readonly #bar = h("div", { class: "cnnbp-toolbar" });
  readonly #say = h("p", { class: "cnnbp-say cnnbp-derivation-say" });
  readonly #live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
  readonly #cells = h("div", { class: "cnnbp-derivation-panels" });
  readonly #lines = h("ol", {
    class: "cnnbp-derivation-lines",
    "aria-label": "the derivation; arrow keys walk through its symbols",
  });
  readonly #root = h("div", { class: "cnnbp cnnbp-derivation" });
  readonly #following: ReturnType<typeof follow>;
  /** the buttons of the lines are one stop of the Tab key */
  readonly #enter: () => void;
  readonly #observed: () => void;
  #grids: Grid[] = [];
  #rows: HTMLElement[] = [];

  constructor(model: Model<Derivation>, el: HTMLElement) {
    this.#store = new Store(model, TRAITS, OWN, shownOf, (error) => {
      this.#say.textContent = `The derivation could not be drawn: ${error instanceof Error ? error.message : error}`;
    });
    const body = h("div", { class: "cnnbp-derivation-body" }, this.#cells, this.#lines);
    this.#root.append(this.#bar, this.#say, body, this.#live);
    this.#following = follow(this.#cells, body, () => this.#root.classList.contains("cnnbp-wide"));
    this.#root.addEventListener("keydown", (event) => this.#key(event));
    this.#enter = walk(this.#lines, ".cnnbp-formula, .cnnbp-put-in");
    el.append(this.#root);
    this.#measure();
    const size = new ResizeObserver(() => this.#measure());
    size.observe(this.#root);
    const unwatch = watchTheme(() => this.#measure());
    this.#observed = () => {
      size.disconnect();
      unwatch();
    };
    this.#store.draw(
      (shown) => this.#buttons(shown),
      (shown, changed) => this.#formulas(shown, changed),
      (shown, changed) => this.#numbers(shown, changed),
      (shown, changed) => this.#panels(shown, changed),
      (shown, changed) => this.#light(shown, changed),
    );
  }

  #patch(values: Patch) {
    this.#store.patch(values);
  }

  /** What was chosen, with nothing under the pointer any more; said aloud. */
  #choose(values: Patch) {
    this.#patch({ preview: null, previewTerm: null, aside: "", ...values });
    this.#live.textContent = this.#say.textContent;
  }

  #measure() {
    const width = this.#root.clientWidth;
    const theme = themeOf(this.#root.parentElement ?? document.body);
    if (width) this.#patch({ width, theme });
  }

  #buttons(shown: Shown) {
    const items = BUTTONS.map(([group, value, text, title]) => ({
      group,
      text,
      title,
      pressed: shown[group] === value,
      press: () => this.#choose({ [group]: value, symbol: "", output: null }),
    }));
    render(toolbar(items), this.#bar);
  }

  /** Formulas anew: another derivation or convention. */
  #formulas({ lines, lights }: Shown, changed: Changed<Shown>) {
    if (!changed.has("gradient", "convention", "scene")) return;
    const keys = {
      has: (key: string) => key in lights,
      press: (key: string) => this.#choose({ symbol: this.#store.shown.symbol === key ? "" : key }),
      hover: (key: string | null) => this.#patch({ preview: key, previewTerm: null, aside: "" }),
    };
    this.#rows = lines.map(() => h("div", { class: "cnnbp-put-in" }));
    const made = lines.map((line, i) =>
      h("li", {}, h("div", { class: "cnnbp-rule" }, line.rule), formula(line.tokens, keys), this.#rows[i]),
    );
    this.#lines.replaceChildren(...made);
  }

  /** The numbers of the chosen place under each line. */
  #numbers(shown: Shown, changed: Changed<Shown>) {
    if (!changed.has("all", ...TRAITS)) return;
    const handles = {
      choose: (term: Term) => this.#term(term),
      hover: (term: Term | null) => this.#patch({ preview: term && "term", previewTerm: term, aside: "" }),
      showAll: () => this.#patch({ all: true }),
    };
    shown.lines.forEach((line, i) => {
      render(html`${numbersOf(line.numbers, shown, handles)}`, this.#rows[i]);
    });
    this.#enter();
  }

  #panels(shown: Shown, changed: Changed<Shown>) {
    const anew = changed.has("gradient", "convention", "scene");
    if (anew) {
      const handlers = { preview: () => {}, pick: (panel: Panel, flat: number) => this.#pick(panel, flat) };
      this.#grids = shown.panels.map((panel) => new Grid(panel, shown.layer, handlers));
      this.#cells.replaceChildren(...this.#grids.map((grid) => grid.el));
      this.#cells.dataset.gradient = shown.gradient;
    }
    if (shown.width && (anew || changed.has("width", "theme"))) this.#place(shown);
  }

  /** Place the panels for the width there is. */
  #place({ width, theme }: Shown) {
    this.#root.dataset.theme = theme;
    const wide = width >= WIDE;
    this.#root.classList.toggle("cnnbp-wide", wide);
    const columns = [0, 1].map((side) =>
      Math.max(...this.#grids.filter((_, i) => i % 2 === side).map((grid) => grid.panel.cols)),
    );
    const room = (wide ? Math.min(width * 0.48, 480) : width - PADDING) - GAP - 2 * HEADER;
    const cell = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(room / (columns[0] + columns[1]))));
    for (const grid of this.#grids) grid.resize(cell, theme);
    this.#following.move();
  }

  /** Light what is chosen, or what is under the pointer. */
  #light(chosen: Shown, changed: Changed<Shown>) {
    const symbol = chosen.preview ?? chosen.symbol;
    const shown = chosen.previewTerm ? { ...chosen, term: chosen.previewTerm } : chosen;
    // What a symbol does not mean steps back, so that the eye goes to what it means.
    const away = Boolean(symbol && shown.lights[symbol]);
    for (const grid of this.#grids) grid.light({ ...litOf(shown, symbol, grid.panel), away });
    const press = (selector: string, pressed: (data: DOMStringMap) => boolean) => {
      for (const button of this.#lines.querySelectorAll<HTMLElement>(selector)) {
        button.setAttribute("aria-pressed", String(pressed(button.dataset)));
      }
    };
    const one = Object.values(shown.lights[symbol] ?? {}).includes("term");
    press("[data-key]", ({ key }) => key === symbol);
    press("[data-target]", ({ target }) => one && Number(target) === shown.term.target);
    // A cell that takes no part is told of until something else is chosen or passed over.
    const aside = changed.has("aside") && shown.aside;
    if (aside || changed.has("preview", "previewTerm", ...TRAITS))
      this.#say.textContent = aside || describe(shown, symbol);
  }

  /** A term: one δ and what it meets. The same again lets it go. */
  #term(term: Term) {
    const shown = this.#store.shown;
    const same = shown.symbol === "term" && term.target === shown.term.target;
    const output = unflatten(term.target, panelOf(shown.layer, "delta").shape);
    this.#choose({ output, symbol: same ? "" : "term" });
  }

  /** A cell asks about itself where it can, else chooses the term that it is in. */
  #pick(panel: Panel, flat: number) {
    const { gradient, terms, layer } = this.#store.shown;
    const trait = PLACES[panel.id];
    if (trait && trait === (gradient === "delta" ? "place" : "weight")) {
      if (gradient !== "bias") this.#ask(trait, unflatten(flat, panel.shape));
      return;
    }
    const term = terms.find((one) => endOf(panel.unit, one) === flat);
    if (term) return this.#term(term);
    const why = gradient === "delta" ? "no edge joins it to the pixel" : "the weight never meets it";
    this.#choose({ aside: `${cellName(panel, layer, flat)} takes no part: ${why}.` });
  }

  /** Another pixel or weight; the same weight stays in hand where there is one. */
  #ask(trait: "place" | "weight", index: number[]) {
    const shown = this.#store.shown;
    if (shown.gradient !== "delta" || !shown.output) return this.#choose({ [trait]: index });
    const place = (of: Shown, term: Term) => {
      const { u, v } = lettersOf(of, term);
      return `${u},${v}`;
    };
    const next = shownOf({ ...shown, [trait]: index });
    const again = next.terms.find((term) => place(next, term) === place(shown, shown.term));
    const output = again ? unflatten(again.target, panelOf(next.layer, "delta").shape) : null;
    this.#choose({ [trait]: index, output });
  }

  /** Escape lets the symbol go. */
  #key(event: KeyboardEvent) {
    if (event.key !== "Escape" || !this.#store.shown.symbol) return;
    this.#choose({ symbol: "" });
    event.preventDefault();
    event.stopPropagation();
  }

  dispose() {
    this.#observed();
    this.#store.dispose();
    this.#following.end();
  }
}

export default { render: guarded<Derivation>((model, el) => new DerivationView(model, el)) };
