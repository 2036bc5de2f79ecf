/** What can be changed about a layer, as cnnbp.widgets.model.changes: the fields, and what each change gives. */

import type { Field } from "../core/data";
import { type Grid, sizeOf } from "../edges/builders";
import { ACTIVATIONS, build, type Given, type Layer, map, type Options } from "./layer";

/** What Python says, and what it knows, for every explorer of a page; wire/prepared.py tells of it. */
export interface FromPython {
  cell_unread: string;
  unread: string;
  too_large: string;
  largest: number;
  all_found: string[];
  some_found: string[][];
  unknown: string;
  look: Record<string, string>;
  look_any: string;
  /** ten images, row by row, in sixteenths */
  digits: number[][];
}

let known: FromPython | null = null;

/** Before anything is changed or judged. */
export function learn(words: FromPython) {
  known = words;
}

export function python(): FromPython {
  if (!known) throw new TypeError("pages: got nothing from Python, expected what every page brings along");
  return known;
}

export const NEEDS_PYTHON =
  "This needs Python, and this page runs without it: open the lesson on Binder or on your own computer.";

const MOST = 16; // of a stride, padding or the like
const LARGEST_KERNEL = 5; // that is offered
const SIDE = 8; // rows and columns of a digit
const GIVEN: Record<string, "z" | "w" | "delta"> = { input: "z", z_in: "z", weights: "w", delta: "delta" };
const SIZES = ["stride", "padding", "dilation", "size"];
const POOLS: [string, string][] = [
  ["max_pool", "max"],
  ["average_pool", "average"],
];
const CONVENTIONS: [string, string][] = [
  ["correlation", "cross-correlation"],
  ["convolution", "true convolution"],
];
const COUNTED: [string, string][] = [
  ["true", "the window's size"],
  ["false", "the pixels inside"],
];

export function controls(layer: Layer): Field[] {
  if (layer.edges || ACTIVATIONS[layer.kind]) return []; // their edges are all there is
  const fields = ofKind(layer);
  const names = Object.keys(ACTIVATIONS).map((name): [string, string] => [name, name]);
  fields.push(choice("activation", "activation in front", layer.activation, names));
  if (holdsADigit(layer.z.shape)) {
    const digits = Array.from({ length: 10 }, (_, digit): [string, string] => [String(digit), String(digit)]);
    fields.push(choice("digit", "digit", whichDigit(layer.z), [["", "choose"], ...digits]));
  }
  return fields;
}

function ofKind({ kind, w, options }: Layer): Field[] {
  if (kind === "convolution" && w) {
    return [
      size("kernel_size", "kernel size", w.shape.slice(-2), 1, LARGEST_KERNEL),
      size("stride", "stride", options.stride!, 1, 4),
      size("padding", "padding", options.padding!, 0, 4),
      size("dilation", "dilation", options.dilation!, 1, 3),
      choice("convention", "forward pass", options.convention!, CONVENTIONS),
    ];
  }
  if (!POOLS.some(([name]) => name === kind)) return [];
  const fields = [
    choice("kind", "pooling", kind, POOLS),
    size("size", "window", options.size!, 1, 5),
    size("stride", "stride", options.stride ?? options.size!, 1, 5),
    size("padding", "padding", options.padding!, 0, 2),
  ];
  if (kind === "average_pool")
    fields.push(choice("count_include_pad", "divide by", String(options.count_include_pad), COUNTED));
  return fields;
}

function size(name: string, label: string, value: number | number[], low: number, high: number): Field {
  const shown = typeof value === "number" ? value : new Set(value).size === 1 ? value[0] : value.join(" × ");
  return { name, label, value: shown, low, high };
}

const choice = (name: string, label: string, value: string, choices: [string, string][]): Field => ({
  name,
  label,
  value,
  choices,
});

/** The layer with some of its numbers or options replaced, checked like a new one. */
export function rebuilt(layer: Layer, changed: Partial<Given>): Layer {
  const { kind, z, w, delta, b, activation, options, edges } = layer;
  const given = { kind, z, w, delta, b, activation, options, edges, ...changed };
  try {
    return build(given);
  } catch (refusal) {
    if (!(refusal instanceof RangeError) || "delta" in changed || !delta) throw refusal;
    // The output has another shape: the delta that was given has no place in it any more.
    return build({ ...given, delta: null });
  }
}

export function withOption(layer: Layer, name: string, value: string): Layer {
  const { options } = layer;
  if (name === "kind") return withKind(layer, value);
  if (name === "kernel_size") return withKernelSize(layer, value);
  if (name === "digit") return withDigit(layer, value);
  if (name === "activation") return rebuilt(layer, { activation: value });
  if (!(name in options)) throw new RangeError(`${name}: this layer has no such option`);
  const now = options[name as keyof Options];
  let next: unknown = value;
  if (SIZES.includes(name)) next = within(name, sizes(name, value), now as number | number[] | null);
  else if (name === "count_include_pad") next = value.toLowerCase() === "true";
  return rebuilt(layer, { options: { ...options, [name]: next } });
}

function withKind(layer: Layer, kind: string): Layer {
  const options: Options = { ...layer.options };
  if (kind === "average_pool") options.count_include_pad ??= true;
  return build({ ...givenOf(layer), kind, w: null, b: null, options });
}

