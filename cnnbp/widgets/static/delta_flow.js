// ../../work/main/cnnbp/widgets/js/dom.js
var SVG = "http://www.w3.org/2000/svg";
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === void 0 || value === null || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(.../** @type {(Node | string)[]} */
  children.filter((child) => child !== null));
}
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  fill(node, attributes, children);
  return node;
}
function s(tag, attributes = {}) {
  const node = document.createElementNS(SVG, tag);
  fill(node, attributes, []);
  return node;
}

// ../../work/main/cnnbp/widgets/js/colour.js
var BADGES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#882255", "#44aa99", "#7b5aa6"];
var SCALES = {
  light: { zero: [255, 255, 255], negative: [58, 123, 184], positive: [219, 138, 28], paper: [255, 255, 255], ink: [32, 36, 40] },
  dark: { zero: [34, 38, 43], negative: [86, 156, 222], positive: [233, 156, 50], paper: [34, 38, 43], ink: [240, 243, 246] }
};
var badgeColour = (badge) => BADGES[(badge - 1) % BADGES.length];
var parseHex = (hex) => (
  /** @type {RGB} */
  [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16))
);
var css = (rgb) => `rgb(${rgb.map((c) => Math.round(c)).join(" ")})`;
var mix = (from, to, t) => (
  /** @type {RGB} */
  from.map((c, i) => c + (to[i] - c) * t)
);
function valueColour(value, top, scale, theme) {
  const { zero, negative, positive, paper, ink } = SCALES[theme];
  if (scale === "image") return mix(paper, ink, Math.min(Math.max(value, 0), 1) * 0.85);
  const share = top > 0 ? Math.min(Math.abs(value) / top, 1) : 0;
  return mix(zero, value < 0 ? negative : positive, share);
}
var dimmed = (rgb, theme) => mix(rgb, SCALES[theme].paper, 0.68);
function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one, two) {
  const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
function textOn(background, quiet = false) {
  const greys = quiet ? [[118, 122, 128], [96, 100, 106], [150, 155, 160], [70, 74, 80], [175, 180, 185]] : [[17, 20, 24], [255, 255, 255]];
  const readable = greys.find((grey) => contrast(grey, background) >= 4.6);
  if (readable) return readable;
  return contrast([0, 0, 0], background) > contrast([255, 255, 255], background) ? [0, 0, 0] : [255, 255, 255];
}

// ../../work/main/cnnbp/widgets/js/geometry.js
var flatIndex = (index, shape) => index.reduce((flat, i, axis) => flat * shape[axis] + i, 0);
function unflatten(flat, shape) {
  const index = [];
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    index.unshift(flat % shape[axis]);
    flat = Math.floor(flat / shape[axis]);
  }
  return index;
}
function cellPlace(flat, { rows, cols }) {
  const inside = flat % (rows * cols);
  return { plate: Math.floor(flat / (rows * cols)), row: Math.floor(inside / cols), col: inside % cols };
}
var MOVES = {
  ArrowUp: (r, c) => [r - 1, c],
  ArrowDown: (r, c) => [r + 1, c],
  ArrowLeft: (r, c) => [r, c - 1],
  ArrowRight: (r, c) => [r, c + 1],
  Home: (r, c, rows, cols, whole) => [whole ? 0 : r, 0],
  End: (r, c, rows, cols, whole) => [whole ? rows - 1 : r, cols - 1],
  PageUp: (r, c) => [r - 5, c],
  PageDown: (r, c) => [r + 5, c]
};
function moveByKey(key, flat, panel2, whole = false) {
  const move = MOVES[key];
  if (!move) return null;
  const { plate, row, col } = cellPlace(flat, panel2);
  const [r, c] = move(row, col, panel2.rows, panel2.cols, whole);
  const inside = (n, count) => Math.min(Math.max(n, 0), count - 1);
  return (plate * panel2.rows + inside(r, panel2.rows)) * panel2.cols + inside(c, panel2.cols);
}
function route(from, to, offset = 0) {
  const apart = (low, high) => to.box[low] >= from.box[high] ? 1 : from.box[low] >= to.box[high] ? -1 : 0;
  const across = apart("left", "right");
  const down = apart("top", "bottom");
  const flat = across !== 0 || down === 0;
  const way = (flat ? across : down) || 1;
  const start = lane(from, way, flat, offset);
  const end = lane(to, -way, flat, offset);
  const reach = 0.5 * (end.edge - start.edge);
  const at = (along, beside) => (flat ? [along, beside] : [beside, along]).map((n) => n.toFixed(1)).join(" ");
  return [
    `M ${at(start.cell, start.beside)}`,
    `L ${at(start.edge, start.beside)}`,
    `C ${at(start.edge + reach, start.beside)} ${at(end.edge - reach, end.beside)} ${at(end.edge, end.beside)}`,
    `L ${at(end.cell, end.beside)}`
  ].join(" ");
}
function lane(place, way, flat, offset) {
  const { box, size } = place;
  const [low, high] = flat ? [box.left, box.right] : [box.top, box.bottom];
  const [along, beside] = flat ? [place.x, place.y] : [place.y, place.x];
  const spread = Math.min(size * 0.25, flat ? 9 : 6);
  return { cell: along + way * size / 2, edge: way > 0 ? high : low, beside: beside + size / 2 + offset * spread };
}

