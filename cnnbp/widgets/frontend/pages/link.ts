/**
 * The whole state of the playground as the part of its address after `#`; cnnbp/widgets/wire/link.py
 * tells the form, and Python writes the same. What is read may come from anywhere: every field is
 * checked, and a RangeError says in a sentence what is wrong.
 */

import type { Selection } from "../core/data";
import type { Direction, Mode } from "../core/model";
import { type Grid, sizeOf, windowOf } from "../edges/builders";
import { digitImage, wave, whichDigit } from "./changes";
import { ACTIVATIONS, build, type Given, type Layer, type Options, pair } from "./layer";

export const LONGEST = 2000;
const VERSION = "1";
const KINDS = new Map([
  ["conv", "convolution"],
  ["dense", "dense"],
  ["max", "max_pool"],
  ["mean", "average_pool"],
  ...["relu", "sigmoid", "tanh"].map((name): [string, string] => [name, name]),
]);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VIEWS = ["rotated", "matrix", "table", "network", "steps", "controls"];
const MODES = ["explore", "predict", "edit"];
const SIDE = 64;
const MOST_UNITS = 4 * SIDE * SIDE; // of the input; more would hold the page up
const MOST_EDGES = 200_000; // the same
const LARGEST = 1e6;
const DROPPED = ["g", "b", "w", "a"]; // where all is too long, in this order

/** What of the traits goes along. */
export interface View {
  selection: Selection | null;
  views: string[];
  mode: Mode;
  direction: Direction;
}

export interface Linked {
  layer: Layer;
  view: View;
  /** whether numbers did not fit into the link */
  cut: boolean;
}

export function fragmentOf(layer: Given, view: View): string {
  const kind = [...KINDS].find(([, long]) => long === layer.kind)?.[0];
  if (!kind || layer.edges) throw new RangeError(`link: got a ${layer.kind} layer, expected one that a page can build`);
  const head = [VERSION, kind, layer.z.shape.join("x")];
  const fields = [...sizesOf(layer), ...viewOf(view)];
  const digit = whichDigit(layer.z);
  let numbers = [`a${digit ? `d${digit}` : packed(layer.z)}`];
  if (layer.w && !isWave(layer.w)) numbers.push(`w${packed(layer.w)}`);
  if (layer.b) numbers.push(`b${packed(layer.b)}`);
  if (layer.delta) numbers.push(`g${packed(layer.delta)}`);
  for (const letter of DROPPED) {
    if ([...head, ...fields, ...numbers].join(".").length <= LONGEST) break;
    const left = numbers.filter((text) => text[0] !== letter);
    if (left.length < numbers.length && !fields.includes("n")) fields.push("n");
    numbers = left;
  }
  return [...head, ...fields, ...numbers].join(".");
}

/** The options, without those that are as usual. */
function sizesOf({ kind, w, options, activation }: Given): string[] {
  const fields: string[] = [];
  const size = (value: number | number[]) => [...new Set([value].flat())].join("x");
  if (kind === "convolution") fields.push(`k${size(w!.shape.slice(-2))}`);
  if (w && (w.shape.length === 4 || kind === "dense")) fields.push(`f${w.shape[0]}`);
  if (options.size !== undefined) fields.push(`k${size(options.size)}`);
  const { stride, padding, dilation } = options;
  if (stride != null && (!w || size(stride) !== "1")) fields.push(`s${size(stride)}`);
  if (padding !== undefined && size(padding) !== "0") fields.push(`p${size(padding)}`);
  if (dilation !== undefined && size(dilation) !== "1") fields.push(`d${size(dilation)}`);
  if (options.convention === "convolution") fields.push("x");
  if (options.count_include_pad === false) fields.push("e");
  if (activation !== "identity") fields.push(`t${activation}`);
  return fields;
}

function viewOf({ selection, views, mode, direction }: View): string[] {
  const fields = selection ? [`c${[selection.panel, ...selection.index].join()}`] : [];
  const others = views.filter((name) => name !== "edges");
  if (others.length) fields.push(`v${others.join()}`);
  if (mode !== "explore") fields.push(`m${mode}`);
  if (direction === "forward") fields.push("r");
  return fields;
}

const inSixteenths = (values: Float64Array) => values.every((value) => Number.isInteger(16 * value));

/** The numbers as the link carries them. */
const carried = ({ values }: Grid) =>
  inSixteenths(values) ? values : values.map((value) => Math.floor(value * 1000 + 0.5) / 1000);

