/** What one can start from in the playground: inputs, kernels with a name, and whole examples. Pure. */

import { type Grid, sizeOf } from "../edges/builders";
import { digitImage, wave } from "./changes";
import { ACTIVATIONS, type Given, type Options } from "./layer";

export const KERNELS: [name: string, weights: number[]][] = [
  ["nine different weights", [0.25, -0.5, 1, 0.5, 1.25, -0.75, -0.25, 0.75, -1]],
  ["edges of all directions", [0, -1, 0, -1, 4, -1, 0, -1, 0]],
  ["upright edges (Sobel)", [1, 0, -1, 2, 0, -2, 1, 0, -1]],
  ["level edges (Sobel)", [1, 2, 1, 0, 0, 0, -1, -2, -1]],
  ["blur", [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16)],
  ["sharpen", [0, -1, 0, -1, 5, -1, 0, -1, 0]],
  ["identity", [0, 0, 0, 0, 1, 0, 0, 0, 0]],
];

/** The name of a kernel that all channels and filters have; "" for weights of one's own. */
export function nameOf({ shape, values }: Grid) {
  if (String(shape.slice(-2)) !== "3,3") return "";
  return KERNELS.find(([, weights]) => values.every((value, i) => value === weights[i % 9]))?.[0] ?? "";
}

/** That kernel for every channel and filter. */
export function kernel(name: string, [filters, channels]: [number, number], flat: boolean): Grid {
  const weights = KERNELS.find(([known]) => known === name)?.[1] ?? KERNELS[0][1];
  const shape = flat ? [3, 3] : [filters, channels, 3, 3];
  return { shape, values: Float64Array.from({ length: sizeOf(shape) }, (_, i) => weights[i % 9]) };
}

/** An image for every channel, each one column further to the right. */
function channelsOf(shape: number[], pixel: (row: number, column: number) => number): Grid {
  const [rows, columns] = shape.slice(-2);
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    const [channel, at] = [Math.floor(i / (rows * columns)), i % (rows * columns)];
    return pixel(Math.floor(at / columns), (at % columns) - channel);
  });
  return { shape, values };
}

/** A shipped digit in the middle of an input of any size. */
export function digitIn(shape: number[], digit: number): Grid {
  const image = digitImage(digit);
  const [top, left] = shape.slice(-2).map((n) => Math.floor((n - 8) / 2));
  return channelsOf(shape, (row, column) => {
    const [y, x] = [row - top, column - left];
    return y >= 0 && y < 8 && x >= 0 && x < 8 ? image[8 * y + x] : 0;
  });
}

export const blank = (shape: number[]): Grid => ({ shape, values: new Float64Array(sizeOf(shape)) });

/** What two arrays of any sizes have in common comes from the first, the rest from the second. */
export function overlaid(old: Grid, fresh: Grid): Grid {
  const axes = fresh.shape.length;
  const shape = [...Array(Math.max(0, axes - old.shape.length)).fill(1), ...old.shape].slice(-axes);
  const values = fresh.values.map((value, i) => {
    let [rest, at, step] = [i, 0, 1];
    for (let axis = axes - 1; axis >= 0; axis -= 1) {
      const place = rest % fresh.shape[axis];
      if (place >= shape[axis]) return value;
      at += place * step;
      step *= shape[axis];
      rest = Math.floor(rest / fresh.shape[axis]);
    }
    return old.values[at];
  });
  return { shape: fresh.shape, values };
}

const CONVOLUTION: Options = { stride: 1, padding: 0, dilation: 1, convention: "correlation" };

/** The layer of another kind on the same input. */
export function ofKind(kind: string, z: Grid): Given {
  const given = { kind, z, w: null, delta: null, b: null, activation: "identity", options: {} };
  if (ACTIVATIONS[kind]) return given;
  if (kind === "dense") return { ...given, w: wave([5, z.values.length]) };
  if (kind === "convolution") {
    const channels = z.shape.length === 3 ? z.shape[0] : 1;
    const w = kernel(KERNELS[0][0], [1, channels], z.shape.length === 2);
    return { ...given, w, options: { ...CONVOLUTION } };
  }
  const options: Options = { size: 2, stride: null, padding: 0 };
  if (kind === "average_pool") options.count_include_pad = true;
  return { ...given, options };
}

export interface Example {
  title: string;
  about: string;
  given: Given;
  index: number[];
}

/** Seven layers that show one thing each; the first is where the page begins. */
export function examples(): Example[] {
  const four = digitIn([8, 8], 4);
  const convolution = ofKind("convolution", four);
  const plain = (title: string, about: string, given: Given): Example => ({ title, about, given, index: [4, 3] });
  const option = (more: Options): Given => ({ ...convolution, options: { ...CONVOLUTION, ...more } });
  const colours = digitIn([3, 8, 8], 4);
  return [
    plain("One kernel", "and one digit", convolution),
    plain("Stride 2", "every other place", option({ stride: 2 })),
    plain("Dilated", "weights stand apart", option({ padding: 1, dilation: 2 })),
    plain("Padding", "8 × 8 stays 8 × 8", option({ padding: 1 })),
    plain("Max pool", "the winner takes all", ofKind("max_pool", four)),
    plain("Dense", "a weight for each edge", ofKind("dense", four)),
    {
      title: "3 channels",
      about: "and 4 filters",
      given: { ...ofKind("convolution", colours), w: wave([4, 3, 3, 3]) },
      index: [0, 4, 3],
    },
  ];
}