// ../../work/main/cnnbp/widgets/js/format.js
var MINUS = "\u2212";
function number(value, decimals = 2) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const text = size >= 1e5 ? size.toExponential(1) : size.toFixed(size >= 1e3 ? 0 : size >= 100 ? Math.min(decimals, 1) : decimals);
  return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
}
var compact = (value) => number(value, Math.abs(value) >= 10 ? 1 : 2);
var factor = (value) => value < 0 && number(value) !== "0.00" ? `(${number(value)})` : number(value);
var WORDS = {
  input: "input",
  output: "output",
  delta: "output delta",
  gradient: "input gradient",
  z_in: "input z",
  sigma_prime: "slope",
  input_delta: "input delta"
};
function word(panel2, scene) {
  if (panel2.id === "weights") return scene.kind === "convolution" ? "kernel" : "weight";
  return WORDS[
    /** @type {keyof typeof WORDS} */
    panel2.id
  ] ?? panel2.name;
}
function cellName(panel2, scene, flat) {
  const index = unflatten(flat, panel2.shape);
  const name = word(panel2, scene);
  if (index.length === 1) return `${name} ${index[0]}`;
  const [row, col] = index.slice(-2);
  return `${name}${plateName(index.slice(0, -2))} row ${row} column ${col}`;
}
function plateName(lead) {
  if (lead.length === 1) return ` channel ${lead[0]}`;
  return lead.length === 2 ? ` filter ${lead[0]} channel ${lead[1]}` : "";
}
var plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;
function describe(scene, related, panelId) {
  const panel2 = (
    /** @type {Panel} */
    scene.byId.get(panelId)
  );
  const name = cellName(panel2, scene, related.flat);
  const count = related.terms.length;
  const main = related.sums[0];
  if (related.unit === "weights") return `${name}: used ${plural(count, "time", "times")}, gradient ${number(main.total, 3)}`;
  if (related.unit === "output") return `${name}: ${plural(count, "input flows", "inputs flow")} in, z ${number(main.total, 3)}`;
  if (main.form === "fan") return `${name}: its value goes to ${plural(count, "output", "outputs")}`;
  if (!count) return `${name}: no edge, no output depends on it, so nothing flows back`;
  return `${name}: ${plural(count, "output delta flows", "output deltas flow")} back, sum ${number(main.total, 3)}`;
}

// ../../work/main/cnnbp/widgets/js/arithmetic.js
var FEW = 12;
var LEFT = {
  backward: { panel: "input", symbol: "\u2202C/\u2202a" },
  forward: { panel: "output", symbol: "z" },
  gradient: { panel: "weights", symbol: "\u2202C/\u2202w" }
};
var WORDS2 = {
  backward: "Backward: w \xB7 \u03B4 over its edges",
  forward: "Forward: w \xB7 a over its edges",
  gradient: "Gradient: a \xB7 \u03B4 over all its uses"
};
var indexed = (text, sub) => h("span", { class: "cnnbp-symbol" }, text, h("sub", {}, sub));
function chip(term2) {
  const style = `--badge:${term2.colour};--on-badge:${css(textOn(parseHex(term2.colour)))}`;
  const product = `${number(term2.left)} \xB7 ${factor(term2.right)}`;
  return h("span", { class: "cnnbp-chip", style, "data-badge": term2.badge }, h("span", { class: "cnnbp-badge" }, String(term2.badge)), product);
}
function line(scene, sum, flat, all, showAll) {
  const { panel: panel2, symbol } = LEFT[sum.flow];
  const fan = sum.form === "fan";
  const shown = all ? sum.terms : sum.terms.slice(0, FEW);
  const rest = sum.terms.length - shown.length;
  const parts = [];
  shown.forEach((term2, i) => {
    if (i) parts.push(h("span", { class: "cnnbp-plus" }, fan ? "," : "+"));
    if (fan) parts.push(target(scene, sum, term2));
    parts.push(chip(term2));
    if (fan) parts.push(h("span", {}, `= ${number(term2.left * term2.right)}`));
  });
  if (rest > 0) {
    const more = h("button", { class: "cnnbp-button cnnbp-more", type: "button" }, `+ ${rest} more: show all`);
    more.addEventListener("click", showAll);
    parts.push(more);
  }
  const index = unflatten(flat, scene.byId.get(panel2)?.shape ?? [1]).join(",");
  const head = fan ? h("span", { class: "cnnbp-lead" }, "each end receives:") : indexed(symbol, index);
  return h("div", { class: "cnnbp-line-of-sum", "data-flow": sum.flow, "data-form": sum.form }, head, fan ? "" : "=", ...parts, ...ending(sum, fan));
}
function ending(sum, fan) {
  if (fan) return [];
  const bias = sum.bias === null ? [] : [h("span", { class: "cnnbp-plus" }, "+"), h("span", { class: "cnnbp-chip cnnbp-bias" }, `b ${number(sum.bias)}`)];
  const equals = sum.terms.length || bias.length ? "= " : "";
  return [...bias, h("strong", { class: "cnnbp-total", "data-value": sum.total }, `${equals}${number(sum.total, 3)}`)];
}
function target(scene, sum, term2) {
  const back = sum.flow === "backward";
  const shape = scene.byId.get(back ? "input" : "output")?.shape ?? [1];
  return indexed(back ? "a" : "z", unflatten(back ? term2.source : term2.target, shape).join(","));
}
function slopeStep(scene, flat) {
  const slope = scene.byId.get("sigma_prime");
  const delta = scene.byId.get("input_delta");
  const sum = scene.byId.get("gradient");
  if (!slope || !delta || !sum) return [];
  const index = unflatten(flat, sum.shape).join(",");
  return [
    h(
      "div",
      { class: "cnnbp-line-of-sum cnnbp-slope" },
      h("span", { class: "cnnbp-lead" }, "then through the activation:"),
      indexed("\u03B4", index),
      "=",
      h("span", {}, `${number(sum.values[flat], 3)} \xB7 \u03C3\u2032(z)`),
      "=",
      h("span", {}, `${number(sum.values[flat], 3)} \xB7 ${number(slope.values[flat], 3)}`),
      h("strong", { class: "cnnbp-total", "data-value": delta.values[flat] }, `= ${number(delta.values[flat], 3)}`)
    )
  ];
}
function arithmetic(scene, related, panelId, all, showAll) {
  if (!related) {
    return [h("p", { class: "cnnbp-say" }, "Choose a cell: an input, an output or a weight. Click, tap, or use the arrow keys and Enter; Escape clears.")];
  }
  const lines = related.sums.flatMap((sum) => [
    h("div", { class: "cnnbp-rule" }, `${WORDS2[sum.flow]} (${plural(sum.terms.length, "edge", "edges")})`),
    line(scene, sum, related.flat, all, showAll)
  ]);
  const slope = related.unit === "input" && related.sums[0].form === "sum" ? slopeStep(scene, related.flat) : [];
  return [h("p", { class: "cnnbp-say" }, describe(scene, related, panelId)), ...lines, ...slope];
}

