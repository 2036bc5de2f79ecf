/** One view of a derivation: panels beside the lines, all following one choice. */

import { html, nothing, render } from "lit-html";
import { endOf, type Panel, panelOf, type Term } from "../core/data";
import { unflatten } from "../core/geometry";
import type { Derivation, Model } from "../core/model";
import { cellName, number } from "../core/numbers";
import { type Changed, Store } from "../core/store";
import { Grid } from "../grid/grid";
import { button, toolbar } from "../ui/button";
import { h, s, taken, told } from "../ui/dom";
import { follow } from "../ui/follow";
import { guarded } from "../ui/guarded";
import { TAKE, Take } from "../ui/take";
import { themeOf, watchTheme } from "../ui/theme";
import { formula, spoken, walk } from "./formula";
import { cellsOf, drawEdges, PHONE, WIDE } from "./loop";
import { arithmetic, numbersOf } from "./put_in";
import { lettersOf, litOf, OWN, type Own, type Patch, type Shown, shownOf, TRAITS } from "./state";
import { isTinted, putIn } from "./substitution";
import { describe, lineWords, valueAt } from "./words";

/** The panels whose cells ask about themselves, and the trait that holds which one is asked about. */
const PLACES: Record<string, "place" | "weight" | undefined> = {
  z_in: "place",
  input_delta: "place",
  parameter_gradient: "weight",
  weights: "weight",
};

/** trait, value, label, title */
const BUTTONS: ["gradient" | "convention", string, string, string][] = [
  ["gradient", "delta", "δ of a pixel", "what comes back to one pixel of layer l"],
  ["gradient", "kernel", "∂C/∂w", "the gradient of one weight of the kernel"],
  ["gradient", "bias", "∂C/∂b", "the gradient of the bias"],
  ["convention", "correlation", "cross-correlation", "the forward pass of every deep-learning library"],
  ["convention", "convolution", "true convolution", "the forward pass with the kernel turned by 180°"],
];

/** What is there of each line. */
interface Row {
  el: HTMLElement;
  /** its number, which opens it */
  head: HTMLButtonElement;
  formula: HTMLElement;
  value: HTMLElement;
  numbers: HTMLElement;
  arithmetic: HTMLElement;
}

class DerivationView {
  readonly #store: Store<Derivation, Own, Shown>;
  readonly #bar = h("div", { class: "cnnbp-toolbar" });
  readonly #say = h("p", { class: "cnnbp-say cnnbp-derivation-say" });
  readonly #live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
  readonly #nav = h("div", { class: "cnnbp-derivation-nav" });
  readonly #cells = h("div", { class: "cnnbp-derivation-panels" });
  readonly #edges = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
  readonly #lines = h("ol", { class: "cnnbp-derivation-lines" });
  readonly #root = h("div", { class: "cnnbp cnnbp-derivation" });
  readonly #following: ReturnType<typeof follow>;
  /** the buttons of the lines are one stop of the Tab key */
  readonly #enter: (first: Element | null) => void;
  readonly #observed: () => void;
  #grids: Grid[] = [];
  #rows: Row[] = [];

