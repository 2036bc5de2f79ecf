/**
 * Many channels: the sheet of the chosen pixel, and for each filter a row with what it sends there.
 * Draws from the store; every number is a term of the selection, or a sum of terms that are shown.
 */

import { render } from "lit-html";
import type { Theme } from "../core/colour";
import { type Panel, panelOf, type Related, type Scene, type Selection, type Term } from "../core/data";
import type { Changed } from "../core/store";
import { Grid, type Handlers } from "../grid/grid";
import type { Way } from "../grid/lines";
import { h, on, s, taken } from "../ui/dom";
import { type Drawing, REST, type Spot, strokes, wayIn, words } from "./drawing";
import { type About, type Frame, frameOf } from "./geometry";
import { paint } from "./paint";
import { folded, groupsOf, largest, ledgerOf, type Ledger as Rows } from "./rows";

/** What a ledger needs of all that is shown. */
export interface Shown {
  /** whether it stands in place of the panels */
  ledger: boolean;
  layer: Scene;
  selection: Selection | null;
  at: Selection | null;
  whole: Related | null;
  related: Related | null;
  /** with what is in the air, and whether anything is */
  lit: Related | null;
  time: number | null;
  theme: Theme;
  width: number;
  /** what it may take of the screen */
  wide: number;
  high: number;
}

/** What a person does to a ledger. */
export interface Acts {
  /** choose a cell, or let it go */
  pick: (panel: string, flat: number) => void;
  /** choose a cell in place of another */
  choose: (panel: string, flat: number) => void;
  /** show or hide the numbers as tables */
  table: () => void;
}

const NOTHING: Spot = { group: -2, place: -1 };

export class Ledger {
  readonly #canvas = h("canvas", { class: "cnnbp-ledger-paint", "aria-hidden": "true" });
  readonly #svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
  readonly #words = h("div");
  readonly #sheets = h("div");
  readonly el = h("div", { class: "cnnbp-ledger", hidden: true }, this.#canvas, this.#svg, this.#sheets, this.#words);
  #layer: Scene | null = null;
  #grids: Grid[] = [];
  #shown: Shown | null = null;
  #drawing: Drawing | null = null;
  /** the row that was opened by hand */
  #opened: number | null = null;
  #page = 0;
  #channel = 0;
  #hot: Spot | null = null;
  #active: Spot = NOTHING;

  constructor(
    readonly handlers: Handlers,
    readonly acts: Acts,
  ) {
    this.#listen();
  }

  draw = (shown: Shown, changed: Changed<Shown>) => {
    this.#shown = shown;
    this.el.hidden = !shown.ledger;
    if (!shown.ledger) {
      this.#layer = null;
      return;
    }
    const anew = this.#layer !== shown.layer;
    const focused = this.#focused();
    if (anew) this.#build(shown);
    if (anew || changed.has("selection")) {
      this.#opened = null;
      this.#page = 0;
      this.#hot = null;
    }
    if (!shown.width) return;
    this.#render();
    if (focused && !this.el.contains(document.activeElement)) this.#refocus(focused);
  };

  #build({ layer }: Shown) {
    this.#layer = layer;
    this.#grids = ["input", "gradient"].map((id) => new Grid(folded(panelOf(layer, id)), layer, this.handlers, true));
    for (const grid of this.#grids) numberRows(grid);
    this.#sheets.replaceChildren(...this.#grids.map((grid) => grid.el));
    this.#channel = Math.min(this.#channel, this.#grids[0].pages.length - 1);
    this.#active = NOTHING;
  }

  #render() {
    const shown = this.#shown as Shown;
    const { layer, related, whole, at, theme } = shown;
    const [input] = this.#grids;
    const size = input.panel.rows * input.panel.cols;
    if (whole?.unit === "input") this.#channel = Math.floor(whole.flat / size);
    const groups = groupsOf(layer);
    const all = ledgerOf(layer, whole);
    const { lit, time } = shown;
    const ledger = lit === whole ? all : { ...all, rows: ledgerOf(layer, lit).rows };
    // What flies past opens no row: all of them stay where they are.
    const open = groups.dense ? null : time === null ? this.#open(ledger, lit) : this.#opened;
    const lines = all.rows.map(({ group, sum, empty }) => ({ group, sum, empty: empty && whole !== null }));
    const frame = frameOf(aboutOf(layer, input.panel), lines, open, this.#page, shown.wide, shown.high);
    this.#drawing = {
      layer,
      theme,
      frame,
      ledger,
      groups,
      related,
      whole,
      panel: at?.panel ?? "",
      open,
      channel: this.#channel,
      hot: this.#hot,
      active: this.#tab(frame, ledger, open),
    };
    this.#place(frame, this.#drawing);
    this.#write();
  }

