/** One layer from given numbers, as cnnbp.connections.Layer: its edges, and what sums over them give. */

import {
  averagePool,
  backward,
  type Connections,
  convolution,
  dense,
  elementwise,
  forward,
  type Grid,
  maxPool,
  type Pair,
  parameterGradient,
  sizeOf,
} from "../edges/builders";

/** The options of a layer as Python sends them: a size is a number, or one for rows and one for columns. */
export interface Options {
  stride?: number | number[] | null;
  padding?: number | number[];
  dilation?: number | number[];
  size?: number | number[];
  convention?: string;
  count_include_pad?: boolean;
}

export interface Given {
  kind: string;
  /** what stands in front of σ, or the input itself where there is no σ */
  z: Grid;
  w: Grid | null;
  /** null for the cost C = ½‖z‖², whose delta is z */
  delta: Grid | null;
  b: Grid | null;
  activation: string;
  options: Options;
  /** the edges of a kind of one's own */
  edges?: Connections;
}

export interface Layer extends Given {
  a: Grid;
  connections: Connections;
  bias: Grid | null;
  output: Grid;
  deltas: Grid;
  gradient: Grid;
  weightGradient: Grid | null;
  slope: Grid;
  /** ∂C/∂z of the layer's input: what a prediction asks for */
  right: Grid;
}

export const map = ({ shape, values }: Grid, f: (value: number, i: number) => number): Grid => ({
  shape,
  values: values.map(f),
});

function sigmoid(z: number) {
  const e = Math.exp(-Math.abs(z)); // at most 1, so it never overflows
  return (z >= 0 ? 1 : e) / (1 + e);
}

/** σ and σ′, as in cnnbp.activations. */
export const ACTIVATIONS: Record<string, [value: (z: number) => number, slope: (z: number) => number]> = {
  identity: [(z) => z, () => 1],
  sigmoid: [sigmoid, (z) => sigmoid(z) * sigmoid(-z)],
  tanh: [Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
  relu: [(z) => Math.max(z, 0), (z) => (z > 0 ? 1 : 0)],
};

/** The layer and all its numbers; RangeError, in Python's words, where they do not fit together. */
export function build(given: Given): Layer {
  const [sigma, prime] = ACTIVATIONS[given.activation] ?? ACTIVATIONS.identity;
  const a = map(given.z, sigma);
  const connections = given.edges ?? edgesOf(given, a);
  const { outputShape } = connections;
  const bias = given.b && broadcast(given.b, outputShape);
  const own = ACTIVATIONS[given.kind]; // an activation function as a layer of a network
  const sums = own ? map(a, own[0]) : forward(connections, a.values);
  const output = bias ? map(sums, (z, i) => z + bias.values[i]) : sums;
  const deltas = given.delta ?? output;
  if (String(deltas.shape) !== String(outputShape)) {
    throw new RangeError(
      `delta: got shape (${deltas.shape}), expected (${outputShape}), the shape of this layer's output`,
    );
  }
  const gradient = { shape: a.shape, values: backward(connections, deltas.values).values };
  const slope = map(given.z, prime);
  return {
    ...given,
    a,
    connections,
    bias,
    output,
    deltas,
    gradient,
    weightGradient: given.w && parameterGradient(connections, deltas.values, a.values, given.w.shape),
    slope,
    right: map(gradient, (value, i) => value * slope.values[i]),
  };
}

function edgesOf({ kind, w, z, options }: Given, a: Grid): Connections {
  if (kind === "convolution" && w) {
    const stride = pair("stride", options.stride ?? 1, 1);
    const padding = pair("padding", options.padding ?? 0, 0);
    const dilation = pair("dilation", options.dilation ?? 1, 1);
    return convolution(w, a.shape, { stride, padding, dilation, rotated: options.convention === "convolution" });
  }
  if (kind === "max_pool" || kind === "average_pool") {
    const size = pair("size", options.size ?? 1, 1);
    const stride = options.stride == null ? size : pair("stride", options.stride, 1);
    const padding = pair("padding", options.padding ?? 0, 0);
    return kind === "max_pool"
      ? maxPool(a, size, stride, padding)
      : averagePool(a.shape, size, stride, padding, options.count_include_pad ?? true);
  }
  if (kind === "dense" && w) {
    if (w.shape[1] === a.values.length) return { ...dense(w), inputShape: a.shape };
    const got = `a: got shape (${a.shape.join(", ")}) with ${a.values.length} units`;
    throw new RangeError(`${got}, expected ${w.shape[1]} as w (${w.shape.join(", ")}) has`);
  }
  if (ACTIVATIONS[kind]) return elementwise(map(z, ACTIVATIONS[kind][1]));
  throw new TypeError(`kind: got ${kind}, which only Python can build`);
}

/** A size as rows and columns; RangeError for one below the least. */
export function pair(name: string, value: number | number[], least: number): Pair {
  const both = typeof value === "number" ? [value, value] : value;
  if (Math.min(...both) < least) {
    const got = typeof value === "number" ? value : `(${value.join(", ")})`;
    throw new RangeError(`${name}: got ${got}, expected an int or a (rows, columns) pair, each at least ${least}`);
  }
  return [both[0], both[1]];
}

/** The bias of each output: one per unit, or one per filter. */
function broadcast(b: Grid, shape: number[]): Grid {
  const each = b.values.length > 1 ? sizeOf(shape) / b.values.length : Infinity;
  return { shape, values: Float64Array.from({ length: sizeOf(shape) }, (_, i) => b.values[Math.floor(i / each)]) };
}
