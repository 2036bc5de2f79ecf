/** The matrix view: the layer as a sparse matrix, read by rows forward and by columns backward. */

import { badgeColour, css, parseHex, type Theme, textOn } from "../core/colour";
import { panelOf, type Related, type Scene, type Term } from "../core/data";
import { edgesAt } from "../core/edges";
import { moveByKey } from "../core/geometry";
import { cellName, number, plural } from "../core/numbers";
import { h, on, penOf, placeIn, taken } from "../ui/dom";
import {
  cellSize,
  closer,
  distinctWeights,
  type Frame,
  frame,
  hit,
  NUMBERS_FROM,
  range,
  weightColours,
} from "./matrix_geometry";
import { MatrixPainter, paintMarks, weightAt } from "./matrix_paint";
import type { Context } from "./view";

const HIGHEST = 540; // px
const [STRIPS, WORDS, LEAST] = [70, 100, 80]; // px around a picture, of the words above it, that a picture needs
const LOW = 300; // px of room in which the words stand below it
const WIDEST = 1200;
const PIXELS = 1e6; // of one canvas
const CLOSE = 32; // px of a cell in the closer look
const BESIDE = 430; // px that a closer look takes beside the matrix

export class MatrixView {
  scene: Scene;
  forward: boolean;
  pick: (panel: string, flat: number) => void;
  preview: (panel: string, flat: number | null) => void;
  rows: number;
  cols: number;
  active = 0;
  related: Related | null = null;
  canvas = h("canvas", { "aria-hidden": "true" });
  zoom = h("canvas", { class: "cnnbp-matrix-near", "aria-hidden": "true" });
  note = h("div", { class: "cnnbp-subtitle" });
  near = h("div", { class: "cnnbp-subtitle" });
  cells: HTMLDivElement;
  box: HTMLDivElement;
  closer: HTMLDivElement;
  el: HTMLDivElement;
  theme: Theme = "light";
  width = 0;
  ratio = 1;
  shape?: Frame;
  painter?: MatrixPainter;
  /** The picture without a choice, in full colour and stepped back. */
  bases: HTMLCanvasElement[] = [];
  zoomShape?: Frame;

  constructor({ scene, direction, pick, preview }: Context) {
    this.scene = scene;
    this.forward = direction === "forward";
    this.pick = pick;
    this.preview = preview ?? (() => {});
    this.rows = scene.byId.get("output")?.values.length ?? 0;
    this.cols = scene.byId.get("input")?.values.length ?? 0;
    this.cells = h("div", {
      class: "cnnbp-matrix-cells",
      role: "grid",
      "aria-rowcount": this.rows,
      "aria-colcount": this.cols,
      "aria-label": `the layer as a matrix of ${this.rows} outputs by ${this.cols} inputs`,
    });
    this.box = h("div", { class: "cnnbp-matrix-box" }, this.canvas, this.cells);
    this.closer = h("div", { class: "cnnbp-matrix-closer" }, this.near, this.zoom);
    const title = this.forward ? `z = W a${scene.bias ? " + b" : ""}` : "∂C/∂a = Wᵀ δ";
    this.el = h(
      "div",
      { class: "cnnbp-matrix", "data-view": "matrix" },
      h("div", { class: "cnnbp-title" }, title),
      this.note,
      key(scene),
      h("div", { class: "cnnbp-matrix-pair" }, this.box, this.closer),
    );
    this.#listen();
  }

