/** One state as a small picture: painted cells, the lit ones in the light, one of them in the tab order. */

import { blockOf, moveIn, pathAround, placeOf, rectOf, sizesIn, unitAtPoint } from "./block.js";
import { css, textOn, valueColour } from "./colour.js";
import { h, placeIn, s } from "./dom.js";

/** @typedef {import("./types.js").Numbers} Numbers */

/**
 * @typedef {object} Subject what a picture shows
 * @property {string} id
 * @property {string} label
 * @property {number[]} shape
 * @property {Numbers} values
 * @property {number} top
 * @property {"image" | "signed"} scale
 * @property {(flat: number) => string} name of a unit
 * @property {(flat: number) => void} pick
 * @property {(flat: number | null) => void} hover
 */

const OUTLINED = 80; // lit units beyond which outlines would hide the picture
const NUMBERED = 9; // px: a vector's cells at least that high hold their number

export class Picture {
  /** @param {Subject} subject */
  constructor(subject) {
    this.subject = subject;
    this.block = blockOf(subject.shape);
    this.sizes = sizesIn(this.block, 64);
    this.active = 0;
    this.key = "";
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.veil = s("path", { class: "cnnbp-veil", "fill-rule": "evenodd" });
    this.outline = s("path", { class: "cnnbp-reached" });
    this.stopped = s("path", { class: "cnnbp-stopped" });
    this.chosen = s("path", { class: "cnnbp-pinned" });
    this.svg = s("svg", { "aria-hidden": "true" });
    this.svg.append(this.veil, this.stopped, this.outline, this.chosen);
    this.grid = h("div", { role: "grid", class: "cnnbp-units", "aria-label": subject.label, "aria-rowcount": this.block.high, "aria-colcount": this.block.wide });
    this.el = h("div", { class: "cnnbp-picture", "data-picture": subject.id }, this.canvas, this.svg, this.grid);
    this.cell = this.#cell(0);
    this.#listen();
  }

  /** The one unit that has an element. @param {number} flat */
  #cell(flat) {
    const { row, col } = placeOf(flat, this.block);
    const cell = h("div", { role: "gridcell", tabindex: 0, class: "cnnbp-unit", "aria-label": this.subject.name(flat), "aria-colindex": col + 1, "data-flat": flat, "data-lm-suppress-shortcuts": "true" });
    this.grid.replaceChildren(h("div", { role: "row", "aria-rowindex": row + 1 }, cell));
    return cell;
  }

  #listen() {
    const { subject, grid } = this;
    const at = (/** @type {MouseEvent} */ event) => {
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

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey) return;
    const next = moveIn(event.key, this.active, this.block, event.ctrlKey);
    if (next !== null) this.focus(next);
    else if (event.key === "Enter" || event.key === " ") this.subject.pick(this.active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} flat */
  focus(flat) {
    this.point(flat);
    this.cell.focus({ preventScroll: true });
  }

  /** This unit is the one in the tab order. @param {number} flat */
  point(flat) {
    if (flat === this.active && this.cell.isConnected) return;
    this.active = flat;
    this.cell = this.#cell(flat);
    this.#place();
  }

  #place() {
    const { x, y, w, h: high } = rectOf(this.active, this.block, this.sizes);
    this.cell.setAttribute("style", `left:${x}px;top:${y}px;width:${w}px;height:${high}px`);
  }

  /** @param {number} side the square it must fit in @param {"light" | "dark"} theme */
  resize(side, theme) {
    this.sizes = sizesIn(this.block, side);
    const { width, height } = this.sizes;
    this.el.setAttribute("style", `width:${width}px;height:${height}px`);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.key = "";
    this.#place();
    this.#paint(theme);
  }

  /** @param {"light" | "dark"} theme */
  #paint(theme) {
    const { values, top, scale } = this.subject;
    const context = prepare(this.canvas, this.sizes.width, this.sizes.height);
    for (let flat = 0; flat < values.length; flat += 1) {
      const { x, y, w, h: high } = rectOf(flat, this.block, this.sizes);
      const colour = valueColour(values[flat], top, scale, theme);
      context.fillStyle = css(colour);
      context.fillRect(x, y, w, high);
      if (this.block.column && high >= NUMBERED) writeIn(context, String(flat), x + w / 2, y + high / 2, css(textOn(colour)));
    }
  }

  /** @param {Light} light from lightOf @param {number} chosen -1 for none */
  light({ veil, outline, stopped, pinned, lit, live, soft }, chosen) {
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

/**
 * What is drawn over the pictures of a state: the same over its values and over its deltas.
 * @typedef {{veil: string, outline: string, stopped: string, pinned: string, lit: string, live: string, soft: boolean}} Light
 */

/**
 * @param {Picture} picture
 * @param {{reached: Uint8Array, live: Uint8Array, soft: boolean} | null} marks null: nothing is chosen
 * @param {number} chosen -1 for none
 * @returns {Light}
 */
export function lightOf({ block, sizes }, marks, chosen) {
  if (!marks) return { veil: "", outline: "", stopped: "", pinned: "", lit: "", live: "", soft: false };
  const { reached, live, soft } = marks;
  const sum = reached.reduce((total, mark) => total + mark, 0);
  const few = sum <= OUTLINED && sum < 0.7 * reached.length;
  const around = (/** @type {Uint8Array} */ some, joined = false) => pathAround(some, block, sizes, joined);
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

/** An empty canvas in the pixels of the screen. @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
export function prepare(canvas, width, height) {
  const sharp = Math.min(Math.ceil(window.devicePixelRatio || 1), 3);
  canvas.width = width * sharp;
  canvas.height = height * sharp;
  canvas.setAttribute("style", `width:${width}px;height:${height}px`);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(sharp, sharp);
  return context;
}

/** @param {CanvasRenderingContext2D} context @param {string} text @param {number} x @param {number} y @param {string} colour */
export function writeIn(context, text, x, y, colour) {
  context.fillStyle = colour;
  context.font = "9px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 0.5);
}

/** @param {Uint8Array} marks */
function list(marks) {
  const found = [];
  for (let flat = 0; flat < marks.length; flat += 1) if (marks[flat]) found.push(flat);
  return found.join();
}
