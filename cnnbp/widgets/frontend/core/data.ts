/** Reads the scene that Python sends: binary buffers become typed arrays, once. */

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Packed} Packed */
/** @typedef {import("./types.js").Numbers} Numbers */

const TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
};

/**
 * @param {Packed} packed
 * @returns {Numbers}
 */
export function unpack(packed) {
  const Type = TYPES[/** @type {keyof typeof TYPES} */ (packed.dtype)];
  if (!Type) throw new TypeError(`unpack: got dtype ${packed.dtype}`);
  const data = /** @type {any} */ (packed.data);
  const buffer = data.buffer ?? data;
  const start = data.byteOffset ?? 0;
  // A copy, because a typed array may not start at any byte.
  return new Type(buffer.slice(start, start + data.byteLength));
}

/**
 * Rows and columns of an array of any shape: a vector is a column, leading axes become plates.
 * @param {number[]} shape
 */
export function sheet(shape) {
  if (shape.length === 1) return { plates: 1, rows: shape[0], cols: 1 };
  const [rows, cols] = shape.slice(-2);
  return { plates: shape.slice(0, -2).reduce((product, n) => product * n, 1), rows, cols };
}

/** The largest absolute value. @param {Numbers} values */
export function largest(values) {
  let top = 0;
  for (const value of values) top = Math.max(top, Math.abs(value));
  return top;
}

/** @type {WeakMap<object, Scene>} one reading of a scene serves all views of a model */
const readings = new WeakMap();

/**
 * The scene of one layer of a set of layers in a row, as typed arrays.
 * @param {any} set
 * @param {number} stage
 * @returns {Scene}
 */
export function layerScene(set, stage) {
  const raw = set.layers[stage];
  const known = readings.get(raw);
  if (known && known.set === set) return known;
  const scene = { ...(known ?? readScene(raw)), set, stage };
  readings.set(raw, scene);
  return scene;
}

/**
 * @param {any} raw
 * @returns {Scene}
 */
export function readScene(raw) {
  const panels = raw.panels.map((/** @type {any} */ panel) => {
    const values = unpack(panel.values);
    return { ...panel, values, shape: panel.values.shape, ...sheet(panel.values.shape), top: Math.max(panel.top ?? 0, largest(values)) };
  });
  const byId = new Map(panels.map((/** @type {any} */ panel) => [panel.id, panel]));
  const edges = readEdges(raw.edges, byId);
  const alone = keptApart(byId.get("input"), byId.get("delta") ?? byId.get("output"), edges);
  for (const panel of panels) panel.alone = alone;
  return { ...raw, panels, byId, edges, bias: raw.bias && unpack(raw.bias), rotated: readRotated(raw.rotated) };
}

/**
 * @param {any} raw
 * @param {Map<string, any>} byId
 */
function readEdges(raw, byId) {
  const parameter = raw.parameter ? unpack(raw.parameter) : null;
  const own = raw.weight ? unpack(raw.weight) : null;
  const shared = byId.get("weights")?.values;
  return {
    source: unpack(raw.source),
    target: unpack(raw.target),
    parameter,
    parameterGradient: raw.parameter_gradient ? unpack(raw.parameter_gradient) : null,
    weight: own ? (/** @type {number} */ e) => own[e] : (/** @type {number} */ e) => shared[/** @type {Numbers} */ (parameter)[e]],
  };
}

/**
 * Whether no edge joins two channels, as in pooling and activations: one channel tells the whole story.
 * @param {import("./types.js").Panel | undefined} input
 * @param {import("./types.js").Panel | undefined} output
 * @param {{source: Numbers, target: Numbers, parameter: Numbers | null}} edges
 */
function keptApart(input, output, { source, target, parameter }) {
  if (parameter || !input || input.shape.length !== 3 || input.plates !== output?.plates) return false;
  const [from, to] = [input.rows * input.cols, output.rows * output.cols];
  return source.every((unit, edge) => Math.floor(unit / from) === Math.floor(target[edge] / to));
}

/** @param {any} raw */
function readRotated(raw) {
  if (!raw) return null;
  const dilation = Array.isArray(raw.dilation) ? raw.dilation : [raw.dilation, raw.dilation];
  return {
    values: unpack(raw.values),
    shape: raw.values.shape,
    place: unpack(raw.place),
    kernel: unpack(raw.kernel),
    kernelShape: raw.kernel.shape,
    dilation,
  };
}
