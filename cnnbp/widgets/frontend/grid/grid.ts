/** A panel: one or more sheets of cells that can be seen, chosen and walked with the keys. */

import { css, type Theme, valueColour } from "../core/colour";
import type { Panel, Scene, Term } from "../core/data";
import { cellPlace, moveByKey } from "../core/geometry";
import { number } from "../core/numbers";
import { boxOf, h, on, taken } from "../ui/dom";
import { dropCell, type Face, makeCell, makeSheet, paintSheet, type Sheet, writeCell } from "./cells";
import { type Style, styleOf } from "./fit";
import { Lens, Magnifier } from "./magnifier";
import { blockColumns, isLarge, moveOn, onePlateEach, type Page, Pager, pageOf, platePages, turnTo } from "./plates";

/** What a panel calls when a person does something, and asks before it draws. */
export interface Handlers {
  pick: (panel: Panel, flat: number) => void;
  preview: (panel: Panel, flat: number | null) => void;
  /** a finger is drawn over a cell, or no longer over any; lifted from one, it chooses it */
  drag?: (panel: Panel, flat: number | null, lifted: boolean) => void;
  /** another page of plates is shown */
  turned?: (panel: Panel, page: number) => void;
  /** open a field in the cell; false where it may not be edited */
  type?: (panel: Panel, flat: number, cell: HTMLElement, first?: string) => boolean;
  /** whether strokes draw on this panel */
  paints?: (panel: Panel) => boolean;
  stroke?: (panel: Panel, cells: number[]) => void;
}

/** What is lit on a panel. */
export interface Light {
  /** the cells that take part */
  lit: Map<number, Term[]>;
  /** the chosen cell, -1 for none */
  chosen: number;
  /** the whole panel steps back, even when none of its cells take part */
  away?: boolean;
  /** the numbers are hidden: they are asked for */
  covered?: boolean;
  /** the cells that are marked */
  marks?: number[];
}

const HEADS = 16; // px beside a sheet, for the numbers of its rows
const LOOK = 26; // px of a cell in a closer look
const MANY = 150; // lit cells of a large sheet beyond which the painted picture alone shows them

export class Grid implements Face {
  large: boolean;
  cell = 0;
  style: Style = "none";
  theme: Theme = "light";
  /** the cells that have an element */
  cells: Map<number, HTMLElement> = new Map();
  lit: Map<number, Term[]> | null = null;
  chosen = -1;
  active = 0;
  dim = false;
  covered = false;
  marks: Set<number> = new Set();
  pages: Page[];
  /** plates side by side */
  across: number;
  page = 0;
  /** the plates of this page */
  sheets: Map<number, Sheet> = new Map();
  outline: { row: number; col: number; high: number; wide: number; lying?: (plate: number) => Node[] } | null = null;
  plates: HTMLDivElement;
  legend = h("div", { class: "cnnbp-legend" });
  magnifier: Magnifier | null;
  pager: Pager | null;
  el: HTMLDivElement;

  #lastLit = "";
  /** the cell that is pressed, or that the focus is on its way to: it is not taken away meanwhile */
  #next = -1;

