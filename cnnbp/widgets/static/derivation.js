// Built by `make bundle` from cnnbp/widgets/js: edit the sources there, not this file.
// js/colour.js
var BADGES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#882255", "#44aa99", "#7b5aa6"];
var SCALES = {
  light: { zero: [255, 255, 255], negative: [58, 123, 184], positive: [219, 138, 28], paper: [255, 255, 255], ink: [32, 36, 40] },
  dark: { zero: [34, 38, 43], negative: [86, 156, 222], positive: [233, 156, 50], paper: [34, 38, 43], ink: [240, 243, 246] }
};
var badgeColour = (badge3) => BADGES[(badge3 - 1) % BADGES.length];
var parseHex = (hex) => (
  /** @type {RGB} */
  [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16))
);
var css = (rgb) => `rgb(${rgb.map((c) => Math.round(c)).join(" ")})`;
var mix = (from, to, t) => (
  /** @type {RGB} */
  from.map((c, i) => c + (to[i] - c) * t)
);
function valueColour(value2, top, scale, theme) {
  const { zero, negative, positive, paper, ink } = SCALES[theme];
  if (scale === "image") return mix(paper, ink, Math.min(Math.max(value2, 0), 1) * 0.85);
  const share = top > 0 ? Math.min(Math.abs(value2) / top, 1) : 0;
  return mix(zero, value2 < 0 ? negative : positive, share);
}
var dimmed = (rgb, theme) => mix(rgb, SCALES[theme].paper, 0.68);
function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one2, two) {
  const [high, low] = [luminance(one2), luminance(two)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
function textOn(background, quiet2 = false) {
  const greys = quiet2 ? [[118, 122, 128], [96, 100, 106], [150, 155, 160], [70, 74, 80], [175, 180, 185]] : [[17, 20, 24], [255, 255, 255]];
  const readable = greys.find((grey) => contrast(grey, background) >= 4.6);
  if (readable) return readable;
  return contrast([0, 0, 0], background) > contrast([255, 255, 255], background) ? [0, 0, 0] : [255, 255, 255];
}

// js/data.js
var TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array
};
function unpack(packed2) {
  const Type = TYPES[
    /** @type {keyof typeof TYPES} */
    packed2.dtype
  ];
  if (!Type) throw new TypeError(`unpack: got dtype ${packed2.dtype}`);
  const data = (
    /** @type {any} */
    packed2.data
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
  for (const value2 of values) top = Math.max(top, Math.abs(value2));
  return top;
}
var readings = /* @__PURE__ */ new WeakMap();
function layerScene(set, stage) {
  const raw = set.layers[stage];
  const known2 = readings.get(raw);
  if (known2 && known2.set === set) return known2;
  const scene = { ...known2 ?? readScene(raw), set, stage };
  readings.set(raw, scene);
  return scene;
}
function readScene(raw) {
  const panels = raw.panels.map((panel) => {
    const values = unpack(panel.values);
    return { ...panel, values, shape: panel.values.shape, ...sheet(panel.values.shape), top: Math.max(panel.top ?? 0, largest(values)) };
  });
  const byId = new Map(panels.map((panel) => [panel.id, panel]));
  const edges = readEdges(raw.edges, byId);
  const alone = keptApart(byId.get("input"), byId.get("delta") ?? byId.get("output"), edges);
  for (const panel of panels) panel.alone = alone;
  return { ...raw, panels, byId, edges, bias: raw.bias && unpack(raw.bias), rotated: readRotated(raw.rotated) };
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
function keptApart(input, output2, { source, target, parameter }) {
  if (parameter || !input || input.shape.length !== 3 || input.plates !== output2?.plates) return false;
  const [from, to] = [input.rows * input.cols, output2.rows * output2.cols];
  return source.every((unit, edge) => Math.floor(unit / from) === Math.floor(target[edge] / to));
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

// js/geometry.js
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
function moveByKey(key2, flat, panel, whole = false) {
  const move = MOVES[key2];
  if (!move) return null;
  const { plate, row, col } = cellPlace(flat, panel);
  const [r, c] = move(row, col, panel.rows, panel.cols, whole);
  const inside = (n, count) => Math.min(Math.max(n, 0), count - 1);
  return (plate * panel.rows + inside(r, panel.rows)) * panel.cols + inside(c, panel.cols);
}

// js/edges.js
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
  const known2 = groups.get(scene) ?? /* @__PURE__ */ new Map();
  groups.set(scene, known2);
  if (!known2.has(unit)) {
    const ends = scene.edges[
      /** @type {"source"} */
      ENDS[unit]
    ];
    if (!ends) return [];
    const size = scene.byId.get(PANEL_OF_UNIT[unit])?.values.length ?? 0;
    known2.set(unit, groupBy(ends, size));
  }
  const { start, order } = (
    /** @type {ReturnType<typeof groupBy>} */
    known2.get(unit)
  );
  const found = Array.from(order.slice(start[flat], start[flat + 1]));
  const { parameter } = scene.edges;
  return unit !== "weights" && parameter ? found.sort((e, f) => parameter[e] - parameter[f] || e - f) : found;
}
function relate(scene, selection, direction) {
  const panel = selection && scene.byId.get(selection.panel);
  if (!selection || !panel || !holds(panel, selection.index)) return null;
  const flat = flatIndex(selection.index, panel.shape);
  const { unit } = panel;
  const edges = edgesAt(scene, unit, flat);
  const make = (flow) => edges.map((edge, i) => term(scene, edge, naming(scene, unit, edge, i), flow));
  const terms = make("backward");
  return { unit, flat, terms, sums: sums(scene, unit, flat, direction, make) };
}
var holds = ({ shape }, index) => index.length === shape.length && index.every((i, axis) => i >= 0 && i < shape[axis]);
function sums(scene, unit, flat, direction, make) {
  const value2 = (id) => scene.byId.get(id)?.values[flat] ?? NaN;
  const backward = direction === "backward";
  if (unit === "weights") {
    const total2 = scene.edges.parameterGradient?.[flat] ?? NaN;
    return [{ form: "sum", flow: "gradient", terms: make("gradient"), total: total2, bias: null }];
  }
  if (unit === "input") {
    return backward ? [{ form: "sum", flow: "backward", terms: make("backward"), total: value2("gradient"), bias: null }] : [{ form: "fan", flow: "forward", terms: make("forward"), total: value2("input"), bias: null }];
  }
  const bias = scene.bias ? scene.bias[flat] : null;
  const forward = (
    /** @type {Sum} */
    { form: "sum", flow: "forward", terms: make("forward"), total: value2("output"), bias }
  );
  const spread = (
    /** @type {Sum} */
    { form: "fan", flow: "backward", terms: make("backward"), total: value2("delta"), bias: null }
  );
  return backward ? [spread, forward] : [forward];
}
function naming(scene, unit, edge, order) {
  const kernel = scene.byId.get("weights");
  const parameter = scene.edges.parameter?.[edge];
  if (!kernel || parameter === void 0 || unit === "weights" || scene.kind === "dense") {
    return { badge: order + 1, colour: badgeColour(order + 1) };
  }
  const place2 = parameter % (kernel.rows * kernel.cols) + 1;
  return { badge: kernel.plates === 1 ? place2 : order + 1, colour: badgeColour(place2) };
}
function term(scene, edge, name, flow) {
  const source = scene.edges.source[edge];
  const target = scene.edges.target[edge];
  const weight = scene.edges.weight(edge);
  const a = scene.byId.get("input")?.values[source] ?? NaN;
  const delta = scene.byId.get("delta")?.values[target] ?? NaN;
  const left = flow === "gradient" ? a : weight;
  const right = flow === "forward" ? a : delta;
  const parameter = scene.edges.parameter?.[edge] ?? -1;
  return { ...name, source, target, parameter, weight, left, right };
}

// js/derivation_state.js
var ASKED = { delta: "input", kernel: "weights", bias: "weights" };
var RESULTS = { delta: "input_delta", kernel: "parameter_gradient", bias: "parameter_gradient" };
function shownOf(model) {
  const set = model.get("scene");
  const gradient = (
    /** @type {Gradient} */
    model.get("gradient")
  );
  const convention = model.get("convention");
  const stage = set.conventions.indexOf(convention) + (gradient === "bias" ? set.conventions.length : 0);
  const scene = layerScene(set, stage);
  const index = gradient === "bias" ? [0] : model.get(gradient === "delta" ? "place" : "weight");
  const panel = (id) => (
    /** @type {Panel} */
    scene.byId.get(id)
  );
  const asked = flatIndex(index, panel(ASKED[gradient]).shape);
  const related = (
    /** @type {import("./types.js").Related} */
    relate(scene, { panel: ASKED[gradient], index }, "backward")
  );
  const [{ terms, total: total2 }] = related.sums;
  const term3 = inHand(terms, model.get("output"), panel("delta"));
  return {
    gradient,
    convention,
    scene,
    asked,
    terms,
    term: term3,
    sum: total2,
    panels: set.panels[gradient].map(panel),
    lines: set.lines[convention][gradient],
    indices: set.indices[convention],
    lights: set.lights[gradient],
    window: windowOf(scene, term3),
    slope: gradient === "delta" ? panel("sigma_prime").values[asked] : 1,
    result: panel(RESULTS[gradient]).values[asked],
    measured: unpack(set.measured[convention][gradient])[asked]
  };
}
function inHand(terms, output2, delta) {
  const target = output2 ? flatIndex(output2, delta.shape) : -1;
  return terms.find((term3) => term3.target === target) ?? terms[Math.floor(terms.length / 2)];
}
function windowOf(scene, { target }) {
  const { shape } = (
    /** @type {Panel} */
    scene.byId.get("output")
  );
  return relate(scene, { panel: "output", index: unflatten(target, shape) }, "forward")?.sums[0].terms ?? [];
}
var endOf = ({ unit }, term3) => unit === "input" ? term3.source : unit === "output" ? term3.target : term3.parameter;
var MUTE = 100;
function litOf(shown, symbol, panel) {
  const how = (shown.lights[symbol] ?? shown.lights.all)[panel.id];
  const chosen = how === "chosen" ? shown.asked : -1;
  const line = how === "row" || how === "column";
  const terms = { term: [shown.term], terms: shown.terms, window: shown.window, whole: shown.window }[how] ?? [];
  const cells = line ? lineOf(panel, shown.asked, how) : terms.map((term3) => (
    /** @type {[number, Term[]]} */
    [endOf(panel, term3), [term3]]
  ));
  return { lit: new Map(cells), chosen: line ? shown.asked : chosen };
}
function lineOf(panel, asked, how) {
  const axis = how === "row" ? "row" : "col";
  const at = cellPlace(asked, panel)[axis];
  const mark = (
    /** @type {Term} */
    { badge: MUTE, colour: badgeColour(1), source: -1, target: -1, parameter: -1, weight: 0, left: 0, right: 0 }
  );
  const flats = Array.from(panel.values, (_, flat) => flat).filter((flat) => cellPlace(flat, panel)[axis] === at);
  return flats.map((flat) => [flat, [mark]]);
}
function lettersOf({ scene, gradient }, term3) {
  const at = (id, flat) => unflatten(
    flat,
    /** @type {Panel} */
    scene.byId.get(id).shape
  );
  const [below, across] = at("delta", term3.target);
  if (gradient === "bias") return { "x′": below, "y′": across };
  const [x, y] = at("input", term3.source);
  const [p, q] = at("weights", term3.parameter);
  return { x, y, "x′": below, "y′": across, p, q };
}
var substituted = (index, letters) => index.replace(/[xypq]′?/g, (name) => String(letters[name])).replace(/[+−]/g, " $& ");
function patchOf({ scene, asked, terms }) {
  const rotated = (
    /** @type {import("./types.js").Rotated} */
    scene.rotated
  );
  const input = (
    /** @type {Panel} */
    scene.byId.get("input")
  );
  const weights = (
    /** @type {Panel} */
    scene.byId.get("weights")
  );
  const { row, col } = cellPlace(asked, input);
  const [high, wide] = rotated.kernelShape.slice(-2);
  const across = (
    /** @type {number} */
    rotated.shape.at(-1)
  );
  const cells = Array.from(rotated.kernel, (parameter, place2) => {
    const delta = rotated.values[(row + Math.floor(place2 / wide)) * across + col + place2 % wide];
    return { delta, weight: weights.values[parameter], parameter, term: terms.find((term3) => term3.parameter === parameter) ?? null };
  });
  return { cells, high, wide };
}

// js/dom.js
function fill(node2, attributes, children) {
  for (const [name, value2] of Object.entries(attributes)) {
    if (value2 === void 0 || value2 === null || value2 === false) continue;
    node2.setAttribute(name, value2 === true ? "" : String(value2));
  }
  node2.append(.../** @type {(Node | string)[]} */
  children.filter((child) => child !== null));
}
function h(tag, attributes = {}, ...children) {
  const node2 = document.createElement(tag);
  fill(node2, attributes, children);
  return node2;
}
var v = (tag, attributes = {}, ...children) => ({ tag, attributes, children });
function write(node2, name, value2) {
  if (node2.getAttribute(name) !== String(value2)) node2.setAttribute(name, String(value2));
}
function patch(el, wanted) {
  wanted.forEach((content, i) => {
    const old = el.childNodes[i];
    if (typeof content === "string") {
      if (!(old instanceof Text)) place(el, old, document.createTextNode(content));
      else if (old.data !== content) old.data = content;
      return;
    }
    const { tag, attributes, children } = content;
    const kept = old instanceof HTMLElement && old.localName === tag;
    const node2 = kept ? old : document.createElement(tag);
    if (kept) {
      for (const name of node2.getAttributeNames()) if (!(name in attributes)) node2.removeAttribute(name);
    }
    for (const [name, value2] of Object.entries(attributes)) write(node2, name, value2);
    patch(node2, children);
    if (!kept) place(el, old, node2);
  });
  while (el.childNodes.length > wanted.length) el.lastChild?.remove();
}
function place(el, old, node2) {
  if (old) old.replaceWith(node2);
  else el.append(node2);
}
var zoomOf = (el) => (
  /** @type {{currentCSSZoom?: number}} */
  el.currentCSSZoom ?? 1
);
function boxOf(el) {
  const { x, y, width, height } = el.getBoundingClientRect();
  const zoom = zoomOf(el);
  return new DOMRect(x / zoom, y / zoom, width / zoom, height / zoom);
}
function placeIn(event, el) {
  const { left, top } = el.getBoundingClientRect();
  const zoom = zoomOf(el);
  return { x: (event.clientX - left) / zoom, y: (event.clientY - top) / zoom };
}

// js/format.js
var MINUS = "−";
function number(value2, decimals = 2) {
  if (value2 === 0) return "0";
  if (!Number.isFinite(value2)) return String(value2);
  const size = Math.abs(value2);
  const text = size >= 1e5 ? size.toExponential(1) : size.toFixed(size >= 1e3 ? 0 : size >= 100 ? Math.min(decimals, 1) : decimals);
  return (value2 < 0 && Number(text) !== 0 ? MINUS : "") + text;
}
var compact = (value2) => number(value2, Math.abs(value2) >= 10 ? 1 : 2);
var factor = (value2, decimals = 2) => {
  const text = number(value2, decimals);
  return text.startsWith(MINUS) ? `(${text})` : text;
};
var WORDS = {
  input: "input",
  output: "output",
  delta: "output delta",
  gradient: "input gradient",
  z_in: "input z",
  sigma_prime: "slope",
  input_delta: "input delta"
};
function word(panel, scene) {
  if (panel.id === "weights") return { convolution: "kernel", bias: "bias" }[scene.kind] ?? "weight";
  return panel.word ?? WORDS[
    /** @type {keyof typeof WORDS} */
    panel.id
  ] ?? panel.name;
}
function cellName(panel, scene, flat) {
  const index = unflatten(flat, panel.shape);
  const name = word(panel, scene);
  if (index.length === 1) return `${name} ${index[0]}`;
  const [row, col] = index.slice(-2);
  return `${name}${plateName(index.slice(0, -2))} row ${row} column ${col}`;
}
function plateName(lead) {
  if (lead.length === 1) return ` channel ${lead[0]}`;
  return lead.length === 2 ? ` filter ${lead[0]} channel ${lead[1]}` : "";
}
var plural = (count, one2, many) => `${count} ${count === 1 ? one2 : many}`;

// js/derivation_numbers.js
var FEW = 9;
var MAKERS = {
  none: () => [],
  measured: ({ measured }) => ["= ", strong(measured), quiet("measured: change z a little and watch C")],
  factors: (shown, handles) => ["= ", ...chips(shown, handles, (term3) => `${number(term3.right)} · ${shown.gradient === "bias" ? 1 : factor(term3.left * shown.slope)}`), ...total(shown)],
  window: (shown) => [...reading(shown), h("span", { class: "cnnbp-break" }), ...solved(shown)],
  one,
  sum: (shown, handles) => {
    const parts = chips(shown, handles, (term3) => shown.gradient === "bias" ? number(term3.right) : `${number(term3.right)} · ${factor(term3.left)}`);
    if (shown.gradient === "delta") return ["= ", `${number(shown.slope, 3)} · (`, ...parts, closed(shown)];
    return ["= ", ...parts, ...total(shown), ...shown.gradient === "bias" ? [also(shown)] : []];
  },
  shifted: (shown, handles) => ["= ", `${number(shown.slope, 3)} · (`, ...chips(shown, handles, (term3) => indexed(shown, term3)), closed(shown)],
  total: (shown) => {
    if (shown.gradient !== "delta") return ["= ", strong(shown.result), also(shown)];
    return [...overlay(shown), h("span", { class: "cnnbp-break" }), `= ${number(shown.slope, 3)} · ${factor(shown.sum, 3)} = `, strong(shown.result), also(shown)];
  }
};
var numbersOf = (kind, shown, handles) => MAKERS[kind](shown, handles);
var strong = (value2) => h("strong", { class: "cnnbp-total", "data-value": value2 }, number(value2, 4));
var quiet = (text) => h("span", { class: "cnnbp-lead" }, ` ${text}`);
var also = ({ measured }) => h("span", { class: "cnnbp-lead", "data-measured": measured }, ` measured: ${number(measured, 4)}`);
var total = ({ result }) => [h("span", { class: "cnnbp-closed" }, "= ", strong(result))];
var closed = ({ result }) => h("span", { class: "cnnbp-closed" }, ") = ", strong(result));
var tint = (colour) => `--badge:${colour};--on-badge:${css(textOn(parseHex(colour)))}`;
var sub = (text, index) => h("span", { class: "cnnbp-symbol" }, text, h("sub", {}, index.join(",")));
function chips(shown, handles, text) {
  const { terms, term: term3 } = shown;
  const short = handles.all || terms.length <= FEW + 1;
  const kept = short ? terms : terms.filter((one2, i) => i < FEW - 1 || one2 === term3);
  const parts = [];
  kept.forEach((one2, i) => {
    const gap = i > 0 && terms[terms.indexOf(one2) - 1] !== kept[i - 1];
    if (i) parts.push(h("span", { class: "cnnbp-plus" }, gap ? "+ … +" : "+"));
    parts.push(chip(shown, one2, handles, text(one2)));
  });
  if (short) return parts;
  const more = h("button", { class: "cnnbp-button cnnbp-more", type: "button", tabindex: -1, "data-lm-suppress-shortcuts": "true" }, `+ … show all ${terms.length}`);
  more.addEventListener("click", handles.showAll);
  return [...parts, more];
}
function chip(shown, term3, handles, content) {
  const letters = lettersOf(shown, term3);
  const weight = shown.gradient === "delta" ? `, weight row ${letters.p} column ${letters.q}` : "";
  const say = `term ${term3.badge}: output row ${letters["x′"]} column ${letters["y′"]}${weight}, ${number(term3.right, 3)} times ${number(term3.left, 3)}`;
  const button = h(
    "button",
    { type: "button", class: "cnnbp-chip cnnbp-chip-button", style: tint(term3.colour), "data-target": term3.target, "aria-label": say, "aria-pressed": "false", tabindex: -1, "data-lm-suppress-shortcuts": "true" },
    h("span", { class: "cnnbp-badge" }, String(term3.badge)),
    content
  );
  button.addEventListener("click", () => handles.choose(term3));
  button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && handles.hover(term3));
  button.addEventListener("pointerleave", () => handles.hover(null));
  return button;
}
function indexed(shown, term3) {
  const at = lettersOf(shown, term3);
  return h("span", {}, sub("δ", [at["x′"], at["y′"]]), " ", sub("w", [at.p, at.q]));
}
function reading(shown) {
  const { window: window2, term: term3 } = shown;
  const at = lettersOf(shown, term3);
  const parts = window2.map((one2) => {
    const mine = one2.source === term3.source && one2.parameter === term3.parameter;
    const style = mine ? tint(term3.colour) : void 0;
    const text = `${number(one2.left)}·${factor(one2.right)}`;
    return h("span", { class: mine ? "cnnbp-chip" : "cnnbp-constant", style }, mine ? h("span", { class: "cnnbp-badge" }, String(term3.badge)) : null, text);
  });
  return [sub("z", [at["x′"], at["y′"]]), " = ", ...parts.flatMap((part, i) => i ? [" + ", part] : [part]), " + b"];
}
function solved(shown) {
  const letters = lettersOf(shown, shown.term);
  const wanted = shown.gradient === "delta" ? ["p", "q"] : ["row", "column"];
  const index = shown.indices[shown.gradient === "delta" ? "weight" : "pixel"];
  const parts = wanted.map((name, axis) => {
    const value2 = shown.gradient === "delta" ? letters[name] : letters[axis ? "y" : "x"];
    return `${name} = ${index[axis].replace(/[+−]/g, " $& ")} = ${substituted(index[axis], letters)} = ${value2}`;
  });
  return [h("span", { class: "cnnbp-solved" }, parts.join(",  "))];
}
function one(shown) {
  const { term: term3, gradient, slope: slope2 } = shown;
  if (gradient === "bias") return [];
  const at = lettersOf(shown, term3);
  if (gradient === "kernel") return ["= ", sub("a", [at.x, at.y]), ` = ${number(term3.left, 3)}`];
  return ["= ", sub("w", [at.p, at.q]), ` · σ′(z) = ${number(term3.left)} · ${number(slope2, 3)} = ${number(term3.left * slope2, 3)}`];
}
function overlay(shown) {
  const { cells, wide } = patchOf(shown);
  const turned = shown.convention === "correlation";
  const table = (name, value2) => h(
    "span",
    { class: "cnnbp-small", role: "img", "aria-label": `${name}: ${cells.map((cell) => number(value2(cell))).join(", ")}` },
    h("span", { class: "cnnbp-lead" }, name),
    h("span", { class: "cnnbp-small-cells", style: `--wide:${wide}` }, ...cells.map((cell) => h("span", { class: cell.term ? "" : "cnnbp-constant", style: tint(badgeColour(cell.parameter + 1)) }, number(value2(cell)))))
  );
  return [table("padded δ here", (cell) => cell.delta), h("span", { class: "cnnbp-plus" }, "·"), table(turned ? "rot180(w)" : "w as it is", (cell) => cell.weight)];
}

// js/derivation_words.js
var value = ({ scene }, id, flat) => scene.byId.get(id)?.values[flat] ?? NaN;
var here = (shown) => lettersOf(shown, shown.term);
var output = (shown) => `output row ${here(shown)["x′"]} column ${here(shown)["y′"]}`;
function about(shown) {
  if (shown.gradient === "bias") return "the bias";
  const { x, y, p, q } = here(shown);
  return shown.gradient === "delta" ? `pixel row ${x} column ${y}` : `weight row ${p} column ${q}`;
}
var term2 = (shown) => {
  const { left, right } = shown.term;
  const { p, q, x, y } = here(shown);
  if (shown.gradient === "bias") return `${output(shown)} sends its δ = ${number(right)} to the bias, whole`;
  const other = shown.gradient === "delta" ? `comes through weight row ${p} column ${q}, ${number(left)}` : `meets pixel row ${x} column ${y}, a = ${number(left)}`;
  return `${output(shown)}: its δ = ${number(right)} ${other}: ${number(right)} · ${factor(left)} = ${number(left * right, 3)}`;
};
var slope = (shown) => `z = ${number(value(shown, "z_in", shown.asked))} at ${about(shown)}; the slope there is σ′(z) = ${number(shown.slope, 3)}`;
var reads = (shown) => `${output(shown)}: z = ${number(value(shown, "output", shown.term.target))}, a sum over the ${shown.window.length} pixels of its window`;
var pixelPlace = (shown) => `x = ${here(shown).x} and y = ${here(shown).y}: row and column of the pixel, in layer l`;
var weightPlace = (shown) => shown.gradient === "delta" ? term2(shown) : `p = ${here(shown).p} and q = ${here(shown).q}: row and column of the weight, in the kernel`;
var SAYS = {
  term: term2,
  slope,
  z: slope,
  window: reads,
  out: reads,
  "x′": term2,
  "y′": term2,
  x: pixelPlace,
  y: pixelPlace,
  p: weightPlace,
  q: weightPlace,
  result: (shown) => `${{ delta: "δ of layer l", kernel: "∂C/∂w", bias: "∂C/∂b" }[shown.gradient]} at ${about(shown)}: ${number(shown.result, 4)}; measured ${number(shown.measured, 4)}`,
  delta: (shown) => `δ of layer l + 1: ${plural(shown.terms.length, "output takes", "outputs take")} part`,
  a: (shown) => `a of layer l: the ${shown.terms.length} pixels that this weight meets, one at each output`,
  w: (shown) => shown.gradient === "kernel" ? `${about(shown)}: w = ${number(value(shown, "weights", shown.asked))}` : `the ${plural(shown.terms.length, "weight", "weights")} that this pixel meets`,
  b: (shown) => shown.gradient === "bias" ? `the bias, b = ${number(value(shown, "weights", 0))}: one number, added to every output` : "the bias is a constant here: its derivative is 0",
  sum: (shown) => `the sum runs over ${plural(shown.terms.length, "output", "outputs")}: all that ${about(shown)} acts on`,
  factor: (shown) => {
    const { left } = shown.term;
    const parts = { delta: `${number(left)} · ${number(shown.slope, 3)} = ${number(left * shown.slope, 3)}, the weight between them times the slope`, kernel: `${number(left)}, the pixel that the weight meets there`, bias: "1, at every output" };
    return `how much ${output(shown)} changes with ${about(shown)}: ${parts[shown.gradient]}`;
  }
};
function describe(shown, symbol) {
  const say = SAYS[symbol];
  if (say && shown.lights[symbol]) return say(shown);
  return `${about(shown)}: ${plural(shown.terms.length, "delta comes", "deltas come")} back, ${number(shown.result, 4)} in all. Choose a symbol, an index, a term or a cell.`;
}

// js/follow.js
function visibleTop(el) {
  let top = 0;
  for (let node2 = el.parentElement; node2; node2 = node2.parentElement) {
    const scrolls = node2.scrollHeight > node2.clientHeight && getComputedStyle(node2).overflowY !== "visible";
    if (scrolls && node2 !== document.documentElement && node2 !== document.body) top = Math.max(top, node2.getBoundingClientRect().top);
  }
  return top;
}
var shiftOf = (top, column, height) => Math.max(0, Math.min(top - column.top, column.bottom - column.top - height));
function follow(el, column, wanted) {
  const move = () => {
    if (!el.isConnected) return;
    const { height } = el.getBoundingClientRect();
    const zoom = height / el.offsetHeight || 1;
    const shift = wanted() ? shiftOf(visibleTop(column) + 8, column.getBoundingClientRect(), height) / zoom : 0;
    el.style.transform = shift ? `translateY(${shift}px)` : "";
  };
  document.addEventListener("scroll", move, { capture: true, passive: true });
  return { move, end: () => document.removeEventListener("scroll", move, { capture: true }) };
}

// js/formula.js
function formula(tokens, keys) {
  const sides = [[]];
  for (const token of tokens) {
    if (token === " = ") sides.push([]);
    sides[sides.length - 1].push(token);
  }
  return h("div", { class: "cnnbp-formula" }, ...sides.map((side) => h("span", { class: "cnnbp-side" }, ...side.map((token) => node(token, keys)))));
}
function node(token, keys) {
  if (typeof token === "string") return h("span", { class: "cnnbp-sign" }, token);
  if ("over" in token) {
    const part = (tokens) => h("span", {}, ...tokens.map((one2) => node(one2, keys)));
    return h("span", { class: "cnnbp-fraction" }, part(token.over), h("span", { class: "cnnbp-bar", role: "img", "aria-label": "over" }), part(token.under));
  }
  const below = token.sub.length ? h("sub", {}, ...token.sub.map((one2) => node(one2, keys))) : null;
  const above = token.sup ? h("sup", {}, token.sup.replace("+", " + ")) : null;
  return h("span", { class: "cnnbp-sym" }, base(token, keys), above || below ? h("span", { class: "cnnbp-scripts" }, above, below) : null);
}
function base({ text, key: key2, say }, keys) {
  if (!key2 || !keys.has(key2)) return h("span", { class: "cnnbp-sign" }, text);
  const button = h("button", { type: "button", class: "cnnbp-key-sign", "data-key": key2, "aria-label": say, "aria-pressed": "false", tabindex: -1, "data-lm-suppress-shortcuts": "true" }, text);
  button.addEventListener("click", () => keys.press(key2));
  button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && keys.hover(key2));
  button.addEventListener("pointerleave", () => keys.hover(null));
  return button;
}
function walk(el, rows) {
  const table = () => [...el.querySelectorAll(rows)].map((row) => (
    /** @type {HTMLElement[]} */
    [...row.querySelectorAll("button")]
  )).filter((row) => row.length);
  const enter = (target) => {
    for (const button of el.querySelectorAll('button[tabindex="0"]')) button.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
  };
  el.addEventListener("focusin", (event) => event.target instanceof HTMLButtonElement && enter(event.target));
  el.addEventListener("keydown", (event) => {
    const next = event.ctrlKey || event.altKey || event.metaKey ? null : neighbour(table(), document.activeElement, event.key);
    if (!next) return;
    next.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  return () => {
    const all = table().flat();
    if (all.length && !all.some((button) => button.tabIndex === 0)) enter(all[0]);
  };
}
function neighbour(table, from, key2) {
  const row = table.findIndex((buttons2) => buttons2.some((button) => button === from));
  if (row < 0) return null;
  const buttons = table[row];
  const at = buttons.findIndex((button) => button === from);
  const turned = { ArrowUp: table[row - 1], ArrowDown: table[row + 1] }[key2];
  if (turned) return turned[Math.min(at, turned.length - 1)];
  return { ArrowLeft: buttons[at - 1], ArrowRight: buttons[at + 1], Home: buttons[0], End: buttons[buttons.length - 1] }[key2] ?? null;
}

// js/plates.js
var CHANNELS = 4;
var KERNELS = 12;
var isLarge = (panel) => panel.rows * panel.cols > 400 || panel.cols > 20;
var plateColumns = (plates) => plates > 3 ? Math.ceil(Math.sqrt(plates)) : 1;
var leading = (panel) => (panel.shape ?? []).slice(0, -2);
function platePages(panel) {
  const lead = leading(panel);
  const { plates } = panel;
  if (lead.length === 2 && plates > 9) {
    const channels = lead[1];
    const filters = Math.min(4, Math.floor(KERNELS / channels));
    if (filters > 0) return split(0, plates, filters * channels);
    return Array.from({ length: lead[0] }, (_, filter) => split(filter * channels, channels, KERNELS)).flat();
  }
  const most = lead.length === 1 && plates > 3 ? CHANNELS : plates;
  return split(0, plates, panel.alone && plates > most ? 1 : most);
}
function split(first, count, size) {
  const pages = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return pages.map((start) => ({ start: first + start, count: Math.min(size, count - start) }));
}
function blockColumns(panel) {
  const [{ count }] = platePages(panel);
  const channels = leading(panel)[1] ?? 0;
  if (isLarge(panel)) return Math.min(count, 2);
  return channels > 1 && channels <= 4 ? channels : plateColumns(count);
}
function turnTo(pages, now, wanted) {
  const holds2 = (page) => (plate) => plate >= page.start && plate < page.start + page.count;
  const plates = [...wanted];
  if (!plates.length || plates.some(holds2(pages[now]))) return now;
  return Math.max(0, pages.findIndex((page) => plates.some(holds2(page))));
}
function pageName(panel, page) {
  const lead = leading(panel);
  const range = (word3, from2, to2, of) => `${word3}${to2 > from2 ? `s ${from2}–${to2}` : ` ${from2}`} of ${of}`;
  const last = page.start + page.count - 1;
  if (lead.length !== 2) return range("channel", page.start, last, panel.plates);
  const [filters, channels] = lead;
  const at = (plate) => [Math.floor(plate / channels), plate % channels];
  const [from, to] = [at(page.start), at(last)];
  if (page.count >= channels) return range("filter", from[0], to[0], filters);
  return `filter ${from[0]} of ${filters}, ${range("channel", from[1], to[1], channels)}`;
}
var windowStart = (centre, length, size) => Math.max(0, Math.min(Math.round(centre) - Math.floor(size / 2), length - size));
function middle(flats, { rows, cols }) {
  let [top, bottom, left, right] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const flat of flats) {
    const inside = flat % (rows * cols);
    const row = Math.floor(inside / cols);
    const col = inside % cols;
    [top, bottom, left, right] = [Math.min(top, row), Math.max(bottom, row), Math.min(left, col), Math.max(right, col)];
  }
  return { row: (top + bottom) / 2, col: (left + right) / 2 };
}

// js/grid_cells.js
function makeSheet(panel, plate, large) {
  const { rows, cols, plates } = panel;
  const name = plates > 1 ? plateName(unflatten(plate, leading(panel))) : "";
  const canvas = h("canvas", { width: cols, height: rows, "aria-hidden": "true" });
  const cells = h("div", {
    class: "cnnbp-cells",
    role: "grid",
    "aria-label": panel.name + name,
    "aria-rowcount": rows,
    "aria-colcount": cols,
    "data-plate": plate
  });
  const window2 = h("div", { class: "cnnbp-window", hidden: true });
  const look = h("div", { class: "cnnbp-look", hidden: true });
  const around = large ? [] : [heads("cols", cols), heads("rows", rows)];
  const sheet2 = h("div", { class: "cnnbp-sheet", style: `--rows:${rows};--cols:${cols}` }, canvas, ...around, cells, window2, look);
  const caption = name ? h("div", { class: "cnnbp-plate-name" }, name.trim()) : null;
  return { plate, box: h("div", { class: "cnnbp-plate" }, caption, sheet2), sheet: sheet2, canvas, cells, window: window2, look, rows: /* @__PURE__ */ new Map(), images: {}, painted: "" };
}
function heads(kind, count) {
  const marks = Array.from({ length: count }, (_, i) => h("span", {}, String(i)));
  return h("div", { class: `cnnbp-heads cnnbp-${kind}`, "aria-hidden": "true" }, ...count > 1 ? marks : []);
}
function makeCell(grid, sheet2, flat) {
  const { row, col } = cellPlace(flat, grid.panel);
  let line = sheet2.rows.get(row);
  if (!line) {
    line = h("div", { role: "row", "aria-rowindex": row + 1 });
    sheet2.rows.set(row, line);
    const after = [...sheet2.rows.keys()].filter((r) => r > row).sort((a, b) => a - b)[0];
    sheet2.cells.insertBefore(line, sheet2.rows.get(after) ?? null);
  }
  const cell = h("div", {
    role: "gridcell",
    class: "cnnbp-cell",
    tabindex: flat === grid.active ? 0 : -1,
    "aria-colindex": col + 1,
    "aria-label": cellName(grid.panel, grid.scene, flat),
    "data-lm-suppress-shortcuts": "true",
    "data-flat": flat,
    style: `--r:${row};--c:${col}`
  });
  line.append(cell);
  return cell;
}
function dropCell(sheet2, cell, row) {
  const line = cell.parentElement;
  cell.remove();
  if (!line || line.childElementCount) return;
  sheet2.rows.delete(row);
  line.remove();
}
var isQuiet = (grid, flat) => grid.dim && !grid.lit?.has(flat) && flat !== grid.chosen;
function cellColour({ panel, theme, covered }, flat, quiet2) {
  const colour = valueColour(covered ? 0 : panel.values[flat], panel.top, covered ? "signed" : panel.scale, theme);
  return quiet2 ? dimmed(colour, theme) : colour;
}
var known = /* @__PURE__ */ new WeakMap();
function lookOf(grid, flat, quiet2) {
  const key2 = `${grid.theme}${grid.covered}`;
  let kept = known.get(grid);
  if (kept?.key !== key2) known.set(grid, kept = { key: key2, looks: /* @__PURE__ */ new Map() });
  const place2 = 2 * flat + Number(quiet2);
  let look = kept.looks.get(place2);
  if (!look) {
    const back = cellColour(grid, flat, quiet2);
    look = { back, ink: textOn(back, quiet2), text: grid.covered ? "?" : compact(grid.panel.values[flat]) };
    kept.looks.set(place2, look);
  }
  return look;
}
var written = /* @__PURE__ */ new WeakMap();
function writeCell(grid, cell, flat) {
  const terms = grid.lit?.get(flat);
  const quiet2 = isQuiet(grid, flat);
  const chosen = flat === grid.chosen;
  const marked = grid.marks.has(flat);
  const badges = terms ? terms.map((term3) => term3.badge + term3.colour).join() : "";
  const state = [grid.theme, quiet2, chosen, grid.covered, marked, grid.bare, badges].join("|");
  if (written.get(cell) === state) return;
  written.set(cell, state);
  const { ink, text } = lookOf(grid, flat, quiet2);
  write(cell, "class", `cnnbp-cell${terms ? " cnnbp-lit" : ""}${chosen ? " cnnbp-chosen" : ""}${marked ? " cnnbp-marked" : ""}`);
  write(cell, "aria-selected", String(chosen));
  write(cell, "aria-description", grid.covered ? "covered" : number(grid.panel.values[flat], 3) + (marked ? ", marked" : ""));
  if (!grid.bare) cell.style.color = css(ink);
  if (terms) cell.dataset.badge = terms.map((term3) => term3.badge).join(" ");
  else delete cell.dataset.badge;
  if (terms) cell.style.setProperty("--badge", terms[0].colour);
  else cell.style.removeProperty("--badge");
  const mark = terms && !grid.bare ? badge(terms) : null;
  patch(cell, [...grid.bare ? [] : [text], ...mark ? [mark] : []]);
}
function badge(terms) {
  const [first] = terms;
  if (first.badge > 99) return null;
  const style = `--on-badge:${css(textOn(parseHex(first.colour)))}`;
  return v("span", { class: "cnnbp-badge", "aria-hidden": "true", style }, terms.length > 1 ? `${first.badge}…` : String(first.badge));
}
function paintSheet(grid, sheet2) {
  const { rows, cols } = grid.panel;
  const size = rows * cols;
  const first = sheet2.plate * size;
  const key2 = `${grid.theme}${grid.dim}${grid.covered}`;
  const colour = (image2, flat, quiet2) => image2.data.set([...cellColour(grid, flat, quiet2), 255], (flat - first) * 4);
  if (!sheet2.images[key2]) {
    const image2 = new ImageData(cols, rows);
    for (let flat = first; flat < first + size; flat += 1) colour(image2, flat, grid.dim);
    sheet2.images[key2] = { image: image2, bright: [] };
  }
  const { image, bright } = sheet2.images[key2];
  const lit = grid.dim ? [...grid.lit?.keys() ?? []].filter((flat) => flat >= first && flat < first + size) : [];
  if (sheet2.painted === key2 && !bright.length && !lit.length) return;
  for (const flat of bright) colour(image, flat, true);
  for (const flat of lit) colour(image, flat, false);
  sheet2.images[key2].bright = lit;
  sheet2.painted = key2;
  sheet2.canvas.getContext("2d").putImageData(image, 0, 0);
}

// js/grid_listen.js
function cellAt(grid, event) {
  const under = (
    /** @type {Element} */
    event.target.closest(".cnnbp-cells") ?? document.elementFromPoint(event.clientX, event.clientY)?.closest(".cnnbp-cells")
  );
  if (!(under instanceof HTMLElement) || !grid.plates.contains(under)) return null;
  const cells = under;
  const box = cells.getBoundingClientRect();
  const { rows, cols } = grid.panel;
  const row = Math.floor((event.clientY - box.top) / box.height * rows);
  const col = Math.floor((event.clientX - box.left) / box.width * cols);
  if (row < 0 || col < 0 || row >= rows || col >= cols) return null;
  return (Number(cells.dataset.plate) * rows + row) * cols + col;
}
function listen(grid, plates) {
  const { panel, handlers } = grid;
  plates.addEventListener("pointermove", (event) => event.pointerType === "mouse" && handlers.preview(panel, cellAt(grid, event)));
  plates.addEventListener("pointerleave", () => handlers.preview(panel, null));
  const stroke = paint(grid, plates);
  plates.addEventListener("click", (event) => {
    const flat = cellAt(grid, event);
    if (flat === null || stroke.used()) return;
    grid.focus(flat);
    const cell = grid.element(flat);
    if (!cell || !handlers.type?.(panel, flat, cell)) handlers.pick(panel, flat);
  });
  plates.addEventListener("keydown", (event) => key(grid, event));
  plates.addEventListener("focusin", (event) => {
    const cell = (
      /** @type {HTMLElement} */
      event.target
    );
    if (!cell.dataset.flat) return;
    grid.visit(Number(cell.dataset.flat));
    if (cell.matches(":focus-visible")) handlers.preview(panel, Number(cell.dataset.flat));
  });
  plates.addEventListener("focusout", () => handlers.preview(panel, null));
}
function key(grid, event) {
  if (event.altKey || event.metaKey) return;
  const next = moveByKey(event.key, grid.active, grid.panel, event.ctrlKey);
  if (next !== null) grid.focus(next);
  else if (!typed(grid, event)) {
    if (event.key !== "Enter" && event.key !== " ") return;
    grid.handlers.pick(grid.panel, grid.active);
  }
  event.preventDefault();
  event.stopPropagation();
}
function typed(grid, event) {
  const cell = grid.element(grid.active);
  if (!cell || event.ctrlKey || event.key !== "Enter" && event.key.length > 1) return false;
  return grid.handlers.type?.(grid.panel, grid.active, cell, event.key === "Enter" ? void 0 : event.key) ?? false;
}
function paint(grid, plates) {
  const { panel, handlers } = grid;
  let cells = null;
  let used = false;
  plates.classList.toggle("cnnbp-paints", handlers.paints?.(panel) ?? false);
  plates.addEventListener("pointerdown", (event) => {
    used = false;
    if (!handlers.paints?.(panel) || event.button !== 0) return;
    const flat = cellAt(grid, event);
    cells = flat === null ? null : /* @__PURE__ */ new Set([flat]);
  });
  plates.addEventListener("pointermove", (event) => {
    const flat = cells && cellAt(grid, event);
    if (!cells || flat === null) return;
    cells.add(flat);
    if (cells.size < 2) return;
    if (!used) capture(plates, event.pointerId);
    used = true;
    for (const one2 of cells) grid.element(one2)?.classList.add("cnnbp-stroke");
  });
  const end = () => {
    for (const one2 of cells ?? []) grid.element(one2)?.classList.remove("cnnbp-stroke");
    if (cells && used) handlers.stroke?.(panel, [...cells]);
    cells = null;
  };
  plates.addEventListener("pointerup", end);
  plates.addEventListener("pointercancel", end);
  return { used: () => used };
}
function capture(el, pointer) {
  try {
    el.setPointerCapture(pointer);
  } catch {
  }
}

// js/legend.js
var STEPS = 13;
function legend(panel, theme) {
  const image = panel.scale === "image";
  if (!image && !panel.top) return [];
  const [low, high] = image ? [0, 1] : [-panel.top, panel.top];
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const value2 = low + (high - low) * i / (STEPS - 1);
    return h("span", { style: `background:${css(valueColour(value2, panel.top, panel.scale, theme))}` });
  });
  const marks = image ? ["0", "1"] : [number(low), "0", number(high)];
  return [
    h("div", { class: "cnnbp-scale", role: "img", "aria-label": `colour scale from ${marks[0]} to ${marks[marks.length - 1]}` }, ...steps),
    h("div", { class: "cnnbp-marks", "aria-hidden": "true" }, ...marks.map((mark) => h("span", {}, mark)))
  ];
}