// ../../work/main/cnnbp/widgets/js/data.js
var TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array
};
function unpack(packed) {
  const Type = TYPES[
    /** @type {keyof typeof TYPES} */
    packed.dtype
  ];
  if (!Type) throw new TypeError(`unpack: got dtype ${packed.dtype}`);
  const data = (
    /** @type {any} */
    packed.data
  );
  const buffer = data.buffer ?? data;
  const start = data.byteOffset ?? 0;
  return new Type(buffer.slice(start, start + data.byteLength));
}
function sheet(shape) {
  if (shape.length === 1) return { plates: 1, rows: shape[0], cols: 1 };
  const [rows, cols] = shape.slice(-2);
  return { plates: shape.slice(0, -2).reduce((product, n) => product * n, 1), rows, cols };
}
function largest(values) {
  let top = 0;
  for (const value of values) top = Math.max(top, Math.abs(value));
  return top;
}
function readScene(raw) {
  const panels = raw.panels.map((panel2) => {
    const values = unpack(panel2.values);
    return { ...panel2, values, shape: panel2.values.shape, ...sheet(panel2.values.shape), top: Math.max(panel2.top ?? 0, largest(values)) };
  });
  const byId = new Map(panels.map((panel2) => [panel2.id, panel2]));
  return { ...raw, panels, byId, edges: readEdges(raw.edges, byId), bias: raw.bias && unpack(raw.bias), rotated: readRotated(raw.rotated) };
}
function readEdges(raw, byId) {
  const parameter = raw.parameter ? unpack(raw.parameter) : null;
  const own = raw.weight ? unpack(raw.weight) : null;
  const shared = byId.get("weights")?.values;
  return {
    source: unpack(raw.source),
    target: unpack(raw.target),
    parameter,
    parameterGradient: raw.parameter_gradient ? unpack(raw.parameter_gradient) : null,
    weight: own ? (e) => own[e] : (e) => shared[
      /** @type {Numbers} */
      parameter[e]
    ]
  };
}
function readRotated(raw) {
  if (!raw) return null;
  const dilation = Array.isArray(raw.dilation) ? raw.dilation : [raw.dilation, raw.dilation];
  return {
    values: unpack(raw.values),
    shape: raw.values.shape,
    place: unpack(raw.place),
    kernel: unpack(raw.kernel),
    kernelShape: raw.kernel.shape,
    dilation
  };
}

// ../../work/main/cnnbp/widgets/js/edges.js
function groupBy(ends, count) {
  const start = new Uint32Array(count + 1);
  for (const end of ends) start[end + 1] += 1;
  for (let i = 0; i < count; i += 1) start[i + 1] += start[i];
  const next = start.slice();
  const order = new Uint32Array(ends.length);
  for (let e = 0; e < ends.length; e += 1) order[next[ends[e]]++] = e;
  return { start, order };
}
var ENDS = { input: "source", output: "target", weights: "parameter" };
var PANEL_OF_UNIT = { input: "input", output: "output", weights: "weights" };
var groups = /* @__PURE__ */ new WeakMap();
function edgesAt(scene, unit, flat) {
  const known = groups.get(scene) ?? /* @__PURE__ */ new Map();
  groups.set(scene, known);
  if (!known.has(unit)) {
    const ends = scene.edges[
      /** @type {"source"} */
      ENDS[unit]
    ];
    if (!ends) return [];
    const size = scene.byId.get(PANEL_OF_UNIT[unit])?.values.length ?? 0;
    known.set(unit, groupBy(ends, size));
  }
  const { start, order } = (
    /** @type {ReturnType<typeof groupBy>} */
    known.get(unit)
  );
  const found = Array.from(order.slice(start[flat], start[flat + 1]));
  const { parameter } = scene.edges;
  return unit !== "weights" && parameter ? found.sort((e, f) => parameter[e] - parameter[f] || e - f) : found;
}
function relate(scene, selection, direction) {
  const panel2 = selection && scene.byId.get(selection.panel);
  if (!selection || !panel2) return null;
  const flat = flatIndex(selection.index, panel2.shape);
  const { unit } = panel2;
  const edges = edgesAt(scene, unit, flat);
  const make = (flow) => edges.map((edge, i) => term(scene, edge, naming(scene, unit, edge, i), flow));
  const terms = make("backward");
  return { unit, flat, terms, sums: sums(scene, unit, flat, direction, make) };
}
function sums(scene, unit, flat, direction, make) {
  const value = (id) => scene.byId.get(id)?.values[flat] ?? NaN;
  const backward = direction === "backward";
  if (unit === "weights") {
    const total = scene.edges.parameterGradient?.[flat] ?? NaN;
    return [{ form: "sum", flow: "gradient", terms: make("gradient"), total, bias: null }];
  }
  if (unit === "input") {
    return backward ? [{ form: "sum", flow: "backward", terms: make("backward"), total: value("gradient"), bias: null }] : [{ form: "fan", flow: "forward", terms: make("forward"), total: value("input"), bias: null }];
  }
  const bias = scene.bias ? scene.bias[flat] : null;
  const forward = (
    /** @type {Sum} */
    { form: "sum", flow: "forward", terms: make("forward"), total: value("output"), bias }
  );
  const spread = (
    /** @type {Sum} */
    { form: "fan", flow: "backward", terms: make("backward"), total: value("delta"), bias: null }
  );
  return backward ? [forward, spread] : [forward];
}
function naming(scene, unit, edge, order) {
  const kernel = scene.byId.get("weights");
  const parameter = scene.edges.parameter?.[edge];
  if (!kernel || parameter === void 0 || unit === "weights" || scene.kind === "dense") {
    return { badge: order + 1, colour: badgeColour(order + 1) };
  }
  const place = parameter % (kernel.rows * kernel.cols) + 1;
  return { badge: kernel.plates === 1 ? place : order + 1, colour: badgeColour(place) };
}
function term(scene, edge, name, flow) {
  const source = scene.edges.source[edge];
  const target2 = scene.edges.target[edge];
  const weight = scene.edges.weight(edge);
  const a = scene.byId.get("input")?.values[source] ?? NaN;
  const delta = scene.byId.get("delta")?.values[target2] ?? NaN;
  const left = flow === "gradient" ? a : weight;
  const right = flow === "forward" ? a : delta;
  const parameter = scene.edges.parameter?.[edge] ?? -1;
  return { ...name, source, target: target2, parameter, weight, left, right };
}
function litCells(related, unit) {
  const cells = /* @__PURE__ */ new Map();
  for (const item of related?.terms ?? []) {
    const flat = unit === "input" ? item.source : unit === "output" ? item.target : item.parameter;
    if (flat < 0) continue;
    if (!cells.has(flat)) cells.set(flat, []);
    cells.get(flat).push(item);
  }
  return cells;
}

