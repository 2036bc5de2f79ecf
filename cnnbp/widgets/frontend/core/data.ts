/** What Python sends, and the same as typed arrays: read once, used by all views. */

export type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** An array as Python sends it. */
export interface Packed {
  dtype: string;
  shape: number[];
  data: DataView | ArrayBuffer | Uint8Array;
}

/** A setting of the layer: with choices, or a number between bounds. */
export interface Field {
  name: string;
  label: string;
  value: string | number;
  low?: number;
  high?: number;
  choices?: [string, string][];
}

export interface RawPanel {
  id: string;
  symbol: string;
  name: string;
  word?: string;
  subtitle: string;
  unit: Unit;
  scale: "image" | "signed";
  values: Packed;
  top?: number;
}

export interface RawEdges {
  source: Packed;
  target: Packed;
  parameter?: Packed;
  parameter_gradient?: Packed;
  weight?: Packed;
}

export interface RawRotated {
  values: Packed;
  place: Packed;
  kernel: Packed;
  dilation: number | [number, number];
}

/** A verdict: right or not, the sentence, the names of the mistakes that fit, and what is folded. */
export type RawVerdict = [right: boolean, sentence: string, mistakes: string[], more: string[]];

/** The verdicts on a layer's predictions, for a page without Python; the format is told in wire/prepared.py. */
export interface RawAnswers {
  verdicts: RawVerdict[];
  values: [number: number, tolerance: number, verdict: number][][];
  sets: [outputs: number[], verdict: number][][];
}

/** One layer. */
export interface RawScene {
  kind: string;
  activation: string;
  options: Record<string, unknown>;
  /** what was given and is not worked out: "delta", "edges" */
  given: string[];
  panels: RawPanel[];
  edges: RawEdges;
  bias: Packed | null;
  rotated: RawRotated | null;
  controls: Field[];
  function?: string;
  answers?: RawAnswers;
}

/** What joins the layers of a network. */
export interface RawChain {
  states: { symbol: string; delta: string }[];
  kinds: string[];
  paths: ({ source: Packed; target: Packed; weight: Packed } | null)[];
  /** for each state, and some behind it: the unit there that carries most of each unit's gradient, from 1 on; 0: none */
  carriers: Record<string, { unit: Packed; share: Packed }>[];
  loss: { name: string; symbol: string; value: number; label: number | null; prediction: Packed; target: Packed };
}

/** All layers of a widget, one or several in a row. */
export interface RawSet {
  layers: RawScene[];
  chain?: RawChain;
}

/** which end of an edge a cell stands for */
export type Unit = "input" | "output" | "weights";

/** a grid of numbers */
export interface Panel {
  id: string;
  symbol: string;
  name: string;
  /** what its cells are called, if not as in a layer that stands alone */
  word?: string;
  subtitle: string;
  unit: Unit;
  scale: "image" | "signed";
  values: Numbers;
  shape: number[];
  /** whether each of its channels has edges of its own */
  alone?: boolean;
  /** whether one of its channels is shown at a time */
  single?: boolean;
  /** how many sheets of rows × cols it has (channels, filters) */
  plates: number;
  rows: number;
  cols: number;
  /** the largest absolute value, end of the colour scale */
  top: number;
}

export interface Edges {
  source: Numbers;
  target: Numbers;
  parameter: Numbers | null;
  parameterGradient: Numbers | null;
  weight: (edge: number) => number;
}

/** the padded output delta, and the kernel that lies on it */
export interface Rotated {
  values: Numbers;
  shape: number[];
  /** position + 1 of each output unit, 0 where it has none */
  place: Numbers;
  /** the parameter at each place of the lying kernel */
  kernel: Numbers;
  kernelShape: number[];
  dilation: [number, number];
}

export interface Scene {
  kind: string;
  activation: string;
  options: Record<string, unknown>;
  panels: Panel[];
  byId: Map<string, Panel>;
  edges: Edges;
  bias: Numbers | null;
  rotated: Rotated | null;
  controls: Field[];
  /** the σ of a layer that is an activation function */
  function?: string;
  /** the scenes of all layers in a row, as Python sent them */
  set: RawSet;
  /** which of them this is */
  stage: number;
}

export type Selection = { panel: string; index: number[] };

/** one edge that takes part */
export interface Term {
  /** 1, 2, 3 … */
  badge: number;
  colour: string;
  source: number;
  target: number;
  /** -1 where the layer has none */
  parameter: number;
  weight: number;
  /** the first factor as shown */
  left: number;
  /** the second factor as shown */
  right: number;
}

/** a line of arithmetic */
export interface Sum {
  /** one sum, or one number for each end */
  form: "sum" | "fan";
  flow: "backward" | "forward" | "gradient";
  terms: Term[];
  /** the package's own result */
  total: number;
  bias: number | null;
  /** how many terms there are in all, while the sum is stepped through */
  of?: number;
}