  /** Opened by hand; while a sum grows, the row of its last term; else the one that carries most. */
  #open(ledger: Rows, lit: Shown["lit"]) {
    if (this.#opened !== null) return this.#opened;
    const last = lit?.of !== undefined ? lit.terms.at(-1) : undefined;
    return last && this.#layer ? groupsOf(this.#layer).of(last.target) : largest(ledger);
  }

  #place(frame: Frame, drawing: Drawing) {
    const { related, theme, layer } = drawing;
    this.el.style.cssText = `width:${frame.width}px;height:${frame.height}px`;
    this.el.classList.toggle("cnnbp-ledger-stacked", frame.stacked);
    this.#grids.forEach((grid, i) => {
      const { x, y } = i ? frame.gradient : frame.input;
      grid.el.style.left = `${x}px`;
      grid.el.style.top = `${y}px`;
      grid.resize(frame.cell, theme);
      grid.light({ lit: new Map(), chosen: related?.unit === "input" ? related.flat : -1 });
      if (grid.page !== this.#channel && grid.pages.length > 1) grid.turn(this.#channel);
    });
    paint(this.#canvas, { layer, frame, ledger: drawing.ledger, channel: this.#channel, theme });
  }

  /** The words and lines alone: what follows the pointer. */
  #write() {
    if (!this.#drawing) return;
    const { pick, table } = this.acts;
    render(
      words(this.#drawing, { pick, table, channel: (to) => this.#turn(to), step: (by) => this.#step(by) }),
      this.#words,
    );
    render(strokes(this.#drawing), this.#svg);
  }

  /** Where the terms of a chip fly: along their row into its Σ, and on as that does. */
  wayOf = (terms: Term[]): Way | null => {
    const drawing = this.#drawing;
    const [term] = terms;
    const row = drawing?.frame.rows.shown.find(({ group }) => group === drawing.groups.of(term.target));
    return drawing && row ? wayIn(drawing, row, term, terms.length) : null;
  };

  /** One cell of the rows is in the tab order. */
  #tab(frame: Frame, ledger: Rows, open: number | null): Spot {
    const { group, place } = this.#active;
    const shown = group === REST ? frame.rows.rest : frame.rows.shown.find((row) => row.group === group);
    const there = shown && (place < 0 || ledger.rows[group]?.entries.some((entry) => entry.place === place));
    return there ? this.#active : { group: open ?? frame.rows.shown[0]?.group ?? REST, place: -1 };
  }

  /** Another channel: the same pixel of it, or its sheet. */
  #turn(channel: number) {
    const shown = this.#shown as Shown;
    const [{ panel }] = this.#grids;
    const size = panel.rows * panel.cols;
    this.#channel = channel;
    if (shown.selection && shown.whole)
      this.acts.choose(shown.selection.panel, channel * size + (shown.whole.flat % size));
    else this.#render();
  }

  /** Open a row; the row of all others turns to the next of them. */
  #toggle(group: number) {
    if (group === REST) this.#page += 1;
    else if (groupsOf((this.#shown as Shown).layer).dense) return;
    else this.#opened = group;
    this.#hot = null;
    this.#render();
  }

  /** The filter before or behind the open one. */
  #step(by: number) {
    const { ledger, open } = this.#drawing as Drawing;
    const count = ledger.rows.length;
    this.#toggle(((open ?? 0) + by + count) % count);
  }

  #listen() {
    const spotOf = (target: EventTarget | null): Spot | null => {
      const el = (target as Element | null)?.closest<HTMLElement>(".cnnbp-ledger-rows [data-group]");
      return el ? { group: Number(el.dataset.group), place: Number(el.dataset.place ?? -1) } : null;
    };
    on(this.#words, "click", (event) => {
      const spot = spotOf(event.target);
      if (!spot) return;
      this.#active = spot;
      this.#toggle(spot.group);
      this.#focusSpot(spot);
    });
    on(this.#words, "keydown", (event) => {
      const spot = spotOf(event.target);
      if (spot && this.#key(event, spot)) {
        taken(event);
      }
    });
    on(this.#words, "pointerover", (event) => event.pointerType === "mouse" && this.#warm(spotOf(event.target)));
    on(this.#words, "pointerleave", () => this.#warm(null));
    on(this.#words, "focusin", (event) => {
      const spot = spotOf(event.target);
      if (spot) this.#active = spot;
      if (spot && (event.target as Element).matches(":focus-visible")) this.#warm(spot);
    });
    on(this.#words, "focusout", () => this.#warm(null));
    // A finger that is drawn along the rows opens the one below it.
    on(this.#words, "pointermove", (event) => {
      if (event.pointerType === "mouse" || !event.buttons || !this.#drawing?.frame.stacked) return;
      const spot = spotOf(document.elementFromPoint(event.clientX, event.clientY));
      if (
        spot &&
        spot.group !== REST &&
        spot.group !== this.#drawing.open &&
        this.#words.contains(event.target as Node)
      )
        this.#toggle(spot.group);
    });
  }

  #warm(spot: Spot | null) {
    const next = spot && spot.place >= 0 ? spot : null;
    if (!this.#drawing || (next?.group === this.#hot?.group && next?.place === this.#hot?.place)) return;
    this.#hot = next;
    this.#drawing = { ...this.#drawing, hot: next };
    this.#write();
  }

  /** ↑ ↓ rows, ← → terms, Enter opens. */
  #key(event: KeyboardEvent, spot: Spot): boolean {
    if (event.altKey || event.metaKey || event.ctrlKey || !this.#drawing) return false;
    if (event.key === "Enter" || event.key === " ") {
      this.#active = spot;
      this.#toggle(spot.group);
      this.#focusSpot(this.#drawing.active);
      return true;
    }
    const next = this.#next(event.key, spot);
    if (next) this.#focusSpot(next);
    return next !== null;
  }

  #next(key: string, { group, place }: Spot): Spot | null {
    const { frame, ledger } = this.#drawing as Drawing;
    const groups = [...frame.rows.shown.map((row) => row.group), ...(frame.rows.rest ? [REST] : [])];
    const spots = [-1, ...(ledger.rows[group]?.entries.map((entry) => entry.place) ?? [])];
    const [row, col] = [groups.indexOf(group), spots.indexOf(place)];
    const inside = <T>(all: T[], i: number) => all[Math.max(0, Math.min(i, all.length - 1))];
    const across = { ArrowLeft: col - 1, ArrowRight: col + 1, Home: 0, End: spots.length - 1 }[key];
    if (across !== undefined) return { group, place: inside(spots, across) };
    const down = { ArrowUp: row - 1, ArrowDown: row + 1, PageUp: row - 5, PageDown: row + 5 }[key];
    if (down === undefined) return null;
    const to = inside(groups, down);
    const there = ledger.rows[to]?.entries.some((entry) => entry.place === place);
    return { group: to, place: there ? place : -1 };
  }

  #focusSpot(spot: Spot) {
    this.#active = spot;
    if (this.#drawing) this.#drawing = { ...this.#drawing, active: spot };
    this.#write();
    this.#words.querySelector<HTMLElement>(`[role][data-group="${spot.group}"][data-place="${spot.place}"]`)?.focus();
  }

  /** What has the focus, to give it back: a cell of a sheet, or one that stood in the place of the ledger. */
  #focused() {
    const active = document.activeElement;
    const grid = this.#grids.find(({ el }) => el.contains(active));
    if (grid) return { id: grid.panel.id, flat: grid.active };
    const gone = active?.closest<HTMLElement>(".cnnbp-stage");
    return gone?.hidden && this.el.closest(".cnnbp")?.contains(gone) ? { id: "input", flat: -1 } : null;
  }

  #refocus({ id, flat }: { id: string; flat: number }) {
    const grid = this.#grids.find(({ panel }) => panel.id === id) ?? this.#grids[0];
    const wanted = flat < 0 ? Math.max(grid.chosen, 0) : flat;
    grid.focus(Math.min(wanted, grid.panel.values.length - 1));
  }
}

/** A vector that stands in rows is counted on from row to row; of many columns every second has its number. */
export function numberRows({ el, panel }: Grid) {
  if (panel.shape.length > 1) return;
  el.querySelectorAll(".cnnbp-cols span").forEach((head, col) => {
    if (col % 2 && panel.cols > 10) head.textContent = "";
  });
  el.querySelectorAll(".cnnbp-rows span").forEach((head, row) => {
    head.textContent = String(row * panel.cols);
  });
}

function aboutOf(layer: Scene, input: Panel): About {
  const output = panelOf(layer, "delta");
  const { rows, cols } = panelOf(layer, "weights");
  const kernel = groupsOf(layer).dense ? null : { rows, cols };
  const slope = layer.byId.has("sigma_prime");
  return {
    channels: input.plates,
    rows: input.rows,
    cols: input.cols,
    outRows: output.rows,
    outCols: output.cols,
    kernel,
    slope,
  };
}
