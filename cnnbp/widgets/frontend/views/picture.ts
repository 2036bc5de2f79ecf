/** One state as a small picture: painted cells, the lit ones in the light, one of them in the tab order. */

import { css, type Theme, textOn, valueColour } from "../core/colour";
import { type Numbers, sheet } from "../core/data";
import { moveByKey } from "../core/geometry";
import { h, penOf, placeIn, s } from "../ui/dom";

/** what a picture shows */
export interface Subject {
  id: string;
  label: string;
  shape: number[];
  values: Numbers;
  top: number;
  scale: "image" | "signed";
  /** of a unit */
  name: (flat: number) => string;
  pick: (flat: number) => void;
  hover: (flat: number | null) => void;
}

const OUTLINED = 80; // lit units beyond which outlines would hide the picture
const NUMBERED = 9; // px: a vector's cells at least that high hold their number

export class Picture {
  block: Block;
  sizes: { high: number; across: number; width: number; height: number };
  active = 0;
  key = "";
  canvas = h("canvas", { "aria-hidden": "true" });
  veil = s("path", { class: "cnnbp-veil", "fill-rule": "evenodd" });
  outline = s("path", { class: "cnnbp-reached" });
  stopped = s("path", { class: "cnnbp-stopped" });
  chosen = s("path", { class: "cnnbp-pinned" });
  svg = s("svg", { "aria-hidden": "true" });
  grid: HTMLDivElement;
  el: HTMLDivElement;
  cell: HTMLDivElement;

  constructor(readonly subject: Subject) {
    this.block = blockOf(subject.shape);
    this.sizes = sizesIn(this.block, 64);
    this.svg.append(this.veil, this.stopped, this.outline, this.chosen);
    this.grid = h("div", {
      role: "grid",
      class: "cnnbp-units",
      "aria-label": subject.label,
      "aria-rowcount": this.block.high,
      "aria-colcount": this.block.wide,
    });
    this.el = h("div", { class: "cnnbp-picture", "data-picture": subject.id }, this.canvas, this.svg, this.grid);
    this.cell = this.#cell(0);
    this.#listen();
  }

  /** The one unit that has an element. */
  #cell(flat: number) {
    const { row, col } = placeOf(flat, this.block);
    const cell = h("div", {
      role: "gridcell",
      tabindex: 0,
      class: "cnnbp-unit",
      "aria-label": this.subject.name(flat),
      "aria-colindex": col + 1,
      "data-flat": flat,
    });
    this.grid.replaceChildren(h("div", { role: "row", "aria-rowindex": row + 1 }, cell));
    return cell;
  }

  #listen() {
    const { subject, grid } = this;
    const at = (event: MouseEvent) => {
      const { x, y } = placeIn(event, grid);
      return unitAtPoint(x, y, this.block, this.sizes);
    };
    grid.addEventListener("pointermove", (event) => {
      const flat = at(event);
      if (event.pointerType === "mouse") subject.hover(flat < 0 ? null : flat);
    });
    grid.addEventListener("pointerleave", () => subject.hover(null));
    grid.addEventListener("click", (event) => {
      const flat = at(event);
      if (flat < 0) return;
      this.focus(flat);
      subject.pick(flat);
    });
    grid.addEventListener("focusin", () => this.cell.matches(":focus-visible") && subject.hover(this.active));
    grid.addEventListener("focusout", () => subject.hover(null));
    grid.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event: KeyboardEvent) {
    if (event.altKey || event.metaKey) return;
    const next = moveIn(event.key, this.active, this.block, event.ctrlKey);
    if (next !== null) this.focus(next);
    else if (event.key === "Enter" || event.key === " ") this.subject.pick(this.active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  focus(flat: number) {
    this.point(flat);
    this.cell.focus({ preventScroll: true });
  }

  /** This unit is the one in the tab order. */
  point(flat: number) {
    if (flat === this.active && this.cell.isConnected) return;
    this.active = flat;
    this.cell = this.#cell(flat);
    this.#place();
  }

  #place() {
    const { x, y, w, h: high } = rectOf(this.active, this.block, this.sizes);
    this.cell.setAttribute("style", `left:${x}px;top:${y}px;width:${w}px;height:${high}px`);
  }

  /** @param side the square it must fit in */
  resize(side: number, theme: Theme) {
    this.sizes = sizesIn(this.block, side);
    const { width, height } = this.sizes;
    this.el.setAttribute("style", `width:${width}px;height:${height}px`);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.key = "";
    this.#place();
    this.#paint(theme);
  }

  #paint(theme: Theme) {
    const { values, top, scale } = this.subject;
    const context = prepare(this.canvas, this.sizes.width, this.sizes.height);
    for (let flat = 0; flat < values.length; flat += 1) {
      const { x, y, w, h: high } = rectOf(flat, this.block, this.sizes);
      const colour = valueColour(values[flat], top, scale, theme);
      context.fillStyle = css(colour);
      context.fillRect(x, y, w, high);
      if (this.block.column && high >= NUMBERED)
        writeIn(context, String(flat), x + w / 2, y + high / 2, css(textOn(colour)));
    }
  }

  /**
   * @param light from lightOf
   * @param chosen 1 for none
   */
  light({ veil, outline, stopped, pinned, lit, live, soft }: Light, chosen: number) {
    this.veil.setAttribute("d", veil);
    this.outline.setAttribute("d", outline);
    this.stopped.setAttribute("d", stopped);
    this.chosen.setAttribute("d", pinned);
    this.el.classList.toggle("cnnbp-soft", soft);
    this.el.dataset.lit = lit;
    this.el.dataset.live = live;
    this.cell.setAttribute("aria-selected", String(chosen === this.active));
  }
}