// js/glyphs.js
var SHIFTS = 4;
var Glyphs = class {
  /** @param {number} size in pixels of the screen @param {string} family */
  constructor(size, family) {
    this.font = `${size}px ${family}`;
    this.size = size;
    this.pen = /** @type {CanvasRenderingContext2D} */
    h("canvas").getContext("2d", { willReadFrequently: true });
    this.known = /* @__PURE__ */ new Map();
  }
  /** @param {string} character @returns {Glyph} */
  #glyph(character) {
    const known2 = this.known.get(character);
    if (known2) return known2;
    const { pen, size } = this;
    pen.font = this.font;
    const advance = pen.measureText(character).width;
    const [wide, high] = [Math.ceil(advance) + 3, Math.ceil(1.5 * size)];
    Object.assign(pen.canvas, { width: wide * SHIFTS, height: high });
    pen.font = this.font;
    pen.textBaseline = "middle";
    for (let i = 0; i < SHIFTS; i += 1) pen.fillText(character, i * wide + 1 + i / SHIFTS, high / 2);
    const masks = Array.from({ length: SHIFTS }, (_, i) => maskOf(pen.getImageData(i * wide, 0, wide, high)));
    const glyph = { advance, masks };
    this.known.set(character, glyph);
    return glyph;
  }
  /** Text around a point. @param {Pixels} pixels @param {string} text @param {number} x @param {number} y @param {RGB} ink */
  write(pixels, text, x, y, ink) {
    const glyphs = [...text].map((character) => this.#glyph(character));
    let at = x - glyphs.reduce((sum, { advance }) => sum + advance, 0) / 2;
    const top = Math.round(y - Math.ceil(1.5 * this.size) / 2);
    for (const { advance, masks } of glyphs) {
      const place2 = Math.round(at * SHIFTS);
      const left = Math.floor(place2 / SHIFTS);
      blend(pixels, masks[place2 - left * SHIFTS], left - 1, top, ink);
      at += advance;
    }
  }
};
function maskOf({ data, width }) {
  const covered = Array.from({ length: data.length / 4 }, (_, at) => at).filter((at) => data[4 * at + 3]);
  return {
    dx: Int16Array.from(covered, (at) => at % width),
    dy: Int16Array.from(covered, (at) => Math.floor(at / width)),
    over: Float32Array.from(covered, (at) => data[4 * at + 3] / 255)
  };
}
function blend({ wide, high, data }, { dx, dy, over }, left, top, [red, green, blue]) {
  for (let i = 0; i < over.length; i += 1) {
    const [x, y] = [left + dx[i], top + dy[i]];
    if (x < 0 || y < 0 || x >= wide || y >= high) continue;
    const at = 4 * (y * wide + x);
    const below = data[at + 3] / 255 * (1 - over[i]);
    const whole = over[i] + below;
    data[at] = (red * over[i] + data[at] * below) / whole;
    data[at + 1] = (green * over[i] + data[at + 1] * below) / whole;
    data[at + 2] = (blue * over[i] + data[at + 2] * below) / whole;
    data[at + 3] = 255 * whole;
  }
}
function block({ wide, data }, [left, top, right, bottom], back, edge) {
  const pixels = new Uint32Array(data.buffer);
  const [full, half] = [packed(back, 255), packed(back, Math.round(255 * edge))];
  for (let row = top; row < bottom; row += 1) {
    pixels.fill(row < bottom - 1 ? full : half, row * wide + left, row * wide + right - 1);
    pixels[row * wide + right - 1] = half;
  }
}
var bytes = new Uint8ClampedArray(4);
var word2 = new Uint32Array(bytes.buffer);
function packed(rgb, alpha) {
  rgb.forEach((c, i) => bytes[i] = c);
  bytes[3] = alpha;
  return word2[0];
}

