/** The panels side by side, what is lit on them, and the lines between them. */

import type { Panel, Related, Term } from "../core/data";
import { litCells } from "../core/edges";
import type { Changed } from "../core/store";
import { placeStyle } from "../grid/cells";
import type { Fit } from "../grid/fit";
import { Grid, type Handlers } from "../grid/grid";
import { drawLines, drawnOf, type Ends, type Way, waysOf } from "../grid/lines";
import { numberRows } from "../ledger/ledger";
import { boxOf, h, s } from "../ui/dom";
import type { Shown } from "./shown";

/** Panels that hold what arrives at the input: a weight's gradient does not pass through them. */
const RESULTS = new Set(["gradient", "sigma_prime", "input_delta"]);
/** Panels that hold the answer of a prediction. */
const ANSWERS = new Set(["gradient", "input_delta"]);

export class Panels {
  readonly el = h("div", { class: "cnnbp-stage" });
  readonly #svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
  readonly #moved = new ResizeObserver(() => this.#remeasure());
  #grids: Grid[] = [];
  /** what is chosen, how much of it is lit, and how much of that has been added */
  #whole: Related | null = null;
  #lit = 0;
  #added = 0;
  #ways: (Way | null)[] = [];
  #layout: Fit | null = null;
  /** something else stands in their place */
  #away = false;
  /** where cells are, until they move */
  #ends: Ends | null = null;

  constructor(readonly handlers: Handlers) {}

