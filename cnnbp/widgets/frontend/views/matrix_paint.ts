/** Paints the matrix: once as a whole, then only what a choice lights up. */

import { css, dimmed, mix, parseHex, textOn, valueColour } from "./colour.js";
import { edgesAt } from "./edges.js";
import { compact, number } from "./format.js";
import { unflatten } from "./geometry.js";
import { NUMBERS_FROM, weightColours } from "./matrix_geometry.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Related} Related */
/** @typedef {import("./matrix_geometry.js").Frame} Frame */
/** @typedef {import("./colour.js").RGB} RGB */
/** @typedef {"light" | "dark"} Theme */
/** @typedef {CanvasRenderingContext2D} Context */

/** @type {Record<Theme, {paper: string, ink: string, soft: string, rule: string}>} */
const INKS = {
  light: { paper: "#ffffff", ink: "#16191d", soft: "#4a5058", rule: "rgb(120 128 138 / 0.22)" },
  dark: { paper: "#22262b", ink: "#f0f3f6", soft: "#bcc4cd", rule: "rgb(190 200 212 / 0.16)" },
};
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export class MatrixPainter {
  /** @param {Scene} scene @param {Frame} frame @param {Theme} theme */
  constructor(scene, frame, theme) {
    this.scene = scene;
    this.frame = frame;
    this.theme = theme;
    this.inks = INKS[theme];
    const { forward } = frame;
    this.rowPanel = /** @type {Panel} */ (scene.byId.get(forward ? "output" : "delta"));
    this.colPanel = /** @type {Panel} */ (scene.byId.get(forward ? "input" : "gradient"));
    this.colourOf = weightColours(scene);
    this.weights = scene.byId.get("weights");
    /** @type {Map<number, number>} place of each unit on its axis */
    this.rowAt = new Map(frame.rows.units.map((unit, i) => [unit, i]));
    this.colAt = new Map(frame.cols.units.map((unit, i) => [unit, i]));
    this.top = this.weights?.top ?? 1;
    this.font = "";
  }

  /** @param {number} edge @returns {RGB} */
  colour(edge) {
    if (this.colourOf) return parseHex(this.colourOf(edge));
    return valueColour(this.scene.edges.weight(edge), this.top, "signed", this.theme);
  }

  /** The whole picture without a choice. @param {Context} pen @param {boolean} dim */
  base(pen, dim) {
    const { width, height, block } = this.frame;
    pen.fillStyle = this.inks.paper;
    pen.fillRect(0, 0, width, height);
    this.#rules(pen);
    if (block > 1) this.#blocks(pen, dim);
    else this.#edges(pen, dim);
    this.#strips(pen, dim);
    this.#names(pen);
  }

  /** The border of the matrix, and a line wherever a row of the image ends. @param {Context} pen */
  #rules(pen) {
    const { rows, cols, left, top, cell } = this.frame;
    pen.strokeStyle = this.inks.rule;
    pen.lineWidth = 1;
    pen.beginPath();
    const step = (/** @type {Panel} */ panel) => (cell >= 9 ? 1 : Math.max(1, panel.cols));
    if (cell * step(this.rowPanel) >= 5 && this.frame.block === 1) {
      rows.at.forEach((y, i) => rows.units[i] % step(this.rowPanel) === 0 && line(pen, left, top + y, left + cols.length, top + y));
      cols.at.forEach((x, i) => cols.units[i] % step(this.colPanel) === 0 && line(pen, left + x, top, left + x, top + rows.length));
    }
    pen.stroke();
    pen.strokeStyle = this.inks.soft;
    pen.strokeRect(left - 0.5, top - 0.5, cols.length + 1, rows.length + 1);
  }

  /** @param {Context} pen @param {boolean} dim */
  #edges(pen, dim) {
    const { source } = this.scene.edges;
    for (const row of this.frame.rows.units) {
      for (const edge of edgesAt(this.scene, "output", row)) if (this.colAt.has(source[edge])) this.cell(pen, edge, dim);
    }
  }

  /** A point for many units: the mean colour of the edges that run through it. @param {Context} pen @param {boolean} dim */
  #blocks(pen, dim) {
    const { left, top, rows, cols, block } = this.frame;
    const { source, target } = this.scene.edges;
    const wide = Math.ceil(cols.units.length / block);
    const high = Math.ceil(rows.units.length / block);
    const sums = new Float32Array(wide * high * 4);
    for (let edge = 0; edge < source.length; edge += 1) {
      const at = (Math.floor(target[edge] / block) * wide + Math.floor(source[edge] / block)) * 4;
      const rgb = this.colour(edge);
      for (let i = 0; i < 3; i += 1) sums[at + i] += rgb[i];
      sums[at + 3] += 1;
    }
    for (let i = 0; i < wide * high; i += 1) {
      const count = sums[i * 4 + 3];
      if (!count) continue;
      const rgb = /** @type {RGB} */ ([0, 1, 2].map((c) => sums[i * 4 + c] / count));
      pen.fillStyle = css(dim ? mix(rgb, parseHex(this.inks.paper), 0.4) : rgb);
      pen.fillRect(left + (i % wide), top + Math.floor(i / wide), 1, 1);
    }
  }

  /** One edge as a cell of the matrix; `least`: px that it takes where cells are smaller.
   * @param {Context} pen @param {number} edge @param {boolean} dim @param {number} [least]
   */
  cell(pen, edge, dim, least = 1) {
    const { cell } = this.frame;
    const [row, col] = [this.scene.edges.target[edge], this.scene.edges.source[edge]];
    const place = this.place(row, col);
    if (!place) return null;
    const rgb = dim ? dimmed(this.colour(edge), this.theme) : this.colour(edge);
    pen.fillStyle = css(rgb);
    const inset = cell >= 9 ? 0.5 : 0;
    const size = Math.max(cell - inset, least);
    const start = inset + Math.min(0, (cell - least) / 2);
    pen.fillRect(place.x + start, place.y + start, size, size);
    if (cell >= NUMBERS_FROM) this.#number(pen, total(weightsAt(this.scene, row, col)), place.x, place.y, cell, rgb, dim);
    return place;
  }

  /** The corner of a cell, or null where the picture does not show it. @param {number} row @param {number} col */
  place(row, col) {
    const { rows, cols, left, top } = this.frame;
    const [i, j] = [this.rowAt.get(row), this.colAt.get(col)];
    return i === undefined || j === undefined ? null : { x: left + cols.at[j], y: top + rows.at[i] };
  }

  /** @param {Context} pen @param {number} value @param {number} x @param {number} y @param {number} cell @param {RGB} back @param {boolean} dim */
  #number(pen, value, x, y, cell, back, dim) {
    if (cell < NUMBERS_FROM) return;
    // Reading a font takes longer than writing a number: only when it has changed.
    if (pen.font !== this.font) {
      pen.font = `${Math.min(10.5, Math.max(8, cell * 0.29)).toFixed(1)}px ${FONT}`;
      this.font = pen.font;
    }
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = css(textOn(back, dim));
    pen.fillText(compact(value), x + cell / 2, y + cell / 2 + 0.5);
  }

  /** The values beside the rows and along the columns. @param {Context} pen @param {boolean} dim */
  #strips(pen, dim) {
    for (const unit of this.frame.rows.units) this.value(pen, "rows", unit, dim);
    for (const unit of this.frame.cols.units) this.value(pen, "columns", unit, dim);
    const { left, top, right, beyond, strip, rows, cols } = this.frame;
    pen.strokeStyle = this.inks.soft;
    pen.strokeRect(right - 0.5, top - 0.5, strip + 1, rows.length + 1);
    pen.strokeRect(left - 0.5, beyond - 0.5, cols.length + 1, strip + 1);
  }

  /** One value of a strip. @param {Context} pen @param {"rows" | "columns"} part @param {number} unit @param {boolean} dim */
  value(pen, part, unit, dim) {
    const box = this.box(part, unit);
    if (!box) return null;
    const panel = part === "rows" ? this.rowPanel : this.colPanel;
    const colour = valueColour(panel.values[unit], panel.top, panel.scale, this.theme);
    const rgb = dim ? dimmed(colour, this.theme) : colour;
    pen.fillStyle = css(rgb);
    pen.fillRect(box.x, box.y, Math.max(box.w, 1), Math.max(box.h, 1));
    if (this.frame.cell >= NUMBERS_FROM) this.#number(pen, panel.values[unit], box.x, box.y, this.frame.cell, rgb, dim);
    return box;
  }

  /** Where a unit's value stands in its strip. @param {"rows" | "columns"} part @param {number} unit */
  box(part, unit) {
    const { rows, cols, left, top, right, beyond, strip, cell } = this.frame;
    const i = (part === "rows" ? this.rowAt : this.colAt).get(unit);
    if (i === undefined) return null;
    return part === "rows" ? { x: right, y: top + rows.at[i], w: strip, h: cell } : { x: left + cols.at[i], y: beyond, w: cell, h: strip };
  }

  /** Names of the strips, and of rows and columns where there is room. @param {Context} pen */
  #names(pen) {
    const { left, top, right, beyond, strip, forward, cell, rows, cols } = this.frame;
    pen.fillStyle = this.inks.ink;
    pen.textBaseline = "middle";
    pen.font = `600 12px ${FONT}`;
    pen.textAlign = "center";
    pen.fillText(this.rowPanel.symbol, right + strip / 2, top - 10);
    pen.textAlign = "right";
    pen.fillText(this.colPanel.symbol, left - 6, beyond + strip / 2);
    if (cell < NUMBERS_FROM) return;
    pen.font = `9.5px ${FONT}`;
    pen.fillStyle = this.inks.soft;
    rows.units.forEach((unit, i) => pen.fillText(name(unit, this.rowPanel).join(":"), left - 6, top + rows.at[i] + cell / 2));
    pen.textAlign = "center";
    const above = forward ? beyond : top;
    cols.units.forEach((unit, i) => {
      const lines = name(unit, this.colPanel);
      lines.forEach((text, k) => pen.fillText(text, left + cols.at[i] + cell / 2, above - 7 - (lines.length - 1 - k) * 11));
    });
  }
}