// ../../work/main/cnnbp/widgets/js/layout.js
var GAP = 56;
var HEADER = 16;
var LARGEST = 38;
var LEGIBLE = 28;
var SHEET = 320;
var NARROWEST = 132;
var isLarge = (panel2) => panel2.rows * panel2.cols > 400 || panel2.cols > 20;
var plateColumns = (plates) => plates > 3 ? Math.ceil(Math.sqrt(plates)) : 1;
var columnsOf = (panel2) => panel2.cols * plateColumns(panel2.plates);
function fit(panels, width) {
  const ids = panels.map((panel2) => panel2.id);
  const split = ids.length > 3 ? [ids.slice(0, 3), ids.slice(3)] : null;
  for (const rows2 of split ? [[ids], split] : [[ids]]) {
    const cells = cellSizes(rows2, panels, width);
    const smallest = panels.filter((p) => !isLarge(p)).map((p) => cells[p.id]);
    const narrowest = panels.filter(isLarge).map((p) => cells[p.id] * p.cols);
    if (smallest.every((c) => c >= LEGIBLE) && narrowest.every((w) => w >= 180)) return { rows: rows2, cells };
  }
  const rows = ids.map((id) => [id]);
  return { rows, cells: cellSizes(rows, panels, width) };
}
function cellSizes(rows, panels, width) {
  const cells = {};
  let common = LARGEST;
  for (const row of rows) {
    const here = panels.filter((panel2) => row.includes(panel2.id));
    const large = here.filter(isLarge);
    const small = here.filter((panel2) => !isLarge(panel2));
    const narrow = small.filter((p) => columnsOf(p) * LARGEST < NARROWEST);
    const room = width - GAP * (row.length - 1) - HEADER * (row.length - narrow.length) - NARROWEST * narrow.length;
    const columns = small.reduce((sum, p) => sum + (narrow.includes(p) ? 0 : columnsOf(p)), 0);
    const share = large.length ? Math.min(SHEET, (room - columns * LEGIBLE) / large.length) : 0;
    for (const p of large) cells[p.id] = Math.max(2, share / columnsOf(p));
    common = Math.min(common, Math.floor((room - share * large.length) / Math.max(columns, 1)));
  }
  for (const p of panels) if (!isLarge(p)) cells[p.id] = Math.max(6, common);
  return cells;
}

// ../../work/main/cnnbp/widgets/js/legend.js
var STEPS = 13;
function legend(panel2, theme) {
  const image = panel2.scale === "image";
  const [low, high] = image ? [0, 1] : [-panel2.top, panel2.top];
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const value = low + (high - low) * i / (STEPS - 1);
    return h("span", { style: `background:${css(valueColour(value, panel2.top, panel2.scale, theme))}` });
  });
  const marks = image ? ["0", "1"] : [number(low), "0", number(high)];
  return [
    h("div", { class: "cnnbp-scale", role: "img", "aria-label": `colour scale from ${marks[0]} to ${marks[marks.length - 1]}` }, ...steps),
    h("div", { class: "cnnbp-marks", "aria-hidden": "true" }, ...marks.map((mark) => h("span", {}, mark)))
  ];
}