  draw = (shown: Shown, changed: Changed<Shown>) => {
    this.el.hidden = shown.ledger;
    if (shown.ledger) {
      this.#away = true;
      return;
    }
    const left = document.activeElement?.closest(".cnnbp-ledger");
    const back = this.#away && left && this.el.closest(".cnnbp")?.contains(left);
    const anew =
      this.#away || changed.has("scene", "stage", "direction", "mode") || this.#layout?.single !== shown.layout.single;
    this.#away = false;
    const focused = this.#focused();
    if (anew) this.#build(shown);
    if (shown.width && (anew || this.#layout !== shown.layout || changed.has("theme"))) this.#place(shown);
    const [before, whole] = [this.#whole, shown.whole];
    this.#whole = whole;
    this.#lit = shown.lit?.terms.length ?? 0;
    this.#added = shown.related?.terms.length ?? 0;
    // Without motion the line of the last step is the heavy one.
    if (shown.still && shown.steps && shown.shown !== null) this.#added -= 1;
    if (whole && (whole.unit !== before?.unit || whole.flat !== before.flat || anew)) this.#show(whole);
    // A view may stand in a panel's place: it is lit when it comes back.
    for (const grid of this.#grids) if (this.el.contains(grid.el)) this.#light(grid, shown);
    this.#lines();
    if (anew || changed.has("message")) this.#mark(shown);
    if (focused && !this.el.contains(document.activeElement)) this.#refocus(focused);
    // A cell that was chosen in the ledger has the focus here.
    if (back && shown.at)
      this.#grids.find(({ panel }) => panel.id === shown.at?.panel)?.focus(shown.related?.flat ?? 0);
  };

  #build({ panels, layer }: Shown) {
    const handlers = { ...this.handlers, turned: (panel: Panel, page: number) => this.#turned(panel, page) };
    this.#grids = panels.map((panel) => new Grid(panel, layer, handlers));
    for (const grid of this.#grids) numberRows(grid);
    this.#moved.disconnect();
    for (const grid of this.#grids) this.#moved.observe(grid.el);
    this.#ends = null;
  }

  /** Where channels are shown one by one, what is chosen comes into sight, and all that is joined to it. */
  #show({ unit, flat, terms: [first] }: Related) {
    const plate = (of: string, at: number | undefined) => {
      const panel = this.#at(of)?.panel;
      return panel && at !== undefined ? Math.floor(at / (panel.rows * panel.cols)) : null;
    };
    if (unit !== "output") this.#turn(plate("input", unit === "input" ? flat : first?.source), null);
    if (unit !== "input") this.#turn(null, plate("output", unit === "output" ? flat : first?.target));
  }

  #at = (unit: string) => this.#grids.find(({ panel }) => panel.unit === unit);

  /** By hand: a slice of a kernel is of a filter and of a channel. */
  #turned({ unit }: Panel, page: number) {
    const channels = this.#channels();
    if (unit === "weights") this.#turn(page % channels, Math.floor(page / channels));
    else this.#turn(unit === "input" ? page : null, unit === "output" ? page : null);
  }

  /** All panels show the same channel and the same filter; a kernel the slice that joins them. */
  #turn(channel: number | null, filter: number | null) {
    const { alone, single } = this.#grids[0].panel;
    if (alone || single) {
      const input = channel ?? (alone ? filter : null) ?? this.#at("input")?.page ?? 0;
      const output = filter ?? (alone ? channel : null) ?? this.#at("output")?.page ?? 0;
      const pages = { input, output, weights: output * this.#channels() + input };
      for (const grid of this.#grids) {
        const wanted = Math.min(pages[grid.panel.unit], grid.pages.length - 1);
        if (grid.page !== wanted) grid.turn(wanted);
      }
    }
    this.#remeasure();
  }

  #channels = () => this.#at("weights")?.panel.shape.at(-3) ?? 1;

  /** Place the panels as the layout says. */
  #place(shown: Shown) {
    const { layout, theme } = shown;
    const { rows, cells, look, gap, plain } = layout;
    this.#layout = layout;
    this.el.dataset.layout = layout.layout;
    this.el.style.maxHeight = layout.scrolls ? `${layout.panels}px` : "";
    this.el.classList.toggle("cnnbp-plain", plain);
    this.el.style.setProperty("--gap", `${gap}px`);
    this.el.style.setProperty("--columns", String(Math.max(...rows.map((row) => row.length))));
    this.#arrange(rows);
    for (const grid of this.#grids) if (cells[grid.panel.id]) grid.resize(cells[grid.panel.id], theme, look);
    this.#ends = null;
  }

  /** Put the panels into rows; those that already stand so stay. */
  #arrange(rows: string[][]) {
    const standing = [...this.el.querySelectorAll(":scope > .cnnbp-row")].map((row) => [...row.children]);
    const byId = new Map(this.#grids.map((grid) => [grid.panel.id, grid.el]));
    const wanted = rows.map((row) => row.flatMap((id) => byId.get(id) ?? []));
    const same =
      standing.length === wanted.length &&
      wanted.every((row, i) => row.length === standing[i].length && row.every((el, j) => el === standing[i][j]));
    if (!same) this.el.replaceChildren(this.#svg, ...wanted.map((row) => h("div", { class: "cnnbp-row" }, ...row)));
  }

  #light(grid: Grid, { lit: related, covered, mode, marks }: Shown) {
    const { unit, id } = grid.panel;
    const mine = related?.unit === unit;
    const apart = !related || mine || (related.unit === "weights" && RESULTS.has(id));
    grid.light({
      lit: apart ? new Map() : litCells(related, unit),
      chosen: mine ? related.flat : -1,
      covered: covered.value && ANSWERS.has(id),
      marks: mode === "predict" && id === "delta" ? marks : [],
    });
  }

  /** Cells have moved: a panel has grown, turned a page or found another row. */
  #remeasure() {
    this.#ends = null;
    this.#lines();
  }

  /** The lines follow the cells. Where these are is measured once, so that a click lays out nothing twice. */
  #lines() {
    if (!this.#ends) {
      const { x, y, width, height } = boxOf(this.el);
      const corner = new DOMRect(x - this.el.scrollLeft, y - this.el.scrollTop, width, height);
      const there = this.#grids.filter(({ el }) => this.el.contains(el));
      const find = (...ids: string[]) => there.find((grid) => ids.includes(grid.panel.id))?.places(corner);
      this.#ends = {
        input: find("input", "z_in"),
        weights: find("weights"),
        output: find("delta", "output"),
        width: corner.width,
      };
    }
    const terms = drawnOf(this.#whole);
    this.#ways = waysOf(terms, this.#ends);
    drawLines(this.#svg, terms, this.#ways, this.#lit, this.#added);
  }

  /** Where the terms of a chip fly: as the line of the one in their middle. */
  wayOf = (terms: Term[]): Way | null => {
    const term = terms[terms.length >> 1];
    const order = drawnOf(this.#whole).indexOf(term);
    return order < 0 ? waysOf([term], this.#ends ?? {})[0] : this.#ways[order];
  };

  /** What is wrong with a number, at its cell, as far to the left as it must to stay in the view. */
  #mark({ message: { text, panel, flat } }: Shown) {
    for (const old of this.el.querySelectorAll(".cnnbp-bubble")) old.remove();
    for (const old of this.el.querySelectorAll(".cnnbp-wrong-cell")) old.classList.remove("cnnbp-wrong-cell");
    const grid = this.#grids.find((one) => one.panel.id === panel);
    const cell = text && flat !== undefined ? grid?.element(flat) : null;
    const sheet = cell?.closest<HTMLElement>(".cnnbp-sheet");
    if (!cell || !sheet || !text) return;
    cell.classList.add("cnnbp-wrong-cell");
    const bubble = h("div", { class: "cnnbp-bubble", "aria-hidden": "true", style: placeStyle(cell) }, text);
    sheet.append(bubble);
    const [box, stage] = [boxOf(bubble), boxOf(this.el)];
    bubble.style.translate = `${Math.max(stage.left - box.left, Math.min(0, stage.right - box.right))}px`;
  }

  /** What has the focus, to give it back after the panels are made anew: a cell, or a control of a panel. */
  #focused() {
    const active = document.activeElement;
    const grid = this.#grids.find(({ el }) => el.contains(active));
    if (!grid || !active) return null;
    return { id: grid.panel.id, flat: grid.active, control: controlsOf(grid).indexOf(active) };
  }

  #refocus({ id, flat, control }: { id: string; flat: number; control: number }) {
    const grid = this.#grids.find(({ panel }) => panel.id === id) ?? this.#grids[0];
    const same = controlsOf(grid)[control];
    if (same instanceof HTMLElement) same.focus();
    else grid.focus(Math.min(flat, grid.panel.values.length - 1));
  }

  dispose() {
    this.#moved.disconnect();
  }
}

/** The buttons and fields of a panel. */
const controlsOf = ({ el }: Grid): Element[] => [...el.querySelectorAll("button, select")];