  constructor(
    readonly panel: Panel,
    readonly scene: Scene,
    readonly handlers: Handlers,
    /** one plate at a time; something else turns them */
    readonly single = false,
  ) {
    this.large = isLarge(panel);
    this.pages = single ? onePlateEach(panel) : platePages(panel);
    this.across = single ? 1 : blockColumns(panel);
    this.plates = h("div", { class: "cnnbp-plates", style: `--plates:${this.across}` });
    this.magnifier = this.large && !single ? new Magnifier(this, (flat) => handlers.pick(panel, flat)) : null;
    this.pager = this.pages.length > 1 && !single ? new Pager(panel, this.pages, (page) => this.#go(page)) : null;
    this.el = h(
      "div",
      {
        class: `cnnbp-panel${this.large ? " cnnbp-large" : ""}${this.pager && this.pages[0].count === 1 ? " cnnbp-paged" : ""}`,
        "data-panel": panel.id,
      },
      h("div", { class: "cnnbp-title" }, panel.name),
      h("div", { class: "cnnbp-subtitle" }, panel.subtitle),
      this.pager?.el ?? null,
      h("div", { class: "cnnbp-around" }, h("div", {}, this.plates, this.legend), this.magnifier?.el ?? null),
    );
    this.turn(0);
    listen(this, this.plates);
  }

  get firstPlate() {
    return this.pages[this.page].start;
  }

  /** Show another page of plates. */
  turn(page: number) {
    const { start, count } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    this.page = page;
    this.sheets = new Map(
      Array.from({ length: count }, (_, i) => [start + i, makeSheet(this.panel, start + i, this.large)]),
    );
    this.cells.clear();
    if (!this.sheets.has(Math.floor(this.active / size))) this.active = start * size;
    this.plates.replaceChildren(...[...this.sheets.values()].map((sheet) => sheet.box));
    if (this.large) for (const flat of [this.active, this.chosen, ...this.#marked(), ...this.marks]) this.element(flat);
    else for (let flat = start * size; flat < (start + count) * size; flat += 1) this.element(flat);
    if (this.lit) this.#show();
    this.frame(this.outline);
  }

  /** The element of a cell, made when it is first needed; null on a page that is not shown. */
  element(flat: number) {
    const known = this.cells.get(flat);
    if (known) return known;
    const sheet = flat < 0 ? undefined : this.sheets.get(cellPlace(flat, this.panel).plate);
    if (!sheet) return null;
    const cell = makeCell(this, sheet, flat);
    this.cells.set(flat, cell);
    writeCell(this, cell, flat);
    return cell;
  }

  /** The focus goes to a cell, on whatever page it is. */
  focus(flat: number) {
    const page = pageOf(this.pages, cellPlace(flat, this.panel).plate);
    if (page !== this.page) this.#go(page);
    // The cell that is left tells of it first, and what is drawn then must not take away the next one.
    this.#next = flat;
    this.element(flat)?.focus({ preventScroll: false });
    this.#next = -1;
  }

  /** A press begins on a cell: what the change of focus draws must leave it there, or no click would come. */
  hold(flat: number) {
    this.#next = flat;
  }

  /** Another page, by hand. */
  #go(page: number) {
    this.turn(page);
    this.handlers.turned?.(this.panel, page);
  }

  /** One cell of the panel is in the tab order: the last one visited. */
  visit(flat: number) {
    const before = this.active;
    this.active = flat;
    this.cells.get(before)?.setAttribute("tabindex", "-1");
    this.cells.get(flat)?.setAttribute("tabindex", "0");
    if (before !== flat) this.#forget(before);
  }

  /**
   * @param cell size in px
   * @param look that of the cells of a closer look; 0: none
   */
  resize(cell: number, theme: Theme, look = LOOK) {
    const style = styleOf(cell);
    // Lit up before it had a size, in a page that was still being put together, it has no legend yet.
    const repaint = theme !== this.theme || cell !== this.cell || !this.legend.firstChild;
    this.cell = cell;
    this.theme = theme;
    this.style = style;
    this.el.style.setProperty("--cell", `${cell}px`);
    this.el.classList.toggle("cnnbp-numbers", style !== "none");
    this.el.classList.toggle("cnnbp-short", style === "short" || style === "lit");
    this.magnifier?.resize(look);
    if (!repaint) return;
    this.legend.replaceChildren(...legend(this.panel, theme));
    // What is lit for the first time is drawn then.
    if (this.lit) this.#show();
    for (const [flat, element] of this.cells) writeCell(this, element, flat);
  }

  /** Draw what is lit now. */
  light({ lit, chosen, away = false, covered = false, marks = [] }: Light) {
    const anew = covered !== this.covered || this.dim;
    const before = [...this.#marked(), this.chosen, ...this.marks];
    this.covered = covered;
    this.marks = new Set(marks);
    this.lit = lit;
    this.chosen = chosen;
    this.dim = (away || lit.size > 0) && chosen < 0;
    const page = this.#pageOf();
    if (page !== this.page) return this.turn(page);
    this.#show();
    for (const flat of [...this.cells.keys()]) this.#forget(flat);
    // A large sheet has few elements, and any of them may be left from an earlier choice.
    const all = this.large || this.dim || anew;
    const wanted = [...(all ? this.cells.keys() : before), ...this.#marked(), chosen, ...marks];
    for (const flat of new Set(wanted)) {
      const cell = this.#keeps(flat) ? this.element(flat) : null;
      if (cell) writeCell(this, cell, flat);
    }
  }

  /** Lit cells that get an element: on a large sheet not thousands of them. */
  #marked() {
    const lit = this.lit ?? new Map();
    return this.large && lit.size > MANY ? [] : lit.keys();
  }

  /** A new choice turns to a page that holds some of it; a page turned by hand stays. */
  #pageOf() {
    if (this.pages.length === 1) return 0;
    const flats = this.chosen >= 0 ? [this.chosen] : [...(this.lit?.keys() ?? [])];
    const key = flats.join();
    if (key === this.#lastLit) return this.page;
    this.#lastLit = key;
    const size = this.panel.rows * this.panel.cols;
    return turnTo(this.pages, this.page, new Set(flats.map((flat) => Math.floor(flat / size))));
  }

  /** The picture, and what tells where one is. */
  #show() {
    this.el.classList.toggle("cnnbp-dim", this.dim);
    for (const sheet of this.sheets.values()) paintSheet(this, sheet);
    this.pager?.show(this.page, this.lit ?? new Map());
    this.magnifier?.show();
  }

  /** An outline around some cells of every sheet, and what lies on them. */
  frame(outline: typeof this.outline) {
    this.outline = outline;
    for (const [plate, { window }] of this.sheets) {
      window.hidden = !outline;
      window.replaceChildren(...(outline?.lying?.(plate) ?? []));
      if (outline)
        window.setAttribute("style", `--r:${outline.row};--c:${outline.col};--h:${outline.high};--w:${outline.wide}`);
    }
  }

  /** On a large sheet only the cells in use have an element. */
  #keeps(flat: number) {
    if (!this.large || flat === this.active || flat === this.#next) return true;
    if (flat === this.chosen || this.marks.has(flat)) return true;
    return (this.lit?.has(flat) ?? false) && (this.lit?.size ?? 0) <= MANY;
  }

  #forget(flat: number) {
    if (this.#keeps(flat)) return;
    const { plate, row } = cellPlace(flat, this.panel);
    const [cell, sheet] = [this.cells.get(flat), this.sheets.get(plate)];
    if (!cell || !sheet) return;
    this.cells.delete(flat);
    dropCell(sheet, cell, row);
  }

  /** Where cells are, relative to a corner: measured once per sheet; null for cells not shown. */
  places(corner: DOMRect) {
    const boxes = new Map([...this.sheets].map(([plate, { cells }]) => [plate, boxOf(cells)]));
    const { rows, cols } = this.panel;
    const edge = (side: "left" | "right" | "top" | "bottom", outer: (...n: number[]) => number) =>
      outer(...[...boxes.values()].map((box) => box[side]));
    const [dx, dy] = [corner.left, corner.top];
    // All plates as one box: lines leave the panel along a row and cross no other plate's numbers, nor those of rows.
    const around = {
      left: edge("left", Math.min) - dx - (this.large ? 0 : HEADS),
      right: edge("right", Math.max) - dx,
      top: edge("top", Math.min) - dy,
      bottom: edge("bottom", Math.max) - dy,
    };
    return (flat: number) => {
      const { plate, row, col } = cellPlace(flat, this.panel);
      const box = boxes.get(plate);
      if (!box) return null;
      const size = box.width / cols;
      return {
        x: box.left - dx + (col + 0.5) * size,
        y: box.top - dy + ((row + 0.5) * box.height) / rows,
        size,
        box: around,
      };
    };
  }
}

/** The colour scale of a panel, drawn with the same function as its cells. */

const STEPS = 13;

export function legend(panel: Panel, theme: Theme) {
  const image = panel.scale === "image";
  if (!image && !panel.top) return []; // nothing but zeros has no scale
  const [low, high] = image ? [0, 1] : [-panel.top, panel.top];
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const value = low + ((high - low) * i) / (STEPS - 1);
    return h("span", { style: `background:${css(valueColour(value, panel.top, panel.scale, theme))}` });
  });
  const marks = image ? ["0", "1"] : [number(low), "0", number(high)];
  return [
    h(
      "div",
      {
        class: "cnnbp-scale",
        role: "img",
        "aria-label": `colour scale from ${marks[0]} to ${marks[marks.length - 1]}`,
      },
      ...steps,
    ),
    h("div", { class: "cnnbp-marks", "aria-hidden": "true" }, ...marks.map((mark) => h("span", {}, mark))),
  ];
}

