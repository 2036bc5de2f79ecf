/** Several layers in a row on a page, as cnnbp.widgets.model.chain and wire.network: forward, the loss, and back. */

import type { RawChain, RawScene, RawSet } from "../core/data";
import { type Connections, type Grid, sizeOf } from "../edges/builders";
import { NEEDS_PYTHON } from "./changes";
import { build, type Given, type Layer, map } from "./layer";
import { givenOf, gridOf, pack, packIndices, sceneOf } from "./scene";

const MOST_PATHS = 2_000_000;
const MOST_PAIRS = 1_000_000;
const EQUAL = 1 - 1e-9;
const CROSS_ENTROPY = "cross-entropy";

interface Network {
  image: Grid;
  /** the layers before they have met their inputs */
  specs: Given[];
  loss: string;
  /** a label, an array like the output, or nothing for zeros */
  y: number | Grid | null;
}

function networkOf({ layers, chain }: RawSet): Network {
  const { label, target, name } = chain!.loss;
  const specs = layers.map(givenOf);
  const wanted = gridOf(target);
  return { image: specs[0].z, specs, loss: name, y: label ?? (wanted.values.some(Boolean) ? wanted : null) };
}

/** Every layer with its deltas: each one's is the gradient that the next one sends back. */
function passes({ image, specs, loss, y }: Network) {
  const outputs: Layer[] = [];
  for (const [place, spec] of specs.entries()) {
    try {
      outputs.push(build({ ...spec, z: outputs.at(-1)?.output ?? image, delta: null }));
    } catch (error) {
      if (error instanceof RangeError) throw new RangeError(`layers[${place}] (${spec.kind}): ${error.message}`);
      throw error;
    }
  }
  const { output } = outputs.at(-1)!;
  const target = targetOf(y, output.shape);
  const { value, prediction, delta } = lossOf(loss, output, target);
  const layers: Layer[] = [];
  let back = delta;
  for (const layer of outputs.reverse()) {
    layers.unshift(build({ ...layer, delta: { shape: layer.output.shape, values: back.values } }));
    back = layers[0].gradient;
  }
  return { layers, target, value, prediction };
}

function targetOf(y: Network["y"], shape: number[]): Grid {
  const size = sizeOf(shape);
  if (typeof y === "number") {
    if (y >= size) throw new RangeError(`y: got ${y}, expected a label from 0 to ${size - 1}`);
    return { shape, values: Float64Array.from({ length: size }, (_, i) => Number(i === y)) };
  }
  if (!y) return { shape, values: new Float64Array(size) };
  if (String(y.shape) === String(shape)) return y;
  const tuple = (axes: number[]) => (axes.length === 1 ? `(${axes[0]},)` : `(${axes.join(", ")})`);
  const expected = `expected ${tuple(shape)}, the shape of the last layer's output`;
  throw new RangeError(`y: got shape ${tuple(y.shape)}, ${expected}`);
}

/** The loss, what is compared with y, and ∂C/∂ of the output. */
function lossOf(name: string, output: Grid, target: Grid) {
  const error = (from: Grid) => map(from, (value, i) => value - target.values[i]);
  const total = (terms: Float64Array) => terms.reduce((sum, one) => sum + one, 0);
  if (name !== CROSS_ENTROPY) {
    const delta = error(output);
    return { value: total(map(delta, (one) => one * one).values) / 2, prediction: output, delta };
  }
  const top = Math.max(...output.values);
  const powers = map(output, (z) => Math.exp(z - top));
  const sum = total(powers.values);
  const prediction = map(powers, (power) => power / sum);
  const logs = map(output, (z) => z - top - Math.log(sum));
  const terms = map(target, (y, i) => (y ? -y * logs.values[i] : 0));
  return { value: total(terms.values), prediction, delta: error(prediction) };
}