// js/magnifier.js
var SIDE = 7;
var HEADS = 20;
var EDGE = 8;
var SMALLEST = 26;
var LARGEST = 34;
var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
var SOFT = { light: [74, 80, 88], dark: [188, 196, 205] };
var Magnifier = class {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    const { rows, cols } = grid.panel;
    this.high = Math.min(SIDE, rows);
    this.wide = Math.min(SIDE, cols);
    this.cell = SMALLEST;
    this.plate = 0;
    this.top = windowStart((rows - 1) / 2, rows, this.high);
    this.left = windowStart((cols - 1) / 2, cols, this.wide);
    this.stays = false;
    this.canvas = h("canvas", { class: "cnnbp-near" });
    this.caption = h("div", { class: "cnnbp-plate-name" });
    this.el = h("div", { class: "cnnbp-magnifier", "aria-hidden": "true" }, this.caption, this.canvas);
    this.canvas.addEventListener("click", (event) => this.#click(event));
  }
  /** The cell at a place of the window. @param {number} row @param {number} col */
  flat(row, col) {
    const { rows, cols } = this.grid.panel;
    return (this.plate * rows + this.top + row) * cols + this.left + col;
  }
  /** @param {MouseEvent} event */
  #click(event) {
    const { x, y } = placeIn(event, this.canvas);
    const row = Math.floor((y - HEADS) / this.cell);
    const col = Math.floor((x - HEADS) / this.cell);
    if (row < 0 || col < 0 || row >= this.high || col >= this.wide) return;
    this.stays = true;
    this.grid.handlers.pick(this.grid.panel, this.flat(row, col));
    this.stays = false;
  }
  /** @param {number} width what the sheets above it take */
  resize(width) {
    this.cell = Math.min(LARGEST, Math.max(SMALLEST, Math.floor((width - HEADS - EDGE) / this.wide)));
    this.ratio = window.devicePixelRatio || 1;
    const [wide, high] = [this.wide, this.high].map((count) => HEADS + count * this.cell + EDGE);
    this.canvas.width = Math.floor(wide * this.ratio);
    this.canvas.height = Math.floor(high * this.ratio);
    this.canvas.setAttribute("style", `width:${wide}px;height:${high}px`);
    this.pen = /** @type {Pen} */
    this.canvas.getContext("2d");
    this.image = new ImageData(this.canvas.width, this.canvas.height);
    this.heads = new Glyphs(10 * this.ratio, FONT);
    this.numbers = new Glyphs(Number(Math.min(11, this.cell * 0.3).toFixed(1)) * this.ratio, FONT);
    if (this.grid.lit) this.show();
  }
  /** Go where the choice is, else to the middle of what is lit, else stay. */
  show() {
    this.#move();
    const { pen, image, grid, cell, ratio = 1 } = this;
    if (!pen || !image) return;
    this.#picture({ wide: image.width, high: image.height, data: image.data });
    pen.putImageData(image, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const [flat, terms] of grid.lit ?? []) {
      const at = cellPlace(flat, grid.panel);
      if (this.#holds(at)) border(pen, terms, ...this.#corner(at), cell, grid.theme);
    }
    for (const [flat, terms] of grid.lit ?? []) {
      const at = cellPlace(flat, grid.panel);
      if (this.#holds(at)) badge2(pen, terms, ...this.#corner(at), cell, grid.theme, ratio);
    }
    this.#chosen(pen);
  }
  /** @param {{row: number, col: number}} at @returns {[number, number]} */
  #corner(at) {
    return [HEADS + (at.col - this.left) * this.cell, HEADS + (at.row - this.top) * this.cell];
  }
  /** The cells with their numbers, and row and column numbers beside them. @param {Pixels} pixels */
  #picture(pixels) {
    const { grid, cell, ratio = 1 } = this;
    const at = (place2) => Math.round((HEADS + place2 * cell) * ratio);
    pixels.data.fill(0);
    const ink = grid.theme === "dark" ? SOFT.dark : SOFT.light;
    for (let i = 0; i < this.wide; i += 1) this.heads?.write(pixels, String(this.left + i), at(i + 0.5), HEADS / 2 * ratio, ink);
    for (let i = 0; i < this.high; i += 1) this.heads?.write(pixels, String(this.top + i), (HEADS / 2 - 1) * ratio, at(i + 0.5), ink);
    for (let i = 0; i < this.high * this.wide; i += 1) {
      const [row, col] = [Math.floor(i / this.wide), i % this.wide];
      const flat = this.flat(row, col);
      const { back, ink: on, text } = lookOf(grid, flat, isQuiet(grid, flat));
      block(pixels, [at(col), at(row), at(col + 1), at(row + 1)], back, Math.max(0, 1 - ratio / 2));
      if (!grid.covered) this.numbers?.write(pixels, text, at(col + 0.5), at(row + 0.5) + ratio / 2, on);
    }
  }
  /** A heavy outline around the chosen cell. @param {Pen} pen */
  #chosen(pen) {
    const { chosen, panel, theme } = this.grid;
    if (chosen < 0) return;
    const at = cellPlace(chosen, panel);
    if (!this.#holds(at)) return;
    const [x, y] = this.#corner(at);
    const inks = theme === "dark" ? ["#22262b", "#f0f3f6"] : ["#ffffff", "#16191d"];
    [5, 2.5].forEach((width, i) => {
      pen.lineWidth = width;
      pen.strokeStyle = inks[i];
      pen.strokeRect(x - 1, y - 1, this.cell + 1.5, this.cell + 1.5);
    });
  }
  #move() {
    const { grid } = this;
    const { rows, cols } = grid.panel;
    const at = this.#target();
    if (at && !(this.stays && this.#holds(at))) {
      this.plate = at.plate;
      this.top = windowStart(at.row, rows, this.high);
      this.left = windowStart(at.col, cols, this.wide);
    }
    if (!grid.sheets.has(this.plate)) this.plate = grid.firstPlate;
    this.#name();
    const style = `--r:${this.top};--c:${this.left};--h:${this.high};--w:${this.wide}`;
    for (const { plate, look } of grid.sheets.values()) {
      look.hidden = plate !== this.plate;
      if (look.getAttribute("style") !== style) look.setAttribute("style", style);
    }
  }
  /** @returns {{plate: number, row: number, col: number} | null} */
  #target() {
    const { panel, chosen, lit, sheets } = this.grid;
    if (chosen >= 0) return cellPlace(chosen, panel);
    const size = panel.rows * panel.cols;
    const plateOf = (flat) => Math.floor(flat / size);
    const here2 = [...lit?.keys() ?? []].filter((flat) => sheets.has(plateOf(flat)));
    if (!here2.length) return null;
    const plate = plateOf(here2.find((flat) => plateOf(flat) === this.plate) ?? here2[0]);
    return { plate, ...middle(here2.filter((flat) => plateOf(flat) === plate), panel) };
  }
  /** @param {{plate: number, row: number, col: number}} at */
  #holds({ plate, row, col }) {
    return plate === this.plate && row >= this.top && col >= this.left && row < this.top + this.high && col < this.left + this.wide;
  }
  #name() {
    const { panel } = this.grid;
    const plate = panel.plates > 1 ? `${panel.shape.length === 4 ? "sheet" : "channel"} ${this.plate}, ` : "";
    const text = `closer: ${plate}rows ${this.top}–${this.top + this.high - 1}, columns ${this.left}–${this.left + this.wide - 1}`;
    if (this.caption.textContent !== text) this.caption.textContent = text;
  }
};
function border(pen, [first], x, y, cell, theme) {
  pen.lineWidth = 2.5;
  pen.strokeStyle = theme === "dark" ? css(mix(parseHex(first.colour), [255, 255, 255], 0.4)) : first.colour;
  pen.strokeRect(x + 1.25, y + 1.25, cell - 3, cell - 3);
}
var stamps = /* @__PURE__ */ new Map();
var STAMP = 18;
function badge2(pen, terms, x, y, cell, theme, ratio) {
  const [first] = terms;
  if (first.badge > 99) return;
  const several = terms.length > 1;
  const key2 = [first.badge, first.colour, several, theme, ratio].join();
  const stamp = stamps.get(key2) ?? drawn(first, several, theme, ratio);
  stamps.set(key2, stamp);
  const place2 = (n) => Math.round((n - STAMP / 2) * ratio) / ratio;
  pen.drawImage(stamp, place2(x + cell - 2), place2(y + 1), stamp.width / ratio, stamp.height / ratio);
}
function drawn(term3, several, theme, ratio) {
  const canvas = h("canvas", { width: Math.ceil(STAMP * ratio), height: Math.ceil(STAMP * ratio) });
  const pen = (
    /** @type {Pen} */
    canvas.getContext("2d")
  );
  const middle2 = STAMP / 2;
  pen.scale(ratio, ratio);
  pen.beginPath();
  pen.arc(middle2, middle2, 7, 0, 2 * Math.PI);
  pen.fillStyle = term3.colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = theme === "dark" ? "#22262b" : "#ffffff";
  pen.stroke();
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = `700 ${term3.badge > 9 || several ? 8 : 9}px ${FONT}`;
  pen.fillStyle = css(textOn(parseHex(term3.colour)));
  pen.fillText(several ? `${term3.badge}…` : String(term3.badge), middle2, middle2 + 0.5);
  return canvas;
}

