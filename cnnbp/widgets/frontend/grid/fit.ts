/**
 * Which layout, and how large every cell is, so that whatever belongs to a choice is on the screen at
 * once. Pure. The heights are those of widget.css: a browser test holds the one against the other.
 */

import { blockColumns, isLarge, type Plated, platePages } from "./plates";

type Sized = Plated & { id: string };

/** What of a layer decides how it is laid out. */
export interface Layer {
  panels: Sized[];
  /** how many edges a unit of each kind has at most: the terms of its sum */
  terms: { input: number; output: number; weights: number };
  /** deltas come back: an output has two sums, what it sends and what it gathers */
  backward: boolean;
  /** a prediction asks about inputs alone */
  asks: boolean;
  /** one draws on the input: large cells count for more than terms */
  draws?: boolean;
  /** a view stands beside what is chosen and what comes of it */
  view: boolean;
}

export interface Fit {
  /** row: side by side; loop: two by two, read around */
  layout: "row" | "loop";
  /** what comes back to an input is told in a row per filter, in place of the panels */
  ledger: boolean;
  /** one channel of a panel at a time, the others on pages */
  single: boolean;
  /** the panels that are shown, row by row */
  rows: string[][];
  cells: Record<string, number>;
  /** size of the cells of the closer look below a large sheet; 0: there is none */
  look: number;
  /** between panels */
  gap: number;
  /** no subtitles and no colour scales */
  plain: boolean;
  /** how many terms a sum shows before the rest of them is asked for */
  few: number;
  /** shares are written without the cell that gets them: their numbers say which */
  brief: boolean;
  /** how high the sum may be; a longer one scrolls inside */
  sum: number;
  /** the room of a view: beside the panels of a row, below those of a loop; null: as much as it likes, below the sum */
  view: { width: number; height: number } | null;
  /** even the smallest cells are too many: the panels scroll inside the height that is left */
  scrolls: boolean;
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
const WORDS = 28; // and of one that is asked about, from afar: two decimals
const LOOKS = [26, 24, 22]; // cells of a closer look
const SIDE = 7;
const AROUND = 28; // row and column numbers and badges of a closer look
const READABLE = 0.45; // of the size at which every number can be read: from here on the sums matter more
const SMALLEST = 2; // on a large sheet: an eye tells it from the next, and a tap takes the nearest
const WIDEST = 150; // columns beyond which a phone has not two pixels for each
const [MEDIUM, FINGER] = [6, 11]; // on one of more than 12 rows or columns; on a small one
const SHEET = 320; // a sheet that holds no numbers need not be larger
const HEADER = 16; // row numbers beside a sheet
const [NARROWEST, WORDED] = [118, 140]; // room for a panel's title; for its scale, too
const [TITLE, HEADS, SUBTITLE, SCALE, NEAR, PAGER, NAME] = [21, 15, 24, 30, 28, 36, 16];
const PAGED = 164; // room for a pager
const BETWEEN = 12; // between the plates of a panel
const ROWS = 16; // between rows of panels
const LEAST = 200; // what a view needs
const LANES = 26; // lines that go around the right side of a loop
const [SAY, RULE, LINE, SLOPE, ABOVE] = [25, 28, 31, 33, 22];
const [HEAD, TERM, BUTTON] = [34, 30, 21];

/** How many terms a sum shows before the rest of them is asked for. */
export const FEW = 12;

/** How high all that is written may be. `brief`: no rules, and shares without the cell that gets them. */
export function sumHeight({ terms, backward, asks, panels }: Layer, width: number, few = FEW, brief = false): number {
  const phone = width < WIDE;
  // On a phone the terms stand by threes below their result, and what asks for more of them is as high as a finger.
  const threes = (count: number) => HEAD + Math.ceil(count / 3) * TERM;
  const lines = (count: number, wide: number, more: number) =>
    Math.ceil((count * wide + more) / (width - 12)) * LINE + (brief ? 2 : RULE + 2);
  const high = (count: number, wide: number, more: number) => {
    const rest = Number(count > few);
    const shown = Math.min(count, few) + rest;
    return phone ? threes(shown) + rest * BUTTON : lines(shown, wide, more);
  };
  const chips = (count: number) => high(count, 134, 190);
  const shares = (count: number) => high(count, brief ? 120 : 268, 180);
  const slope = panels.some(({ id }) => id === "input_delta") ? (phone ? 2 : 1) * SLOPE : 0;
  const say = phone ? 12 + 2 * SAY : ABOVE + SAY;
  const input = backward ? chips(terms.input) + slope : shares(terms.input);
  if (asks) return say + input;
  const has = (...ids: string[]) => panels.some(({ id }) => ids.includes(id));
  const bias = phone && has("weights") ? TERM : 0; // stands behind the terms
  // While one draws there are none to choose.
  const output = has("delta", "output") ? chips(terms.output) + bias + (backward ? shares(terms.output) : 0) : 0;
  return say + Math.max(input, output, chips(terms.weights));
}

/** What is given up, in this order: the other channels of a panel, which wait on pages; terms of long sums. */
const waysOf = (width: number): [single: boolean, few: number][] => [
  [false, FEW],
  [true, FEW],
  ...(width < WIDE ? [5, 2] : [6, 4]).map((few): [boolean, number] => [true, few]),
];

/**
 * The best layout within a width and a height.
 * @param zoom how many times larger panels and views are drawn, for those who sit far away; what is said of them here is before that
 */
export function fit(layer: Layer, width: number, height: number, zoom = 1): Fit {
  const ledger = isLedger(layer);
  const found: (Fit & { worth: number })[] = [];
  const plated = layer.panels.some(({ plates }) => plates > 1);
  for (const [single, few] of waysOf(width)) {
    if (single && few === FEW && !plated) continue;
    const panels = single ? layer.panels.map((panel) => ({ ...panel, single })) : layer.panels;
    const about = { ...layer, panels };
    const here = ways(about, width, height, few, zoom).map((one) => ({ ...one, single, ledger, scrolls: false }));
    // Who predicts from afar reads the deltas before long sums, which come later and scroll.
    const read = here.filter(
      ({ cells }) => !predicts(layer, zoom) || ["all", "short"].includes(styleOf(cells.delta ?? WORDS)),
    );
    const best = here.find(({ worth }) => worth >= 1) ?? bestOf(read, zoom > 1 ? 0 : layer.draws ? 1 : READABLE);
    if (best) return bare(best);
    found.push(...here);
  }
  const best = bestOf(found);
  return best ? bare(best) : scrolling(layer, width, height, ledger, zoom);
}

const predicts = ({ asks, view }: Layer, zoom: number) => zoom > 1 && asks && !view;

/** All ways to stand with so many terms in sight, the best first. */
function ways(layer: Layer, width: number, height: number, few: number, zoom: number) {
  // From afar the terms of an input are in sight; longer sums scroll.
  const asked = { ...layer, asks: layer.asks || zoom > 1 };
  return [false, true].flatMap((brief) =>
    [false, true].flatMap((plain) =>
      arrangements(layer, width, zoom > 1).flatMap((arrangement) => {
        const sum = sumHeight(asked, width, few, brief);
        // In a loop lines run where subtitles and scales would stand.
        const bare = plain || arrangement.layout === "loop";
        const one = solve(layer, arrangement, width / zoom, (height - sum) / zoom, bare);
        if (!one) return [];
        const shown = layer.panels.filter(({ id }) => one.rows.flat().includes(id));
        const room = [width / zoom, (height - sum) / zoom] as const;
        const cells = predicts(layer, zoom) && one.cells.delta ? grown(one, shown, "delta", WORDS, ...room) : one.cells;
        return [{ ...one, cells, sum, few, brief: brief || width < WIDE, height: zoom * one.height + sum }];
      }),
    ),
  );
}

/** The first of the best: what is left out last is left out least gladly. */
const bestOf = <One extends { worth: number }>(found: One[], least = 0) =>
  found.reduce<One | undefined>((a, b) => (b.worth < least || (a && a.worth >= b.worth) ? a : b), undefined);

const bare = ({ worth: _, ...one }: Fit & { worth: number }): Fit => one;

/** Many channels, or more weights than are read side by side: a row per filter tells their story. */
export function isLedger({ panels }: Pick<Layer, "panels">) {
  const weights = panels.find(({ id }) => id === "weights");
  return weights !== undefined && (weights.plates > 1 || weights.rows * weights.cols > 25);
}

/**
 * Panels that belong together in a box: side by side if they are read there, else below each other.
 * The first, a kernel, is read at any size: its cells grow as far as they take no room from the others.
 */
export function pair(
  panels: Layer["panels"],
  width: number,
  height: number,
): Pick<Fit, "rows" | "cells" | "plain" | "gap"> {
  const ids = panels.map(({ id }) => id);
  const layer = { panels, terms: { input: 0, output: 0, weights: 0 }, backward: true, asks: false, view: false };
  const side: Arrangement = { layout: width < WIDE ? "loop" : "row", rows: [ids] };
  // No lines run around them.
  const wide = side.layout === "loop" ? width + LANES : width;
  const found = [false, true].flatMap((plain) => solve(layer, side, wide, height, plain) ?? []);
  const best = found.find(({ worth }) => worth >= 1) ?? found[found.length - 1];
  if (!best) {
    return solve(layer, side, wide, Infinity, true, true) ?? smallest(layer, { ...side, rows: ids.map((id) => [id]) });
  }
  return { ...best, cells: grown(best, panels, panels[0].id, KERNEL, width, height) };
}

/** The cells of one panel grow to a size, as far as they take no room from the others. */
function grown(
  placed: Omit<Placed, "shown">,
  shown: Sized[],
  id: string,
  most: number,
  width: number,
  height: number,
): Record<string, number> {
  const { cells } = placed;
  for (let size = most; size > cells[id]; size -= 1) {
    const larger = { ...cells, [id]: size };
    const box = extent({ ...placed, cells: larger, shown });
    if (box.width <= width && box.height <= height) return larger;
  }
  return cells;
}

type Arrangement = { layout: "row" | "loop"; rows: string[][]; beside?: boolean; loose?: boolean };

/** Ways to stand, the best first. */
function arrangements({ panels, view }: Layer, width: number, far: boolean): Arrangement[] {
  const ids = panels.map(({ id }) => id);
  const input = ids.slice(0, 1);
  const weights = ids.filter((id) => id === "weights");
  const output = ids.filter((id) => id === "delta" || id === "output");
  const results = ids.filter((id) => ![...input, ...weights, ...output].includes(id));
  const wide = width >= WIDE;
  const seen = [input, results.length ? results.slice(-1) : output];
  if (view && !wide) return [{ layout: "loop", rows: [seen.flat()] }];
  // From afar large numbers count for more than all panels: the sum says what comes of a choice.
  if (view) return [seen, far ? [input] : [seen.flat()]].map((rows) => ({ layout: "row", rows, beside: true }));
  const [first, ...rest] = results;
  // A loop is read around: the gradient below the input, the deltas below the weights.
  // A large sheet of weights has a row to itself.
  const large = panels.some((panel) => panel.id === "weights" && isLarge(panel));
  const around = large
    ? [[...input, ...output], weights, ...byTwos(results)]
    : weights.length
      ? [[...input, ...weights], [...(first ? [first] : []), ...output], ...byTwos(rest)]
      : [[...input, ...output], ...byTwos(results)];

  const loop: Arrangement = { layout: "loop", rows: around.filter((row) => row.length) };
  if (!wide) return [loop];
  const row: Arrangement = { layout: "row", rows: [ids] };
  const two: Arrangement = { layout: "row", rows: [[...input, ...weights, ...output], results] };
  if (far) {
    const three = [...input, ...weights, ...output];
    return [true, false].flatMap((loose) => [ids, three].map((one) => ({ layout: "row", rows: [one], loose })));
  }
  return results.length > 1 ? [row, two, loop] : [row, loop];
}

const byTwos = (ids: string[]): string[][] => (ids.length ? [ids.slice(0, 2), ...byTwos(ids.slice(2))] : []);

/** The largest cells with which an arrangement fits into a width and a height; worth 1 where all can be read. */
function solve(
  layer: Layer,
  { layout, rows, beside, loose }: Arrangement,
  width: number,
  height: number,
  plain: boolean,
  smallest = false,
) {
  const shown = layer.panels.filter(({ id }) => rows.flat().includes(id));
  const large = shown.some(isLarge);
  const sizes = sizesOf(shown).slice(smallest ? -1 : 0);
  const looks = large && layout === "row" && !beside ? [...LOOKS, 0] : [0];
  const gap = layout === "loop" ? 14 : width >= 960 ? 36 : 26;
  let best: (Omit<Fit, "sum" | "brief" | "few" | "single" | "ledger" | "scrolls"> & { worth: number }) | null = null;
  for (const look of looks)
    for (const cell of sizes) {
      const cells = cellsOf(shown, cell, layout, loose || (rows.length > 1 && !beside));
      const box = extent({ layout, rows, cells, look, gap, plain, shown });
      const lanes = layout === "loop" && !beside ? LANES : 0;
      const view = viewBox(layer.view, beside, box, gap, width, height);
      // Side by side they take width from the view: only on a screen too low for the one below the other.
      const low = beside && rows[0].length > 1;
      const narrow = beside ? (low ? 0.4 : 0.36) * width : width;
      if (box.width + lanes > narrow || box.height > height || (view && view.height < LEAST)) continue;
      // A large sheet holds no numbers: on a wide screen a closer look does.
      const blind = large && !look && !beside && width >= WIDE;
      const worth = Math.min(worthOf(shown, cells), blind || low ? READABLE / 2 : Infinity);
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
  const down = (from: number, to: number, parts: number) =>
    Array.from({ length: parts * (from - to) + 1 }, (_, i) => Number((from - i / parts).toFixed(2)));
  if (shown.some(isLarge)) return down(16, shown.some(({ cols }) => cols > WIDEST) ? 1 : SMALLEST, 3);
  return down(LARGEST, shown.some(isMedium) ? MEDIUM : FINGER, 1);
}

const isMedium = ({ rows, cols }: Sized) => Math.max(rows, cols) > 12;

/** Weights are read at any size; where panels stand below each other, there is room for larger deltas beside them. */
function cellsOf(shown: Sized[], cell: number, layout: string, loose: boolean): Record<string, number> {
  const large = shown.some(isLarge);
  const size = (panel: Sized) => {
    if (isLarge(panel)) return cell;
    if (panel.id === "weights") return Math.max(cell, layout === "row" && !loose ? 28 : KERNEL);
    if (large)
      return Math.max(isMedium(panel) ? MEDIUM : FINGER, Math.min(DELTA, Math.floor(SHEET / panel.cols), 2 * cell));
    const larger = (panel.id === "delta" || panel.id === "output") && !isMedium(panel) && loose && cell > FINGER;
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
  layout: string;
  rows: string[][];
  cells: Record<string, number>;
  look: number;
  gap: number;
  plain: boolean;
  shown: Layer["panels"];
}

/** What the panels take, with all that stands around their cells. */
export function extent({ layout, rows, cells, look, gap, plain, shown }: Placed) {
  const byId = new Map(shown.map((panel) => [panel.id, panel]));
  const boxes = rows
    .map((row) => row.flatMap((id) => byId.get(id) ?? []))
    .filter((row) => row.length)
    .map((row) => row.map((one) => panelBox(one, cells[one.id], look, plain, layout === "row")));
  // Where a network is drawn on, a layer without numbers of its own has nothing that can be changed.
  if (!boxes.length) return { width: 0, height: 0 };
  const columns = Math.max(...boxes.map((row) => row.length));
  // What has a row to itself is as wide as all columns.
  const inColumns = boxes.filter((row) => row.length === columns || row.length > 1);
  const wide = Array.from({ length: columns }, (_, i) => Math.max(...inColumns.map((row) => row[i]?.width ?? 0)));
  const width = Math.max(
    wide.reduce((sum, one) => sum + one + gap, -gap),
    ...boxes.map(([one]) => one.width),
  );
  const height = boxes.reduce((sum, row) => sum + Math.max(...row.map((box) => box.height)) + ROWS, -ROWS);
  return { width, height };
}

function panelBox(panel: Sized, cell: number, look: number, plain: boolean, row: boolean) {
  const large = isLarge(panel);
  const pages = platePages(panel);
  const across = blockColumns(panel);
  const down = Math.ceil(pages[0].count / across);
  const paged = pages.length > 1;
  const named = panel.plates > 1 && !(paged && pages[0].count === 1) ? NAME : 0;
  const heads = large ? [0, 0] : [HEADER, HEADS];
  const sheets = {
    width: across * (panel.cols * cell + heads[0]) + (across - 1) * BETWEEN,
    height: down * (panel.rows * cell + heads[1] + named) + (down - 1) * 10,
  };
  const near =
    large && look ? { width: SIDE * look + AROUND, height: SIDE * look + AROUND + NEAR } : { width: 0, height: 0 };
  const words = (plain ? 0 : SUBTITLE + SCALE) + (paged ? PAGER : 0);
  return {
    width: Math.max(sheets.width, near.width, paged && row ? PAGED : plain ? NARROWEST : WORDED),
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
function scrolling(layer: Layer, width: number, height: number, ledger: boolean, zoom: number): Fit {
  const single = true;
  const panels = layer.panels.map((panel) => ({ ...panel, single }));
  const sum = Math.min(sumHeight(layer, width, 2, true), Math.max(height / 2, 0));
  const left = Math.max(height - sum, 0);
  const arrangement = arrangements({ ...layer, panels }, width, zoom > 1).slice(-1)[0];
  const one = smallest({ ...layer, panels }, arrangement);
  const shown = panels.filter(({ id }) => one.rows.flat().includes(id));
  const box = extent({ ...one, shown });
  const free = viewBox(Boolean(one.view), arrangement.beside, box, one.gap, width / zoom, left / zoom);
  // Below what is chosen a view scrolls as well, in what is left of the height.
  const view = free && { width: Math.max(free.width, LEAST), height: Math.max(free.height, Math.min(LEAST, left / 2)) };
  const above = view && !arrangement.beside ? view.height + ROWS : 0;
  const how = { sum, few: 2, brief: true, single, ledger, scrolls: true, view };
  return { ...one, ...how, panels: Math.max(left / zoom - above, 0), height: left + sum };
}

function smallest(layer: Layer, arrangement: Arrangement) {
  const one = solve(layer, arrangement, Infinity, Infinity, true, true);
  if (!one) throw new RangeError(`fit: found no cells for ${layer.panels.map(({ id }) => id).join()}`);
  const { worth: _, ...all } = one;
  return all;
}
