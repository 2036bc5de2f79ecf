/** A closer look at a few cells of a large sheet: numbers, badges, row and column numbers. */

import { css, inksOf, mix, parseHex, type RGB, type Theme, textOn } from "../core/colour";
import type { Term } from "../core/data";
import { cellPlace } from "../core/geometry";
import { cellName } from "../core/numbers";
import { boxOf, h, on, type Pen, penOf, placeIn } from "../ui/dom";
import { type Face, isQuiet, lookOf, textOf } from "./cells";
import { middle, windowStart } from "./plates";

const SIDE = 7;
const HEADS = 20; // px beside the cells, for row and column numbers
const EDGE = 8; // px on the other sides, for badges
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export class Magnifier {
  high: number;
  wide: number;
  cell = 0;
  plate = 0;
  top: number;
  left: number;
  stays = false;
  canvas = h("canvas", { class: "cnnbp-near" });
  caption = h("div", { class: "cnnbp-plate-name" });
  el: HTMLDivElement;
  ratio = 1;
  pen?: Pen;
  image?: ImageData;
  counts?: Glyphs;
  numbers?: Glyphs;

  constructor(
    readonly grid: Face,
    readonly pick: (flat: number) => void,
    readonly heads = HEADS,
    readonly edge = EDGE,
  ) {
    const { rows, cols } = grid.panel;
    this.high = Math.min(SIDE, rows);
    this.wide = Math.min(SIDE, cols);
    this.top = windowStart((rows - 1) / 2, rows, this.high);
    this.left = windowStart((cols - 1) / 2, cols, this.wide);
    // Painted, not built of elements: it changes with every move of the pointer.
    // The sheet's own grid cells say all this to a screen reader.
    this.el = h("div", { class: "cnnbp-magnifier", "aria-hidden": "true" }, this.caption, this.canvas);
    on(this.canvas, "click", (event) => this.#click(event));
  }

  /** The cell at a place of the window. */
  flat(row: number, col: number) {
    const { rows, cols } = this.grid.panel;
    return (this.plate * rows + this.top + row) * cols + this.left + col;
  }

  #click(event: MouseEvent) {
    const { x, y } = placeIn(event, this.canvas);
    const row = Math.floor((y - this.heads) / this.cell);
    const col = Math.floor((x - this.heads) / this.cell);
    if (row < 0 || col < 0 || row >= this.high || col >= this.wide) return;
    this.stays = true; // what was clicked does not slide away from under the finger
    this.pick(this.flat(row, col));
    this.stays = false;
  }

  /** @param cell size in px; 0: the closer look is put away */
  resize(cell: number) {
    this.el.hidden = !cell;
    this.cell = cell;
    if (!cell) return this.show();
    this.ratio = window.devicePixelRatio || 1;
    const [wide, high] = [this.wide, this.high].map((count) => this.heads + count * this.cell + this.edge);
    this.canvas.width = Math.floor(wide * this.ratio);
    this.canvas.height = Math.floor(high * this.ratio);
    this.canvas.setAttribute("style", `width:${wide}px;height:${high}px`);
    this.pen = penOf(this.canvas);
    this.image = new ImageData(this.canvas.width, this.canvas.height);
    this.counts = new Glyphs(10 * this.ratio, FONT);
    this.numbers = new Glyphs(Number(Math.min(11, this.cell * 0.3).toFixed(1)) * this.ratio, FONT);
    if (this.grid.lit) this.show();
  }

  /** Go where the choice is, else to the middle of what is lit, else stay. */
  show() {
    this.move();
    const { pen, image, grid, cell, ratio } = this;
    if (!pen || !image || !cell) return;
    this.#picture({ wide: image.width, high: image.height, data: image.data });
    pen.putImageData(image, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const [flat, terms] of grid.lit ?? []) {
      const at = cellPlace(flat, grid.panel);
      if (this.#holds(at)) border(pen, terms, ...this.#corner(at), cell, grid.theme);
    }
    for (const [flat, terms] of grid.lit ?? []) {
      const at = cellPlace(flat, grid.panel);
      if (this.#holds(at)) badge(pen, terms, ...this.#corner(at), cell, grid.theme, ratio);
    }
    this.#chosen(pen);
  }

  #corner(at: { row: number; col: number }): [number, number] {
    return [this.heads + (at.col - this.left) * this.cell, this.heads + (at.row - this.top) * this.cell];
  }

  /** The cells with their numbers, and row and column numbers beside them. */
  #picture(pixels: Pixels) {
    const { grid, cell, ratio, heads } = this;
    const { rows, cols } = grid.panel;
    const at = (place: number) => Math.round((heads + place * cell) * ratio);
    pixels.data.fill(0);
    const ink = parseHex(inksOf(grid.theme).soft);
    for (let i = 0; heads && i < this.wide; i += 1)
      this.counts?.write(pixels, String(this.left + i), at(i + 0.5), (heads / 2) * ratio, ink);
    for (let i = 0; heads && i < this.high; i += 1)
      this.counts?.write(pixels, String(this.top + i), (heads / 2 - 1) * ratio, at(i + 0.5), ink);
    for (let i = 0; i < this.high * this.wide; i += 1) {
      const [row, col] = [Math.floor(i / this.wide), i % this.wide];
      const [down, right] = [this.top + row, this.left + col];
      if (down < 0 || right < 0 || down >= rows || right >= cols) continue; // a lens looks over the border
      const flat = this.flat(row, col);
      const { back, ink: on } = lookOf(grid, flat, isQuiet(grid, flat));
      block(pixels, [at(col), at(row), at(col + 1), at(row + 1)], back, Math.max(0, 1 - ratio / 2));
      if (!grid.covered) this.numbers?.write(pixels, textOf(grid, flat), at(col + 0.5), at(row + 0.5) + ratio / 2, on);
    }
  }

  /** A heavy outline around the chosen cell. */
  #chosen(pen: Pen) {
    const { panel, theme } = this.grid;
    const { marked } = this;
    if (marked < 0) return;
    const at = cellPlace(marked, panel);
    if (!this.#holds(at)) return;
    const [x, y] = this.#corner(at);
    const inks = [inksOf(theme).paper, inksOf(theme).ink];
    [5, 2.5].forEach((width, i) => {
      pen.lineWidth = width;
      pen.strokeStyle = inks[i];
      pen.strokeRect(x - 1, y - 1, this.cell + 1.5, this.cell + 1.5);
    });
  }

  /** the cell with the heavy outline */
  protected get marked() {
    return this.grid.chosen;
  }

  protected move() {
    const { grid } = this;
    const { rows, cols } = grid.panel;
    const at = this.#target();
    if (at && !(this.stays && this.#holds(at))) {
      this.plate = at.plate;
      this.top = windowStart(at.row, rows, this.high);
      this.left = windowStart(at.col, cols, this.wide);
    }
    if (!grid.sheets.has(this.plate)) this.plate = grid.firstPlate;
    this.#name();
    const style = `--r:${this.top};--c:${this.left};--h:${this.high};--w:${this.wide}`;
    for (const { plate, look } of grid.sheets.values()) {
      look.hidden = plate !== this.plate || !this.cell;
      if (look.getAttribute("style") !== style) look.setAttribute("style", style);
    }
  }

  #target(): { plate: number; row: number; col: number } | null {
    const { panel, chosen, lit, sheets } = this.grid;
    if (chosen >= 0) return cellPlace(chosen, panel);
    const size = panel.rows * panel.cols;
    const plateOf = (flat: number) => Math.floor(flat / size);
    const here = [...(lit?.keys() ?? [])].filter((flat) => sheets.has(plateOf(flat)));
    if (!here.length) return null;
    const plate = plateOf(here.find((flat) => plateOf(flat) === this.plate) ?? here[0]);
    return {
      plate,
      ...middle(
        here.filter((flat) => plateOf(flat) === plate),
        panel,
      ),
    };
  }

  #holds({ plate, row, col }: { plate: number; row: number; col: number }) {
    return (
      plate === this.plate &&
      row >= this.top &&
      col >= this.left &&
      row < this.top + this.high &&
      col < this.left + this.wide
    );
  }

  #name() {
    const { panel } = this.grid;
    const plate = panel.plates > 1 ? `${panel.shape.length === 4 ? "sheet" : "channel"} ${this.plate}, ` : "";
    const text = `closer: ${plate}rows ${this.top}–${this.top + this.high - 1}, columns ${this.left}–${this.left + this.wide - 1}`;
    if (this.caption.textContent !== text) this.caption.textContent = text;
  }
}