/** The network with the loss of another label. */
export function labelled(set: RawSet, label: number): RawSet {
  const network = networkOf(set);
  if (network.specs.some(({ edges }) => edges)) throw new TypeError(NEEDS_PYTHON);
  return sceneOfNetwork(set, { ...network, y: label });
}

/** The network with one of its layers changed; it refuses numbers that other layers compute. */
export function changed(set: RawSet, place: number, old: Layer, layer: Layer, digit?: number): RawSet {
  const network = networkOf(set);
  if (network.specs.some(({ edges }) => edges)) throw new TypeError(NEEDS_PYTHON);
  const { kind, w, b, options } = layer;
  if (digit !== undefined && !place) return sceneOfNetwork(set, withImage(network, layer.z, digit));
  if (place && !same(layer.z, old.z))
    throw new RangeError("input: the layer in front computes these numbers; edit the first one");
  if (layer.delta && !same(layer.delta, old.deltas))
    throw new RangeError("delta: the loss and the layers after it compute these numbers");
  const spec = { ...network.specs[place], kind, w, b, options };
  const specs = network.specs.map((one, i) => (i === place ? spec : one));
  return sceneOfNetwork(set, { ...network, specs, image: place ? network.image : layer.z });
}

/** Another image in front; y follows where it is a label that can be. */
function withImage(network: Network, image: Grid, label: number): Network {
  const count = passes(network).target.values.length;
  const y = typeof network.y === "number" && label < count ? label : network.y;
  return { ...network, image, y };
}

const same = (one: Grid, other: Grid) =>
  String(one.shape) === String(other.shape) && one.values.every((value, i) => value === other.values[i]);

function sceneOfNetwork({ chain }: RawSet, network: Network): RawSet {
  const { layers, target, value, prediction } = passes(network);
  const known = chain as RawChain;
  const loss = {
    ...known.loss,
    value,
    label: typeof network.y === "number" ? network.y : null,
    prediction: pack(prediction),
    target: pack(target),
  };
  const kinds = layers.map(({ kind }) => kind.replaceAll("_", " "));
  const scenes = layers.map((layer, place) => sceneIn(known, layer, place));
  return {
    layers: scenes,
    chain: { states: known.states, kinds, paths: pathsOf(layers), carriers: carriersOf(layers), loss },
  };
}

/** One layer's scene; its panels are called by the names they have in the network. */
function sceneIn({ states }: RawChain, layer: Layer, place: number): RawScene {
  const raw = sceneOf(layer);
  const [before, after] = [states[place], states[place + 1]];
  const word = ({ symbol }: { symbol: string }) => (symbol.startsWith("z") ? "delta" : "gradient");
  const names: Record<string, [symbol: string, word: string, of?: string]> = {
    input: [before.symbol, "input"],
    output: [after.symbol, "output"],
    delta: [after.delta, `output ${word(after)}`, after.symbol],
    gradient: [before.delta, `input ${word(before)}`, before.symbol],
  };
  const panels = raw.panels.map((each) => {
    if (each.id === "sigma_prime") return { ...each, name: `slope σ′(${before.symbol})` };
    if (!names[each.id]) return each;
    const [symbol, word, of] = names[each.id];
    const name = `${word} ${symbol}`;
    const meaning = of && !name.endsWith(`∂C/∂${of}`) ? ` · ∂C/∂${of}` : "";
    return { ...each, symbol, word, name, subtitle: each.values.shape.join(" × ") + meaning };
  });
  // The layers in front set the input, and an activation stands in the network as a layer.
  const fixed = place ? ["activation", "digit"] : ["activation"];
  const controls = raw.controls.filter(({ name }) => !fixed.includes(name));
  return { ...raw, panels, controls };
}