// js/pager.js
var Pager = class {
  /**
   * @param {Panel} panel
   * @param {Page[]} pages
   * @param {(page: number) => void} turn
   */
  constructor(panel, pages, turn) {
    this.panel = panel;
    this.pages = pages;
    this.page = 0;
    const button = (text, label, step) => {
      const node2 = h("button", { type: "button", class: "cnnbp-button cnnbp-turn", "aria-label": `${panel.name}: ${label}`, "data-lm-suppress-shortcuts": "true" }, text);
      node2.addEventListener("click", () => turn((this.page + step + pages.length) % pages.length));
      return node2;
    };
    this.choice = h(
      "select",
      { class: "cnnbp-input cnnbp-page", "aria-label": `${panel.name}: page`, "data-lm-suppress-shortcuts": "true" },
      ...pages.map((page, i) => h("option", { value: i }, pageName(panel, page)))
    );
    this.choice.addEventListener("change", () => turn(Number(this.choice.value)));
    this.choice.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
    this.elsewhere = h("span", { class: "cnnbp-elsewhere", role: "status" });
    this.el = h("div", { class: "cnnbp-pager", role: "group", "aria-label": `pages of ${panel.name}` }, button("‹", "previous page", -1), this.choice, button("›", "next page", 1), this.elsewhere);
    this.show(0, /* @__PURE__ */ new Map());
  }
  /**
   * @param {number} page
   * @param {Map<number, any>} lit what is lit elsewhere is counted
   */
  show(page, lit) {
    this.page = page;
    const { start, count } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    let hidden = 0;
    for (const flat of lit.keys()) if (flat < start * size || flat >= (start + count) * size) hidden += 1;
    const text = hidden ? `${hidden} lit on other pages` : "";
    if (this.elsewhere.textContent !== text) this.elsewhere.textContent = text;
    this.choice.value = String(page);
  }
};