const isWave = (w: Grid) => {
  const values = carried(w);
  return wave(w.shape).values.every((value, i) => value === values[i]);
};

function packed(grid: Grid) {
  const values = carried(grid);
  const fits = inSixteenths(values);
  const unit = fits ? 16 : 1000;
  return (fits ? "h" : "m") + Array.from(values, (value) => digits(Math.floor(value * unit + 0.5))).join("");
}

function digits(number: number) {
  let rest = number >= 0 ? 2 * number : -2 * number - 1;
  let text = "";
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += ALPHABET[digit + (rest ? 32 : 0)];
  } while (rest);
  return text;
}

/** The state that a link holds. Whoever wrote it: nothing is taken over that was not checked. */
export function readFragment(text: string): Linked {
  if (text.length > LONGEST) throw new RangeError(`it has ${text.length} characters, and ${LONGEST} are allowed`);
  const [version, short, shape, ...rest] = text.split(".");
  if (version !== VERSION) throw new RangeError("it was made by another version of this page");
  const kind = KINDS.get(short ?? "");
  if (!kind) throw new RangeError("it names no layer that is known here");
  const fields = new Map<string, string>();
  for (const field of rest) {
    if (!/^[kfspdxetcvmrnawbg]/.test(field) || fields.has(field[0]))
      throw new RangeError("it has a part that is not known here");
    fields.set(field[0], field.slice(1));
  }
  const layer = build(givenOf(kind, shapeOf(shape ?? ""), fields));
  return { layer, view: readView(fields, layer), cut: fields.has("n") };
}

function shapeOf(text: string): number[] {
  const shape = /^\d{1,4}(x\d{1,2}){0,2}$/.test(text) ? text.split("x").map(Number) : [];
  const most = shape.length === 1 ? SIDE * SIDE : SIDE;
  if (!shape.length || shape.some((n) => n < 1 || n > most))
    throw new RangeError(`its input has no size from 1 to ${SIDE}`);
  if (sizeOf(shape) > MOST_UNITS)
    throw new RangeError(`its input has ${sizeOf(shape)} numbers, and ${MOST_UNITS} are allowed`);
  return shape;
}

/** A whole number, or one for rows and one for columns, from `least` to 64. */
function sizeIn(fields: Map<string, string>, letter: string, least: number, usual: number | null): number | number[] {
  const text = fields.get(letter);
  if (text === undefined && usual !== null) return usual;
  const found = /^\d{1,2}(x\d{1,2})?$/.test(text ?? "") ? text!.split("x").map(Number) : [];
  if (!found.length || found.some((n) => n < least || n > SIDE))
    throw new RangeError(`its part “${letter}” is no size from ${least} to ${SIDE}`);
  return found.length === 2 && found[0] !== found[1] ? found : found[0];
}

function givenOf(kind: string, shape: number[], fields: Map<string, string>): Given {
  const activation = fields.get("t") ?? "identity";
  if (!Object.hasOwn(ACTIVATIONS, activation)) throw new RangeError("it names no activation function that is known");
  const [options, weights, output] = shapesOf(kind, shape, fields);
  const numbers = (letter: string, wanted: number[] | null, otherwise: () => Grid | null) => {
    const text = fields.get(letter);
    if (text === undefined) return otherwise();
    if (!wanted) throw new RangeError("it has numbers that this layer does not have");
    return unpacked(text, wanted);
  };
  const image = () => ({ shape, values: String(shape.slice(-2)) === "8,8" ? drawn(shape) : wave(shape).values });
  const filters = output.length === 2 ? 1 : output[0];
  return {
    kind,
    z: numbers("a", shape, image)!,
    w: numbers("w", weights, () => weights && wave(weights)),
    b: numbers("b", weights && [filters], () => null),
    delta: numbers("g", output, () => null),
    activation,
    options,
  };
}

/** The digit 4 in every channel. */
function drawn(shape: number[]) {
  const image = digitImage(4);
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => image[i % image.length]);
}

