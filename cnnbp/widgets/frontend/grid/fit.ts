/**
 * Which layout, and how large every cell is, so that whatever belongs to a choice is on the screen at
 * once. Pure. The heights are those of widget.css: a browser test holds the one against the other.
 */

import { GAP, type Sized, wrap } from "./layout";
import { blockColumns, isLarge, platePages } from "./plates";

/** What of a layer decides how it is laid out. */
export interface Layer {
  panels: (Sized & { alone?: boolean })[];
  /** how many edges a unit of each kind has at most: the terms of its sum */
  terms: { input: number; output: number; weights: number };
  /** deltas come back: an output has two sums, what it sends and what it gathers */
  backward: boolean;
  /** a prediction asks about inputs alone */
  asks: boolean;
  /** a view stands beside what is chosen and what comes of it */
  view: boolean;
}

export interface Fit {
  /** row: side by side; loop: two by two, read around; ledger: a row per filter */
  layout: "row" | "loop" | "ledger";
  /** the panels that are shown, row by row */
  rows: string[][];
  cells: Record<string, number>;
  /** size of the cells of the closer look below a large sheet; 0: there is none */
  look: number;
  /** between panels */
  gap: number;
  /** no subtitles and no colour scales */
  plain: boolean;
  /** shares are written without the cell that gets them: their numbers say which */
  brief: boolean;
  /** how high the sum may be; a longer one scrolls inside */
  sum: number;
  /** the room of a view: beside the panels of a row, below those of a loop; null: as much as it likes, below the sum */
  view: { width: number; height: number } | null;
  /** how high the panels may be: where even the smallest cells are too many, they scroll inside */
  panels: number;
  /** panels and sum together */
  height: number;
}

/** How numbers stand in a cell: with two decimals, with two digits, in lit cells only, not at all. */
export type Style = "all" | "short" | "lit" | "none";
export const styleOf = (cell: number): Style =>
  cell >= 28 ? "all" : cell >= 22 ? "short" : cell >= 18 ? "lit" : "none";

export const WIDE = 600; // narrower screens are a phone's
const LARGEST = 38;
const KERNEL = 31; // weights are always read
const DELTA = 26; // so are the deltas of a small output
const LOOKS = [26, 24, 22]; // cells of a closer look
const SIDE = 7;
const AROUND = 28; // row and column numbers and badges of a closer look
const READABLE = 0.45; // of the size at which every number can be read: from here on the sums matter more
const SMALLEST = 2; // on a large sheet: an eye tells it from the next, and a tap takes the nearest
const [MEDIUM, FINGER] = [6, 11]; // on one of more than 12 rows or columns; on a small one
const SHEET = 320; // a sheet that holds no numbers need not be larger
const HEADER = 16; // row numbers beside a sheet
const [NARROWEST, WORDED] = [118, 140]; // room for a panel's title; for its scale, too
const [TITLE, HEADS, SUBTITLE, SCALE, NEAR, PAGER, NAME] = [21, 15, 24, 30, 28, 40, 16];
const BETWEEN = 12; // between the plates of a panel
const ROWS = 16; // between rows of panels
const LEAST = 200; // what a view needs
const LANES = 26; // lines that go around the right side of a loop
const [SAY, RULE, LINE, SLOPE, ABOVE] = [25, 28, 31, 33, 22];

/** What of the sums is in sight: each share with its place, the shares alone, or the first lines, and the rest scrolls. */
type Told = "all" | "brief" | "first";

/** How high all that is written may be. */
export function sumHeight({ terms, backward, asks, panels }: Layer, width: number, told: Told = "all"): number {
  const phone = width < WIDE;
  const lines = (count: number, wide: number, more: number) =>
    Math.ceil((count * wide + more) / (width - 12)) * LINE + 2;
  const most = (count: number) => Math.min(count, 12) + Number(count > 12);
  // On a phone the terms stand by threes below their result.
  const chips = (count: number) =>
    phone ? Math.ceil(most(count) / 3) * 32 + (count > 12 ? 82 : 63) : RULE + lines(most(count), 134, 190);
  const shares = (count: number) => (phone ? chips(count) : RULE + lines(most(count), told === "all" ? 268 : 120, 180));
  const slope = panels.some(({ id }) => id === "sigma_prime") ? (phone ? 2 : 1) * SLOPE : 0;
  const say = ABOVE + (phone ? 2 * SAY : SAY);
  const input = backward ? chips(terms.input) + slope : shares(terms.input);
  if (asks || told === "first") return say + input;
  const output = chips(terms.output) + (backward ? shares(terms.output) : 0);
  return say + Math.max(input, output, chips(terms.weights));
}

