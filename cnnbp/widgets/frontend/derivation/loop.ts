/** The panels of a derivation stand in a loop, read around: pixel, weight, output, and back; on a slide side by side. */

import type { Panel } from "../core/data";
import { type Place, route } from "../core/geometry";
import type { Grid } from "../grid/grid";
import { boxOf, s, write } from "../ui/dom";
import type { Shown } from "./state";

export const WIDE = 900; // px from which the panels stand beside the lines
export const PHONE = 600; // px below which only the open line is shown
const LANES = 26; // px at the right, where lines go around the weights down to the deltas
const [PADDING, HEADER] = [24, 16]; // of the widget; row numbers beside a sheet
const SMALLEST = 11;
const [THIN, HEAVY] = [1.5, 4];

/** How large a cell of each panel may be, and what a sheet may take. */
interface Limits {
  weights: number;
  delta: number;
  layer: number;
  sheet: number;
  gap: number;
}
const ONE_SCREEN: Limits = { weights: 34, delta: 28, layer: 23, sheet: 184, gap: 44 };
const FREE: Limits = { weights: 28, delta: 28, layer: 28, sheet: 224, gap: 30 };

type Sheet = Pick<Panel, "id" | "rows" | "cols">;
const [READ, LARGEST, KERNEL, BETWEEN] = [22, 28, 31, 18]; // from afar; all numbers stand in cells of 22 px
const HIGH = 176; // px of a sheet, so that one line of the derivation has room below

/** Side by side, in what the width is before it is drawn larger: all cells are large enough to be read. */
function farCells(panels: Sheet[], width: number) {
  const free = width - panels.length * HEADER - (panels.length - 1) * BETWEEN;
  const small = ({ rows, cols }: Sheet) => Math.max(rows, cols) <= 3;
  const columns = panels.filter((one) => !small(one)).reduce((sum, { cols }) => sum + cols, 0);
  const kernels = panels.filter(small).reduce((sum, { cols }) => sum + KERNEL * cols, 0);
  const rows = Math.max(...panels.map((one) => one.rows));
  const most = Math.min(LARGEST, Math.floor(HIGH / rows), Math.floor((free - kernels) / columns));
  const cell = Math.max(READ, most);
  return { cells: Object.fromEntries(panels.map((one) => [one.id, small(one) ? KERNEL : cell])), gap: BETWEEN };
}

/** Sizes of cells: whatever the width, both rows of the loop and a line are in one screen. */
export function cellsOf(panels: Sheet[], width: number, every: boolean, zoom = 1) {
  if (zoom > 1 && !every) return farCells(panels, (width - PADDING) / zoom);
  const limits = every ? FREE : ONE_SCREEN;
  const gap = width < PHONE ? 14 : limits.gap;
  const room = Math.max(width - PADDING - LANES - gap - 2 * HEADER, 0);
  const left = Math.min(limits.sheet, 0.52 * room);
  const right = Math.min(limits.sheet, room - left);
  const cells: Record<string, number> = {};
  for (const { id, rows, cols } of panels) {
    const kernel = id === "weights" || id === "parameter_gradient";
    const most = kernel ? limits.weights : id === "delta" ? limits.delta : limits.layer;
    const sheet = id === "weights" || id === "delta" ? right : left;
    cells[id] = Math.max(SMALLEST, Math.min(most, Math.floor(sheet / Math.max(rows, cols))));
  }
  return { cells, gap };
}

/** The line of each term; that of the term in hand is heavier. */
export function drawEdges(svg: SVGSVGElement, grids: Grid[], shown: Shown) {
  const around = svg.parentElement;
  if (!around) return;
  const corner = boxOf(around);
  const places = new Map(grids.map((grid) => [grid.panel.id, grid.places(corner)]));
  const { terms, term } = shown;
  const middle = (terms.length - 1) / 2 || 1;
  const at = (id: string, flat: number) => places.get(id)?.(flat) ?? null;
  const lines = terms.map((one, order) => {
    const stops = [
      at("z_in", one.source) ?? at("input", one.source),
      at("weights", one.parameter),
      at("delta", one.target),
    ].filter((stop): stop is Place => stop !== null);
    const offset = terms.length > 1 ? (order - middle) / middle : 0;
    const d = stops.slice(1).map((stop, i) => route(stops[i], stop, offset, 1, corner.width));
    return { one, d: d.join(" ") };
  });
  // The one in hand lies above the others.
  lines.sort((a, b) => Number(a.one.target === term.target) - Number(b.one.target === term.target));
  const [from, to] = [at("z_in", shown.asked), at("input_delta", shown.asked)];
  while (svg.childElementCount > lines.length + 1) svg.lastElementChild?.remove();
  while (svg.childElementCount <= lines.length) svg.append(s("path"));
  // The same pixel in z and in its δ: down the border of its column, over no number.
  const down = (a: Place, b: Place) => `M ${a.x - a.size / 2} ${a.y + a.size / 2} V ${b.y - b.size / 2}`;
  const same = svg.children[0];
  write(same, "class", "cnnbp-same-pixel");
  write(same, "d", from && to && from.y < to.y ? down(from, to) : "");
  const many = terms.length > 12;
  lines.forEach(({ one, d }, i) => {
    const heavy = one.target === term.target;
    const path = svg.children[i + 1];
    write(path, "class", `cnnbp-line${heavy ? " cnnbp-heavy" : many ? " cnnbp-faint" : ""}`);
    write(path, "d", d);
    write(path, "style", `--badge:${one.colour}`);
    write(path, "stroke-width", heavy ? HEAVY : many ? 1 : THIN);
    write(path, "data-badge", one.badge);
  });
}