// js/grid.js
var NUMBERS_FROM = 26;
var MANY = 150;
var Grid = class {
  #lastLit = "";
  /**
   * @param {Panel} panel
   * @param {Scene} scene
   * @param {Handlers} handlers
   */
  constructor(panel, scene, handlers) {
    this.panel = panel;
    this.scene = scene;
    this.handlers = handlers;
    this.large = isLarge(panel);
    this.cell = 0;
    this.theme = "light";
    this.cells = /* @__PURE__ */ new Map();
    this.lit = null;
    this.chosen = -1;
    this.active = 0;
    this.dim = false;
    this.bare = this.large;
    this.covered = false;
    this.marks = /* @__PURE__ */ new Set();
    this.pages = platePages(panel);
    this.page = 0;
    this.sheets = /* @__PURE__ */ new Map();
    this.outline = null;
    this.plates = h("div", { class: "cnnbp-plates", style: `--plates:${blockColumns(panel)}` });
    this.legend = h("div", { class: "cnnbp-legend" });
    this.magnifier = this.large ? new Magnifier(this) : null;
    const turn = (page) => {
      this.turn(page);
      handlers.turned?.(panel, page);
    };
    this.pager = this.pages.length > 1 ? new Pager(panel, this.pages, turn) : null;
    this.el = h(
      "div",
      { class: `cnnbp-panel${this.large ? " cnnbp-large" : ""}`, "data-panel": panel.id },
      h("div", { class: "cnnbp-title" }, panel.name),
      h("div", { class: "cnnbp-subtitle" }, panel.subtitle),
      this.pager?.el ?? null,
      h("div", { class: "cnnbp-around" }, h("div", {}, this.plates, this.legend), this.magnifier?.el ?? null)
    );
    this.turn(0);
    listen(this, this.plates);
  }
  get firstPlate() {
    return this.pages[this.page].start;
  }
  /** Show another page of plates. @param {number} page */
  turn(page) {
    const { start, count } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    this.page = page;
    this.sheets = new Map(Array.from({ length: count }, (_, i) => [start + i, makeSheet(this.panel, start + i, this.large)]));
    this.cells.clear();
    if (!this.sheets.has(Math.floor(this.active / size))) this.active = start * size;
    this.plates.replaceChildren(...[...this.sheets.values()].map((sheet2) => sheet2.box));
    if (this.large) for (const flat of [this.active, this.chosen, ...this.#marked(), ...this.marks]) this.element(flat);
    else for (let flat = start * size; flat < (start + count) * size; flat += 1) this.element(flat);
    if (this.lit) this.#show();
    this.frame(this.outline);
  }
  /** The element of a cell, made when it is first needed; null on a page that is not shown. @param {number} flat */
  element(flat) {
    const known2 = this.cells.get(flat);
    if (known2) return known2;
    const sheet2 = flat < 0 ? void 0 : this.sheets.get(cellPlace(flat, this.panel).plate);
    if (!sheet2) return null;
    const cell = makeCell(this, sheet2, flat);
    this.cells.set(flat, cell);
    writeCell(this, cell, flat);
    return cell;
  }
  /** @param {number} flat */
  focus(flat) {
    this.element(flat)?.focus({ preventScroll: false });
  }
  /** One cell of the panel is in the tab order: the last one visited. @param {number} flat */
  visit(flat) {
    const before = this.active;
    this.active = flat;
    this.cells.get(before)?.setAttribute("tabindex", "-1");
    this.cells.get(flat)?.setAttribute("tabindex", "0");
    if (before !== flat) this.#forget(before);
  }
  /** @param {number} cell size in px @param {"light" | "dark"} theme */
  resize(cell, theme) {
    const bare = this.large && cell < NUMBERS_FROM;
    const repaint = theme !== this.theme || bare !== this.bare || !this.legend.firstChild;
    this.cell = cell;
    this.theme = theme;
    this.bare = bare;
    this.el.style.setProperty("--cell", `${cell}px`);
    this.el.classList.toggle("cnnbp-numbers", cell >= NUMBERS_FROM);
    this.magnifier?.resize(cell * this.panel.cols * blockColumns(this.panel));
    if (!repaint) return;
    this.legend.replaceChildren(...legend(this.panel, theme));
    this.light(this.lit ?? /* @__PURE__ */ new Map(), this.chosen);
    for (const [flat, element] of this.cells) writeCell(this, element, flat);
  }
  /**
   * @param {Map<number, Term[]>} lit the cells that take part
   * @param {number} chosen the chosen cell, -1 for none
   * @param {boolean} away whether the whole panel steps back when none of its cells take part
   */
  light(lit, chosen, away = false) {
    const before = [...this.#marked(), this.chosen, ...this.marks];
    const covered = this.handlers.hides?.(this.panel) ?? false;
    const anew = covered !== this.covered || this.dim;
    this.covered = covered;
    this.marks = new Set(this.handlers.marks?.(this.panel));
    this.lit = lit;
    this.chosen = chosen;
    this.dim = (away || lit.size > 0) && chosen < 0;
    const page = this.#pageOf();
    if (page !== this.page) return this.turn(page);
    this.#show();
    const changed = /* @__PURE__ */ new Set([...before, ...this.#marked(), chosen, ...this.marks]);
    const all = !this.large && (this.dim || anew);
    for (const flat of changed) this.#forget(flat);
    for (const flat of all ? this.cells.keys() : changed) {
      const cell = this.#keeps(flat) ? this.element(flat) : null;
      if (cell) writeCell(this, cell, flat);
    }
  }
  /** Lit cells that get an element: on a large sheet not thousands of them. */
  #marked() {
    const lit = this.lit ?? /* @__PURE__ */ new Map();
    return this.large && lit.size > MANY ? [] : lit.keys();
  }
  /** A new choice turns to a page that holds some of it; a page turned by hand stays. */
  #pageOf() {
    if (this.pages.length === 1) return 0;
    const flats = this.chosen >= 0 ? [this.chosen] : [...this.lit?.keys() ?? []];
    const key2 = flats.join();
    if (key2 === this.#lastLit) return this.page;
    this.#lastLit = key2;
    const size = this.panel.rows * this.panel.cols;
    return turnTo(this.pages, this.page, new Set(flats.map((flat) => Math.floor(flat / size))));
  }
  /** The picture, and what tells where one is. */
  #show() {
    this.el.classList.toggle("cnnbp-dim", this.dim);
    for (const sheet2 of this.sheets.values()) paintSheet(this, sheet2);
    this.pager?.show(this.page, this.lit ?? /* @__PURE__ */ new Map());
    this.magnifier?.show();
  }
  /** An outline around some cells of every sheet, and what lies on them. @param {typeof this.outline} outline */
  frame(outline) {
    this.outline = outline;
    for (const [plate, { window: window2 }] of this.sheets) {
      window2.hidden = !outline;
      window2.replaceChildren(...outline?.lying?.(plate) ?? []);
      if (outline) window2.setAttribute("style", `--r:${outline.row};--c:${outline.col};--h:${outline.high};--w:${outline.wide}`);
    }
  }
  /** On a large sheet only the cells in use have an element. @param {number} flat */
  #keeps(flat) {
    if (!this.large || flat === this.active || flat === this.chosen || this.marks.has(flat)) return true;
    return (this.lit?.has(flat) ?? false) && (this.lit?.size ?? 0) <= MANY;
  }
  /** @param {number} flat */
  #forget(flat) {
    if (this.#keeps(flat)) return;
    const cell = this.cells.get(flat);
    if (!cell) return;
    this.cells.delete(flat);
    const { plate, row } = cellPlace(flat, this.panel);
    dropCell(
      /** @type {import("./grid_cells.js").Sheet} */
      this.sheets.get(plate),
      cell,
      row
    );
  }
  /** Where cells are, relative to a corner: measured once per sheet; null for cells not shown. @param {DOMRect} corner */
  places(corner) {
    const boxes = new Map([...this.sheets].map(([plate, { cells }]) => [plate, boxOf(cells)]));
    const { rows, cols } = this.panel;
    const edge = (side, outer) => outer(...[...boxes.values()].map((box) => box[side]));
    const [dx, dy] = [corner.left, corner.top];
    const around = { left: edge("left", Math.min) - dx, right: edge("right", Math.max) - dx, top: edge("top", Math.min) - dy, bottom: edge("bottom", Math.max) - dy };
    return (flat) => {
      const { plate, row, col } = cellPlace(flat, this.panel);
      const box = boxes.get(plate);
      if (!box) return null;
      const size = box.width / cols;
      return { x: box.left - dx + (col + 0.5) * size, y: box.top - dy + (row + 0.5) * box.height / rows, size, box: around };
    };
  }
};

// js/save.js
function save(model) {
  try {
    model.save_changes();
    return true;
  } catch {
    return false;
  }
}

// js/theme.js
function themeOf(el) {
  for (let node2 = (
    /** @type {HTMLElement | null} */
    el
  ); node2; node2 = node2.parentElement) {
    const paint2 = getComputedStyle(node2).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (paint2 && paint2.length >= 3 && (paint2[3] ?? 1) > 0.5) {
      return luminance([paint2[0], paint2[1], paint2[2]]) < 0.2 ? "dark" : "light";
    }
  }
  return "light";
}
function watchTheme(changed) {
  const attributes = new MutationObserver(changed);
  for (const node2 of [document.documentElement, document.body]) {
    attributes.observe(node2, { attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light", "data-theme", "class"] });
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  return () => {
    attributes.disconnect();
    system.removeEventListener("change", changed);
  };
}

// js/toolbar.js
function toolbar(items) {
  const groups2 = /* @__PURE__ */ new Map();
  const buttons = items.map((item) => {
    const button = h("button", { type: "button", class: "cnnbp-button", title: item.title, "data-lm-suppress-shortcuts": "true" }, item.label);
    button.addEventListener("click", () => item.idle?.() || item.press());
    if (!groups2.has(item.group)) groups2.set(item.group, h("div", { class: "cnnbp-group", role: "group", "aria-label": item.group }));
    groups2.get(item.group).append(button);
    return { button, item };
  });
  const el = h("div", { class: "cnnbp-toolbar" }, ...groups2.values());
  const refresh = () => {
    for (const { button, item } of buttons) {
      if (item.pressed) write(button, "aria-pressed", String(item.pressed()));
      button.hidden = item.fits ? !item.fits() : false;
      if (item.idle) button.setAttribute("aria-disabled", String(item.idle()));
    }
    for (const group of groups2.values()) group.hidden = [...group.children].every((button) => button.hidden);
  };
  refresh();
  return { el, refresh };
}

// js/derivation.js
var TRAITS = ["scene", "gradient", "convention", "place", "weight", "output", "symbol"];
var PLACES = { z_in: "place", input_delta: "place", parameter_gradient: "weight", weights: "weight" };
var WIDE = 820;
var [SMALLEST2, LARGEST2, HEADER, GAP, PADDING] = [12, 28, 16, 24, 24];
var BUTTONS = [
  ["gradient", "delta", "δ of a pixel", "what comes back to one pixel of layer l"],
  ["gradient", "kernel", "∂C/∂w", "the gradient of one weight of the kernel"],
  ["gradient", "bias", "∂C/∂b", "the gradient of the bias"],
  ["convention", "correlation", "cross-correlation", "the forward pass of every deep-learning library"],
  ["convention", "convolution", "true convolution", "the forward pass with the kernel turned by 180°"]
];
var DerivationView = class {
  /** @param {any} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.shown = shownOf(model);
    this.width = 0;
    this.all = false;
    this.built = "";
    this.preview = null;
    this.previewTerm = null;
    this.grids = [];
    this.rows = [];
    this.bar = toolbar(BUTTONS.map(([group, value2, label, title]) => ({ group, label, title, pressed: () => model.get(group) === value2, press: () => this.set({ [group]: value2, symbol: "", output: null }) })));
    this.say = h("p", { class: "cnnbp-say cnnbp-derivation-say" });
    this.live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
    this.cells = h("div", { class: "cnnbp-derivation-panels" });
    this.lines = h("ol", { class: "cnnbp-derivation-lines", "aria-label": "the derivation; arrow keys walk through its symbols" });
    const body = h("div", { class: "cnnbp-derivation-body" }, this.cells, this.lines);
    this.root = h("div", { class: "cnnbp cnnbp-derivation" }, this.bar.el, this.say, body, this.live);
    this.following = follow(this.cells, body, () => this.root.classList.contains("cnnbp-wide"));
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.enter = walk(this.lines, ".cnnbp-formula, .cnnbp-put-in");
    el.append(this.root);
    this.dispose = this.#observe();
    this.update();
    this.layout();
  }
  #observe() {
    const update = () => this.update();
    for (const name of TRAITS) this.model.on(`change:${name}`, update);
    const size = new ResizeObserver(() => this.layout());
    size.observe(this.root);
    const unwatch = watchTheme(() => this.layout());
    return () => {
      for (const name of TRAITS) this.model.off(`change:${name}`, update);
      size.disconnect();
      unwatch();
      this.following.end();
    };
  }
  /** Several traits at once: drawn once, sent once. @param {Record<string, any>} values */
  set(values) {
    this.busy = true;
    this.preview = null;
    this.previewTerm = null;
    for (const [name, value2] of Object.entries(values)) this.model.set(name, value2);
    this.busy = false;
    save(this.model);
    this.update();
    this.live.textContent = this.say.textContent;
  }
  /** Panels and formulas anew: another derivation or convention. */
  #build() {
    const { panels, scene, lines, gradient, lights } = this.shown;
    const handlers = { preview: () => {
    }, pick: (panel, flat) => this.pick(panel, flat) };
    this.grids = panels.map((panel) => new Grid(panel, scene, handlers));
    this.cells.replaceChildren(...this.grids.map((grid) => grid.el));
    this.cells.dataset.gradient = gradient;
    const keys = {
      has: (key2) => key2 in lights,
      press: (key2) => this.set({ symbol: this.model.get("symbol") === key2 ? "" : key2 }),
      hover: (key2) => this.hover(key2, null)
    };
    this.rows = lines.map(() => h("div", { class: "cnnbp-put-in" }));
    this.lines.replaceChildren(...lines.map((line, i) => h("li", {}, h("div", { class: "cnnbp-rule" }, line.rule), formula(line.tokens, keys), this.rows[i])));
    this.width = 0;
    this.layout();
  }
  /** Bring everything up to date with the traits. */
  update() {
    if (this.busy) return;
    this.shown = shownOf(this.model);
    const { gradient, convention, lines } = this.shown;
    const wanted = `${gradient} ${convention}`;
    const anew = wanted !== this.built || this.grids[0]?.scene !== this.shown.scene;
    this.built = wanted;
    if (anew) this.#build();
    const focus = this.#focused();
    const handles = {
      all: this.all,
      choose: (term3) => this.choose(term3),
      hover: (term3) => this.hover(term3 && "term", term3),
      showAll: () => {
        this.all = true;
        this.update();
      }
    };
    lines.forEach((line, i) => this.rows[i].replaceChildren(...numbersOf(line.numbers, this.shown, handles)));
    this.#refocus(focus);
    this.enter();
    this.bar.refresh();
    this.light();
  }
  /** Light what is chosen, or what is under the pointer. */
  light() {
    const symbol = this.preview ?? this.model.get("symbol");
    const shown = this.previewTerm ? { ...this.shown, term: this.previewTerm } : this.shown;
    for (const grid of this.grids) {
      const { lit, chosen } = litOf(shown, symbol, grid.panel);
      grid.light(lit, chosen, Boolean(symbol && shown.lights[symbol]));
    }
    for (const button of this.lines.querySelectorAll("[data-key]")) button.setAttribute("aria-pressed", String(
      /** @type {HTMLElement} */
      button.dataset.key === symbol
    ));
    const one2 = Object.values(shown.lights[symbol] ?? {}).includes("term");
    for (const button of this.lines.querySelectorAll("[data-target]")) button.setAttribute("aria-pressed", String(one2 && Number(
      /** @type {HTMLElement} */
      button.dataset.target
    ) === shown.term.target));
    this.say.textContent = describe(shown, symbol);
  }
  /** @param {string | null} symbol @param {Term | null} term */
  hover(symbol, term3) {
    this.preview = symbol;
    this.previewTerm = term3;
    this.light();
  }
  /** A term: one δ and what it meets. The same again lets it go. @param {Term} term */
  choose(term3) {
    const { scene } = this.shown;
    const { shape } = (
      /** @type {Panel} */
      scene.byId.get("delta")
    );
    const same = this.model.get("symbol") === "term" && term3.target === this.shown.term.target;
    this.set({ output: unflatten(term3.target, shape), symbol: same ? "" : "term" });
  }
  /** A cell asks about itself where it can, else chooses the term that it is in. @param {Panel} panel @param {number} flat */
  pick(panel, flat) {
    const { gradient, terms } = this.shown;
    const trait = PLACES[
      /** @type {keyof typeof PLACES} */
      panel.id
    ];
    if (trait === (gradient === "delta" ? "place" : "weight")) return gradient === "bias" ? void 0 : this.#ask(trait, unflatten(flat, panel.shape));
    const end = { input: "source", weights: "parameter", output: "target" }[panel.unit];
    const term3 = terms.find((one2) => one2[
      /** @type {"source"} */
      end
    ] === flat);
    if (term3) return this.choose(term3);
    const words = `${cellName(panel, this.shown.scene, flat)} takes no part: ${gradient === "delta" ? "no edge joins it to the pixel" : "the weight never meets it"}.`;
    this.say.textContent = words;
    this.live.textContent = words;
  }
  /** Another pixel or weight; the same weight stays in hand where there is one. @param {string} trait @param {number[]} index */
  #ask(trait, index) {
    const { p, q } = lettersOf(this.shown, this.shown.term);
    const held = this.shown.gradient === "delta" && this.model.get("output");
    this.busy = true;
    this.model.set(trait, index);
    const next = shownOf(this.model);
    const again = held ? next.terms.find((term3) => JSON.stringify([p, q]) === JSON.stringify(["p", "q"].map((name) => lettersOf(next, term3)[name]))) : void 0;
    this.set(held ? { output: again ? unflatten(
      again.target,
      /** @type {Panel} */
      next.scene.byId.get("delta").shape
    ) : null } : {});
  }
  /** Place the panels for the width there is. */
  layout() {
    const width = this.root.clientWidth;
    const theme = themeOf(this.root.parentElement ?? document.body);
    if (!width || width === this.width && theme === this.root.dataset.theme) return;
    this.width = width;
    this.root.dataset.theme = theme;
    const wide = width >= WIDE;
    this.root.classList.toggle("cnnbp-wide", wide);
    const columns = [0, 1].map((side) => Math.max(...this.grids.filter((_, i) => i % 2 === side).map((grid) => grid.panel.cols)));
    const room = (wide ? Math.min(width * 0.48, 480) : width - PADDING) - GAP - 2 * HEADER;
    const cell = Math.max(SMALLEST2, Math.min(LARGEST2, Math.floor(room / (columns[0] + columns[1]))));
    for (const grid of this.grids) grid.resize(cell, theme);
    this.following.move();
  }
  /** Escape lets the symbol go. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || !this.model.get("symbol")) return;
    this.set({ symbol: "" });
    event.preventDefault();
    event.stopPropagation();
  }
  /** The chip that has the focus, by line and place. */
  #focused() {
    const row = this.rows.findIndex((el) => el.contains(document.activeElement));
    return row < 0 ? null : { row, at: [...this.rows[row].querySelectorAll("button")].findIndex((button) => button === document.activeElement) };
  }
  /** @param {{row: number, at: number} | null} focused */
  #refocus(focused) {
    const buttons = focused ? [...this.rows[focused.row].querySelectorAll("button")] : [];
    if (focused && buttons.length) buttons[Math.min(focused.at, buttons.length - 1)].focus();
  }
};

// js/guarded.js
var guarded = (make) => ({ model, el }) => {
  try {
    const view = make(model, el);
    return () => view.dispose();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    el.append(h("div", { class: "cnnbp cnnbp-message", role: "alert" }, `The explorer could not be drawn: ${text}`));
    throw error;
  }
};

// js/derivation_main.js
var derivation_main_default = { render: guarded((model, el) => new DerivationView(model, el)) };
export {
  derivation_main_default as default
};