/** The options, the shape of the weights and that of the output, once it is sure that a page can bear them. */
function shapesOf(kind: string, shape: number[], fields: Map<string, string>): [Options, number[] | null, number[]] {
  const units = sizeOf(shape);
  if (kind === "dense") {
    const outputs = sizeIn(fields, "f", 1, null) as number;
    bear(outputs * units);
    return [{}, [outputs, units], [outputs]];
  }
  if (ACTIVATIONS[kind]) return [{}, null, shape];
  if (shape.length < 2) throw new RangeError("its input is no image");
  const padding = sizeIn(fields, "p", 0, 0);
  const size = sizeIn(fields, "k", 1, null);
  const [places, image] = [sizeOf(pair("k", size, 1)), shape.slice(-2) as [number, number]];
  if (kind !== "convolution") {
    const options: Options = { size, stride: fields.has("s") ? sizeIn(fields, "s", 1, null) : null, padding };
    if (kind === "average_pool") options.count_include_pad = !fields.has("e");
    const both = pair("p", padding, 0);
    const grid = windowOf(image, pair("k", size, 1), pair("s", options.stride ?? size, 1), both, [1, 1], ["a", "size"]);
    bear(units * places);
    return [options, null, [...shape.slice(0, -2), ...grid.output]];
  }
  const options: Options = {
    stride: sizeIn(fields, "s", 1, 1),
    padding,
    dilation: sizeIn(fields, "d", 1, 1),
    convention: fields.has("x") ? "convolution" : "correlation",
  };
  const [stride, dilation] = [pair("s", options.stride!, 1), pair("d", options.dilation!, 1)];
  const names: [string, string] = ["image", "kernel"];
  const grid = windowOf(image, pair("k", size, 1), stride, pair("p", padding, 0), dilation, names);
  const channels = shape.length === 3 ? shape[0] : 1;
  const filters = fields.has("f") ? (sizeIn(fields, "f", 1, null) as number) : 0;
  bear(Math.max(filters, 1) * channels * places * sizeOf(grid.output));
  const flat = !filters && shape.length === 2;
  const weights = filters || !flat ? [Math.max(filters, 1), channels, ...pair("k", size, 1)] : pair("k", size, 1);
  return [options, weights, flat ? grid.output : [Math.max(filters, 1), ...grid.output]];
}

function bear(edges: number) {
  if (edges > MOST_EDGES) throw new RangeError(`its layer has ${edges} edges, and ${MOST_EDGES} are allowed`);
}

function unpacked(text: string, shape: number[]): Grid {
  const count = sizeOf(shape);
  if (/^d\d$/.test(text) && count === 64) return { shape, values: digitImage(Number(text[1])) };
  const unit = { h: 16, m: 1000 }[text[0]];
  const values: number[] = [];
  let [rest, place] = [0, 1];
  for (const letter of text.slice(1)) {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0 || place > 2 ** 40) throw new RangeError("its numbers are written in a way that is not known here");
    rest += (digit % 32) * place;
    place *= 32;
    if (digit >= 32) continue;
    values.push((rest % 2 ? -(rest + 1) / 2 : rest / 2) / (unit ?? 1));
    [rest, place] = [0, 1];
  }
  if (!unit || place > 1) throw new RangeError("its numbers are written in a way that is not known here");
  if (values.length !== count) throw new RangeError(`it has ${values.length} numbers where ${count} are wanted`);
  if (values.some((value) => Math.abs(value) > LARGEST)) throw new RangeError("it has a number larger than a million");
  return { shape, values: Float64Array.from(values) };
}

function readView(fields: Map<string, string>, layer: Layer): View {
  const [panel, ...index] = fields.get("c")?.split(",") ?? [];
  const views = fields.get("v")?.split(",") ?? [];
  const mode = fields.get("m") ?? "explore";
  if (!MODES.includes(mode) || !views.every((name) => VIEWS.includes(name)))
    throw new RangeError("it names a view that is not known here");
  const shape = panel && new Map(shapesIn(layer)).get(panel);
  const places = index.map(Number);
  if (panel !== undefined) {
    const fits = shape && shape.length === index.length;
    if (!fits || index.some((one, axis) => !/^\d{1,4}$/.test(one) || places[axis] >= shape[axis]))
      throw new RangeError("it chooses a cell that is not there");
  }
  return {
    selection: panel === undefined ? null : { panel, index: places },
    views: ["edges", ...new Set(views)],
    mode: mode as Mode,
    direction: fields.has("r") ? "forward" : "backward",
  };
}

/** The panels that a cell may be chosen in. */
function shapesIn({ z, w, output, activation, kind }: Layer): [string, number[]][] {
  const inputs = ["input", "gradient"];
  if (activation !== "identity") inputs.push("z_in", "sigma_prime", "input_delta");
  if (ACTIVATIONS[kind]) inputs.push("sigma_prime");
  return [
    ...inputs.map((id): [string, number[]] => [id, z.shape]),
    ...["output", "delta"].map((id): [string, number[]] => [id, output.shape]),
    ...(w ? [["weights", w.shape] as [string, number[]]] : []),
  ];
}
