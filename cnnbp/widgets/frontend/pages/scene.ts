/** A layer as the explorer gets it, and back: what cnnbp.widgets.wire.layer makes where Python runs. */

import { type Packed, type RawPanel, type RawRotated, type RawScene, type Unit, unpack } from "../core/data";
import { type Grid, type Pair, sizeOf, windowOf } from "../edges/builders";
import { controls } from "./changes";
import { ACTIVATIONS, build, type Given, type Layer, type Options, pair } from "./layer";

const KERNEL_NAMES: Record<string, string> = { dense: "weights W", convolution: "kernel w" };
const CONVENTIONS: Record<string, string> = { correlation: "cross-correlation", convolution: "true convolution" };
const ABOUT: Record<string, string> = { delta: "∂C/∂z of this layer", gradient: "∂C/∂a, what flows back" };
const OWN_COST = "δ\u00a0=\u00a0z, as for C\u00a0=\u00a0½‖z‖²";

const bytes = (dtype: string, shape: number[], { buffer, byteOffset, byteLength }: Float64Array | Uint32Array) =>
  ({ dtype, shape, data: new Uint8Array(buffer, byteOffset, byteLength) }) as Packed;
export const pack = ({ shape, values }: Grid) => bytes("float64", shape, values);
export const packIndices = (indices: Uint32Array) => bytes("uint32", [indices.length], indices);

/** An array of the scene as numbers. */
export const gridOf = (packed: Packed): Grid => ({ shape: packed.shape, values: Float64Array.from(unpack(packed)) });

const times = (shape: number[]) => shape.join(" × ");

export function panel(id: string, symbol: string, name: string, grid: Grid, unit: Unit, more?: string): RawPanel {
  const picture = grid.shape.length >= 2 && grid.values.every((value) => value >= 0 && value <= 1);
  const about = more ?? ABOUT[id];
  const subtitle = about ? `${times(grid.shape)} · ${about}` : times(grid.shape);
  const scale = id === "input" && picture ? "image" : "signed";
  return { id, symbol, name, subtitle, unit, scale, values: pack(grid) };
}

export function sceneOf(layer: Layer): RawScene {
  const { kind, activation, options, connections, weightGradient, bias } = layer;
  const ends = { source: packIndices(connections.source), target: packIndices(connections.target) };
  const shared = connections.parameter && weightGradient;
  return {
    kind,
    activation,
    options: options as Record<string, unknown>,
    given: [...(layer.delta ? ["delta"] : []), ...(layer.edges || ACTIVATIONS[kind] ? ["edges"] : [])],
    panels: panelsOf(layer),
    edges: shared
      ? { ...ends, parameter: packIndices(connections.parameter!), parameter_gradient: pack(shared) }
      : { ...ends, weight: pack({ shape: [connections.weight.length], values: connections.weight }) },
    bias: bias && pack(bias),
    rotated: rotatedOf(layer),
    controls: controls(layer),
    ...(ACTIVATIONS[kind] ? { function: kind } : {}),
  };
}

function panelsOf(layer: Layer): RawPanel[] {
  const { kind, a, w, output, deltas, gradient, options, z, slope, right } = layer;
  const panels = [panel("input", "a", "input a", a, "input")];
  if (w)
    panels.push(
      panel("weights", "w", KERNEL_NAMES[kind] ?? "weights w", w, "weights", CONVENTIONS[options.convention ?? ""]),
    );
  panels.push(
    panel("output", "z", "output z", output, "output"),
    panel("delta", "δ", "output delta δ", deltas, "output", layer.delta ? undefined : OWN_COST),
    panel("gradient", "∂C/∂a", "input gradient", gradient, "input"),
  );
  if (ACTIVATIONS[kind]) {
    const slopes = { shape: a.shape, values: layer.connections.weight };
    panels.push({ ...panel("sigma_prime", "σ′", "slope σ′(z)", slopes, "input"), top: 1 });
  }
  if (layer.activation === "identity") return panels;
  return [
    ...panels,
    panel("z_in", "z", "input z", z, "input"),
    { ...panel("sigma_prime", "σ′(z)", "slope σ′(z)", slope, "input"), top: 1 },
    panel("input_delta", "δ", "input delta", right, "input"),
  ];
}

