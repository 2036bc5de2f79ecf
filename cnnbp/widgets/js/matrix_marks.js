/** What a choice lights up in the matrix: a band, the lit edges with their badges, their values. */

import { css, parseHex, textOn } from "./colour.js";

/** @typedef {import("./types.js").Related} Related */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./matrix_paint.js").MatrixPainter} Painter */
/** @typedef {CanvasRenderingContext2D} Context */

const BADGES_FROM = 18; // px: smaller cells are only coloured
const MOST_BADGES = 99;
const SEEN = 4; // px that a lit edge takes in a picture of points

/**
 * @param {Painter} painter
 * @param {Context} pen
 * @param {Related} related
 * @param {(term: Term) => number} edgeOf the edge of a term
 */
export function paintMarks(painter, pen, related, edgeOf) {
  const { frame, scene } = painter;
  const { cell } = frame;
  const { unit, terms } = related;
  if (unit !== "weights") band(painter, pen, related);
  const least = terms.length > MOST_BADGES ? 1 : SEEN;
  const boxes = terms.map((term) => ({ term, place: painter.cell(pen, edgeOf(term), false, least) }));
  if (unit !== "output") for (const target of new Set(terms.map((t) => t.target))) painter.value(pen, "rows", target, false);
  if (unit !== "input" && frame.forward) for (const source of new Set(terms.map((t) => t.source))) painter.value(pen, "columns", source, false);
  if (scene.kind === "dense" && cell >= BADGES_FROM) for (const { term, place } of boxes) if (place) border(pen, term, place.x, place.y, cell);
  if (cell < BADGES_FROM) return;
  for (const { term, place } of boxes) {
    if (place && term.badge <= MOST_BADGES) badge(pen, term, place.x + cell - 3, place.y + 3, painter.inks.paper);
    const value = related.unit === "output" ? painter.box("columns", term.source) : painter.box("rows", term.target);
    const carries = related.unit === "output" ? frame.forward : !frame.forward;
    if (value && carries && term.badge <= MOST_BADGES) badge(pen, term, value.x + value.w - 3, value.y + 3, painter.inks.paper);
  }
}

/** Where the cell shows its value, the badge's colour is around it. @param {Context} pen @param {Term} term @param {number} x @param {number} y @param {number} cell */
function border(pen, term, x, y, cell) {
  pen.lineWidth = 2;
  pen.strokeStyle = term.colour;
  pen.strokeRect(x + 1, y + 1, cell - 2, cell - 2);
}

/** @param {Context} pen @param {Term} term @param {number} x @param {number} y @param {string} paper */
function badge(pen, term, x, y, paper) {
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

/** A frame along the chosen column or row, and around its own value. @param {Painter} painter @param {Context} pen @param {Related} related */
function band(painter, pen, related) {
  const { frame, inks } = painter;
  const column = related.unit === "input";
  const part = column ? "columns" : "rows";
  const own = painter.value(pen, part, related.flat, false);
  if (!own) return;
  const [from, to] = column ? [frame.top, frame.top + frame.rows.length] : [frame.left, frame.left + frame.cols.length];
  const thick = Math.max(frame.cell, 2);
  const boxes = [column ? [own.x, from, thick, to - from] : [from, own.y, to - from, thick], [own.x, own.y, Math.max(own.w, 2), Math.max(own.h, 2)]];
  for (const [x, y, w, h] of boxes) {
    for (const [width, colour] of /** @type {[number, string][]} */ ([[4, inks.paper], [2, inks.ink]])) {
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.strokeRect(x - 1, y - 1, w + 2, h + 2);
    }
  }
}
