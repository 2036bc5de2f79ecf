/** Follows the edges of a selection. Every lit cell and every term comes from here. */

import { badgeColour } from "./colour";
import type { Numbers, Panel, Related, Scene, Selection, Sum, Term, Unit } from "./data";
import { flatIndex } from "./geometry";

/** Edges grouped by the unit at one end: those of unit i are order[start[i]] … order[start[i + 1] - 1]. */
export function groupBy(ends: Numbers, count: number) {
  const start = new Uint32Array(count + 1);
  for (const end of ends) start[end + 1] += 1;
  for (let i = 0; i < count; i += 1) start[i + 1] += start[i];
  const next = start.slice();
  const order = new Uint32Array(ends.length);
  for (let e = 0; e < ends.length; e += 1) order[next[ends[e]]++] = e;
  return { start, order };
}

const ENDS: Record<Unit, "source" | "target" | "parameter"> = {
  input: "source",
  output: "target",
  weights: "parameter",
};

type Group = ReturnType<typeof groupBy>;
const groups = new WeakMap<Scene, Map<Unit, Group>>();

/** The edges at one unit, in the order of their weights. */
export function edgesAt(scene: Scene, unit: Unit, flat: number): number[] {
  const ends = scene.edges[ENDS[unit]];
  if (!ends) return [];
  const known = groups.get(scene) ?? new Map<Unit, Group>();
  groups.set(scene, known);
  const group = known.get(unit) ?? groupBy(ends, scene.byId.get(unit)?.values.length ?? 0);
  known.set(unit, group);
  const { start, order } = group;
  const found = Array.from(order.slice(start[flat], start[flat + 1]));
  const { parameter } = scene.edges;
  return unit !== "weights" && parameter ? found.sort((e, f) => parameter[e] - parameter[f] || e - f) : found;
}

export function relate(scene: Scene, selection: Selection | null, direction: string): Related | null {
  const panel = selection && scene.byId.get(selection.panel);
  if (!selection || !panel || !holds(panel, selection.index)) return null;
  const flat = flatIndex(selection.index, panel.shape);
  const { unit } = panel;
  const edges = edgesAt(scene, unit, flat);
  const make = (flow: Sum["flow"]) => edges.map((edge, i) => term(scene, edge, naming(scene, unit, edge, i), flow));
  const terms = make("backward");
  return { unit, flat, terms, sums: sums(scene, unit, flat, direction, make) };
}

/** A selection made for another layer may lie outside. */
const holds = ({ shape }: Panel, index: number[]) =>
  index.length === shape.length && index.every((i, axis) => i >= 0 && i < shape[axis]);

/** Which lines of arithmetic a selection has: gather into one unit is a sum, spread from one is a fan. */
function sums(scene: Scene, unit: Unit, flat: number, direction: string, make: (flow: Sum["flow"]) => Term[]): Sum[] {
  const value = (id: string) => scene.byId.get(id)?.values[flat] ?? NaN;
  const backward = direction === "backward";
  if (unit === "weights") {
    const total = scene.edges.parameterGradient?.[flat] ?? NaN;
    return [{ form: "sum", flow: "gradient", terms: make("gradient"), total, bias: null }];
  }
  if (unit === "input") {
    return backward
      ? [{ form: "sum", flow: "backward", terms: make("backward"), total: value("gradient"), bias: null }]
      : [{ form: "fan", flow: "forward", terms: make("forward"), total: value("input"), bias: null }];
  }
  const bias = scene.bias ? scene.bias[flat] : null;
  const forward: Sum = { form: "sum", flow: "forward", terms: make("forward"), total: value("output"), bias };
  const spread: Sum = { form: "fan", flow: "backward", terms: make("backward"), total: value("delta"), bias: null };
  return backward ? [spread, forward] : [forward];
}

/**
 * Number and colour of an edge. A shared weight keeps the number of its place in the kernel, so
 * that the same weight looks the same for every pixel; other edges are counted.
 */
function naming(scene: Scene, unit: Unit, edge: number, order: number) {
  const kernel = scene.byId.get("weights");
  const parameter = scene.edges.parameter?.[edge];
  if (!kernel || parameter === undefined || unit === "weights" || scene.kind === "dense") {
    return { badge: order + 1, colour: badgeColour(order + 1) };
  }
  const place = (parameter % (kernel.rows * kernel.cols)) + 1;
  return { badge: kernel.plates === 1 ? place : order + 1, colour: badgeColour(place) };
}

/** One edge as a product of two numbers: w·δ backward, w·a forward, a·δ for the weight's gradient. */
function term(scene: Scene, edge: number, name: { badge: number; colour: string }, flow: Sum["flow"]): Term {
  const source = scene.edges.source[edge];
  const target = scene.edges.target[edge];
  const weight = scene.edges.weight(edge);
  const a = scene.byId.get("input")?.values[source] ?? NaN;
  const delta = scene.byId.get("delta")?.values[target] ?? NaN;
  const left = flow === "gradient" ? a : weight;
  const right = flow === "forward" ? a : delta;
  const parameter = scene.edges.parameter?.[edge] ?? -1;
  return { ...name, source, target, parameter, weight, left, right };
}

/** The first terms of a selection, for a sum that is being built up. */
export function upTo(related: Related | null, shown: number | null): Related | null {
  if (!related || shown === null || shown >= related.terms.length) return related;
  const cut = (sum: Sum) => {
    const terms = sum.terms.slice(0, shown);
    const total = terms.reduce((so, term) => so + term.left * term.right, 0);
    return { ...sum, terms, total, bias: null, of: sum.terms.length };
  };
  return { ...related, of: related.terms.length, terms: related.terms.slice(0, shown), sums: related.sums.map(cut) };
}

/** The cells of a panel that take part, each with the terms it takes part in. */
export function litCells(related: Related | null, unit: Unit): Map<number, Term[]> {
  const cells = new Map();
  for (const item of related?.terms ?? []) {
    const flat = unit === "input" ? item.source : unit === "output" ? item.target : item.parameter;
    if (flat < 0) continue;
    if (!cells.has(flat)) cells.set(flat, []);
    cells.get(flat).push(item);
  }
  return cells;
}