// ../../work/main/cnnbp/widgets/js/grid.js
var NUMBERS_FROM = 26;
var Grid = class {
  /**
   * @param {Panel} panel
   * @param {Scene} scene
   * @param {Handlers} handlers
   */
  constructor(panel2, scene, handlers) {
    this.panel = panel2;
    this.scene = scene;
    this.handlers = handlers;
    this.large = isLarge(panel2);
    this.cell = 0;
    this.theme = "light";
    this.cells = /* @__PURE__ */ new Map();
    this.lit = null;
    this.chosen = -1;
    this.active = 0;
    this.sheets = Array.from({ length: panel2.plates }, (_, plate) => this.#sheet(plate));
    const plates = h("div", { class: "cnnbp-plates", style: `--plates:${plateColumns(panel2.plates)}` }, ...this.sheets.map((sheet2) => sheet2.box));
    this.legend = h("div", { class: "cnnbp-legend" });
    this.el = h(
      "section",
      { class: `cnnbp-panel${this.large ? " cnnbp-large" : ""}`, "data-panel": panel2.id },
      h("div", { class: "cnnbp-title" }, panel2.name),
      h("div", { class: "cnnbp-subtitle" }, panel2.subtitle),
      plates,
      this.legend
    );
    if (!this.large) for (let flat = 0; flat < panel2.values.length; flat += 1) this.element(flat);
    else this.element(this.active);
    this.#listen(plates);
  }
  /** @param {number} plate */
  #sheet(plate) {
    const { rows, cols, plates, shape } = this.panel;
    const canvas = h("canvas", { width: cols, height: rows, "aria-hidden": "true" });
    const cells = h("div", {
      class: "cnnbp-cells",
      role: "grid",
      "aria-label": this.panel.name + plateName(plates > 1 ? unflatten(plate, shape.slice(0, -2)) : []),
      "aria-rowcount": rows,
      "aria-colcount": cols,
      "data-plate": plate
    });
    const caption = plates > 1 ? h("div", { class: "cnnbp-plate-name" }, plateName(unflatten(plate, shape.slice(0, -2))).trim()) : null;
    const heads = this.large ? [] : [this.#heads("cols", cols), this.#heads("rows", rows)];
    const sheet2 = h("div", { class: "cnnbp-sheet", style: `--rows:${rows};--cols:${cols}` }, canvas, ...heads, cells);
    return { box: h("div", { class: "cnnbp-plate" }, caption, sheet2), sheet: sheet2, canvas, cells, rows: (
      /** @type {Map<number, HTMLElement>} */
      /* @__PURE__ */ new Map()
    ) };
  }
  /** Row or column numbers, counted from 0. @param {string} kind @param {number} count */
  #heads(kind, count) {
    const marks = Array.from({ length: count }, (_, i) => h("span", {}, String(i)));
    return h("div", { class: `cnnbp-heads cnnbp-${kind}`, "aria-hidden": "true" }, ...count > 1 ? marks : []);
  }
  /** The element of a cell, made when it is first needed. @param {number} flat */
  element(flat) {
    const known = this.cells.get(flat);
    if (known) return known;
    const { plate, row, col } = cellPlace(flat, this.panel);
    const sheet2 = this.sheets[plate];
    let line2 = sheet2.rows.get(row);
    if (!line2) {
      line2 = h("div", { role: "row", "aria-rowindex": row + 1 });
      sheet2.rows.set(row, line2);
      const after = [...sheet2.rows.keys()].filter((r) => r > row).sort((a, b) => a - b)[0];
      sheet2.cells.insertBefore(line2, sheet2.rows.get(after) ?? null);
    }
    const cell = h("div", {
      role: "gridcell",
      class: "cnnbp-cell",
      tabindex: flat === this.active ? 0 : -1,
      "aria-colindex": col + 1,
      "aria-label": cellName(this.panel, this.scene, flat),
      "aria-description": number(this.panel.values[flat], 3),
      "data-lm-suppress-shortcuts": "true",
      "data-flat": flat,
      style: `--r:${row};--c:${col}`
    });
    line2.append(cell);
    this.cells.set(flat, cell);
    this.#write(cell, flat);
    return cell;
  }
  /** @param {HTMLElement} plates */
  #listen(plates) {
    const at = (event) => {
      const cells = (
        /** @type {HTMLElement} */
        event.target.closest(".cnnbp-cells")
      );
      if (!(cells instanceof HTMLElement)) return null;
      const box = cells.getBoundingClientRect();
      const { rows, cols } = this.panel;
      const row = Math.floor((event.clientY - box.top) / box.height * rows);
      const col = Math.floor((event.clientX - box.left) / box.width * cols);
      if (row < 0 || col < 0 || row >= rows || col >= cols) return null;
      return (Number(cells.dataset.plate) * rows + row) * cols + col;
    };
    plates.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.handlers.preview(this.panel, at(event)));
    plates.addEventListener("pointerleave", () => this.handlers.preview(this.panel, null));
    plates.addEventListener("click", (event) => {
      const flat = at(event);
      if (flat === null) return;
      this.focus(flat);
      this.handlers.pick(this.panel, flat);
    });
    plates.addEventListener("keydown", (event) => this.#key(event));
    plates.addEventListener("focusin", (event) => {
      const cell = (
        /** @type {HTMLElement} */
        event.target
      );
      if (cell.matches(":focus-visible")) this.handlers.preview(this.panel, Number(cell.dataset.flat));
    });
    plates.addEventListener("focusout", () => this.handlers.preview(this.panel, null));
  }
  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey) return;
    const next = moveByKey(event.key, this.active, this.panel, event.ctrlKey);
    if (next !== null) this.focus(next);
    else if (event.key === "Enter" || event.key === " ") this.handlers.pick(this.panel, this.active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** One cell of the panel is in the tab order: the last one visited. @param {number} flat */
  focus(flat) {
    const before = this.active;
    this.active = flat;
    const cell = this.element(flat);
    this.cells.get(before)?.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
    cell.focus({ preventScroll: false });
    this.#forget(before);
  }
  /** @param {number} cell size in px @param {"light" | "dark"} theme */
  resize(cell, theme) {
    const repaint = theme !== this.theme || this.lit === null;
    this.cell = cell;
    this.theme = theme;
    this.el.style.setProperty("--cell", `${cell}px`);
    this.el.classList.toggle("cnnbp-numbers", cell >= NUMBERS_FROM);
    if (!repaint) return;
    this.legend.replaceChildren(...legend(this.panel, theme));
    this.light(this.lit ?? /* @__PURE__ */ new Map(), this.chosen);
    for (const [flat, element] of this.cells) this.#write(element, flat);
  }
  /**
   * @param {Map<number, Term[]>} lit the cells that take part
   * @param {number} chosen the chosen cell, -1 for none
   */
  light(lit, chosen) {
    const changed = [...this.lit?.keys() ?? [], this.chosen, ...lit.keys(), chosen];
    const wasDim = this.el.classList.contains("cnnbp-dim");
    const dim = lit.size > 0 && chosen < 0;
    this.lit = lit;
    this.chosen = chosen;
    this.el.classList.toggle("cnnbp-dim", dim);
    this.#paint(dim);
    const all = !this.large && (dim || wasDim);
    const cells = all ? [...this.cells.keys()] : [...new Set(changed)].filter((flat) => flat >= 0);
    for (const flat of cells) this.#write(this.element(flat), flat);
    for (const flat of changed) this.#forget(flat);
  }
  /** @param {boolean} dim */
  #paint(dim) {
    const { panel: panel2, theme } = this;
    const size = panel2.rows * panel2.cols;
    this.sheets.forEach(({ canvas }, plate) => {
      const context = (
        /** @type {CanvasRenderingContext2D} */
        canvas.getContext("2d")
      );
      const image = context.createImageData(panel2.cols, panel2.rows);
      for (let i = 0; i < size; i += 1) {
        image.data.set(this.#colour(plate * size + i, dim), i * 4);
        image.data[i * 4 + 3] = 255;
      }
      context.putImageData(image, 0, 0);
    });
  }
  /** @param {number} flat @param {boolean} dim */
  #colour(flat, dim) {
    const { panel: panel2, theme } = this;
    const colour = valueColour(panel2.values[flat], panel2.top, panel2.scale, theme);
    return dim && !this.lit?.has(flat) && flat !== this.chosen ? dimmed(colour, theme) : colour;
  }
  /** Number, badge, border and spoken state of one cell. @param {HTMLElement} cell @param {number} flat */
  #write(cell, flat) {
    const terms = this.lit?.get(flat);
    const quiet = this.el?.classList.contains("cnnbp-dim") && !terms && flat !== this.chosen;
    const back = this.#colour(flat, Boolean(quiet));
    cell.style.color = css(textOn(back, Boolean(quiet)));
    cell.style.setProperty("--back", css(back));
    cell.classList.toggle("cnnbp-lit", Boolean(terms));
    cell.classList.toggle("cnnbp-chosen", flat === this.chosen);
    cell.setAttribute("aria-selected", String(flat === this.chosen));
    const text = compact(this.panel.values[flat]);
    if (!terms) {
      if (cell.childElementCount || cell.textContent !== text) cell.replaceChildren(text);
      delete cell.dataset.badge;
      cell.style.removeProperty("--badge");
      return;
    }
    const [first] = terms;
    cell.dataset.badge = terms.map((term2) => term2.badge).join(" ");
    cell.style.setProperty("--badge", first.colour);
    cell.style.setProperty("--on-badge", css(textOn(parseHex(first.colour))));
    const mark = terms.length > 1 ? `${first.badge}\u2026` : String(first.badge);
    cell.replaceChildren(text, h("span", { class: "cnnbp-badge", "aria-hidden": "true" }, mark));
  }
  /** On a large sheet only the cells in use have an element. @param {number} flat */
  #forget(flat) {
    if (!this.large || flat === this.active || flat === this.chosen || this.lit?.has(flat)) return;
    const cell = this.cells.get(flat);
    if (!cell) return;
    const line2 = cell.parentElement;
    cell.remove();
    this.cells.delete(flat);
    if (line2 && !line2.childElementCount) {
      const { plate, row } = cellPlace(flat, this.panel);
      this.sheets[plate].rows.delete(row);
      line2.remove();
    }
  }
  /** Where cells are, relative to a corner: measured once per sheet. @param {DOMRect} corner */
  places(corner) {
    const boxes = this.sheets.map(({ cells }) => cells.getBoundingClientRect());
    const { rows, cols } = this.panel;
    return (flat) => {
      const { plate, row, col } = cellPlace(flat, this.panel);
      const box = boxes[plate];
      const size = box.width / cols;
      const left = box.left - corner.left;
      const top = box.top - corner.top;
      return { x: left + (col + 0.5) * size, y: top + (row + 0.5) * box.height / rows, size, box: { left, top, right: left + box.width, bottom: top + box.height } };
    };
  }
};

