/** Reads what Python sends of several layers in a row: states, the edges between them, paths, loss. */

import { largest, layerScene, unpack } from "./data.js";

/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./trace_chain.js").Link} Link */

/**
 * @typedef {object} State the units between two layers
 * @property {string} symbol
 * @property {string} title
 * @property {string} delta how ∂C/∂ of it is called
 * @property {number[]} shape
 * @property {Panel} values
 * @property {Panel} deltas
 *
 * @typedef {object} Loss
 * @property {string} name
 * @property {string} symbol what is compared with y
 * @property {number} value
 * @property {number | null} label
 * @property {Numbers} prediction
 * @property {Numbers} target
 * @property {number} top
 *
 * @typedef {object} Chain
 * @property {State[]} states
 * @property {Link[]} links
 * @property {(Link | null)[]} paths from each state to the outputs, all layers behind it as one
 * @property {string[]} kinds
 * @property {Loss} loss
 */

/** @type {WeakMap<object, Chain>} */
const known = new WeakMap();

/** @param {any} set the scene of all layers @returns {Chain} */
export function readChain(set) {
  const chain = known.get(set) ?? read(set);
  known.set(set, chain);
  return chain;
}

/** @param {any} set @returns {Chain} */
function read(set) {
  const { states, kinds, paths, loss } = set.chain;
  const last = kinds.length - 1;
  const panel = (/** @type {number} */ stage, /** @type {string} */ id) => /** @type {Panel} */ (layerScene(set, stage).byId.get(id));
  return {
    kinds,
    states: states.map((/** @type {State} */ state, /** @type {number} */ k) => {
      const values = k > last ? panel(last, "output") : panel(k, "input");
      const deltas = k > last ? panel(last, "delta") : panel(k, "gradient");
      return { ...state, shape: values.shape, values, deltas };
    }),
    links: kinds.map((/** @type {string} */ _, /** @type {number} */ k) => layerScene(set, k).edges),
    paths: paths.map((/** @type {any} */ one) => one && readPaths(one)),
    loss: readLoss(loss),
  };
}

/** @param {any} raw @returns {Link} */
function readPaths(raw) {
  const weight = unpack(raw.weight);
  return { source: unpack(raw.source), target: unpack(raw.target), weight: (edge) => weight[edge] };
}

/** @param {any} raw @returns {Loss} */
function readLoss(raw) {
  const [prediction, target] = [unpack(raw.prediction), unpack(raw.target)];
  return { ...raw, prediction, target, top: Math.max(largest(prediction), largest(target)) };
}