/** The cell under the pointer, or null. */
export function cellAt(grid: Grid, event: MouseEvent) {
  // A captured pointer has lost its target: look where it is.
  const under =
    (event.target as Element).closest(".cnnbp-cells") ??
    document.elementFromPoint(event.clientX, event.clientY)?.closest(".cnnbp-cells");
  if (!(under instanceof HTMLElement) || !grid.plates.contains(under)) return null;
  const cells = under;
  const box = cells.getBoundingClientRect();
  const { rows, cols } = grid.panel;
  // Around a sheet there is a border for fingers: there the nearest cell counts.
  const inside = (share: number, count: number) => Math.max(0, Math.min(Math.floor(share * count), count - 1));
  const row = inside((event.clientY - box.top) / box.height, rows);
  const col = inside((event.clientX - box.left) / box.width, cols);
  return (Number(cells.dataset.plate) * rows + row) * cols + col;
}

export function listen(grid: Grid, plates: HTMLElement) {
  const { panel, handlers } = grid;
  on(plates, "pointermove", (event) => event.pointerType === "mouse" && handlers.preview(panel, cellAt(grid, event)));
  on(plates, "pointerleave", () => handlers.preview(panel, null));
  const choose = (flat: number, pick: (panel: Panel, flat: number) => void) => {
    grid.focus(flat);
    const cell = grid.element(flat);
    if (!cell || !handlers.type?.(panel, flat, cell)) pick(panel, flat);
  };
  const stroke = paint(grid, plates);
  const dragged = drag(grid, plates, (flat) => choose(flat, () => handlers.drag?.(panel, flat, true)));
  on(plates, "pointerdown", (event) => grid.hold(cellAt(grid, event) ?? -1));
  on(plates, "click", (event) => {
    const flat = cellAt(grid, event);
    if (flat !== null && !stroke.used() && !dragged.used()) choose(flat, handlers.pick);
  });
  on(plates, "keydown", (event) => key(grid, event));
  on(plates, "focusin", (event) => {
    const cell = event.target as HTMLElement;
    if (!cell.dataset.flat) return;
    grid.visit(Number(cell.dataset.flat));
    if (cell.matches(":focus-visible")) handlers.preview(panel, Number(cell.dataset.flat));
  });
  on(plates, "focusout", () => handlers.preview(panel, null));
}