const [LENS, RIM, ABOVE, SPOT] = [124, 4, 104, 41]; // px: a lens and its rim, how far from the finger it is, its cells

/** What a finger covers, seen beside it. */
export class Lens extends Magnifier {
  #flat = -1;

  constructor(grid: Face) {
    super(grid, () => {}, 0, 1);
    this.high = this.wide = 3;
    this.el.classList.add("cnnbp-lens");
    this.resize(SPOT);
  }

  protected override get marked() {
    return this.#flat;
  }

  protected override move() {
    const { panel, scene } = this.grid;
    const { plate, row, col } = cellPlace(Math.max(this.#flat, 0), panel);
    [this.plate, this.top, this.left] = [plate, row - 1, col - 1];
    this.caption.textContent = cellName(panel, scene, this.#flat).replace(/^.* (?=row)/, "");
  }

  /** Above the finger; beside it where nothing can be seen above. */
  over(flat: number, event: PointerEvent, root: Element) {
    this.#flat = flat;
    if (this.el.parentElement !== root) root.append(this.el);
    const { x, y } = placeIn(event, root);
    const [half, wide] = [LENS / 2 + RIM, boxOf(root).width];
    const above = event.clientY > ABOVE + half;
    const left = above ? x : x > wide / 2 ? x - ABOVE : x + ABOVE;
    const top = above ? y - ABOVE : y;
    const [x0, y0] = [Math.max(half, Math.min(left, wide - half)), top].map((middle) => middle - LENS / 2);
    this.el.style.translate = `${x0}px ${y0}px`;
    this.show();
  }
}

function border(pen: Pen, [first]: Term[], x: number, y: number, cell: number, theme: Theme) {
  pen.lineWidth = 2.5;
  // As on the sheets: on dark paper the badge's colour, made lighter.
  pen.strokeStyle = theme === "dark" ? css(mix(parseHex(first.colour), [255, 255, 255], 0.4)) : first.colour;
  pen.strokeRect(x + 1.25, y + 1.25, cell - 3, cell - 3);
}

/** badges come back with every choice */
const stamps: Map<string, HTMLCanvasElement> = new Map();
const STAMP = 18;

function badge(pen: Pen, terms: Term[], x: number, y: number, cell: number, theme: Theme, ratio: number) {
  const [first] = terms;
  if (first.badge > 99) return;
  const several = terms.length > 1;
  const key = [first.badge, first.colour, several, theme, ratio].join();
  const stamp = stamps.get(key) ?? drawn(first, several, theme, ratio);
  stamps.set(key, stamp);
  const place = (n: number) => Math.round((n - STAMP / 2) * ratio) / ratio;
  pen.drawImage(stamp, place(x + cell - 2), place(y + 1), stamp.width / ratio, stamp.height / ratio);
}

function drawn(term: Term, several: boolean, theme: Theme, ratio: number) {
  const canvas = h("canvas", { width: Math.ceil(STAMP * ratio), height: Math.ceil(STAMP * ratio) });
  const pen = penOf(canvas);
  const middle = STAMP / 2;
  pen.scale(ratio, ratio);
  pen.beginPath();
  pen.arc(middle, middle, 7, 0, 2 * Math.PI);
  pen.fillStyle = term.colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = inksOf(theme).paper;
  pen.stroke();
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = `700 ${term.badge > 9 || several ? 8 : 9}px ${FONT}`;
  pen.fillStyle = css(textOn(parseHex(term.colour)));
  pen.fillText(several ? `${term.badge}…` : String(term.badge), middle, middle + 0.5);
  return canvas;
}

/** Numbers written straight into pixels. The browser lays out each text anew that it draws; a closer
 * look has fifty of them and changes with every choice, so that here each character is drawn once. */

export type Pixels = { wide: number; high: number; data: Uint8ClampedArray };
/** the pixels that a character covers, and how far */
export type Mask = { dx: Int16Array; dy: Int16Array; over: Float32Array };
/** a mask for each shift */
export type Glyph = { advance: number; masks: Mask[] };

const SHIFTS = 4; // a character may start at each quarter of a pixel, as in text

export class Glyphs {
  font: string;
  pen: CanvasRenderingContext2D;
  known: Map<string, Glyph> = new Map();

  /** @param size in pixels of the screen */
  constructor(
    readonly size: number,
    family: string,
  ) {
    this.font = `${size}px ${family}`;
    this.pen = penOf(h("canvas"), true);
  }

  #glyph(character: string): Glyph {
    const known = this.known.get(character);
    if (known) return known;
    const { pen, size } = this;
    pen.font = this.font;
    const advance = pen.measureText(character).width;
    const [wide, high] = [Math.ceil(advance) + 3, Math.ceil(1.5 * size)];
    Object.assign(pen.canvas, { width: wide * SHIFTS, height: high }); // this clears it
    pen.font = this.font;
    pen.textBaseline = "middle";
    for (let i = 0; i < SHIFTS; i += 1) pen.fillText(character, i * wide + 1 + i / SHIFTS, high / 2);
    const masks = Array.from({ length: SHIFTS }, (_, i) => maskOf(pen.getImageData(i * wide, 0, wide, high)));
    const glyph = { advance, masks };
    this.known.set(character, glyph);
    return glyph;
  }

  /** Text around a point. */
  write(pixels: Pixels, text: string, x: number, y: number, ink: RGB) {
    const glyphs = [...text].map((character) => this.#glyph(character));
    let at = x - glyphs.reduce((sum, { advance }) => sum + advance, 0) / 2;
    const top = Math.round(y - Math.ceil(1.5 * this.size) / 2);
    for (const { advance, masks } of glyphs) {
      const place = Math.round(at * SHIFTS);
      const left = Math.floor(place / SHIFTS);
      blend(pixels, masks[place - left * SHIFTS], left - 1, top, ink);
      at += advance;
    }
  }
}

function maskOf({ data, width }: ImageData): Mask {
  const covered = Array.from({ length: data.length / 4 }, (_, at) => at).filter((at) => data[4 * at + 3]);
  return {
    dx: Int16Array.from(covered, (at) => at % width),
    dy: Int16Array.from(covered, (at) => Math.floor(at / width)),
    over: Float32Array.from(covered, (at) => data[4 * at + 3] / 255),
  };
}

/** Ink over what is there, as far as it covers. */
export function blend(
  { wide, high, data }: Pixels,
  { dx, dy, over }: Mask,
  left: number,
  top: number,
  [red, green, blue]: RGB,
) {
  for (let i = 0; i < over.length; i += 1) {
    const [x, y] = [left + dx[i], top + dy[i]];
    if (x < 0 || y < 0 || x >= wide || y >= high) continue;
    const at = 4 * (y * wide + x);
    const below = (data[at + 3] / 255) * (1 - over[i]);
    const whole = over[i] + below;
    data[at] = (red * over[i] + data[at] * below) / whole;
    data[at + 1] = (green * over[i] + data[at + 1] * below) / whole;
    data[at + 2] = (blue * over[i] + data[at + 2] * below) / whole;
    data[at + 3] = 255 * whole;
  }
}

/**
 * A cell in its colour; a line of half a point is left free below and beside it.
 * @param box left, top, right, bottom
 * @param edge opacity of the last row and column
 */
export function block(
  { wide, data }: Pixels,
  [left, top, right, bottom]: [number, number, number, number],
  back: RGB,
  edge: number,
) {
  const pixels = new Uint32Array(data.buffer);
  const [full, half] = [packed(back, 255), packed(back, Math.round(255 * edge))];
  for (let row = top; row < bottom; row += 1) {
    pixels.fill(row < bottom - 1 ? full : half, row * wide + left, row * wide + right - 1);
    pixels[row * wide + right - 1] = half;
  }
}

const bytes = new Uint8ClampedArray(4);
const word = new Uint32Array(bytes.buffer);

/** Four bytes as one number, in this machine's order. */
function packed(rgb: RGB, alpha: number) {
  rgb.forEach((c, i) => (bytes[i] = c));
  bytes[3] = alpha;
  return word[0];
}