/** all that one selection lights up */
export interface Related {
  unit: Unit;
  flat: number;
  terms: Term[];
  sums: Sum[];
  /** how many terms there are in all, while they are stepped through */
  of?: number;
}

const TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
};

export function unpack({ dtype, data }: Packed): Numbers {
  const Type = TYPES[dtype as keyof typeof TYPES];
  if (!Type) throw new TypeError(`unpack: got dtype ${dtype}`);
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  // A copy, because a typed array may not start at any byte.
  return new Type(bytes.slice().buffer);
}

/** Rows and columns of an array of any shape: a vector is a column, leading axes become plates. */
export function sheet(shape: number[]) {
  if (shape.length === 1) return { plates: 1, rows: shape[0], cols: 1 };
  const [rows, cols] = shape.slice(-2);
  return { plates: shape.slice(0, -2).reduce((product, n) => product * n, 1), rows, cols };
}

/** The largest absolute value. */
export function largest(values: Numbers) {
  let top = 0;
  for (const value of values) top = Math.max(top, Math.abs(value));
  return top;
}

/** The unit that a term joins at one of its ends; its weight, -1 where it has none. */
export const endOf = (unit: Unit, { source, target, parameter }: Term) =>
  ({ input: source, output: target, weights: parameter })[unit];

/** A panel that the layer is known to have. */
export function panelOf({ byId }: Pick<Scene, "byId">, id: string): Panel {
  const panel = byId.get(id);
  if (!panel) throw new TypeError(`panel: got ${id}, which this layer does not have`);
  return panel;
}

/** One reading of a scene serves all views of a model. */
const readings = new WeakMap<RawScene, Scene>();

/** The scene of one layer of a set of layers in a row, as typed arrays. */
export function layerScene(set: RawSet, stage: number): Scene {
  const raw = set.layers[stage];
  const known = readings.get(raw);
  if (known && known.set === set) return known;
  const scene = { ...(known ?? readScene(raw)), set, stage };
  readings.set(raw, scene);
  return scene;
}

/** One layer as typed arrays, before it is known where it stands. */
export function readScene(raw: RawScene): Omit<Scene, "set" | "stage"> {
  const panels = raw.panels.map(readPanel);
  const byId = new Map(panels.map((panel) => [panel.id, panel]));
  const edges = readEdges(raw.edges, byId.get("weights"));
  const alone = keptApart(byId.get("input"), byId.get("delta") ?? byId.get("output"), edges);
  for (const panel of panels) panel.alone = alone;
  const { kind, activation, options, controls } = raw;
  const bias = raw.bias && unpack(raw.bias);
  return {
    kind,
    activation,
    options,
    controls,
    function: raw.function,
    panels,
    byId,
    edges,
    bias,
    rotated: readRotated(raw.rotated),
  };
}

function readPanel(raw: RawPanel): Panel {
  const values = unpack(raw.values);
  const { shape } = raw.values;
  return { ...raw, values, shape, ...sheet(shape), top: Math.max(raw.top ?? 0, largest(values)) };
}

function readEdges(raw: RawEdges, weights: Panel | undefined): Edges {
  const ends = { source: unpack(raw.source), target: unpack(raw.target) };
  const parameterGradient = raw.parameter_gradient ? unpack(raw.parameter_gradient) : null;
  const parameter = raw.parameter ? unpack(raw.parameter) : null;
  if (raw.weight) {
    const own = unpack(raw.weight);
    return { ...ends, parameter, parameterGradient, weight: (edge) => own[edge] };
  }
  if (!parameter || !weights) throw new TypeError("edges: got neither weights of their own nor shared ones");
  return { ...ends, parameter, parameterGradient, weight: (edge) => weights.values[parameter[edge]] };
}

/** Whether no edge joins two channels, as in pooling and activations: one channel tells the whole story. */
function keptApart(input: Panel | undefined, output: Panel | undefined, { source, target, parameter }: Edges) {
  if (parameter || !input || input.shape.length !== 3 || input.plates !== output?.plates) return false;
  const [from, to] = [input.rows * input.cols, output.rows * output.cols];
  return source.every((unit, edge) => Math.floor(unit / from) === Math.floor(target[edge] / to));
}

function readRotated(raw: RawRotated | null): Rotated | null {
  if (!raw) return null;
  return {
    values: unpack(raw.values),
    shape: raw.values.shape,
    place: unpack(raw.place),
    kernel: unpack(raw.kernel),
    kernelShape: raw.kernel.shape,
    dilation: Array.isArray(raw.dilation) ? raw.dilation : [raw.dilation, raw.dilation],
  };
}