function key(grid: Grid, event: KeyboardEvent) {
  if (event.altKey || event.metaKey) return;
  // Where something else turns the plates, an arrow stays on the one that is shown.
  const move = grid.single ? moveByKey : moveOn;
  const next = move(event.key, grid.active, grid.panel, event.ctrlKey, grid);
  if (next !== null) grid.focus(next);
  else if (!typed(grid, event)) {
    if (event.key !== "Enter" && event.key !== " ") return;
    grid.handlers.pick(grid.panel, grid.active);
  }
  taken(event);
}

/** A key that opens a field where numbers may be edited: Enter, or the number's first character. */
function typed(grid: Grid, event: KeyboardEvent) {
  const cell = grid.element(grid.active);
  if (!cell || event.ctrlKey || (event.key !== "Enter" && event.key.length > 1)) return false;
  return grid.handlers.type?.(grid.panel, grid.active, cell, event.key === "Enter" ? undefined : event.key) ?? false;
}

/** Strokes with the mouse or a finger. A touch of one cell is a click; two cells make a stroke. */
function paint(grid: Grid, plates: HTMLElement) {
  const { panel, handlers } = grid;
  let cells: Set<number> | null = null;
  let used = false;
  plates.classList.toggle("cnnbp-paints", handlers.paints?.(panel) ?? false);
  on(plates, "pointerdown", (event) => {
    used = false;
    if (!handlers.paints?.(panel) || event.button !== 0) return;
    const flat = cellAt(grid, event);
    cells = flat === null ? null : new Set([flat]);
  });
  on(plates, "pointermove", (event) => {
    const flat = cells && cellAt(grid, event);
    if (!cells || flat === null) return;
    cells.add(flat);
    if (cells.size < 2) return;
    if (!used) capture(plates, event.pointerId);
    used = true;
    for (const one of cells) grid.element(one)?.classList.add("cnnbp-stroke");
  });
  const end = () => {
    for (const one of cells ?? []) grid.element(one)?.classList.remove("cnnbp-stroke");
    if (cells && used) handlers.stroke?.(panel, [...cells]);
    cells = null;
  };
  on(plates, "pointerup", end);
  on(plates, "pointercancel", end);
  return { used: () => used };
}