// ../../work/main/cnnbp/widgets/js/lines.js
var MOST = 150;
function drawLines(svg, related, ends) {
  const terms = related && related.terms.length <= MOST ? related.terms : [];
  const under = [];
  const paths = [];
  const middle = (terms.length - 1) / 2;
  terms.forEach((term2, order) => {
    const stops = [ends.input?.(term2.source), term2.parameter >= 0 ? ends.weights?.(term2.parameter) : void 0, ends.output?.(term2.target)];
    const there = stops.filter((stop) => stop !== void 0);
    for (let i = 1; i < there.length; i += 1) {
      const d = route(there[i - 1], there[i], middle ? (order - middle) / middle : 0);
      const width = terms.length > 40 ? 0.9 : 1.8;
      under.push(s("path", { d, class: "cnnbp-line-under", "stroke-width": width + 2 }));
      paths.push(s("path", { d, class: "cnnbp-line", style: `--badge:${term2.colour}`, "stroke-width": width, "data-badge": term2.badge }));
    }
  });
  svg.classList.toggle("cnnbp-many", terms.length > 40);
  svg.replaceChildren(...under, ...paths);
}

// ../../work/main/cnnbp/widgets/js/theme.js
function themeOf(el) {
  for (let node = (
    /** @type {HTMLElement | null} */
    el
  ); node; node = node.parentElement) {
    const paint = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (paint && paint.length >= 3 && (paint[3] ?? 1) > 0.5) {
      return luminance([paint[0], paint[1], paint[2]]) < 0.2 ? "dark" : "light";
    }
  }
  return "light";
}
function watchTheme(changed) {
  const attributes = new MutationObserver(changed);
  for (const node of [document.documentElement, document.body]) {
    attributes.observe(node, { attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light", "data-theme", "class"] });
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  return () => {
    attributes.disconnect();
    system.removeEventListener("change", changed);
  };
}

// ../../work/main/cnnbp/widgets/js/toolbar.js
function toolbar(items) {
  const groups2 = /* @__PURE__ */ new Map();
  const buttons = items.map((item) => {
    const button = h("button", { type: "button", class: "cnnbp-button", title: item.title, "data-lm-suppress-shortcuts": "true" }, item.label);
    button.addEventListener("click", item.press);
    if (!groups2.has(item.group)) groups2.set(item.group, h("div", { class: "cnnbp-group", role: "group", "aria-label": item.group }));
    groups2.get(item.group).append(button);
    return { button, item };
  });
  const el = h("div", { class: "cnnbp-toolbar" }, ...groups2.values());
  const refresh = () => {
    for (const { button, item } of buttons) {
      button.setAttribute("aria-pressed", String(item.pressed()));
      button.hidden = item.fits ? !item.fits() : false;
    }
  };
  refresh();
  return { el, refresh };
}

// ../../work/main/cnnbp/widgets/js/rotated.js
function panel(id, name, subtitle, values, shape) {
  return { id, symbol: "", name, subtitle, unit: "output", scale: "signed", values, shape, top: largest(values), ...sheet(shape) };
}
var RotatedView = class {
  /** @param {Context} context */
  constructor({ scene, pick }) {
    this.scene = scene;
    const rotated = (
      /** @type {Rotated} */
      scene.rotated
    );
    this.rotated = rotated;
    const turned = scene.options.convention !== "convolution";
    const weights = (
      /** @type {any} */
      scene.byId.get("weights")
    );
    const lying = Float64Array.from(rotated.kernel, (p) => weights.values[p]);
    const padded = panel("padded", "\u03B4 padded with zeros", `${rotated.shape.join(" \xD7 ")} \xB7 ${turned ? "w, rotated by 180\xB0, lies on it" : "w lies on it as it is"}`, rotated.values, rotated.shape);
    const kernel = panel("lying", turned ? "rot180(w)" : "w, not rotated", turned ? "the kernel, rotated by 180\xB0" : "the forward pass has rotated it already", lying, rotated.kernelShape);
    this.targetAt = new Map(Array.from(rotated.place, (place, target2) => (
      /** @type {[number, number]} */
      [place - 1, target2]
    )));
    this.kernelAt = new Map(Array.from(rotated.kernel, (parameter, place) => (
      /** @type {[number, number]} */
      [parameter, place]
    )));
    const handlers = {
      preview: () => {
      },
      pick: (where, flat) => {
        if (where.id === "lying") pick("weights", rotated.kernel[flat]);
        else if (this.targetAt.has(flat)) pick(
          "delta",
          /** @type {number} */
          this.targetAt.get(flat)
        );
      }
    };
    this.kernel = new Grid(kernel, scene, handlers);
    this.padded = new Grid(padded, scene, handlers);
    this.windows = this.padded.sheets.map(({ sheet: box }) => box.appendChild(h("div", { class: "cnnbp-window", hidden: true })));
    this.grids = [this.kernel, this.padded];
    this.el = h("div", { class: "cnnbp-row" }, ...this.grids.map((grid) => grid.el));
  }
  /** @param {number} width @param {"light" | "dark"} theme */
  resize(width, theme) {
    const { cells } = fit(this.grids.map((grid) => grid.panel), width);
    for (const grid of this.grids) grid.resize(Math.min(cells[grid.panel.id], 34), theme);
  }
  /** @param {Related | null} related */
  light(related) {
    const places = /* @__PURE__ */ new Map();
    const weights = /* @__PURE__ */ new Map();
    for (const term2 of related?.terms ?? []) {
      add(places, this.rotated.place[term2.target] - 1, term2);
      add(weights, this.kernelAt.get(term2.parameter) ?? -1, term2);
    }
    const chosenTarget = related?.unit === "output" ? this.rotated.place[related.flat] - 1 : -1;
    const chosenWeight = related?.unit === "weights" ? this.kernelAt.get(related.flat) ?? -1 : -1;
    this.padded.light(chosenTarget >= 0 ? /* @__PURE__ */ new Map() : places, chosenTarget);
    this.kernel.light(chosenWeight >= 0 ? /* @__PURE__ */ new Map() : weights, chosenWeight);
    this.#window(related);
  }
  /** The kernel's outline: its first corner stands at the chosen pixel's own row and column.
   * @param {Related | null} related
   */
  #window(related) {
    const input = this.scene.byId.get("input");
    const show = related?.unit === "input" && input;
    for (const outline of this.windows) {
      outline.hidden = !show;
      if (!show) continue;
      const { row, col } = cellPlace(related.flat, input);
      const [high, wide] = this.rotated.kernelShape.slice(-2);
      const [down, across] = this.rotated.dilation;
      outline.style.setProperty("--r", String(row));
      outline.style.setProperty("--c", String(col));
      outline.style.setProperty("--h", String((high - 1) * down + 1));
      outline.style.setProperty("--w", String((wide - 1) * across + 1));
    }
  }
};
function add(map, flat, term2) {
  if (flat < 0) return;
  map.set(flat, [...map.get(flat) ?? [], term2]);
}

// ../../work/main/cnnbp/widgets/js/views.js
var VIEWS = [
  {
    name: "rotated",
    label: "Rotated",
    title: "the padded delta with the rotated kernel lying on it",
    fits: (scene, direction) => scene.rotated !== null && direction === "backward",
    make: (context) => new RotatedView(context)
  }
];

// ../../work/main/cnnbp/widgets/js/explorer.js
var PANELS = {
  backward: ["input", "weights", "delta", "gradient", "sigma_prime", "input_delta"],
  forward: ["input", "weights", "output"]
};
var RESULTS = /* @__PURE__ */ new Set(["gradient", "sigma_prime", "input_delta"]);
var Explorer = class {
  /** @param {any} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.preview = null;
    this.showAll = false;
    this.svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
    this.stage = h("div", { class: "cnnbp-stage" });
    this.below = h("div", { class: "cnnbp-views" });
    this.sum = h("div", { class: "cnnbp-sum" });
    this.alert = h("div", { class: "cnnbp-message", role: "alert" });
    this.live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
    this.scene = readScene(model.get("scene").layers[model.get("stage")]);
    this.bar = toolbar(this.#items());
    this.root = h("div", { class: "cnnbp" }, this.bar.el, this.stage, this.alert, this.sum, this.below, this.live);
    this.root.addEventListener("keydown", (event) => this.#escape(event));
    el.append(this.root);
    this.#observe();
    this.build();
  }
  #observe() {
    const watched = [
      ["change:scene", () => this.build()],
      ["change:stage", () => this.build()],
      ["change:direction", () => this.build()],
      ["change:views", () => this.build()],
      ["change:selection", () => this.update()],
      ["change:message", () => this.#say()]
    ];
    for (const [name, call] of watched) this.model.on(name, call);
    const size = new ResizeObserver(() => this.layout());
    size.observe(this.root);
    const unwatch = watchTheme(() => this.layout());
    this.dispose = () => {
      for (const [name, call] of watched) this.model.off(name, call);
      size.disconnect();
      unwatch();
    };
  }
  #items() {
    const set = (name, value) => {
      this.model.set(name, value);
      this.model.save_changes();
    };
    const views = () => this.model.get("views");
    const direction = (value, title) => ({
      label: value === "backward" ? "\u2190 Backward" : "Forward \u2192",
      group: "direction",
      title,
      pressed: () => this.model.get("direction") === value,
      press: () => set("direction", value)
    });
    const items = [
      direction("backward", "deltas flow from the outputs back to the inputs"),
      direction("forward", "values flow from the inputs to the outputs")
    ];
    const toggle = (name) => {
      const shown = views();
      set("views", shown.includes(name) ? shown.filter((v) => v !== name) : [...shown, name]);
    };
    const switches = VIEWS.map(({ name, label, title, fits }) => ({
      label,
      title,
      group: "views",
      fits: () => fits(this.scene, this.model.get("direction")),
      pressed: () => views().includes(name),
      press: () => toggle(name)
    }));
    return [...items, ...switches];
  }
  /** Make the panels anew: the scene or what is shown of it has changed. */
  build() {
    this.scene = readScene(this.model.get("scene").layers[this.model.get("stage")]);
    const ids = PANELS[
      /** @type {"backward"} */
      this.model.get("direction")
    ];
    const panels = (
      /** @type {Panel[]} */
      ids.map((id) => this.scene.byId.get(id)).filter(Boolean)
    );
    const handlers = {
      pick: (panel2, flat) => this.pick(panel2.id, flat),
      preview: (panel2, flat) => this.#preview(panel2, flat)
    };
    this.panels = panels;
    this.grids = panels.map((panel2) => new Grid(panel2, this.scene, handlers));
    const context = { scene: this.scene, direction: this.model.get("direction"), pick: this.pick.bind(this) };
    const shown = VIEWS.filter((kind) => this.model.get("views").includes(kind.name) && kind.fits(this.scene, context.direction));
    this.views = shown.map((kind) => kind.make(context));
    this.below.replaceChildren(...this.views.map((view) => h("div", { class: "cnnbp-stage cnnbp-below" }, view.el)));
    this.bar.refresh();
    this.width = 0;
    this.layout();
    this.update();
    this.#say();
  }
  /** Place the panels for the width there is. */
  layout() {
    const width = this.root.clientWidth;
    const theme = themeOf(this.root.parentElement ?? document.body);
    if (!width || width === this.width && theme === this.theme) return;
    this.width = width;
    this.theme = theme;
    this.root.dataset.theme = theme;
    const { rows, cells } = fit(this.panels, width - 24);
    const byId = new Map(this.grids.map((grid) => [grid.panel.id, grid]));
    const nodes = rows.map((row) => h("div", { class: "cnnbp-row" }, ...row.map((id) => (
      /** @type {Grid} */
      byId.get(id).el
    ))));
    this.stage.replaceChildren(this.svg, ...nodes);
    for (const grid of this.grids) grid.resize(cells[grid.panel.id], theme);
    for (const view of this.views) view.resize(width - 24, theme);
    this.#lines();
  }
  /** The selection as it counts now: what is pinned, else what is under the pointer. */
  get effective() {
    return this.model.get("selection") ?? this.preview;
  }
  /** Light up what the selection is joined to. */
  update() {
    const selection = this.effective;
    const related = relate(this.scene, selection, this.model.get("direction"));
    this.related = related;
    for (const grid of this.grids) {
      const { unit } = grid.panel;
      const mine = related?.unit === unit;
      const dark = !related || mine || related.unit === "weights" && RESULTS.has(grid.panel.id);
      grid.light(dark ? /* @__PURE__ */ new Map() : litCells(related, unit), mine ? related.flat : -1);
    }
    for (const view of this.views) view.light(related);
    this.#lines();
    const all = () => {
      this.showAll = true;
      this.update();
    };
    this.sum.replaceChildren(...arithmetic(this.scene, related, selection?.panel ?? "", this.showAll, all));
    this.live.textContent = related && this.model.get("selection") ? describe(this.scene, related, selection.panel) : "";
  }
  #lines() {
    const corner = this.stage.getBoundingClientRect();
    const backward = this.model.get("direction") === "backward";
    const places = (id) => this.grids.find((grid) => grid.panel.id === id)?.places(corner);
    drawLines(this.svg, this.related ?? null, { input: places("input"), weights: places("weights"), output: places(backward ? "delta" : "output") });
  }
  /** Pin a cell; the same cell again lets it go. @param {string} id @param {number} flat */
  pick(id, flat) {
    const panel2 = (
      /** @type {Panel} */
      this.scene.byId.get(id)
    );
    const now = this.model.get("selection");
    const same = now?.panel === id && flatIndex(now.index, panel2.shape) === flat;
    this.preview = null;
    this.showAll = false;
    this.#select(same ? null : { panel: id, index: unflatten(flat, panel2.shape) });
  }
  /** @param {Selection | null} selection */
  #select(selection) {
    this.model.set("selection", selection);
    this.model.save_changes();
  }
  /** @param {Panel} panel @param {number | null} flat */
  #preview(panel2, flat) {
    if (this.model.get("selection")) return;
    const preview = flat === null ? null : { panel: panel2.id, index: unflatten(flat, panel2.shape) };
    if (JSON.stringify(preview) === JSON.stringify(this.preview)) return;
    this.preview = preview;
    this.update();
  }
  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape" || !this.effective) return;
    this.preview = null;
    this.#select(null);
    this.update();
    event.preventDefault();
    event.stopPropagation();
  }
  #say() {
    const { text } = this.model.get("message") ?? {};
    this.alert.textContent = text ?? "";
    this.alert.hidden = !text;
  }
};

// ../../work/main/cnnbp/widgets/js/main.js
var main_default = {
  /** @param {{model: any, el: HTMLElement}} context */
  render({ model, el }) {
    try {
      const explorer = new Explorer(model, el);
      return () => explorer.dispose();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      el.append(h("div", { class: "cnnbp cnnbp-message", role: "alert" }, `The explorer could not be drawn: ${text}`));
      throw error;
    }
  }
};
export {
  main_default as default
};
