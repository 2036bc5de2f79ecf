/** The elements of a panel: its sheets and their cells. */

import { css, dimmed, parseHex, type RGB, type Theme, textOn, valueColour } from "../core/colour";
import type { Panel, Scene, Term } from "../core/data";
import { cellPlace, unflatten } from "../core/geometry";
import { cellName, inCell, number, plateName } from "../core/numbers";
import { h, penOf, write } from "../ui/dom";
import type { Style } from "./fit";
import { leading } from "./plates";

/** What a panel shows now: all that its cells are drawn from. */
export interface Face {
  readonly panel: Panel;
  readonly scene: Scene;
  theme: Theme;
  /** the cells that take part; null before anything was lit */
  lit: Map<number, Term[]> | null;
  chosen: number;
  /** the cell in the tab order */
  active: number;
  /** what takes no part steps back */
  dim: boolean;
  /** px */
  cell: number;
  /** how numbers stand in the cells */
  style: Style;
  /** the numbers are hidden: they are asked for */
  covered: boolean;
  marks: Set<number>;
  /** the plates of the page that is shown */
  sheets: Map<number, Sheet>;
  readonly firstPlate: number;
}

/** one plate of a panel */
export interface Sheet {
  plate: number;
  box: HTMLElement;
  sheet: HTMLElement;
  canvas: HTMLCanvasElement;
  cells: HTMLElement;
  /** an outline over some cells */
  window: HTMLElement;
  /** where the closer look is */
  look: HTMLElement;
  rows: Map<number, HTMLElement>;
  /** the plate by theme and dimming, and which cells stand out on it */
  images: Record<string, { image: ImageData; bright: number[] }>;
  /** the image that is shown */
  painted: string;
}

export function makeSheet(panel: Panel, plate: number, large: boolean): Sheet {
  const { rows, cols, plates } = panel;
  const name = plates > 1 ? plateName(unflatten(plate, leading(panel))) : "";
  const canvas = h("canvas", { width: cols, height: rows, "aria-hidden": "true" });
  const cells = h("div", {
    class: "cnnbp-cells",
    role: "grid",
    "aria-label": panel.name + name,
    "aria-rowcount": rows,
    "aria-colcount": cols,
    "data-plate": plate,
  });
  const window = h("div", { class: "cnnbp-window", hidden: true });
  const look = h("div", { class: "cnnbp-look", hidden: true });
  const around = large ? [] : [heads("cols", cols), heads("rows", rows)];
  const sheet = h(
    "div",
    { class: "cnnbp-sheet", style: `--rows:${rows};--cols:${cols}` },
    canvas,
    ...around,
    cells,
    window,
    look,
  );
  const caption = name ? h("div", { class: "cnnbp-plate-name" }, name.trim()) : null;
  return {
    plate,
    box: h("div", { class: "cnnbp-plate" }, caption, sheet),
    sheet,
    canvas,
    cells,
    window,
    look,
    rows: new Map(),
    images: {},
    painted: "",
  };
}

/** Row or column numbers, counted from 0. */
function heads(kind: string, count: number) {
  const marks = Array.from({ length: count }, (_, i) => h("span", {}, String(i)));
  return h("div", { class: `cnnbp-heads cnnbp-${kind}`, "aria-hidden": "true" }, ...(count > 1 ? marks : []));
}

/** A cell in its row, which is made when it is first needed. */
export function makeCell(grid: Face, sheet: Sheet, flat: number) {
  const { row, col } = cellPlace(flat, grid.panel);
  let line = sheet.rows.get(row);
  if (!line) {
    line = h("div", { role: "row", "aria-rowindex": row + 1 });
    sheet.rows.set(row, line);
    const after = [...sheet.rows.keys()].filter((r) => r > row).sort((a, b) => a - b)[0];
    sheet.cells.insertBefore(line, sheet.rows.get(after) ?? null);
  }
  const cell = h("div", {
    role: "gridcell",
    class: "cnnbp-cell",
    tabindex: flat === grid.active ? 0 : -1,
    "aria-colindex": col + 1,
    "aria-label": cellName(grid.panel, grid.scene, flat),
    "data-flat": flat,
    style: `--r:${row};--c:${col}`,
  });
  line.append(cell);
  return cell;
}

/** The place of a cell on its sheet, for something that stands at it; its colours are its own. */
export const placeStyle = ({ style }: HTMLElement) =>
  `--r:${style.getPropertyValue("--r")};--c:${style.getPropertyValue("--c")}`;

export function dropCell(sheet: Sheet, cell: HTMLElement, row: number) {
  const line = cell.parentElement;
  cell.remove();
  if (!line || line.childElementCount) return;
  sheet.rows.delete(row);
  line.remove();
}

/** What takes no part steps back. */
export const isQuiet = (grid: Face, flat: number) => grid.dim && !grid.lit?.has(flat) && flat !== grid.chosen;

export function cellColour({ panel, theme, covered }: Face, flat: number, quiet: boolean) {
  const colour = valueColour(covered ? 0 : panel.values[flat], panel.top, covered ? "signed" : panel.scale, theme);
  return quiet ? dimmed(colour, theme) : colour;
}