/** The best layout within a width and a height. */
export function fit(layer: Layer, width: number, height: number): Fit {
  if (isLedger(layer)) return ledger(layer, width);
  const found: (Fit & { worth: number; told: Told })[] = [];
  for (const told of ["all", "brief", "first"] as const)
    for (const plain of [false, true])
      for (const arrangement of arrangements(layer, width)) {
        const sum = sumHeight(layer, width, told);
        // In a loop lines run where subtitles and scales would stand.
        const one = solve(layer, arrangement, width, height - sum, plain || arrangement.layout === "loop");
        const brief = told !== "all" || width < WIDE;
        if (one) found.push({ ...one, sum, brief, told, height: one.height + sum });
      }
  const whole = found.filter(({ told }) => told !== "first");
  const best = whole.find(({ worth }) => worth >= 1) ?? bestOf(whole, READABLE) ?? bestOf(found);
  return best ? bare(best) : scrolling(layer, width, height);
}

/** The first of the best: what is left out last is left out least gladly. */
const bestOf = <One extends { worth: number }>(found: One[], least = 0) =>
  found.reduce<One | undefined>((a, b) => (b.worth < least || (a && a.worth >= b.worth) ? a : b), undefined);

const bare = ({ worth: _, told: __, ...one }: Fit & { worth: number; told?: Told }): Fit => one;

/** Many channels, or more weights than are read side by side: a row per filter tells their story. */
export function isLedger({ panels }: Pick<Layer, "panels">) {
  const weights = panels.find(({ id }) => id === "weights");
  return weights !== undefined && (weights.plates > 1 || weights.rows * weights.cols > 25);
}

function ledger({ panels }: Layer, width: number): Fit {
  const { rows, cells } = wrap(panels, width);
  const free = {
    look: LOOKS[0],
    gap: 56,
    plain: false,
    brief: false,
    sum: Infinity,
    view: null,
    panels: Infinity,
    height: Infinity,
  };
  return { layout: "ledger", rows, cells, ...free };
}

/** Panels that belong together in a box: side by side if they are read there, else below each other. */
export function pair(
  panels: Layer["panels"],
  width: number,
  height: number,
): Pick<Fit, "rows" | "cells" | "plain" | "gap"> {
  const ids = panels.map(({ id }) => id);
  const layer = { panels, terms: { input: 0, output: 0, weights: 0 }, backward: true, asks: false, view: false };
  const side: Arrangement = { layout: "row", rows: [ids] };
  const found = [false, true].flatMap((plain) => solve(layer, side, width, height, plain) ?? []);
  return (
    found.find(({ worth }) => worth >= 1) ??
    found[found.length - 1] ?? { ...wrap(panels, width), plain: true, gap: GAP }
  );
}

type Arrangement = { layout: "row" | "loop"; rows: string[][]; beside?: boolean };

/** Ways to stand, the best first. */
function arrangements({ panels, view }: Layer, width: number): Arrangement[] {
  const ids = panels.map(({ id }) => id);
  const input = ids.slice(0, 1);
  const weights = ids.filter((id) => id === "weights");
  const output = ids.filter((id) => id === "delta" || id === "output");
  const results = ids.filter((id) => ![...input, ...weights, ...output].includes(id));
  const wide = width >= WIDE;
  const seen = [input, results.length ? results.slice(-1) : output];
  if (view) return wide ? [{ layout: "row", rows: seen, beside: true }] : [{ layout: "loop", rows: [seen.flat()] }];
  const [first, ...rest] = results;
  // A loop is read around: the gradient below the input, the deltas below the weights.
  const around = weights.length
    ? [[...input, ...weights], [...(first ? [first] : []), ...output], ...byTwos(rest)]
    : [[...input, ...output], ...byTwos(results)];
  const loop: Arrangement = { layout: "loop", rows: around };
  if (!wide) return [loop];
  const row: Arrangement = { layout: "row", rows: [ids] };
  const two: Arrangement = { layout: "row", rows: [[...input, ...weights, ...output], results] };
  return results.length > 1 ? [row, two, loop] : [row, loop];
}

const byTwos = (ids: string[]): string[][] => (ids.length ? [ids.slice(0, 2), ...byTwos(ids.slice(2))] : []);

/** The largest cells with which an arrangement fits into a width and a height; worth 1 where all can be read. */
function solve(
  layer: Layer,
  { layout, rows, beside }: Arrangement,
  width: number,
  height: number,
  plain: boolean,
  smallest = false,
) {
  const shown = layer.panels.filter(({ id }) => rows.flat().includes(id));
  const large = shown.some(isLarge);
  const sizes = sizesOf(shown).slice(smallest ? -1 : 0);
  const looks = large && layout === "row" && !beside ? LOOKS : [0];
  const gap = layout === "loop" ? 14 : width >= 900 ? 36 : 26;
  let best: (Omit<Fit, "sum" | "brief"> & { worth: number }) | null = null;
  for (const look of looks)
    for (const cell of sizes) {
      const cells = cellsOf(shown, cell, layout, rows.length > 1 && !beside);
      const box = extent({ rows, cells, look, gap, plain, shown });
      const lanes = layout === "loop" && !beside ? LANES : 0;
      const view = viewBox(layer.view, beside, box, gap, width, height);
      const narrow = beside ? 0.36 * width : width;
      if (box.width + lanes > narrow || box.height > height || (view && view.height < LEAST)) continue;
      // A large sheet holds no numbers: on a wide screen a closer look does.
      const blind = large && !look && !beside && width >= WIDE;
      const worth = Math.min(worthOf(shown, cells), blind ? READABLE / 2 : Infinity);
      if (!best || worth > best.worth) {
        const high = view && !beside ? box.height + ROWS + view.height : beside ? height : box.height;
        best = { layout, rows, cells, look, gap, plain, view, panels: box.height, height: high, worth };
      }
      break;
    }
  return best;
}