const givenOf = ({ kind, z, w, delta, b, activation, options }: Layer): Given => ({
  kind,
  z,
  w,
  delta,
  b,
  activation,
  options,
});

export function withKernelSize(layer: Layer, value: string): Layer {
  const { w } = layer;
  if (!w) throw new RangeError("kernel_size: this layer has no kernel");
  const old = w.shape.slice(-2);
  const given = within("kernel_size", sizes("kernel_size", value), old);
  const side = typeof given === "number" ? [given, given] : given;
  const least = Math.min(...side);
  if (least < 1) throw new RangeError(`kernel_size: got ${least}, expected at least 1`);
  const shape = [...w.shape.slice(0, -2), ...side];
  const each = sizeOf(side);
  // Of the new weights the old ones keep their place.
  const weights = map(wave(shape), (value, i) => {
    const [u, v] = [Math.floor((i % each) / side[1]), i % side[1]];
    return u < old[0] && v < old[1] ? w.values[Math.floor(i / each) * sizeOf(old) + u * old[1] + v] : value;
  });
  return rebuilt(layer, { w: weights });
}

/** New weights: a wave with no symmetry, to one decimal. */
export const wave = (shape: number[]): Grid => ({
  shape,
  values: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.round(Math.sin(1.7 * i + 1) * 10) / 10),
});

function withDigit(layer: Layer, value: string): Layer {
  const digit = value.trim();
  if (!holdsADigit(layer.z.shape) || !/^\d$/.test(digit))
    throw new RangeError(`digit: got ${quoted(value)}, expected 0 to 9 and an 8 × 8 input`);
  return rebuilt(layer, { z: { shape: layer.z.shape, values: digitImage(Number(digit)) } });
}

/** One of the shipped digits, from 0, no ink, to 1. */
export const digitImage = (digit: number) => Float64Array.from(python().digits[digit], (ink) => ink / 16);

const holdsADigit = (shape: number[]) => [`${SIDE},${SIDE}`, `1,${SIDE},${SIDE}`].includes(String(shape));

/** Which of the offered digits an input is; "" for any other image. */
export function whichDigit({ shape, values }: Grid) {
  if (!holdsADigit(shape)) return "";
  const found = python().digits.findIndex((inks) => inks.every((ink, i) => ink / 16 === values[i]));
  return found < 0 ? "" : String(found);
}

/** Cells of one panel set to a number; text is what the person typed. */
export function withValues(layer: Layer, id: string, cells: number[], text: string): Layer {
  const name = GIVEN[id];
  if (!name) throw new RangeError(`${id}: these numbers are computed; edit the input, weights or delta`);
  if (id === "input" && layer.activation !== "identity")
    throw new RangeError("input: a = σ(z) is computed; edit input z instead");
  const old = name === "delta" ? layer.deltas : layer[name];
  if (!old) throw new RangeError(`${id}: this layer has no weights`);
  if (name === "w" && layer.edges)
    throw new RangeError("weights: got other values than the edges have, expected the same");
  const value = number(text, python().cell_unread);
  const values = old.values.slice();
  for (const cell of cells) {
    if (!(cell >= 0 && cell < values.length))
      throw new RangeError(`${id}: got cell ${cell}, expected 0 to ${values.length - 1}`);
    values[cell] = value;
  }
  return rebuilt(layer, { [name]: { shape: old.shape, values } });
}

/** What a person typed, as a number that a cell can show; `unread` refuses another text. */
export function number(text: string, unread: string): number {
  const { too_large, largest } = python();
  const shown = text.trim().replaceAll("−", "-").replaceAll(",", ".");
  const endless = /^[+-]?(inf(inity)?|nan)$/i.test(shown);
  if (!endless && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(shown))
    throw new RangeError(unread.replace("{}", () => (shown ? quoted(text) : "nothing")));
  const value = Number(shown);
  if (endless || Math.abs(value) > largest) throw new RangeError(too_large.replace("{}", () => shown));
  return value;
}

/** A text between quotes, as Python shows it. */
function quoted(text: string) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const plain = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `${quote}${quote === "'" ? plain.replaceAll("'", "\\'") : plain}${quote}`;
}

/** A whole number, or two for rows and columns: "2", "1 × 2", "1, 2". */
function sizes(name: string, value: string): number | number[] {
  const parts = value.trim().split(/\s*[×x,;\s]\s*/);
  if (parts.length > 2 || !parts.every((part) => /^[+-]?\d+$/.test(part))) {
    const wanted = "expected a whole number, or two such as 1 × 2";
    throw new RangeError(`${name}: got ${quoted(value)}, ${wanted}`);
  }
  const found = parts.map(Number);
  return found.length === 1 ? found[0] : found;
}

/** The value, unless it is larger than anything one can look at; what the layer has may stay. */
function within(name: string, value: number | number[], now: number | number[] | null) {
  const largest = (given: number | number[]) => Math.max(...[given].flat());
  const most = Math.max(MOST, largest(now ?? 1));
  if (largest(value) > most) throw new RangeError(`${name}: got ${largest(value)}, expected at most ${most}`);
  return value;
}
