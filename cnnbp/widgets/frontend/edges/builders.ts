/**
 * The edges of a layer, for pages that run without Python: the same edges in the same order as
 * cnnbp.connections builds them, and the sums over them. A test holds both equal, edge by edge.
 * In Jupyter Python computes; the explorer itself does not have this file.
 */

/** An array: its shape, and its numbers in row-major order. */
export interface Grid {
  shape: number[];
  values: Float64Array;
}

export type Pair = [rows: number, columns: number];

/** One entry per edge; `source`, `target` and `parameter` are row-major indices. */
export interface Connections {
  source: Uint32Array;
  target: Uint32Array;
  weight: Float64Array;
  parameter: Uint32Array | null;
  inputShape: number[];
  outputShape: number[];
}

/** A window that slides over an image. */
export interface Window {
  image: Pair;
  size: Pair;
  stride: Pair;
  padding: Pair;
  dilation: Pair;
  output: Pair;
}

export const sizeOf = (shape: number[]) => shape.reduce((product, n) => product * n, 1);

/** Rows and columns, the last two axes. */
const plane = (shape: number[]) => shape.slice(-2) as Pair;

const tuple = (shape: number[]) => `(${shape.join(", ")})`;

/** Errors are worded as Python words them; `names` are what image and window are called. */
export function windowOf(
  image: Pair,
  size: Pair,
  stride: Pair,
  padding: Pair,
  dilation: Pair,
  names: [string, string],
): Window {
  const padded = image.map((n, axis) => n + 2 * padding[axis]) as Pair;
  const room = padded.map((n, axis) => n - dilation[axis] * (size[axis] - 1) - 1);
  if (Math.min(...room) < 0) {
    const most = `expected at most the padded image, ${tuple(padded)}`;
    throw new RangeError(`${names[1]}: got size ${tuple(size)} with dilation ${tuple(dilation)}, ${most}`);
  }
  const output = room.map((n, axis) => Math.floor(n / stride[axis]) + 1) as Pair;
  return { image, size, stride, padding, dilation, output };
}

/** The window of a pool: half of it at most may be padding, so that no window is empty. */
export function poolWindow(image: Pair, size: Pair, stride: Pair, padding: Pair): Window {
  if (padding.some((n, axis) => 2 * n > size[axis])) {
    const most = `expected at most half of the window's size ${tuple(size)}`;
    throw new RangeError(`padding: got ${tuple(padding)}, ${most}`);
  }
  return windowOf(image, size, stride, padding, [1, 1], ["a", "size"]);
}

/** Calls `each` for every pixel that output (y, x) reads, in row-major order: (place in the window, pixel). */
function read(w: Window, y: number, x: number, each: (place: number, pixel: number) => void) {
  for (let u = 0; u < w.size[0]; u += 1) {
    const row = y * w.stride[0] - w.padding[0] + u * w.dilation[0];
    if (row < 0 || row >= w.image[0]) continue;
    for (let v = 0; v < w.size[1]; v += 1) {
      const column = x * w.stride[1] - w.padding[1] + v * w.dilation[1];
      if (column >= 0 && column < w.image[1]) each(u * w.size[1] + v, row * w.image[1] + column);
    }
  }
}

/** Edges as they are found. */
class Found {
  #ends: [source: number[], target: number[], weight: number[], parameter: number[]] = [[], [], [], []];