/** Cells from large to small: whole pixels, and thirds of them on large sheets. */
function sizesOf(shown: Sized[]) {
  if (shown.some(isLarge))
    return Array.from({ length: 3 * (16 - SMALLEST) + 1 }, (_, i) => Number((16 - i / 3).toFixed(2)));
  const least = shown.some(isMedium) ? MEDIUM : FINGER;
  return Array.from({ length: LARGEST - least + 1 }, (_, i) => LARGEST - i);
}

const isMedium = ({ rows, cols }: Sized) => Math.max(rows, cols) > 12;

/** Weights are read at any size; where panels stand below each other, there is room for larger deltas beside them. */
function cellsOf(shown: Sized[], cell: number, layout: string, loose: boolean): Record<string, number> {
  const large = shown.some(isLarge);
  const size = (panel: Sized) => {
    if (panel.id === "weights") return Math.max(cell, layout === "row" && !loose ? 28 : KERNEL);
    if (isLarge(panel)) return cell;
    if (large)
      return Math.max(isMedium(panel) ? MEDIUM : FINGER, Math.min(DELTA, Math.floor(SHEET / panel.cols), 2 * cell));
    const larger = (panel.id === "delta" || panel.id === "output") && !isMedium(panel) && loose;
    return larger ? Math.max(cell, Math.min(DELTA, Math.round(1.35 * cell))) : cell;
  };
  return Object.fromEntries(shown.map((panel) => [panel.id, size(panel)]));
}

/** 1 and more: every number can be read. Below, the larger the better. */
function worthOf(shown: Sized[], cells: Record<string, number>) {
  const parts = shown.map((panel) => (isLarge(panel) ? (cells[panel.id] * panel.cols) / 168 : cells[panel.id] / 28));
  return Math.min(...parts);
}

interface Placed {
  rows: string[][];
  cells: Record<string, number>;
  look: number;
  gap: number;
  plain: boolean;
  shown: Layer["panels"];
}

/** What the panels take, with all that stands around their cells. */
export function extent({ rows, cells, look, gap, plain, shown }: Placed) {
  const byId = new Map(shown.map((panel) => [panel.id, panel]));
  const boxes = rows.map((row) =>
    row.flatMap((id) => byId.get(id) ?? []).map((one) => panelBox(one, cells[one.id], look, plain)),
  );
  const columns = Math.max(...boxes.map((row) => row.length));
  const wide = Array.from({ length: columns }, (_, i) => Math.max(...boxes.map((row) => row[i]?.width ?? 0)));
  const width = wide.reduce((sum, one) => sum + one + gap, -gap);
  const height = boxes.reduce((sum, row) => sum + Math.max(...row.map((box) => box.height)) + ROWS, -ROWS);
  return { width, height };
}

function panelBox(panel: Layer["panels"][0], cell: number, look: number, plain: boolean) {
  const large = isLarge(panel);
  const pages = platePages(panel);
  const across = blockColumns(panel);
  const down = Math.ceil(pages[0].count / across);
  const named = panel.plates > 1 ? NAME : 0;
  const heads = large ? [0, 0] : [HEADER, HEADS];
  const sheets = {
    width: across * (panel.cols * cell + heads[0]) + (across - 1) * BETWEEN,
    height: down * (panel.rows * cell + heads[1] + named) + (down - 1) * 10,
  };
  const near =
    large && look ? { width: SIDE * look + AROUND, height: SIDE * look + AROUND + NEAR } : { width: 0, height: 0 };
  const words = (plain ? 0 : SUBTITLE + SCALE) + (pages.length > 1 ? PAGER : 0);
  return {
    width: Math.max(sheets.width, near.width, plain ? NARROWEST : WORDED),
    height: TITLE + sheets.height + near.height + words,
  };
}

/** What is left for a view. */
function viewBox(
  view: boolean,
  beside: boolean | undefined,
  box: { width: number; height: number },
  gap: number,
  width: number,
  height: number,
) {
  if (!view) return null;
  if (beside) return { width: width - box.width - gap, height };
  return { width, height: height - box.height - ROWS };
}

/** Not even the smallest cells fit: they scroll inside the height there is. */
function scrolling(layer: Layer, width: number, height: number): Fit {
  const arrangement = arrangements(layer, width).slice(-1)[0];
  const sum = Math.min(sumHeight(layer, width, "first"), Math.max(height / 2, 0));
  const panels = Math.max(height - sum, 0);
  const one = solve(layer, arrangement, Infinity, Infinity, true, true);
  if (!one) throw new RangeError(`fit: found no cells for ${layer.panels.map(({ id }) => id).join()}`);
  return { ...bare({ ...one, sum, brief: true }), panels, height: panels + sum };
}