export type Look = { back: RGB; ink: RGB };
/** the same cells are looked at again and again */
const known = new WeakMap<Face, { key: string; looks: Map<number, Look> }>();

/** The colours of a cell and of its number. */
export function lookOf(grid: Face, flat: number, quiet: boolean): Look {
  const key = `${grid.theme}${grid.covered}`;
  const before = known.get(grid);
  const kept = before?.key === key ? before : { key, looks: new Map<number, Look>() };
  known.set(grid, kept);
  const place = 2 * flat + Number(quiet);
  let look = kept.looks.get(place);
  if (!look) {
    const back = cellColour(grid, flat, quiet);
    look = { back, ink: textOn(back, quiet) };
    kept.looks.set(place, look);
  }
  return look;
}

/** The number of a cell, as one of this size holds it; seen closer it has its decimals. */
export const textOf = ({ covered, panel }: Face, flat: number, size = Infinity) =>
  covered ? "?" : inCell(panel.values[flat], size);

/** what was last written into a cell: most cells stay as they are */
const written = new WeakMap<HTMLElement, string>();

/** Number, badge, border and spoken state of one cell. */
export function writeCell(grid: Face, cell: HTMLElement, flat: number) {
  const terms = grid.lit?.get(flat);
  const quiet = isQuiet(grid, flat);
  const chosen = flat === grid.chosen;
  const marked = grid.marks.has(flat);
  const badges = terms ? terms.map((term) => term.badge + term.colour).join() : "";
  const state = [grid.theme, quiet, chosen, grid.covered, marked, grid.cell, badges].join("|");
  if (written.get(cell) === state) return;
  written.set(cell, state);
  const { ink } = lookOf(grid, flat, quiet);
  // Cells too small for a number hold none: the closer look shows it, and the description says it.
  const shown = grid.style === "lit" ? terms || chosen || marked : grid.style !== "none";
  const inside = shown ? textOf(grid, flat, grid.cell) : "";
  write(
    cell,
    "class",
    `cnnbp-cell${terms ? " cnnbp-lit" : ""}${chosen ? " cnnbp-chosen" : ""}${marked ? " cnnbp-marked" : ""}`,
  );
  write(cell, "aria-selected", String(chosen));
  write(
    cell,
    "aria-description",
    grid.covered ? "covered" : number(grid.panel.values[flat], 3) + (marked ? ", marked" : ""),
  );
  if (inside) cell.style.color = css(ink);
  if (terms) cell.dataset.badge = terms.map((term) => term.badge).join(" ");
  else delete cell.dataset.badge;
  if (terms) cell.style.setProperty("--badge", terms[0].colour);
  else cell.style.removeProperty("--badge");
  // On small cells it would lie on the next one's number; the colour of the frame is the term's.
  const mark = terms && (grid.style === "all" || grid.style === "short") ? badge(terms) : null;
  writeIn(cell, inside, mark);
}

/** Text and badge of a cell; the text stays where it is right. */
function writeIn(cell: HTMLElement, text: string, mark: HTMLElement | null) {
  const first = cell.firstChild;
  if (!(first instanceof Text) || first.data !== text) cell.textContent = text;
  else while (cell.lastChild !== first) cell.lastChild?.remove();
  if (mark) cell.append(mark);
}

/**
 * The number of a term in its colour; "…" where a cell takes part in several; long numbers would
 * cover the cell.
 */
function badge(terms: Term[]) {
  const [first] = terms;
  if (first.badge > 99) return null;
  const style = `--on-badge:${css(textOn(parseHex(first.colour)))}`;
  return h(
    "span",
    { class: "cnnbp-badge", "aria-hidden": "true", style },
    terms.length > 1 ? `${first.badge}…` : String(first.badge),
  );
}

/** The colours of a plate; the whole image is worked out once, then only lit cells differ. */
export function paintSheet(grid: Face, sheet: Sheet) {
  const { rows, cols } = grid.panel;
  const size = rows * cols;
  const first = sheet.plate * size;
  const key = `${grid.theme}${grid.dim}${grid.covered}`;
  const colour = (image: ImageData, flat: number, quiet: boolean) =>
    image.data.set([...cellColour(grid, flat, quiet), 255], (flat - first) * 4);
  if (!sheet.images[key]) {
    const image = new ImageData(cols, rows);
    for (let flat = first; flat < first + size; flat += 1) colour(image, flat, grid.dim);
    sheet.images[key] = { image, bright: [] };
  }
  const { image, bright } = sheet.images[key];
  const lit = grid.dim ? [...(grid.lit?.keys() ?? [])].filter((flat) => flat >= first && flat < first + size) : [];
  if (sheet.painted === key && !bright.length && !lit.length) return;
  for (const flat of bright) colour(image, flat, true);
  for (const flat of lit) colour(image, flat, false);
  sheet.images[key].bright = lit;
  sheet.painted = key;
  penOf(sheet.canvas).putImageData(image, 0, 0);
}