/** What is drawn over the pictures of a state: the same over its values and over its deltas. */
export type Light = {
  veil: string;
  outline: string;
  stopped: string;
  pinned: string;
  lit: string;
  live: string;
  soft: boolean;
};

/**
 * @param marks null: nothing is chosen
 * @param chosen 1 for none
 */
export function lightOf(
  { block, sizes }: Picture,
  marks: { reached: Uint8Array; live: Uint8Array; soft: boolean } | null,
  chosen: number,
): Light {
  if (!marks) return { veil: "", outline: "", stopped: "", pinned: "", lit: "", live: "", soft: false };
  const { reached, live, soft } = marks;
  const sum = reached.reduce((total, mark) => total + mark, 0);
  const few = sum <= OUTLINED && sum < 0.7 * reached.length;
  const around = (some: Uint8Array, joined = false) => pathAround(some, block, sizes, joined);
  const ended = reached.map((mark, flat) => (mark && !live[flat] && flat !== chosen ? 1 : 0));
  return {
    veil: `M0 0h${sizes.width}v${sizes.height}H0z${around(reached, true)}`,
    outline: few ? around(live) : "",
    stopped: few ? around(ended) : "",
    pinned: chosen < 0 ? "" : around(reached.map((_, flat) => Number(flat === chosen))),
    lit: list(reached),
    live: list(live),
    soft,
  };
}

/** An empty canvas in the pixels of the screen. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number) {
  const sharp = Math.min(Math.ceil(window.devicePixelRatio || 1), 3);
  canvas.width = width * sharp;
  canvas.height = height * sharp;
  canvas.setAttribute("style", `width:${width}px;height:${height}px`);
  const context = penOf(canvas);
  context.scale(sharp, sharp);
  return context;
}

export function writeIn(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string) {
  context.fillStyle = colour;
  context.font = "9px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 0.5);
}

function list(marks: Uint8Array) {
  const found = [];
  for (let flat = 0; flat < marks.length; flat += 1) if (marks[flat]) found.push(flat);
  return found.join();
}

/** How the units of one state stand in a small picture: plates in a square block, a vector as a column. */

const COLUMN = 24; // a longer vector is folded into a square
const BETWEEN = 3; // px between plates

export interface Block {
  units: number;
  /** of one plate */
  rows: number;
  cols: number;
  /** plates side by side */
  across: number;
  /** rows of the whole block */
  high: number;
  wide: number;
  /** a vector */
  column: boolean;
}