const SLOP = 8; // px that a finger may slip in a tap

/** A finger drawn over the cells: a lens shows what is below it, and where it is lifted is chosen. */
function drag(grid: Grid, plates: HTMLElement, lift: (flat: number) => void) {
  const { panel, handlers } = grid;
  let start: PointerEvent | null = null;
  let lens: Lens | null = null;
  let used = false;
  plates.classList.toggle("cnnbp-drags", Boolean(handlers.drag));
  on(plates, "pointerdown", (event) => {
    used = false;
    const finger = handlers.drag && event.pointerType !== "mouse" && event.isPrimary;
    start = finger && !handlers.paints?.(panel) ? event : null;
  });
  on(plates, "pointermove", (event) => {
    if (!start || event.pointerId !== start.pointerId) return;
    if (!used && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < SLOP) return;
    if (!used) capture(plates, event.pointerId);
    used = true;
    const flat = cellAt(grid, event);
    const root = plates.closest(".cnnbp");
    handlers.drag?.(panel, flat, false);
    lens ??= new Lens(grid);
    lens.el.hidden = flat === null;
    if (flat !== null && root) lens.over(flat, event, root);
  });
  const end = (event: PointerEvent) => {
    if (!start || event.pointerId !== start.pointerId) return;
    start = null;
    lens?.el.remove();
    lens = null;
    const flat = used && event.type === "pointerup" ? cellAt(grid, event) : null;
    if (flat !== null) lift(flat);
    else if (used) handlers.drag?.(panel, null, false);
  };
  on(plates, "pointerup", end);
  on(plates, "pointercancel", end);
  return { used: () => used };
}

/** The rest of a stroke belongs to the sheet; a pointer that is gone by now needs none. */
function capture(el: HTMLElement, pointer: number) {
  try {
    el.setPointerCapture(pointer);
  } catch {
    // The stroke ends at the edge of the sheet.
  }
}