/** The padded δ, and where each output lies in it; of convolutions alone. */
function rotatedOf({ kind, w, a, deltas, options }: Layer): RawRotated | null {
  if (kind !== "convolution" || !w) return null;
  const [image, size] = [a.shape.slice(-2), w.shape.slice(-2)] as [Pair, Pair];
  const stride = pair("stride", options.stride ?? 1, 1);
  const padding = pair("padding", options.padding ?? 0, 0);
  const dilation = pair("dilation", options.dilation ?? 1, 1);
  const { output } = windowOf(image, size, stride, padding, dilation, ["image", "kernel"]);
  const reach = dilation.map((d, axis) => d * (size[axis] - 1));
  const [rows, columns] = image.map((n, axis) => n + reach[axis]);
  const shape = [...deltas.shape.slice(0, -2), rows, columns];
  const values = new Float64Array(sizeOf(shape));
  const place = new Uint32Array(deltas.values.length);
  const each = sizeOf(output);
  for (const [unit, value] of deltas.values.entries()) {
    const y = Math.floor((unit % each) / output[1]) * stride[0] + reach[0] - padding[0];
    const x = (unit % output[1]) * stride[1] + reach[1] - padding[1];
    if (y < 0 || y >= rows || x < 0 || x >= columns) continue; // it touches padding alone
    const at = Math.floor(unit / each) * rows * columns + y * columns + x;
    values[at] = value;
    place[unit] = at + 1;
  }
  const places = sizeOf(size);
  const turned = (_: unknown, i: number) => i - (i % places) + (places - 1 - (i % places));
  const numbers = Uint32Array.from(w.values, options.convention === "convolution" ? (_, i) => i : turned);
  const kernel = { ...packIndices(numbers), shape: w.shape };
  const dilated = (options.dilation ?? 1) as number | [number, number];
  return { values: pack({ shape, values }), place: packIndices(place), kernel, dilation: dilated };
}

/** The layer that a scene shows, ready to be changed. */
export const layerOf = (raw: RawScene): Layer => build(givenOf(raw));

/** What is given of it, and not worked out. */
export function givenOf(raw: RawScene): Given {
  const found = (id: string) => {
    const one = raw.panels.find((each) => each.id === id);
    return one ? gridOf(one.values) : null;
  };
  const [input, w, delta] = [found("input")!, found("weights"), found("delta")!];
  const bias = raw.bias && gridOf(raw.bias);
  const given = {
    kind: raw.kind,
    z: found("z_in") ?? input,
    w,
    delta: raw.given.includes("delta") ? delta : null,
    b: bias && biasOf(bias),
    activation: raw.activation,
    options: raw.options as Options,
  };
  if (!raw.given.includes("edges") || raw.function) return given;
  const parameter = raw.edges.parameter ? Uint32Array.from(unpack(raw.edges.parameter)) : null;
  const weight = raw.edges.weight
    ? gridOf(raw.edges.weight).values
    : Float64Array.from(parameter ?? [], (number) => w?.values[number] ?? 0);
  const [source, target] = [raw.edges.source, raw.edges.target].map((ends) => Uint32Array.from(unpack(ends)));
  const edges = { source, target, weight, parameter, inputShape: input.shape, outputShape: delta.shape };
  return { ...given, edges };
}

/** It is sent for every output; here one is left for each unit or filter. */
function biasOf({ shape, values }: Grid): Grid {
  const count = shape.length === 2 ? 1 : shape[0];
  const each = values.length / count;
  return { shape: [count], values: Float64Array.from({ length: count }, (_, i) => values[i * each]) };
}