export function blockOf(shape: number[]): Block {
  const units = shape.reduce((product, n) => product * n, 1);
  let { plates, rows, cols } = sheet(shape);
  if (shape.length === 1 && units > COLUMN) {
    cols = Math.ceil(Math.sqrt(units));
    rows = Math.ceil(units / cols);
  }
  const across = Math.ceil(Math.sqrt(plates));
  return {
    units,
    rows,
    cols,
    across,
    high: rows * Math.ceil(plates / across),
    wide: cols * across,
    column: shape.length === 1 && units <= COLUMN,
  };
}

/** Row and column in the whole block. */
export function placeOf(flat: number, { rows, cols, across }: Block) {
  const plate = Math.floor(flat / (rows * cols));
  const inside = flat % (rows * cols);
  return {
    row: Math.floor(plate / across) * rows + Math.floor(inside / cols),
    col: (plate % across) * cols + (inside % cols),
  };
}

/** The unit at a row and column of the block; -1 where there is none. */
export function unitAt(row: number, col: number, { rows, cols, across, high, wide, units }: Block) {
  if (row < 0 || col < 0 || row >= high || col >= wide) return -1;
  const plate = Math.floor(row / rows) * across + Math.floor(col / cols);
  const flat = (plate * rows + (row % rows)) * cols + (col % cols);
  return flat < units ? flat : -1;
}

/** Where a key leads, from plate to plate; null for a key that does not move. */
export function moveIn(key: string, flat: number, block: Block, whole = false) {
  const { row, col } = placeOf(flat, block);
  const next = moveByKey(key, row * block.wide + col, { rows: block.high, cols: block.wide }, whole);
  if (next === null) return null;
  const unit = unitAt(Math.floor(next / block.wide), next % block.wide, block);
  return unit < 0 ? flat : unit;
}

/** Cells in px, so that the block is at most so high, and not twice as wide. */
export function sizesIn(block: Block, side: number) {
  const down = block.high / block.rows;
  const fits = (room: number, plates: number, cells: number) => (room - BETWEEN * (plates - 1)) / cells;
  const high = Math.max(
    1,
    Math.floor(Math.min(fits(side, down, block.high), fits(1.6 * side, block.across, block.wide))),
  );
  const across = block.column ? Math.min(Math.max(high * 2, 22), 30) : high;
  return {
    high,
    across,
    width: block.wide * across + BETWEEN * (block.across - 1),
    height: block.high * high + BETWEEN * (down - 1),
  };
}

export type Sizes = ReturnType<typeof sizesIn>;

/** The rectangle of a unit in px. */
export function rectOf(flat: number, block: Block, { high, across }: Sizes) {
  const { row, col } = placeOf(flat, block);
  return {
    x: col * across + Math.floor(col / block.cols) * BETWEEN,
    y: row * high + Math.floor(row / block.rows) * BETWEEN,
    w: across,
    h: high,
  };
}

/** The unit at a point in px; -1 between the plates. */
export function unitAtPoint(x: number, y: number, block: Block, { high, across }: Sizes) {
  const along = (at: number, cell: number, cells: number) => {
    const plate = Math.floor(at / (cell * cells + BETWEEN));
    const inside = Math.floor((at - plate * (cell * cells + BETWEEN)) / cell);
    return inside < cells ? plate * cells + inside : -1;
  };
  const [row, col] = [along(y, high, block.rows), along(x, across, block.cols)];
  return row < 0 || col < 0 ? -1 : unitAt(row, col, block);
}

/** One SVG path around the marked units; neighbours in a row are joined when `joined`. */
export function pathAround(marks: Uint8Array, block: Block, sizes: Sizes, joined: boolean) {
  const parts = [];
  for (let flat = 0; flat < marks.length; flat += 1) {
    if (!marks[flat]) continue;
    const { x, y, w, h } = rectOf(flat, block, sizes);
    let last = flat;
    while (joined && marks[last + 1] && (last + 1) % block.cols) last += 1;
    parts.push(`M${x} ${y}h${w * (last - flat + 1)}v${h}H${x}z`);
    flat = last;
  }
  return parts.join("");
}