/** A unit's place in its panel: plate, then row and column. @param {number} unit @param {Panel} panel */
function name(unit, panel) {
  const index = unflatten(unit, panel.shape);
  return index.length > 2 ? [index.slice(0, -2).join(","), index.slice(-2).join(",")] : [index.join(",")];
}

/** @param {Context} pen @param {number} x @param {number} y @param {number} toX @param {number} toY */
function line(pen, x, y, toX, toY) {
  pen.moveTo(x - 0.5, y - 0.5);
  pen.lineTo(toX - 0.5, toY - 0.5);
}

/** The weights of the edges at a place of the matrix: several may join the same two ends. @param {Scene} scene @param {number} row @param {number} col */
const weightsAt = (scene, row, col) =>
  edgesAt(scene, "output", row).filter((edge) => scene.edges.source[edge] === col).map((edge) => scene.edges.weight(edge));

/** Their sum, the entry of the matrix. @param {number[]} weights */
const total = (weights) => weights.reduce((sum, weight) => sum + weight, 0);

/** What a cell means, in words. @param {Scene} scene @param {number} row @param {number} col */
export function weightAt(scene, row, col) {
  const weights = weightsAt(scene, row, col);
  const together = weights.length > 1 ? `, together ${number(total(weights))}` : "";
  return weights.length ? `weight ${weights.map((weight) => number(weight)).join(" and ")}${together}` : "no edge";
}
