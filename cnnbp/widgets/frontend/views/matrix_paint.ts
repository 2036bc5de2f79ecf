/** Paints the matrix: once as a whole, then only what a choice lights up. */

import { css, dimmed, inksOf, mix, parseHex, type RGB, type Theme, textOn, valueColour } from "../core/colour";
import { type Panel, panelOf, type Related, type Scene, type Term } from "../core/data";
import { edgesAt } from "../core/edges";
import { unflatten } from "../core/geometry";
import { compact, number } from "../core/numbers";
import type { Pen } from "../ui/dom";
import { type Frame, NUMBERS_FROM, weightColours } from "./matrix_geometry";

/** The lines between cells. */
const RULES: Record<Theme, string> = {
  light: "rgb(120 128 138 / 0.22)",
  dark: "rgb(190 200 212 / 0.16)",
};
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

export class MatrixPainter {
  inks: { paper: string; ink: string; soft: string; rule: string };
  rowPanel: Panel;
  colPanel: Panel;
  colourOf: ((edge: number) => string) | null;
  weights: Panel | undefined;
  /** place of each unit on its axis */
  rowAt: Map<number, number>;
  colAt: Map<number, number>;
  top: number;
  font = "";

  constructor(
    readonly scene: Scene,
    readonly frame: Frame,
    readonly theme: Theme,
  ) {
    this.inks = { ...inksOf(theme), rule: RULES[theme] };
    const { forward } = frame;
    this.rowPanel = panelOf(scene, forward ? "output" : "delta");
    this.colPanel = panelOf(scene, forward ? "input" : "gradient");
    this.colourOf = weightColours(scene);
    this.weights = scene.byId.get("weights");
    this.rowAt = new Map(frame.rows.units.map((unit, i) => [unit, i]));
    this.colAt = new Map(frame.cols.units.map((unit, i) => [unit, i]));
    this.top = this.weights?.top ?? 1;
  }

  colour(edge: number): RGB {
    if (this.colourOf) return parseHex(this.colourOf(edge));
    return valueColour(this.scene.edges.weight(edge), this.top, "signed", this.theme);
  }

  /** The whole picture without a choice. */
  base(pen: Pen, dim: boolean) {
    const { width, height, block } = this.frame;
    pen.fillStyle = this.inks.paper;
    pen.fillRect(0, 0, width, height);
    this.#rules(pen);
    if (block > 1) this.#blocks(pen, dim);
    else this.#edges(pen, dim);
    this.#strips(pen, dim);
    this.#names(pen);
  }

