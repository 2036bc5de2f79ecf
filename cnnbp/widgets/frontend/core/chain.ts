/** Several layers in a row: states, the edges between them, and which units a chosen unit is joined to. */

import { largest, layerScene, type Numbers, type Panel, panelOf, type RawChain, type RawSet, unpack } from "./data";
import { groupBy } from "./edges";

/** a unit of a network */
export interface At {
  state: number;
  flat: number;
}

/** the units between two layers */
export interface State {
  symbol: string;
  /** how ∂C/∂ of it is called */
  delta: string;
  shape: number[];
  values: Panel;
  deltas: Panel;
}

export interface Loss {
  name: string;
  /** what is compared with y */
  symbol: string;
  value: number;
  label: number | null;
  prediction: Numbers;
  target: Numbers;
  top: number;
}

export interface Chain {
  states: State[];
  links: Link[];
  /** from each state to the outputs, all layers behind it as one */
  paths: (Link | null)[];
  kinds: string[];
  loss: Loss;
}

const known = new WeakMap<RawSet, Chain>();

/** @param set the scene of all layers */
export function readChain(set: RawSet): Chain {
  const chain = known.get(set) ?? read(set);
  known.set(set, chain);
  return chain;
}

function read(set: RawSet): Chain {
  if (!set.chain) throw new TypeError("network: got one layer alone");
  const { states, kinds, paths, loss } = set.chain;
  const last = kinds.length - 1;
  const panel = (stage: number, id: string) => panelOf(layerScene(set, stage), id);
  return {
    kinds,
    states: states.map((state, k) => {
      const values = k > last ? panel(last, "output") : panel(k, "input");
      const deltas = k > last ? panel(last, "delta") : panel(k, "gradient");
      return { ...state, shape: values.shape, values, deltas };
    }),
    links: kinds.map((_, k) => layerScene(set, k).edges),
    paths: paths.map((one) => one && readPaths(one)),
    loss: readLoss(loss),
  };
}

function readPaths(raw: NonNullable<RawChain["paths"][number]>): Link {
  const weight = unpack(raw.weight);
  return { source: unpack(raw.source), target: unpack(raw.target), weight: (edge) => weight[edge] };
}

function readLoss(raw: RawChain["loss"]): Loss {
  const [prediction, target] = [unpack(raw.prediction), unpack(raw.target)];
  return { ...raw, prediction, target, top: Math.max(largest(prediction), largest(target)) };
}

/** the edges of one layer */
export type Link = { source: Numbers; target: Numbers; weight: (edge: number) => number };
export type Group = ReturnType<typeof groupBy>;

/** What a unit is joined to. */
export interface Reach {
  /** for every state, 1 at the units on some path through the unit */
  reached: Uint8Array[];
  /** of these, the units whose path does not end before the last state */
  live: Uint8Array[];
  /** for every layer, its edges on the live paths */
  edges: number[][];
}

/** each layer's edges are grouped once per end */
const groups = new WeakMap<Link, { out?: Group; into?: Group }>();

function grouped(link: Link, way: "out" | "into", count: number) {
  const known = groups.get(link) ?? {};
  groups.set(link, known);
  const group = known[way] ?? groupBy(way === "out" ? link.source : link.target, count);
  known[way] = group;
  return group;
}

/**
 * The edges at all marked units of one state. An edge of weight 0 carries nothing: a ReLU that
 * is off ends the path there.
 */
function edgesOf(link: Link, { start, order }: Group, marked: Uint8Array) {
  const found: number[] = [];
  for (let unit = 0; unit < marked.length; unit += 1) {
    if (!marked[unit]) continue;
    for (let i = start[unit]; i < start[unit + 1]; i += 1) if (link.weight(order[i]) !== 0) found.push(order[i]);
  }
  return found;
}

/**
 * All paths through one unit, towards the loss and towards the input.
 * @param links the edges of every layer
 * @param sizes how many units each state has, one more than there are links
 */
export function follow(links: Link[], sizes: number[], state: number, flat: number): Reach {
  const reached = sizes.map((size) => new Uint8Array(size));
  const live = sizes.map((size) => new Uint8Array(size));
  const edges: number[][] = links.map(() => []);
  reached[state][flat] = 1;
  for (let k = state; k < links.length; k += 1) {
    edges[k] = edgesOf(links[k], grouped(links[k], "out", sizes[k]), reached[k]);
    for (const edge of edges[k]) reached[k + 1][links[k].target[edge]] = 1;
  }
  live[links.length].set(reached[links.length]);
  for (let k = links.length - 1; k >= state; k -= 1) {
    const { source, target } = links[k];
    edges[k] = edges[k].filter((edge) => live[k + 1][target[edge]]);
    for (const edge of edges[k]) live[k][source[edge]] = 1;
  }
  for (let k = state - 1; k >= 0; k -= 1) {
    edges[k] = edgesOf(links[k], grouped(links[k], "into", sizes[k + 1]), reached[k + 1]);
    for (const edge of edges[k]) reached[k][links[k].source[edge]] = 1;
    live[k].set(reached[k]);
  }
  return { reached, live, edges };
}

/**
 * The paths from one unit to the outputs: layers composed to one, by Python.
 * @param size units of the state the paths begin in
 */
export function pathsFrom(paths: Link, size: number, flat: number): { target: number; weight: number }[] {
  const { start, order } = grouped(paths, "out", size);
  return Array.from(order.subarray(start[flat], start[flat + 1]), (edge) => ({
    target: paths.target[edge],
    weight: paths.weight(edge),
  }));
}

/** The unit of another state through which most of a unit's gradient comes, as Python says, and its share. */
export function carrier({ chain }: RawSet, { state, flat }: At, other: number) {
  const one = chain?.carriers[state]?.[other];
  const unit = one ? unpack(one.unit)[flat] - 1 : -1;
  return one && unit >= 0 ? { flat: unit, share: unpack(one.share)[flat] } : null;
}

/** How many are marked. */
export const count = (marks: Uint8Array) => marks.reduce((sum, mark) => sum + mark, 0);