/** From each state, the edges of all layers after it as one layer; null for too many. */
function pathsOf(layers: Layer[]): RawChain["paths"] {
  const found: (Connections | null)[] = [];
  for (const { connections } of [...layers].reverse()) {
    const edges = live(connections);
    found.unshift(found.length ? found[0] && composed(edges, found[0]) : edges);
  }
  return found.map(
    (edges) =>
      edges && {
        source: packIndices(edges.source),
        target: packIndices(edges.target),
        weight: pack({ shape: [edges.weight.length], values: edges.weight }),
      },
  );
}

/** For each state, and each one behind it in front of a layer: through which unit most of each gradient comes. */
function carriersOf(layers: Layer[]): RawChain["carriers"] {
  const sizes = layers.map(({ a }) => a.values.length);
  return layers.map((_, start) => {
    const found: RawChain["carriers"][0] = {};
    const inputs = sizes[start];
    // The weights of all paths from a unit of the first state to one of the next, as a matrix, row by row.
    let weights: Float64Array | null = null;
    for (let state = start + 1; state < layers.length; state += 1) {
      if (Math.max(inputs, sizes[state - 1]) * sizes[state] > MOST_PAIRS) break;
      const { source, target, weight } = layers[state - 1].connections;
      const next = new Float64Array(sizes[state] * inputs);
      for (let edge = 0; edge < source.length; edge += 1) {
        const [from, to] = [source[edge] * inputs, target[edge] * inputs];
        if (!weights) next[to + source[edge]] += weight[edge];
        else for (let unit = 0; unit < inputs; unit += 1) next[to + unit] += weight[edge] * weights[from + unit];
      }
      weights = next;
      found[state] = carriersIn(weights, layers[state].gradient.values, inputs);
    }
    return found;
  });
}

/** Units count from 1: 0 where nothing comes. Of equal shares the first. */
function carriersIn(weights: Float64Array, gradient: ArrayLike<number>, inputs: number) {
  const best = new Uint32Array(inputs);
  const most = new Float64Array(inputs);
  for (let unit = 0; unit < inputs; unit += 1) {
    const shares = Array.from(gradient, (delta, u) => weights[u * inputs + unit] * delta);
    const least = EQUAL * shares.reduce((top, share) => Math.max(top, Math.abs(share)), 0);
    best[unit] = least ? shares.findIndex((share) => Math.abs(share) >= least) + 1 : 0;
    most[unit] = least ? shares[best[unit] - 1] : 0;
  }
  return { unit: packIndices(best), share: pack({ shape: [inputs], values: most }) };
}

/** The edges whose weight is not 0: through the others nothing flows. */
function live(edges: Connections): Connections {
  const flows = (_: number, edge: number) => edges.weight[edge] !== 0;
  const [source, target] = [edges.source.filter(flows), edges.target.filter(flows)];
  return { ...edges, source, target, weight: edges.weight.filter(flows), parameter: null };
}

/** Both in a row as one layer: paths with the same two ends add up to one edge. */
function composed(first: Connections, following: Connections): Connections | null {
  const onward = new Map<number, number[]>();
  for (const [edge, source] of following.source.entries()) {
    const known = onward.get(source);
    if (known) known.push(edge);
    else onward.set(source, [edge]);
  }
  const inputs = sizeOf(first.inputShape);
  const weights = new Map<number, number>();
  let paths = 0;
  for (const [edge, between] of first.target.entries()) {
    const next = onward.get(between) ?? [];
    paths += next.length;
    if (paths > MOST_PATHS) return null;
    for (const after of next) {
      const ends = following.target[after] * inputs + first.source[edge];
      weights.set(ends, (weights.get(ends) ?? 0) + first.weight[edge] * following.weight[after]);
    }
  }
  const ends = [...weights.keys()].sort((one, other) => one - other);
  return {
    source: Uint32Array.from(ends, (one) => one % inputs),
    target: Uint32Array.from(ends, (one) => Math.floor(one / inputs)),
    weight: Float64Array.from(ends, (one) => weights.get(one)!),
    parameter: null,
    inputShape: first.inputShape,
    outputShape: following.outputShape,
  };
}