  #listen() {
    const at = (event: MouseEvent, node: HTMLElement, shape: Frame | undefined) => {
      const { x, y } = placeIn(event, node);
      return shape ? hit(shape, x, y) : null;
    };
    const main = (event: MouseEvent) => at(event, this.canvas, this.shape);
    on(this.box, "pointermove", (event) => event.pointerType === "mouse" && this.#choose(main(event), this.preview));
    on(this.box, "pointerleave", () => this.preview("input", null));
    on(this.box, "click", (event) => {
      const found = main(event);
      if (found?.part === "matrix") this.#focus(found.row * this.cols + found.col);
      this.#choose(found, this.pick);
    });
    on(this.zoom, "click", (event) => this.#choose(at(event, this.zoom, this.zoomShape), this.pick));
    on(this.cells, "keydown", (event) => this.#key(event));
    on(this.cells, "focusout", () => this.preview("input", null));
  }

  /** A place in the matrix means its column backward and its row forward. */
  #choose(found: ReturnType<typeof hit>, act: (panel: string, flat: number) => void) {
    if (!found) return;
    if (found.part === "columns" || (found.part === "matrix" && !this.forward))
      act(found.part === "columns" && !this.forward ? "gradient" : "input", found.col);
    else act(this.forward ? "output" : "delta", found.row);
  }

  #key(event: KeyboardEvent) {
    if (event.altKey || event.metaKey) return;
    const next = moveByKey(event.key, this.active, { rows: this.rows, cols: this.cols }, event.ctrlKey);
    const here = (flat: number) =>
      ({ part: "matrix", row: Math.floor(flat / this.cols), col: flat % this.cols }) as const;
    if (next !== null) {
      this.#focus(next);
      this.#choose(here(next), this.preview);
    } else if (event.key === "Enter" || event.key === " ") this.#choose(here(this.active), this.pick);
    else return;
    taken(event);
  }

  /** Only the active cell has an element. */
  #focus(flat: number) {
    this.active = flat;
    this.#cell()?.focus({ preventScroll: true });
  }

  #cell() {
    if (!this.shape) return null;
    const { left, top, rows, cols, cell } = this.shape;
    const [row, col] = [Math.floor(this.active / this.cols), this.active % this.cols];
    const ends = ["input", "output"].map((id, i) => cellName(panelOf(this.scene, id), this.scene, i ? row : col));
    const size = Math.max(cell, 6);
    const node = h("div", {
      role: "gridcell",
      tabindex: 0,
      "aria-colindex": col + 1,
      "aria-label": `${ends[0]} to ${ends[1]}: ${weightAt(this.scene, row, col)}`,
      style: `left:${left + cols.at[col]}px;top:${top + rows.at[row]}px;width:${size}px;height:${size}px`,
    });
    this.cells.replaceChildren(h("div", { role: "row", "aria-rowindex": row + 1 }, node));
    this.#select();
    return node;
  }

  /** Spoken as selected: the cell in the chosen column or row. */
  #select() {
    const [row, col] = [Math.floor(this.active / this.cols), this.active % this.cols];
    const chosen =
      this.related?.unit === "input"
        ? this.related.flat === col
        : this.related?.unit === "output" && this.related.flat === row;
    this.cells.querySelector("[role=gridcell]")?.setAttribute("aria-selected", String(Boolean(chosen)));
  }

  /** Whoever comes with the Tab key arrives at the choice. */
  #follow(related: Related | null) {
    const [edge] = related?.terms ?? [];
    if (!edge || related?.unit === "weights" || this.cells.contains(document.activeElement)) return;
    const place = edge.target * this.cols + edge.source;
    if (place === this.active) return;
    this.active = place;
    this.#cell();
  }

  resize(width: number, theme: Theme, height: number) {
    this.theme = theme;
    this.width = Math.min(width, WIDEST);
    const low = height < LOW;
    this.el.classList.toggle("cnnbp-low", low);
    const free = height - STRIPS - (low ? 0 : WORDS);
    const size = cellSize(this.rows, this.cols, this.width, Math.min(HIGHEST, Math.max(free, LEAST)));
    const shape = frame(range(this.rows), range(this.cols), size, this.forward, this.#plates());
    const painter = new MatrixPainter(this.scene, shape, theme);
    this.shape = shape;
    this.painter = painter;
    this.ratio = resolution(shape);
    this.bases = [false, true].map((dim) => {
      const canvas = document.createElement("canvas");
      painter.base(pen(canvas, shape, this.ratio), dim);
      return canvas;
    });
    this.note.textContent = this.#words(size.block);
    this.closer.hidden = size.cell >= NUMBERS_FROM;
    const focused = this.cells.contains(document.activeElement);
    const node = this.#cell();
    if (focused) node?.focus();
  }

  #plates() {
    return (this.scene.byId.get("input")?.plates ?? 1) > 1;
  }

  #words(block: number) {
    const count = this.scene.edges.source.length;
    const way = this.forward
      ? "Forward reads it by rows: each z adds up w·a along its row."
      : "Backward reads the same matrix by columns, Wᵀ: each ∂C/∂a adds up w·δ down its column.";
    const scale = block > 1 ? ` One point of the picture stands for ${block} × ${block} places.` : "";
    const places = this.rows * this.cols;
    const sparse =
      count < places ? `${count} of ${places} places hold an edge, all others are 0` : "every place holds an edge";
    return `W is ${this.rows} × ${this.cols}: a row for each output, a column for each input; ${sparse}. ${way}${scale}`;
  }

  light(related: Related | null) {
    this.related = related;
    if (!this.shape || !this.bases || !this.painter) return;
    const context = pen(this.canvas, this.shape, this.ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.bases[related ? 1 : 0], 0, 0);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const edgeOf = finder(this.scene, related);
    if (related) paintMarks(this.painter, context, related, edgeOf);
    this.#follow(related);
    this.#select();
    if (!this.closer.hidden) this.#closer(related, edgeOf);
  }

  /** The neighbourhood of the choice with its numbers. */
  #closer(related: Related | null, edgeOf: (term: Term) => number) {
    this.zoom.hidden = !related;
    if (!related) {
      this.near.textContent = "Choose a column or a row: here stands its neighbourhood with the numbers.";
      return;
    }
    const wide = Math.max(3, Math.floor((this.width - 130) / (CLOSE + 4)));
    const { rows, cols, left } = closer(related, this.rows, this.cols, wide);
    const shape = frame(rows, cols, { cell: CLOSE, block: 1 }, this.forward, this.#plates());
    this.zoomShape = shape;
    const painter = new MatrixPainter(this.scene, shape, this.theme);
    const context = pen(this.zoom, shape, resolution(shape));
    painter.base(context, true);
    paintMarks(painter, context, related, edgeOf);
    const what = {
      input: "the chosen column, its neighbours, and the rows it has edges to",
      output: "the chosen row, its neighbours, and the columns it has edges to",
      weights: "the first uses of the weight",
    }[related.unit];
    this.near.textContent = `closer: ${what}${left ? ` (${left} more not shown)` : ""}; a gap where rows or columns are left out`;
    this.closer.style.width = `${Math.max(BESIDE, shape.width)}px`;
    this.closer.style.minHeight = `${Math.max(parseFloat(this.closer.style.minHeight) || 0, shape.height + 30)}px`;
  }
}