  constructor(model: Model<Derivation>, el: HTMLElement) {
    this.#store = new Store(model, TRAITS, OWN, shownOf, (error) => {
      this.#say.textContent = `The derivation could not be drawn: ${error instanceof Error ? error.message : error}`;
    });
    const about = () => ({ name: "derivation", title: this.#say.textContent || "derivation" });
    const take = new Take(this.#root, about, () => this.#patch({ take: false }));
    const head = h("div", { class: "cnnbp-derivation-head" }, this.#bar, this.#nav, take.el);
    const left = h("div", { class: "cnnbp-derivation-left" }, this.#cells, this.#say);
    const body = h("div", { class: "cnnbp-derivation-body" }, left, this.#lines);
    this.#root.append(head, body, this.#live);
    this.#following = follow(left, body, () => this.#root.classList.contains("cnnbp-wide"));
    this.#root.addEventListener("keydown", (event) => this.#key(event));
    const rows = () => (this.#store.shown.every ? ".cnnbp-formula, .cnnbp-put-in" : "li");
    this.#enter = walk(this.#lines, rows, (target) => {
      const line = this.#rows.findIndex(({ head }) => head === target);
      if (line >= 0) this.#open(line);
    });
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
      (shown) => this.#navigation(shown),
      (shown) => take.show(shown.take),
      (shown, changed) => this.#formulas(shown, changed),
      (shown, changed) => this.#fold(shown, changed),
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
    const zoom = told(this.#root, "--presented") || 1;
    if (width) this.#patch({ width, theme, zoom });
  }

  #buttons(shown: Shown) {
    const items = BUTTONS.map(([group, value, text, title]) => ({
      group,
      text,
      title,
      pressed: shown[group] === value,
      press: () =>
        this.#choose({ [group]: value, symbol: "", output: null, ...(group === "gradient" && { opened: -1 }) }),
    }));
    render(toolbar(items), this.#bar);
  }

  #navigation({ open, every, lines, take }: Shown) {
    const step = (to: number, text: string, label: string) =>
      button(text, () => this.#open(to), { label, idle: !lines[to], hidden: every, class: "cnnbp-step" });
    const all = button("All lines", () => this.#patch({ every: !every }), {
      pressed: every,
      title: "all lines below each other, each with its numbers",
    });
    const where = html`<span class="cnnbp-where" ?hidden=${every}>line ${open + 1} of ${lines.length}</span>`;
    const away = button("Picture", () => this.#patch({ take: !take }), { pressed: take, title: TAKE });
    const to = [step(open - 1, "◀", "previous line"), where, step(open + 1, "▶", "next line")];
    render(html`${all}${to}${away}`, this.#nav);
  }

  /** Opens a line, the others fold; said aloud. */
  #open(line: number) {
    this.#patch({ opened: line });
    this.#live.textContent = lineWords(this.#store.shown, line);
  }

  /** Formulas anew: another derivation or convention. */
  #formulas({ lines, lights }: Shown, changed: Changed<Shown>) {
    if (!changed.has("gradient", "convention", "scene")) return;
    const keys = {
      has: (key: string) => key in lights,
      press: (key: string) => this.#choose({ symbol: this.#store.shown.symbol === key ? "" : key }),
      hover: (key: string | null) => this.#patch({ preview: key, previewTerm: null, aside: "" }),
    };
    const { marks, from, into } = putIn(lines);
    this.#rows = lines.map((line, i) => {
      const part = (name: string) => h("div", { class: `cnnbp-${name}` });
      const head = h("button", {
        type: "button",
        class: "cnnbp-line-head",
        tabindex: -1,
      });
      head.append(String(i + 1));
      head.addEventListener("click", () => this.#open(i));
      const words = from.map((one) => h("b", {}, String(one + 1)));
      const origin = h(
        "span",
        { class: "cnnbp-from" },
        "from ",
        words[0] ?? null,
        words[1] ? " and " : null,
        words[1] ?? null,
      );
      const row = {
        head,
        formula: formula(line.tokens, keys, marks[i]),
        value: part("value"),
        numbers: part("put-in"),
        arithmetic: part("arithmetic"),
      };
      const rule = h("div", { class: "cnnbp-rule" }, h("span", {}, line.rule));
      const el = h(
        "li",
        {},
        head,
        i === into ? origin : null,
        rule,
        row.formula,
        row.value,
        row.numbers,
        row.arithmetic,
      );
      return { el, ...row };
    });
    this.#lines.replaceChildren(...this.#rows.map(({ el }) => el));
    this.#lines.style.setProperty("--lines", String(lines.length));
  }

  /** Which line stands open, and what is tinted in which lines. */
  #fold(shown: Shown, changed: Changed<Shown>) {
    if (!changed.has("opened", "every", "width", "zoom", ...TRAITS)) return;
    const { every, open, lines, width, far } = shown;
    this.#root.classList.toggle("cnnbp-one", !every);
    this.#root.classList.toggle("cnnbp-far", far);
    this.#root.classList.toggle("cnnbp-phone", width > 0 && width < PHONE);
    this.#lines.setAttribute(
      "aria-label",
      every
        ? "the derivation; arrow keys walk through its symbols"
        : "the derivation; up and down open a line, left and right walk through its symbols and terms",
    );
    const joined = putIn(lines);
    this.#rows.forEach(({ el, head, formula }, i) => {
      const opened = i === open;
      el.classList.toggle("cnnbp-open", !every && opened);
      el.classList.toggle("cnnbp-tinted", isTinted(joined, shown, i));
      head.hidden = every;
      head.setAttribute("aria-expanded", String(opened));
      head.setAttribute("aria-label", lineWords(shown, i));
      head.setAttribute("aria-description", opened ? "" : spoken(lines[i].tokens));
      formula.inert = !every && !opened;
      formula.setAttribute("aria-hidden", String(formula.inert));
    });
  }

  /** The numbers of the chosen place: under the open line all of them, of a folded line its value. */
  #numbers(shown: Shown, changed: Changed<Shown>) {
    if (!changed.has("all", "opened", "every", ...TRAITS)) return;
    const handles = {
      choose: (term: Term) => this.#term(term),
      hover: (term: Term | null) => this.#patch({ preview: term && "term", previewTerm: term, aside: "" }),
      showAll: () => this.#patch({ all: true }),
    };
    const { every, open } = shown;
    shown.lines.forEach((line, i) => {
      const row = this.#rows[i];
      const full = every || i === open;
      const { value, decimals, note } = valueAt(line.numbers, shown);
      const folded = html`<b data-value=${value}>${number(value, decimals)}</b><span>${note}</span>`;
      render(full ? nothing : folded, row.value);
      render(full ? html`${numbersOf(line.numbers, shown, handles)}` : nothing, row.numbers);
      render(full && !every ? html`${arithmetic(line.numbers, shown)}` : nothing, row.arithmetic);
    });
    this.#enter(this.#rows[open].head);
  }

  #panels(shown: Shown, changed: Changed<Shown>) {
    const anew = changed.has("gradient", "convention", "scene");
    if (anew) {
      const handlers = { preview: () => {}, pick: (panel: Panel, flat: number) => this.#pick(panel, flat) };
      this.#grids = shown.panels.map((panel) => new Grid(panel, shown.layer, handlers));
      this.#cells.replaceChildren(this.#edges, ...this.#grids.map((grid) => grid.el));
      this.#cells.dataset.gradient = shown.gradient;
    }
    if (shown.width && (anew || changed.has("width", "zoom", "theme", "every"))) this.#place(shown);
  }

  /** Place the panels for the width there is. */
  #place({ width, zoom, theme, every, far }: Shown) {
    this.#root.dataset.theme = theme;
    this.#root.classList.toggle("cnnbp-wide", width >= WIDE && !far);
    const { cells, gap } = cellsOf(
      this.#grids.map(({ panel }) => panel),
      width,
      every,
      zoom,
    );
    this.#cells.style.columnGap = `${gap}px`;
    for (const grid of this.#grids) grid.resize(cells[grid.panel.id], theme);
    this.#following.move();
  }

  /** Light what is chosen, or what is under the pointer. */
  #light(chosen: Shown, changed: Changed<Shown>) {
    const symbol = chosen.preview ?? chosen.symbol;
    const shown = chosen.previewTerm ? { ...chosen, term: chosen.previewTerm } : chosen;
    // What a symbol does not mean steps back, so that the eye goes to what it means.
    const away = Boolean(symbol && shown.lights[symbol]);
    for (const grid of this.#grids) grid.light({ ...litOf(shown, symbol, grid.panel), away });
    if (chosen.width) drawEdges(this.#edges, this.#grids, shown);
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
    taken(event);
  }

  dispose() {
    this.#observed();
    this.#store.dispose();
    this.#following.end();
  }
}

export default { render: guarded<Derivation>((model, el) => new DerivationView(model, el)) };