  /** The border of the matrix, and a line wherever a row of the image ends. */
  #rules(pen: Pen) {
    const { rows, cols, left, top, cell } = this.frame;
    pen.strokeStyle = this.inks.rule;
    pen.lineWidth = 1;
    pen.beginPath();
    const step = (panel: Panel) => (cell >= 9 ? 1 : Math.max(1, panel.cols));
    if (cell * step(this.rowPanel) >= 5 && this.frame.block === 1) {
      rows.at.forEach(
        (y, i) => rows.units[i] % step(this.rowPanel) === 0 && line(pen, left, top + y, left + cols.length, top + y),
      );
      cols.at.forEach(
        (x, i) => cols.units[i] % step(this.colPanel) === 0 && line(pen, left + x, top, left + x, top + rows.length),
      );
    }
    pen.stroke();
    pen.strokeStyle = this.inks.soft;
    pen.strokeRect(left - 0.5, top - 0.5, cols.length + 1, rows.length + 1);
  }

  #edges(pen: Pen, dim: boolean) {
    const { source } = this.scene.edges;
    for (const row of this.frame.rows.units) {
      for (const edge of edgesAt(this.scene, "output", row))
        if (this.colAt.has(source[edge])) this.cell(pen, edge, dim);
    }
  }

  /** A point for many units: the mean colour of the edges that run through it. */
  #blocks(pen: Pen, dim: boolean) {
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
      const rgb = [0, 1, 2].map((c) => sums[i * 4 + c] / count) as RGB;
      pen.fillStyle = css(dim ? mix(rgb, parseHex(this.inks.paper), 0.4) : rgb);
      pen.fillRect(left + (i % wide), top + Math.floor(i / wide), 1, 1);
    }
  }

  /** One edge as a cell of the matrix; `least`: px that it takes where cells are smaller. */
  cell(pen: Pen, edge: number, dim: boolean, least = 1) {
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
    if (cell >= NUMBERS_FROM)
      this.#number(pen, total(weightsAt(this.scene, row, col)), place.x, place.y, cell, rgb, dim);
    return place;
  }

  /** The corner of a cell, or null where the picture does not show it. */
  place(row: number, col: number) {
    const { rows, cols, left, top } = this.frame;
    const [i, j] = [this.rowAt.get(row), this.colAt.get(col)];
    return i === undefined || j === undefined ? null : { x: left + cols.at[j], y: top + rows.at[i] };
  }

  #number(pen: Pen, value: number, x: number, y: number, cell: number, back: RGB, dim: boolean) {
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

  /** The values beside the rows and along the columns. */
  #strips(pen: Pen, dim: boolean) {
    for (const unit of this.frame.rows.units) this.value(pen, "rows", unit, dim);
    for (const unit of this.frame.cols.units) this.value(pen, "columns", unit, dim);
    const { left, top, right, beyond, strip, rows, cols } = this.frame;
    pen.strokeStyle = this.inks.soft;
    pen.strokeRect(right - 0.5, top - 0.5, strip + 1, rows.length + 1);
    pen.strokeRect(left - 0.5, beyond - 0.5, cols.length + 1, strip + 1);
  }

  /** One value of a strip. */
  value(pen: Pen, part: "rows" | "columns", unit: number, dim: boolean) {
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

  /** Where a unit's value stands in its strip. */
  box(part: "rows" | "columns", unit: number) {
    const { rows, cols, left, top, right, beyond, strip, cell } = this.frame;
    const i = (part === "rows" ? this.rowAt : this.colAt).get(unit);
    if (i === undefined) return null;
    return part === "rows"
      ? { x: right, y: top + rows.at[i], w: strip, h: cell }
      : { x: left + cols.at[i], y: beyond, w: cell, h: strip };
  }

  /** Names of the strips, and of rows and columns where there is room. */
  #names(pen: Pen) {
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
    rows.units.forEach((unit, i) =>
      pen.fillText(name(unit, this.rowPanel).join(":"), left - 6, top + rows.at[i] + cell / 2),
    );
    pen.textAlign = "center";
    const above = forward ? beyond : top;
    cols.units.forEach((unit, i) => {
      const lines = name(unit, this.colPanel);
      lines.forEach((text, k) =>
        pen.fillText(text, left + cols.at[i] + cell / 2, above - 7 - (lines.length - 1 - k) * 11),
      );
    });
  }
}

/** A unit's place in its panel: plate, then row and column. */
function name(unit: number, panel: Panel) {
  const index = unflatten(unit, panel.shape);
  return index.length > 2 ? [index.slice(0, -2).join(","), index.slice(-2).join(",")] : [index.join(",")];
}

function line(pen: Pen, x: number, y: number, toX: number, toY: number) {
  pen.moveTo(x - 0.5, y - 0.5);
  pen.lineTo(toX - 0.5, toY - 0.5);
}

/** The weights of the edges at a place of the matrix: several may join the same two ends. */
const weightsAt = (scene: Scene, row: number, col: number) =>
  edgesAt(scene, "output", row)
    .filter((edge) => scene.edges.source[edge] === col)
    .map((edge) => scene.edges.weight(edge));

/** Their sum, the entry of the matrix. */
const total = (weights: number[]) => weights.reduce((sum, weight) => sum + weight, 0);