  add(source: number, target: number, weight: number, parameter = 0) {
    const edge = [source, target, weight, parameter];
    for (const [i, list] of this.#ends.entries()) list.push(edge[i]);
  }

  connections(inputShape: number[], outputShape: number[], shared: boolean): Connections {
    const [source, target, weight, parameter] = this.#ends;
    return {
      source: Uint32Array.from(source),
      target: Uint32Array.from(target),
      weight: Float64Array.from(weight),
      parameter: shared ? Uint32Array.from(parameter) : null,
      inputShape,
      outputShape,
    };
  }
}

/** Every input with every output, a weight for each: w is (n, m). */
export function dense(w: Grid): Connections {
  const [n, m] = w.shape;
  const edges = new Found();
  for (let t = 0; t < n; t += 1) for (let s = 0; s < m; s += 1) edges.add(s, t, w.values[t * m + s], t * m + s);
  return edges.connections([m], [n], true);
}

/** w is (F, C, kH, kW) or (kH, kW); a true convolution lays the kernel on the image rotated by 180°. */
export function convolution(
  w: Grid,
  inputShape: number[],
  { stride, padding, dilation, rotated }: { stride: Pair; padding: Pair; dilation: Pair; rotated: boolean },
): Connections {
  const grid = windowOf(plane(inputShape), plane(w.shape), stride, padding, dilation, ["image", "kernel"]);
  const [filters, channels] = w.shape.length === 2 ? [1, 1] : w.shape;
  const given = inputShape.length === 2 ? 1 : inputShape[0];
  if (given !== channels) {
    const has = `expected ${channels} as kernel ${tuple(w.shape)} has`;
    throw new RangeError(`image: got shape ${tuple(inputShape)} with ${given} channels, ${has}`);
  }
  const [pixels, places, outputs] = [grid.image, grid.size, grid.output].map(sizeOf);
  const edges = new Found();
  for (let f = 0; f < filters; f += 1)
    for (let at = 0; at < outputs; at += 1)
      for (let c = 0; c < channels; c += 1)
        read(grid, Math.floor(at / grid.output[1]), at % grid.output[1], (place, pixel) => {
          const parameter = (f * channels + c) * places + (rotated ? places - 1 - place : place);
          edges.add(c * pixels + pixel, f * outputs + at, w.values[parameter], parameter);
        });
  const flat = inputShape.length === 2 && w.shape.length === 2;
  return edges.connections(inputShape, flat ? [...grid.output] : [filters, ...grid.output], true);
}

/** One edge of weight 1 into each output, from the first maximum of its window in row-major order. */
export function maxPool(a: Grid, size: Pair, stride: Pair, padding: Pair): Connections {
  return pool(a.shape, size, stride, padding, (edges, target, pixels) => {
    let winner = pixels[0];
    for (const pixel of pixels) if (a.values[pixel] > a.values[winner]) winner = pixel;
    edges.add(winner, target, 1);
  });
}

/** Every pixel of a window with an equal share: of all its places, or of the pixels in it. */
export function averagePool(
  inputShape: number[],
  size: Pair,
  stride: Pair,
  padding: Pair,
  countPadding: boolean,
): Connections {
  return pool(inputShape, size, stride, padding, (edges, target, pixels) => {
    const share = 1 / (countPadding ? sizeOf(size) : pixels.length);
    for (const pixel of pixels) edges.add(pixel, target, share);
  });
}

function pool(
  inputShape: number[],
  size: Pair,
  stride: Pair,
  padding: Pair,
  join: (edges: Found, target: number, pixels: number[]) => void,
): Connections {
  const grid = poolWindow(plane(inputShape), size, stride, padding);
  const channels = inputShape.slice(0, -2);
  const outputs = sizeOf(grid.output);
  const edges = new Found();
  for (let target = 0; target < sizeOf(channels) * outputs; target += 1) {
    const [at, first] = [target % outputs, Math.floor(target / outputs) * sizeOf(grid.image)];
    const pixels: number[] = [];
    read(grid, Math.floor(at / grid.output[1]), at % grid.output[1], (_, pixel) => pixels.push(first + pixel));
    join(edges, target, pixels);
  }
  return edges.connections(inputShape, [...channels, ...grid.output], false);
}

/** One edge per unit, with the weight σ′(z). */
export function elementwise(slope: Grid): Connections {
  const edges = new Found();
  for (const [unit, weight] of slope.values.entries()) edges.add(unit, unit, weight);
  return edges.connections(slope.shape, slope.shape, false);
}

/** z_t = Σ w·a_s over the edges into each output. */
export const forward = ({ source, target, weight, outputShape }: Connections, a: Float64Array): Grid =>
  sums(target, outputShape, (edge) => weight[edge] * a[source[edge]]);

/** ∂C/∂a_s = Σ w·δ_t over the same edges, the other way. */
export const backward = ({ source, target, weight, inputShape }: Connections, delta: Float64Array): Grid =>
  sums(source, inputShape, (edge) => weight[edge] * delta[target[edge]]);

/** ∂C/∂w = Σ δ_t·a_s over the edges that share a weight. */
export const parameterGradient = (
  { source, target, parameter }: Connections,
  delta: Float64Array,
  a: Float64Array,
  shape: number[],
): Grid => sums(parameter ?? new Uint32Array(), shape, (edge) => delta[target[edge]] * a[source[edge]]);

function sums(index: Uint32Array, shape: number[], term: (edge: number) => number): Grid {
  const values = new Float64Array(sizeOf(shape));
  for (let edge = 0; edge < index.length; edge += 1) values[index[edge]] += term(edge);
  return { shape, values };
}
