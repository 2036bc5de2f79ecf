/** Follows edges through layers in a row: which units a chosen unit is joined to, layer by layer. */

import { groupBy } from "./edges.js";

/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {{source: Numbers, target: Numbers, weight: (edge: number) => number}} Link the edges of one layer */
/** @typedef {ReturnType<typeof groupBy>} Group */

/**
 * What a unit is joined to.
 * @typedef {object} Reach
 * @property {Uint8Array[]} reached for every state, 1 at the units on some path through the unit
 * @property {Uint8Array[]} live of these, the units whose path does not end before the last state
 * @property {number[][]} edges for every layer, its edges on the live paths
 */

/** @type {WeakMap<Link, {out?: Group, into?: Group}>} each layer's edges are grouped once per end */
const groups = new WeakMap();

/** @param {Link} link @param {"out" | "into"} way @param {number} count */
function grouped(link, way, count) {
  const known = groups.get(link) ?? {};
  groups.set(link, known);
  known[way] ??= groupBy(way === "out" ? link.source : link.target, count);
  return /** @type {Group} */ (known[way]);
}

/**
 * The edges at all marked units of one state. An edge of weight 0 carries nothing: a ReLU that
 * is off ends the path there.
 * @param {Link} link
 * @param {Group} group
 * @param {Uint8Array} marked
 */
function edgesOf(link, { start, order }, marked) {
  const found = [];
  for (let unit = 0; unit < marked.length; unit += 1) {
    if (!marked[unit]) continue;
    for (let i = start[unit]; i < start[unit + 1]; i += 1) if (link.weight(order[i]) !== 0) found.push(order[i]);
  }
  return found;
}

/**
 * All paths through one unit, towards the loss and towards the input.
 * @param {Link[]} links the edges of every layer
 * @param {number[]} sizes how many units each state has, one more than there are links
 * @param {number} state
 * @param {number} flat
 * @returns {Reach}
 */
export function follow(links, sizes, state, flat) {
  const reached = sizes.map((size) => new Uint8Array(size));
  const live = sizes.map((size) => new Uint8Array(size));
  /** @type {number[][]} */
  const edges = links.map(() => []);
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
 * @param {Link} paths
 * @param {number} size units of the state the paths begin in
 * @param {number} flat
 * @returns {{target: number, weight: number}[]}
 */
export function pathsFrom(paths, size, flat) {
  const { start, order } = grouped(paths, "out", size);
  return Array.from(order.subarray(start[flat], start[flat + 1]), (edge) => ({ target: paths.target[edge], weight: paths.weight(edge) }));
}

/** How many are marked. @param {Uint8Array} marks */
export const count = (marks) => marks.reduce((sum, mark) => sum + mark, 0);
