/** The terms of a sum as a ledger: a row for each filter, each term in exactly one of them. Pure. */

import { badgeColour } from "../core/colour";
import type { Panel, Related, Scene, Term } from "../core/data";
import { panelOf } from "../core/data";

/** A term where it stands in its row: at the place of its weight in the kernel. */
export interface Entry {
  term: Term;
  /** counts from 0; the badge is one more */
  place: number;
  badge: number;
  colour: string;
  product: number;
}

export interface Row {
  /** the output channel; of a layer of units the unit */
  group: number;
  entries: Entry[];
  sum: number;
  /** nothing of it arrives: all its products are 0 */
  empty: boolean;
}

export interface Ledger {
  rows: Row[];
  /** how many places a row has */
  places: number;
  /** the largest |product| and the largest |Σ|: ends of their scales */
  topProduct: number;
  topSum: number;
}

/** What the rows of a layer stand for. */
export interface Groups {
  count: number;
  /** "filter", "output", "channel" */
  word: string;
  /** how it is written before a number: "f", "δ" */
  sign: string;
  of: (target: number) => number;
  /** one weight joins two units: each row has one term, and no kernel to slice */
  dense: boolean;
}

/** Rows are output channels; where the output is a vector each unit is one. */
export function groupsOf(layer: Scene): Groups {
  const output = panelOf(layer, layer.byId.has("delta") ? "delta" : "output");
  const dense = output.shape.length === 1;
  const size = dense ? 1 : output.rows * output.cols;
  const [word, sign] = dense ? ["output", "δ"] : layer.byId.has("weights") ? ["filter", "f"] : ["channel", "c"];
  return { count: output.values.length / size, word, sign, of: (target) => Math.floor(target / size), dense };
}

/** The place of a term in its row: that of its weight in the kernel; without a kernel they are counted. */
function placeOf(term: Term, weights: Panel | undefined, dense: boolean, before: number) {
  return term.parameter >= 0 && weights && !dense ? term.parameter % (weights.rows * weights.cols) : before;
}

export function ledgerOf(layer: Scene, related: Related | null): Ledger {
  const groups = groupsOf(layer);
  const weights = layer.byId.get("weights");
  const rows: Row[] = Array.from({ length: groups.count }, (_, group) => ({ group, entries: [], sum: 0, empty: true }));
  let places = weights && !groups.dense ? weights.rows * weights.cols : 1;
  let topProduct = 0;
  for (const term of related?.terms ?? []) {
    const row = rows[groups.of(term.target)];
    const place = placeOf(term, weights, groups.dense, row.entries.length);
    const product = term.left * term.right;
    row.entries.push({ term, place, badge: place + 1, colour: badgeColour(place + 1), product });
    row.sum += product;
    row.empty &&= product === 0;
    places = Math.max(places, place + 1);
    topProduct = Math.max(topProduct, Math.abs(product));
  }
  const topSum = rows.reduce((top, { sum }) => Math.max(top, Math.abs(sum)), 0);
  return { rows, places, topProduct, topSum };
}

/** The row that carries most; null where no row has a term. */
export function largest({ rows }: Ledger): number | null {
  const full = rows.filter(({ entries }) => entries.length);
  if (!full.length) return null;
  return full.reduce((best, row) => (Math.abs(row.sum) > Math.abs(best.sum) ? row : best)).group;
}

export interface Slice {
  rows: number;
  cols: number;
  /** the cells in their order, as positions in their panel; -1 for none */
  cells: number[];
  panel: Panel;
}

/** The slice of the kernel that a row multiplies with: its filter, at the channel of the pixel. */
export function kernelSlice(layer: Scene, { entries }: Row): Slice | null {
  const panel = layer.byId.get("weights");
  const [first] = entries;
  if (!panel || !first) return null;
  const { rows, cols } = panel;
  const start = first.term.parameter - first.place;
  return { panel, rows, cols, cells: Array.from({ length: rows * cols }, (_, i) => start + i) };
}

/** The deltas that a row's terms take, as they lie in their channel; what lies between them is left out. */
export function deltaSlice(layer: Scene, { entries }: Row): Slice | null {
  const panel = panelOf(layer, "delta");
  if (!entries.length) return null;
  const size = panel.rows * panel.cols;
  const at = (target: number) => [Math.floor((target % size) / panel.cols), (target % size) % panel.cols];
  const inOrder = (axis: number) =>
    [...new Set(entries.map(({ term }) => at(term.target)[axis]))].sort((a, b) => a - b);
  const [down, across] = [inOrder(0), inOrder(1)];
  const cells: number[] = Array(down.length * across.length).fill(-1);
  for (const { term } of entries) {
    const [row, col] = at(term.target);
    cells[down.indexOf(row) * across.length + across.indexOf(col)] = term.target;
  }
  return { panel, rows: down.length, cols: across.length, cells };
}

/** A vector as a sheet that is nearly square, row by row; any other panel as it is. */
export function folded(panel: Panel): Panel {
  if (panel.shape.length !== 1) return panel;
  const count = panel.values.length;
  let cols = count;
  for (let n = 1; n <= count; n += 1)
    if (count % n === 0 && n >= count / n && n / (count / n) < cols / (count / cols)) cols = n;
  return { ...panel, rows: count / cols, cols };
}
