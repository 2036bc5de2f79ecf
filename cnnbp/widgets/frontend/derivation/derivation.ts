/** One view of a derivation: panels beside the lines, all following one choice. */

import { type Panel, panelOf, type Term } from "../core/data";
import { unflatten } from "../core/geometry";
import { assign, type Derivation, type Model, save } from "../core/model";
import { cellName } from "../core/numbers";
import { Grid } from "../grid/grid";
import { h } from "../ui/dom";
import { follow } from "../ui/follow";
import { guarded } from "../ui/guarded";
import { themeOf, watchTheme } from "../ui/theme";
import { toolbar } from "../ui/toolbar";
import { formula, walk } from "./formula";
import { numbersOf } from "./put_in";
import { lettersOf, litOf, type Shown, shownOf } from "./state";
import { describe } from "./words";

const TRAITS: (keyof Derivation)[] = ["scene", "gradient", "convention", "place", "weight", "output", "symbol"];
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

export class DerivationView {
  shown: Shown;
  width = 0;
  all = false;
  built = "";
  preview: string | null = null;
  previewTerm: Term | null = null;
  grids: Grid[] = [];
  rows: HTMLElement[] = [];
  bar: { el: HTMLDivElement; refresh: () => void };
  say = h("p", { class: "cnnbp-say cnnbp-derivation-say" });
  live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
  cells = h("div", { class: "cnnbp-derivation-panels" });
  lines = h("ol", {
    class: "cnnbp-derivation-lines",
    "aria-label": "the derivation; arrow keys walk through its symbols",
  });
  root: HTMLDivElement;
  following: { move: () => void; end: () => void };
  enter: () => void;
  dispose: () => void;
  busy = false;

  constructor(
    readonly model: Model<Derivation>,
    el: HTMLElement,
  ) {
    this.shown = shownOf(model);
    this.bar = toolbar(
      BUTTONS.map(([group, value, label, title]) => ({
        group,
        label,
        title,
        pressed: () => model.get(group) === value,
        press: () => this.set({ [group]: value, symbol: "", output: null }),
      })),
    );
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

  /** Several traits at once: drawn once, sent once. */
  set(values: Partial<Derivation>) {
    this.busy = true;
    this.preview = null;
    this.previewTerm = null;
    assign(this.model, values);
    this.busy = false;
    save(this.model);
    this.update();
    this.live.textContent = this.say.textContent;
  }

  /** Panels and formulas anew: another derivation or convention. */
  #build() {
    const { panels, scene, lines, gradient, lights } = this.shown;
    const handlers = { preview: () => {}, pick: (panel: Panel, flat: number) => this.pick(panel, flat) };
    this.grids = panels.map((panel) => new Grid(panel, scene, handlers));
    this.cells.replaceChildren(...this.grids.map((grid) => grid.el));
    this.cells.dataset.gradient = gradient;
    const keys = {
      has: (key: string) => key in lights,
      press: (key: string) => this.set({ symbol: this.model.get("symbol") === key ? "" : key }),
      hover: (key: string | null) => this.hover(key, null),
    };
    this.rows = lines.map(() => h("div", { class: "cnnbp-put-in" }));
    this.lines.replaceChildren(
      ...lines.map((line, i) =>
        h("li", {}, h("div", { class: "cnnbp-rule" }, line.rule), formula(line.tokens, keys), this.rows[i]),
      ),
    );
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
      choose: (term: Term) => this.choose(term),
      hover: (term: Term | null) => this.hover(term && "term", term),
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
    for (const button of this.lines.querySelectorAll("[data-key]"))
      button.setAttribute("aria-pressed", String((button as HTMLElement).dataset.key === symbol));
    const one = Object.values(shown.lights[symbol] ?? {}).includes("term");
    for (const button of this.lines.querySelectorAll("[data-target]"))
      button.setAttribute(
        "aria-pressed",
        String(one && Number((button as HTMLElement).dataset.target) === shown.term.target),
      );
    this.say.textContent = describe(shown, symbol);
  }

  hover(symbol: string | null, term: Term | null) {
    this.preview = symbol;
    this.previewTerm = term;
    this.light();
  }

  /** A term: one δ and what it meets. The same again lets it go. */
  choose(term: Term) {
    const { scene } = this.shown;
    const { shape } = panelOf(scene, "delta");
    const same = this.model.get("symbol") === "term" && term.target === this.shown.term.target;
    this.set({ output: unflatten(term.target, shape), symbol: same ? "" : "term" });
  }

  /** A cell asks about itself where it can, else chooses the term that it is in. */
  pick(panel: Panel, flat: number) {
    const { gradient, terms } = this.shown;
    const trait = PLACES[panel.id];
    if (trait === (gradient === "delta" ? "place" : "weight"))
      return gradient === "bias" ? undefined : this.#ask(trait, unflatten(flat, panel.shape));
    const end = { input: "source", weights: "parameter", output: "target" }[panel.unit];
    const term = terms.find((one) => one[end as "source"] === flat);
    if (term) return this.choose(term);
    const words = `${cellName(panel, this.shown.scene, flat)} takes no part: ${gradient === "delta" ? "no edge joins it to the pixel" : "the weight never meets it"}.`;
    this.say.textContent = words;
    this.live.textContent = words;
  }

  /** Another pixel or weight; the same weight stays in hand where there is one. */
  #ask(trait: "place" | "weight", index: number[]) {
    const { p, q } = lettersOf(this.shown, this.shown.term);
    const held = this.shown.gradient === "delta" && this.model.get("output");
    this.busy = true;
    this.model.set(trait, index);
    const next = shownOf(this.model);
    const again = held
      ? next.terms.find(
          (term) => JSON.stringify([p, q]) === JSON.stringify(["p", "q"].map((name) => lettersOf(next, term)[name])),
        )
      : undefined;
    this.set(held ? { output: again ? unflatten(again.target, panelOf(next.scene, "delta").shape) : null } : {});
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
    const columns = [0, 1].map((side) =>
      Math.max(...this.grids.filter((_, i) => i % 2 === side).map((grid) => grid.panel.cols)),
    );
    const room = (wide ? Math.min(width * 0.48, 480) : width - PADDING) - GAP - 2 * HEADER;
    const cell = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(room / (columns[0] + columns[1]))));
    for (const grid of this.grids) grid.resize(cell, theme);
    this.following.move();
  }

  /** Escape lets the symbol go. */
  #key(event: KeyboardEvent) {
    if (event.key !== "Escape" || !this.model.get("symbol")) return;
    this.set({ symbol: "" });
    event.preventDefault();
    event.stopPropagation();
  }

  /** The chip that has the focus, by line and place. */
  #focused() {
    const focused = document.activeElement;
    const row = this.rows.findIndex((el) => el.contains(focused));
    if (row < 0 || !(focused instanceof HTMLButtonElement)) return null;
    return { row, at: [...this.rows[row].querySelectorAll("button")].indexOf(focused) };
  }

  #refocus(focused: { row: number; at: number } | null) {
    const buttons = focused ? [...this.rows[focused.row].querySelectorAll("button")] : [];
    if (focused && buttons.length) buttons[Math.min(focused.at, buttons.length - 1)].focus();
  }
}

/** What anywidget loads for a derivation; an error in drawing is shown where it happened. */

export default { render: guarded<Derivation>((model, el) => new DerivationView(model, el)) };