/** Physical pixels for each pixel of the page, within the limit for one canvas. */
const resolution = ({ width, height }: Frame) =>
  Math.min(window.devicePixelRatio || 1, Math.sqrt(PIXELS / (width * height)));

/** A canvas of the frame's size, and its pen. */
function pen(canvas: HTMLCanvasElement, { width, height }: Frame, ratio: number) {
  const [wide, high] = [Math.floor(width * ratio), Math.floor(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = penOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** The edge of each term. */
function finder(scene: Scene, related: Related | null): (term: Term) => number {
  const edges = related ? edgesAt(scene, related.unit, related.flat) : [];
  const places = new Map((related?.terms ?? []).map((term, i) => [term, edges[i]]));
  return (term) => places.get(term) ?? -1;
}

/** Which colour is which weight. */
function key(scene: Scene) {
  const kernel = scene.byId.get("weights");
  const colours = weightColours(scene);
  /** colour and text */
  let chips: [string, string][] = [];
  if (kernel && colours && kernel.plates === 1 && kernel.values.length <= 25) {
    const first = new Map(Array.from(scene.edges.parameter ?? [], (p, e) => [p, e] as [number, number]));
    chips = [...first].sort(([p], [q]) => p - q).map(([p, e]) => [colours(e), `${p + 1}  ${number(kernel.values[p])}`]);
  } else if (!kernel && colours) {
    const known = distinctWeights(scene, scene.edges.source.length) ?? new Map();
    chips = [...known].map(([weight], i) => [badgeColour(i + 1), number(weight, 3)]);
  }
  const shared =
    kernel && colours ? "Equal colour: the same weight, shared" : plural(chips.length, "weight", "weights");
  const text = !colours
    ? "No weight is shared: the colour is the weight's value."
    : chips.length
      ? `${shared}:`
      : "Equal colour: the same place in the kernel.";
  const marks = chips.map(([colour, name]) =>
    h("span", { class: "cnnbp-key-chip", style: `background:${colour};color:${css(textOn(parseHex(colour)))}` }, name),
  );
  return h("div", { class: "cnnbp-key" }, text, ...marks);
}
