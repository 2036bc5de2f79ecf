/** Numbers written straight into pixels. The browser lays out each text anew that it draws; a closer
 * look has fifty of them and changes with every choice, so that here each character is drawn once. */

import { h } from "./dom.js";

/** @typedef {import("./colour.js").RGB} RGB */
/** @typedef {{wide: number, high: number, data: Uint8ClampedArray}} Pixels */
/** @typedef {{dx: Int16Array, dy: Int16Array, over: Float32Array}} Mask the pixels that a character covers, and how far */
/** @typedef {{advance: number, masks: Mask[]}} Glyph a mask for each shift */

const SHIFTS = 4; // a character may start at each quarter of a pixel, as in text

export class Glyphs {
  /** @param {number} size in pixels of the screen @param {string} family */
  constructor(size, family) {
    this.font = `${size}px ${family}`;
    this.size = size;
    this.pen = /** @type {CanvasRenderingContext2D} */ (h("canvas").getContext("2d", { willReadFrequently: true }));
    /** @type {Map<string, Glyph>} */
    this.known = new Map();
  }

  /** @param {string} character @returns {Glyph} */
  #glyph(character) {
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

  /** Text around a point. @param {Pixels} pixels @param {string} text @param {number} x @param {number} y @param {RGB} ink */
  write(pixels, text, x, y, ink) {
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

/** @param {ImageData} drawn @returns {Mask} */
function maskOf({ data, width }) {
  const covered = Array.from({ length: data.length / 4 }, (_, at) => at).filter((at) => data[4 * at + 3]);
  return {
    dx: Int16Array.from(covered, (at) => at % width),
    dy: Int16Array.from(covered, (at) => Math.floor(at / width)),
    over: Float32Array.from(covered, (at) => data[4 * at + 3] / 255),
  };
}

/** Ink over what is there, as far as it covers. @param {Pixels} pixels @param {Mask} mask @param {number} left @param {number} top @param {RGB} ink */
export function blend({ wide, high, data }, { dx, dy, over }, left, top, [red, green, blue]) {
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

/** A cell in its colour; a line of half a point is left free below and beside it. @param {Pixels} pixels @param {[number, number, number, number]} box left, top, right, bottom @param {RGB} back @param {number} edge opacity of the last row and column */
export function block({ wide, data }, [left, top, right, bottom], back, edge) {
  const pixels = new Uint32Array(data.buffer);
  const [full, half] = [packed(back, 255), packed(back, Math.round(255 * edge))];
  for (let row = top; row < bottom; row += 1) {
    pixels.fill(row < bottom - 1 ? full : half, row * wide + left, row * wide + right - 1);
    pixels[row * wide + right - 1] = half;
  }
}

const bytes = new Uint8ClampedArray(4);
const word = new Uint32Array(bytes.buffer);

/** Four bytes as one number, in this machine's order. @param {RGB} rgb @param {number} alpha */
function packed(rgb, alpha) {
  rgb.forEach((c, i) => (bytes[i] = c));
  bytes[3] = alpha;
  return word[0];
}