/** What a cell means, in words. */
export function weightAt(scene: Scene, row: number, col: number) {
  const weights = weightsAt(scene, row, col);
  const together = weights.length > 1 ? `, together ${number(total(weights))}` : "";
  return weights.length ? `weight ${weights.map((weight) => number(weight)).join(" and ")}${together}` : "no edge";
}

/** What a choice lights up in the matrix: a band, the lit edges with their badges, their values. */

const BADGES_FROM = 18; // px: smaller cells are only coloured
const MOST_BADGES = 99;
const SEEN = 4; // px that a lit edge takes in a picture of points

/** @param edgeOf the edge of a term */
export function paintMarks(painter: MatrixPainter, pen: Pen, related: Related, edgeOf: (term: Term) => number) {
  const { frame, scene } = painter;
  const { cell } = frame;
  const { unit, terms } = related;
  if (unit !== "weights") band(painter, pen, related);
  const least = terms.length > MOST_BADGES ? 1 : SEEN;
  const boxes = terms.map((term) => ({ term, place: painter.cell(pen, edgeOf(term), false, least) }));
  if (unit !== "output")
    for (const target of new Set(terms.map((t) => t.target))) painter.value(pen, "rows", target, false);
  if (unit !== "input" && frame.forward)
    for (const source of new Set(terms.map((t) => t.source))) painter.value(pen, "columns", source, false);
  if (scene.kind === "dense" && cell >= BADGES_FROM)
    for (const { term, place } of boxes) if (place) border(pen, term, place.x, place.y, cell);
  if (cell < BADGES_FROM) return;
  for (const { term, place } of boxes) {
    if (place && term.badge <= MOST_BADGES) badge(pen, term, place.x + cell - 3, place.y + 3, painter.inks.paper);
    const value = related.unit === "output" ? painter.box("columns", term.source) : painter.box("rows", term.target);
    const carries = related.unit === "output" ? frame.forward : !frame.forward;
    if (value && carries && term.badge <= MOST_BADGES)
      badge(pen, term, value.x + value.w - 3, value.y + 3, painter.inks.paper);
  }
}

/** Where the cell shows its value, the badge's colour is around it. */
function border(pen: Pen, term: Term, x: number, y: number, cell: number) {
  pen.lineWidth = 2;
  pen.strokeStyle = term.colour;
  pen.strokeRect(x + 1, y + 1, cell - 2, cell - 2);
}

function badge(pen: Pen, term: Term, x: number, y: number, paper: string) {
  const rgb = parseHex(term.colour);
  pen.beginPath();
  pen.arc(x, y, term.badge > 9 ? 7 : 6.5, 0, 2 * Math.PI);
  pen.fillStyle = term.colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = paper;
  pen.stroke();
  pen.font = `700 ${term.badge > 9 ? 7.5 : 8.5}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = css(textOn(rgb));
  pen.fillText(String(term.badge), x, y + 0.5);
}

/** A frame along the chosen column or row, and around its own value. */
function band(painter: MatrixPainter, pen: Pen, related: Related) {
  const { frame, inks } = painter;
  const column = related.unit === "input";
  const part = column ? "columns" : "rows";
  const own = painter.value(pen, part, related.flat, false);
  if (!own) return;
  const [from, to] = column ? [frame.top, frame.top + frame.rows.length] : [frame.left, frame.left + frame.cols.length];
  const thick = Math.max(frame.cell, 2);
  const boxes = [
    column ? [own.x, from, thick, to - from] : [from, own.y, to - from, thick],
    [own.x, own.y, Math.max(own.w, 2), Math.max(own.h, 2)],
  ];
  for (const [x, y, w, h] of boxes) {
    for (const [width, colour] of [
      [4, inks.paper],
      [2, inks.ink],
    ] as [number, string][]) {
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.strokeRect(x - 1, y - 1, w + 2, h + 2);
    }
  }
}
