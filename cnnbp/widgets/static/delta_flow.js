// Built by `make bundle` from cnnbp/widgets/js: edit the sources there, not this file.
// js/colour.js
var BADGES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#882255", "#44aa99", "#7b5aa6"];
var SCALES = {
  light: { zero: [255, 255, 255], negative: [58, 123, 184], positive: [219, 138, 28], paper: [255, 255, 255], ink: [32, 36, 40] },
  dark: { zero: [34, 38, 43], negative: [86, 156, 222], positive: [233, 156, 50], paper: [34, 38, 43], ink: [240, 243, 246] }
};
var badgeColour = (badge5) => BADGES[(badge5 - 1) % BADGES.length];
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
  const share2 = top > 0 ? Math.min(Math.abs(value2) / top, 1) : 0;
  return mix(zero, value2 < 0 ? negative : positive, share2);
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

// js/dom.js
var SVG = "http://www.w3.org/2000/svg";
function fill(node, attributes, children) {
  for (const [name2, value2] of Object.entries(attributes)) {
    if (value2 === void 0 || value2 === null || value2 === false) continue;
    node.setAttribute(name2, value2 === true ? "" : String(value2));
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
var v = (tag, attributes = {}, ...children) => ({ tag, attributes, children });
function write(node, name2, value2) {
  if (node.getAttribute(name2) !== String(value2)) node.setAttribute(name2, String(value2));
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
    const node = kept ? old : document.createElement(tag);
    if (kept) {
      for (const name2 of node.getAttributeNames()) if (!(name2 in attributes)) node.removeAttribute(name2);
    }
    for (const [name2, value2] of Object.entries(attributes)) write(node, name2, value2);
    patch(node, children);
    if (!kept) place(el, old, node);
  });
  while (el.childNodes.length > wanted.length) el.lastChild?.remove();
}
function place(el, old, node) {
  if (old) old.replaceWith(node);
  else el.append(node);
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

// js/geometry.js
var flatIndex = (index, shape) => index.reduce((flat, i, axis2) => flat * shape[axis2] + i, 0);
function unflatten(flat, shape) {
  const index = [];
  for (let axis2 = shape.length - 1; axis2 >= 0; axis2 -= 1) {
    index.unshift(flat % shape[axis2]);
    flat = Math.floor(flat / shape[axis2]);
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
function moveByKey(key3, flat, panel2, whole = false) {
  const move = MOVES[key3];
  if (!move) return null;
  const { plate, row, col } = cellPlace(flat, panel2);
  const [r, c] = move(row, col, panel2.rows, panel2.cols, whole);
  const inside = (n, count2) => Math.min(Math.max(n, 0), count2 - 1);
  return (plate * panel2.rows + inside(r, panel2.rows)) * panel2.cols + inside(c, panel2.cols);
}
var BEND = 300;
var FARTHEST = 200;
var BESIDE = 18;
function route(from, to, offset = 0, side = 1, width = Infinity) {
  const across = to.box.left >= from.box.right ? 1 : from.box.left >= to.box.right ? -1 : 0;
  const below = to.box.top >= from.box.bottom || from.box.top >= to.box.bottom;
  if (!across && below) return around(from, to, offset, side, width);
  const [start, end] = [lane(from, across || 1, offset), lane(to, -across || -1, offset)];
  const middle2 = (start.edge + end.edge) / 2;
  return path(start, [["C", middle2, start.y, middle2, end.y, end.edge, end.y]], end);
}
function around(from, to, offset, side, width) {
  const [start, end] = [lane(from, side, -side * offset), lane(to, side, side * offset)];
  const far = side > 0 ? Math.max(start.edge, end.edge) : Math.min(start.edge, end.edge);
  const room = Math.max(Math.min(side > 0 ? width - far : far, FARTHEST), 0);
  const [least, down] = [Math.min(BESIDE, 0.6 * room), Math.abs(end.y - start.y)];
  const out = far + side * (least + (room - least) * down / (down + BEND));
  const [upper, lower] = from.box.top < to.box.top ? [from, to] : [to, from];
  const between = (upper.box.bottom + lower.box.top) / 2;
  return path(start, [["Q", out, start.y, out, between], ["Q", out, end.y, end.edge, end.y]], end);
}
function path(start, curves, end) {
  const steps = [["M", start.cell, start.y], ["L", start.edge, start.y], ...curves, ["L", end.cell, end.y]];
  return steps.map(([letter, ...numbers]) => [letter, ...numbers.map((n) => Number(n).toFixed(1))].join(" ")).join(" ");
}
function lane({ x, y, size, box }, way, offset) {
  return { cell: x + way * size / 2, edge: way > 0 ? box.right : box.left, y: y + size / 2 + offset * Math.min(size * 0.25, 9) };
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
function word(panel2, scene) {
  if (panel2.id === "weights") return { convolution: "kernel", bias: "bias" }[scene.kind] ?? "weight";
  return panel2.word ?? WORDS[
    /** @type {keyof typeof WORDS} */
    panel2.id
  ] ?? panel2.name;
}
function cellName(panel2, scene, flat) {
  const index = unflatten(flat, panel2.shape);
  const name2 = word(panel2, scene);
  if (index.length === 1) return `${name2} ${index[0]}`;
  const [row, col] = index.slice(-2);
  return `${name2}${plateName(index.slice(0, -2))} row ${row} column ${col}`;
}
function plateName(lead) {
  if (lead.length === 1) return ` channel ${lead[0]}`;
  return lead.length === 2 ? ` filter ${lead[0]} channel ${lead[1]}` : "";
}
var plural = (count2, one, many) => `${count2} ${count2 === 1 ? one : many}`;
function describe(scene, related, panelId) {
  const panel2 = (
    /** @type {Panel} */
    scene.byId.get(panelId)
  );
  const name2 = cellName(panel2, scene, related.flat);
  const count2 = related.terms.length;
  const main = related.sums[0];
  if (related.of !== void 0) return `${name2}: ${related.terms.length} of ${plural(related.of, "edge", "edges")} so far`;
  if (related.unit === "weights") return `${name2}: used ${plural(count2, "time", "times")}, gradient ${number(main.total, 3)}`;
  if (related.unit === "output" && main.form === "fan") return `${name2}: δ ${number(main.total, 3)} flows back to ${plural(count2, "input", "inputs")}`;
  if (related.unit === "output") return `${name2}: ${plural(count2, "input flows", "inputs flow")} in, z ${number(main.total, 3)}`;
  if (main.form === "fan") return `${name2}: its value goes to ${plural(count2, "output", "outputs")}`;
  if (!count2) return `${name2}: no edge, no output depends on it, so nothing flows back`;
  const delta = word(
    /** @type {Panel} */
    scene.byId.get("delta"),
    scene
  );
  return `${name2}: ${plural(count2, `${delta} flows`, `${delta}s flow`)} back, sum ${number(main.total, 3)}`;
}

// js/arithmetic.js
var FEW = 12;
var LEFT = { backward: "gradient", forward: "output", gradient: "weights" };
var FUNCTION = { backward: "Backward: σ′(z) · what comes back", forward: "Forward: the activation function" };
var WORDS2 = {
  backward: "Backward: w · δ over its edges",
  forward: "Forward: w · a over its edges",
  gradient: "Gradient: a · δ over all its uses"
};
var indexed = (text, sub) => v("span", { class: "cnnbp-symbol" }, text, v("sub", {}, sub));
function chip(term2) {
  const style = `--badge:${term2.colour};--on-badge:${css(textOn(parseHex(term2.colour)))}`;
  const product = `${number(term2.left)} · ${factor(term2.right)}`;
  return v("span", { class: "cnnbp-chip", style, "data-badge": term2.badge }, v("span", { class: "cnnbp-badge" }, String(term2.badge)), product);
}
function line(scene, sum, flat, all) {
  const panel2 = scene.byId.get(LEFT[sum.flow]);
  const symbol = sum.flow === "gradient" ? `∂C/∂${panel2?.symbol}` : panel2?.symbol ?? "";
  if (scene.function && sum.flow === "forward") return applied(scene, flat);
  const fan = sum.form === "fan";
  const shown = all ? sum.terms : sum.terms.slice(0, FEW);
  const rest = sum.terms.length - shown.length;
  const parts = [];
  shown.forEach((term2, i) => {
    if (fan) return parts.push(share(scene, sum, term2));
    if (i) parts.push(v("span", { class: "cnnbp-plus" }, "+"));
    parts.push(chip(term2));
  });
  if (rest > 0) parts.push(v("button", { class: "cnnbp-button cnnbp-more", type: "button" }, `+ ${rest} more: show all`));
  const index = unflatten(flat, panel2?.shape ?? [1]).join(",");
  const head = fan ? v("span", { class: "cnnbp-lead" }, "each receives a share:") : indexed(symbol, index);
  return v("div", { class: "cnnbp-line-of-sum", "data-flow": sum.flow, "data-form": sum.form }, head, fan ? "" : "=", ...parts, ...ending(sum, fan));
}
function applied(scene, flat) {
  const [input, output] = ["input", "output"].map((id) => (
    /** @type {import("./types.js").Panel} */
    scene.byId.get(id)
  ));
  const total2 = output.values[flat];
  return v(
    "div",
    { class: "cnnbp-line-of-sum", "data-flow": "forward", "data-form": "function" },
    indexed(output.symbol, unflatten(flat, output.shape).join(",")),
    "=",
    v("span", { class: "cnnbp-chip" }, `${scene.function}(${number(input.values[flat], 3)})`),
    v("strong", { class: "cnnbp-total", "data-value": total2 }, `= ${number(total2, 3)}`)
  );
}
function ending(sum, fan) {
  if (fan) return [];
  const bias = sum.bias === null ? [] : [v("span", { class: "cnnbp-plus" }, "+"), v("span", { class: "cnnbp-chip cnnbp-bias" }, `b ${number(sum.bias)}`)];
  const equals = sum.terms.length || bias.length ? "= " : "";
  const so = sum.of === void 0 ? "" : ` so far, ${sum.terms.length} of ${sum.of} terms`;
  return [...bias, v("strong", { class: "cnnbp-total", "data-value": sum.total }, `${equals}${number(sum.total, 3)}${so}`)];
}
function share(scene, sum, term2) {
  const back2 = sum.flow === "backward";
  const { shape, symbol } = scene.byId.get(back2 ? "gradient" : "output") ?? { shape: [1], symbol: "" };
  const end = indexed(symbol, unflatten(back2 ? term2.source : term2.target, shape).join(","));
  return v("span", { class: "cnnbp-share" }, end, "+=", chip(term2), `= ${number(term2.left * term2.right)}`);
}
function slopeStep(scene, flat) {
  const slope = scene.byId.get("sigma_prime");
  const delta = scene.byId.get("input_delta");
  const sum = scene.byId.get("gradient");
  if (!slope || !delta || !sum) return [];
  const index = unflatten(flat, sum.shape).join(",");
  return [
    v(
      "div",
      { class: "cnnbp-line-of-sum cnnbp-slope" },
      v("span", { class: "cnnbp-lead" }, "then through the activation:"),
      indexed("δ", index),
      "=",
      v("span", {}, `${number(sum.values[flat], 3)} · σ′(z)`),
      "=",
      v("span", {}, `${number(sum.values[flat], 3)} · ${number(slope.values[flat], 3)}`),
      v("strong", { class: "cnnbp-total", "data-value": delta.values[flat] }, `= ${number(delta.values[flat], 3)}`)
    )
  ];
}
function arithmetic(scene, related, panelId, all) {
  if (!related) {
    return [v("p", { class: "cnnbp-say" }, "Choose a cell: an input, an output or a weight. Click, tap, or use the arrow keys and Enter; Escape clears.")];
  }
  const lines = related.sums.flatMap((sum) => [
    v("div", { class: "cnnbp-rule" }, `${scene.function && FUNCTION[sum.flow] || WORDS2[sum.flow]} (${plural(sum.of ?? sum.terms.length, "edge", "edges")})`),
    line(scene, sum, related.flat, all)
  ]);
  const slope = related.unit === "input" && related.sums[0].form === "sum" && related.sums[0].of === void 0 ? slopeStep(scene, related.flat) : [];
  return [v("p", { class: "cnnbp-say" }, describe(scene, related, panelId)), ...lines, ...slope];
}

// js/controls.js
function controls(fields, change) {
  return h("div", { class: "cnnbp-controls", role: "group", "aria-label": "settings of the layer" }, ...fields.map((field) => labelled(field, change)));
}
function labelled(field, change) {
  const input = field.choices ? choice(field) : range(field);
  input.dataset.sent = String(field.value);
  const send = () => {
    if (input.value === "" || input.value === input.dataset.sent) return;
    input.dataset.sent = input.value;
    change(field.name, input.value);
  };
  input.addEventListener("change", send);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") send();
    const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && input.value === input.dataset.sent;
    if (event.key !== "Escape" && !undo) event.stopPropagation();
  });
  return h("label", { class: "cnnbp-field" }, h("span", {}, field.label), input);
}
function choice(field) {
  const options = (field.choices ?? []).map(([value2, text]) => h("option", { value: value2, selected: value2 === String(field.value) }, text));
  return h("select", { class: "cnnbp-input", name: field.name, "data-lm-suppress-shortcuts": "true" }, ...options);
}
function range(field) {
  const whole = Number.isInteger(Number(field.value));
  return h("input", {
    class: "cnnbp-input",
    name: field.name,
    type: whole ? "number" : "text",
    inputmode: "numeric",
    min: field.low,
    max: field.high,
    step: 1,
    value: field.value,
    "data-lm-suppress-shortcuts": "true"
  });
}
var fieldOf = (el, name2) => (
  /** @type {HTMLInputElement | null} */
  el.querySelector(`[name="${CSS.escape(name2)}"]`)
);
function refresh(el, fields) {
  for (const field of fields) {
    const input = fieldOf(el, field.name);
    if (input) input.value = input.dataset.sent = String(field.value);
  }
}

// js/plates.js
var CHANNELS = 4;
var KERNELS = 12;
var isLarge = (panel2) => panel2.rows * panel2.cols > 400 || panel2.cols > 20;
var plateColumns = (plates) => plates > 3 ? Math.ceil(Math.sqrt(plates)) : 1;
var leading = (panel2) => (panel2.shape ?? []).slice(0, -2);
function platePages(panel2) {
  const lead = leading(panel2);
  const { plates } = panel2;
  if (lead.length === 2 && plates > 9) {
    const channels = lead[1];
    const filters = Math.min(4, Math.floor(KERNELS / channels));
    if (filters > 0) return split(0, plates, filters * channels);
    return Array.from({ length: lead[0] }, (_, filter) => split(filter * channels, channels, KERNELS)).flat();
  }
  const most = lead.length === 1 && plates > 3 ? CHANNELS : plates;
  return split(0, plates, panel2.alone && plates > most ? 1 : most);
}
function split(first, count2, size) {
  const pages = Array.from({ length: Math.ceil(count2 / size) }, (_, i) => i * size);
  return pages.map((start) => ({ start: first + start, count: Math.min(size, count2 - start) }));
}
function blockColumns(panel2) {
  const [{ count: count2 }] = platePages(panel2);
  const channels = leading(panel2)[1] ?? 0;
  if (isLarge(panel2)) return Math.min(count2, 2);
  return channels > 1 && channels <= 4 ? channels : plateColumns(count2);
}
function turnTo(pages, now, wanted) {
  const holds2 = (page) => (plate) => plate >= page.start && plate < page.start + page.count;
  const plates = [...wanted];
  if (!plates.length || plates.some(holds2(pages[now]))) return now;
  return Math.max(0, pages.findIndex((page) => plates.some(holds2(page))));
}
function pageName(panel2, page) {
  const lead = leading(panel2);
  const range3 = (word3, from2, to2, of) => `${word3}${to2 > from2 ? `s ${from2}–${to2}` : ` ${from2}`} of ${of}`;
  const last = page.start + page.count - 1;
  if (lead.length !== 2) return range3("channel", page.start, last, panel2.plates);
  const [filters, channels] = lead;
  const at = (plate) => [Math.floor(plate / channels), plate % channels];
  const [from, to] = [at(page.start), at(last)];
  if (page.count >= channels) return range3("filter", from[0], to[0], filters);
  return `filter ${from[0]} of ${filters}, ${range3("channel", from[1], to[1], channels)}`;
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
function makeSheet(panel2, plate, large) {
  const { rows, cols, plates } = panel2;
  const name2 = plates > 1 ? plateName(unflatten(plate, leading(panel2))) : "";
  const canvas = h("canvas", { width: cols, height: rows, "aria-hidden": "true" });
  const cells = h("div", {
    class: "cnnbp-cells",
    role: "grid",
    "aria-label": panel2.name + name2,
    "aria-rowcount": rows,
    "aria-colcount": cols,
    "data-plate": plate
  });
  const window2 = h("div", { class: "cnnbp-window", hidden: true });
  const look = h("div", { class: "cnnbp-look", hidden: true });
  const around2 = large ? [] : [heads("cols", cols), heads("rows", rows)];
  const sheet2 = h("div", { class: "cnnbp-sheet", style: `--rows:${rows};--cols:${cols}` }, canvas, ...around2, cells, window2, look);
  const caption = name2 ? h("div", { class: "cnnbp-plate-name" }, name2.trim()) : null;
  return { plate, box: h("div", { class: "cnnbp-plate" }, caption, sheet2), sheet: sheet2, canvas, cells, window: window2, look, rows: /* @__PURE__ */ new Map(), images: {}, painted: "" };
}
function heads(kind, count2) {
  const marks = Array.from({ length: count2 }, (_, i) => h("span", {}, String(i)));
  return h("div", { class: `cnnbp-heads cnnbp-${kind}`, "aria-hidden": "true" }, ...count2 > 1 ? marks : []);
}
function makeCell(grid, sheet2, flat) {
  const { row, col } = cellPlace(flat, grid.panel);
  let line4 = sheet2.rows.get(row);
  if (!line4) {
    line4 = h("div", { role: "row", "aria-rowindex": row + 1 });
    sheet2.rows.set(row, line4);
    const after = [...sheet2.rows.keys()].filter((r) => r > row).sort((a, b) => a - b)[0];
    sheet2.cells.insertBefore(line4, sheet2.rows.get(after) ?? null);
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
  line4.append(cell);
  return cell;
}
var placeStyle = ({ style }) => `--r:${style.getPropertyValue("--r")};--c:${style.getPropertyValue("--c")}`;
function dropCell(sheet2, cell, row) {
  const line4 = cell.parentElement;
  cell.remove();
  if (!line4 || line4.childElementCount) return;
  sheet2.rows.delete(row);
  line4.remove();
}
var isQuiet = (grid, flat) => grid.dim && !grid.lit?.has(flat) && flat !== grid.chosen;
function cellColour({ panel: panel2, theme, covered }, flat, quiet) {
  const colour = valueColour(covered ? 0 : panel2.values[flat], panel2.top, covered ? "signed" : panel2.scale, theme);
  return quiet ? dimmed(colour, theme) : colour;
}
var known = /* @__PURE__ */ new WeakMap();
function lookOf(grid, flat, quiet) {
  const key3 = `${grid.theme}${grid.covered}`;
  let kept = known.get(grid);
  if (kept?.key !== key3) known.set(grid, kept = { key: key3, looks: /* @__PURE__ */ new Map() });
  const place2 = 2 * flat + Number(quiet);
  let look = kept.looks.get(place2);
  if (!look) {
    const back2 = cellColour(grid, flat, quiet);
    look = { back: back2, ink: textOn(back2, quiet), text: grid.covered ? "?" : compact(grid.panel.values[flat]) };
    kept.looks.set(place2, look);
  }
  return look;
}
var written = /* @__PURE__ */ new WeakMap();
function writeCell(grid, cell, flat) {
  const terms = grid.lit?.get(flat);
  const quiet = isQuiet(grid, flat);
  const chosen = flat === grid.chosen;
  const marked = grid.marks.has(flat);
  const badges = terms ? terms.map((term2) => term2.badge + term2.colour).join() : "";
  const state = [grid.theme, quiet, chosen, grid.covered, marked, grid.bare, badges].join("|");
  if (written.get(cell) === state) return;
  written.set(cell, state);
  const { ink, text } = lookOf(grid, flat, quiet);
  write(cell, "class", `cnnbp-cell${terms ? " cnnbp-lit" : ""}${chosen ? " cnnbp-chosen" : ""}${marked ? " cnnbp-marked" : ""}`);
  write(cell, "aria-selected", String(chosen));
  write(cell, "aria-description", grid.covered ? "covered" : number(grid.panel.values[flat], 3) + (marked ? ", marked" : ""));
  if (!grid.bare) cell.style.color = css(ink);
  if (terms) cell.dataset.badge = terms.map((term2) => term2.badge).join(" ");
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
  const key3 = `${grid.theme}${grid.dim}${grid.covered}`;
  const colour = (image2, flat, quiet) => image2.data.set([...cellColour(grid, flat, quiet), 255], (flat - first) * 4);
  if (!sheet2.images[key3]) {
    const image2 = new ImageData(cols, rows);
    for (let flat = first; flat < first + size; flat += 1) colour(image2, flat, grid.dim);
    sheet2.images[key3] = { image: image2, bright: [] };
  }
  const { image, bright } = sheet2.images[key3];
  const lit = grid.dim ? [...grid.lit?.keys() ?? []].filter((flat) => flat >= first && flat < first + size) : [];
  if (sheet2.painted === key3 && !bright.length && !lit.length) return;
  for (const flat of bright) colour(image, flat, true);
  for (const flat of lit) colour(image, flat, false);
  sheet2.images[key3].bright = lit;
  sheet2.painted = key3;
  sheet2.canvas.getContext("2d").putImageData(image, 0, 0);
}

// js/edit.js
var STARTS = /^[\d.,+\-−]$/;
var STEP = 0.1;
var INKS = [["1", "full ink"], ["0.5", "half"], ["0", "eraser"]];
var editable = (scene) => new Set(scene.activation === "identity" ? ["input", "weights", "delta"] : ["z_in", "weights", "delta"]);
var Edit = class {
  /**
   * @param {any} model
   * @param {() => Scene} scene
   * @param {(what: string, details: Record<string, any>) => void} ask
   */
  constructor(model, scene, ask) {
    this.model = model;
    this.scene = scene;
    this.ask = ask;
    this.ink = h("select", { class: "cnnbp-input", "data-lm-suppress-shortcuts": "true" }, ...INKS.map(([value2, text]) => h("option", { value: value2 }, text)));
    const clear = h("button", { type: "button", class: "cnnbp-button", "data-lm-suppress-shortcuts": "true" }, "Clear the input");
    clear.addEventListener("click", () => {
      const input = (
        /** @type {Panel} */
        this.scene().byId.get("input")
      );
      this.#send(editable(this.scene()).has("input") ? "input" : "z_in", Array.from(input.values.keys()), "0");
    });
    this.el = h(
      "div",
      { class: "cnnbp-edit-bar", role: "group", "aria-label": "edit" },
      h("span", {}, "Type a number into a cell (Enter keeps it, Escape drops it, ↑ ↓ change it by 0.1), or draw on the input."),
      h("label", { class: "cnnbp-field" }, h("span", {}, "pen"), this.ink),
      clear
    );
    this.open = null;
  }
  get on() {
    return this.model.get("mode") === "edit";
  }
  /** @param {Panel} panel */
  allows(panel2) {
    return this.on && editable(this.scene()).has(panel2.id);
  }
  /** Whether strokes paint on this panel: only pictures are drawn on. @param {Panel} panel */
  paints(panel2) {
    return this.allows(panel2) && panel2.unit === "input" && panel2.rows > 1 && panel2.cols > 1;
  }
  /** @param {Panel} panel @param {number[]} cells */
  paint(panel2, cells) {
    this.#send(panel2.id, cells, this.ink.value);
  }
  /** A key on a cell: a digit opens the field with it. @param {string} key */
  starts(key3) {
    return STARTS.test(key3);
  }
  /**
   * A field in the cell's place.
   * @param {Panel} panel
   * @param {number} flat
   * @param {HTMLElement} cell
   * @param {string} [first] what was typed already
   */
  begin(panel2, flat, cell, first) {
    this.open?.remove();
    const before2 = String(Number(panel2.values[flat].toPrecision(6)));
    const input = h("input", {
      class: "cnnbp-edit",
      type: "text",
      inputmode: "decimal",
      value: first ?? before2,
      "data-lm-suppress-shortcuts": "true",
      "aria-label": `new value of ${cellName(panel2, this.scene(), flat)}`,
      style: placeStyle(cell)
    });
    const done = (keep) => {
      if (this.open !== input) return;
      this.open = null;
      const changed = input.value !== before2;
      input.remove();
      if (keep) cell.focus();
      if (keep && changed) this.#send(panel2.id, [flat], input.value);
      else if (!keep) cell.focus();
    };
    input.addEventListener("keydown", (event) => {
      const nudge = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
      const nudged = Number((Number(input.value.replace("−", "-").replace(",", ".")) + (nudge ?? 0)).toFixed(6));
      if (nudge && Number.isFinite(nudged)) input.value = String(nudged);
      else if (event.key === "Enter") done(true);
      else if (event.key === "Escape") done(false);
      event.stopPropagation();
      if (nudge || event.key === "Enter" || event.key === "Escape") event.preventDefault();
    });
    input.addEventListener("click", (event) => event.stopPropagation());
    input.addEventListener("blur", () => {
      if (this.open !== input) return;
      this.open = null;
      const { value: value2 } = input;
      queueMicrotask(() => input.remove());
      if (value2 !== before2) this.#send(panel2.id, [flat], value2);
    });
    this.open = input;
    cell.closest(".cnnbp-sheet")?.append(input);
    input.focus();
    if (first === void 0) input.select();
  }
  /** @param {string} panel @param {number[]} cells @param {string} text */
  #send(panel2, cells, text) {
    this.ask("values", { panel: panel2, cells, flat: cells[0], text });
  }
};

// js/edges.js
function groupBy(ends, count2) {
  const start = new Uint32Array(count2 + 1);
  for (const end of ends) start[end + 1] += 1;
  for (let i = 0; i < count2; i += 1) start[i + 1] += start[i];
  const next = start.slice();
  const order = new Uint32Array(ends.length);
  for (let e = 0; e < ends.length; e += 1) order[next[ends[e]]++] = e;
  return { start, order };
}
var ENDS = { input: "source", output: "target", weights: "parameter" };
var PANEL_OF_UNIT = { input: "input", output: "output", weights: "weights" };
var groups = /* @__PURE__ */ new WeakMap();
function edgesAt(scene, unit, flat) {
  const known3 = groups.get(scene) ?? /* @__PURE__ */ new Map();
  groups.set(scene, known3);
  if (!known3.has(unit)) {
    const ends = scene.edges[
      /** @type {"source"} */
      ENDS[unit]
    ];
    if (!ends) return [];
    const size = scene.byId.get(PANEL_OF_UNIT[unit])?.values.length ?? 0;
    known3.set(unit, groupBy(ends, size));
  }
  const { start, order } = (
    /** @type {ReturnType<typeof groupBy>} */
    known3.get(unit)
  );
  const found = Array.from(order.slice(start[flat], start[flat + 1]));
  const { parameter } = scene.edges;
  return unit !== "weights" && parameter ? found.sort((e, f) => parameter[e] - parameter[f] || e - f) : found;
}
function relate(scene, selection, direction) {
  const panel2 = selection && scene.byId.get(selection.panel);
  if (!selection || !panel2 || !holds(panel2, selection.index)) return null;
  const flat = flatIndex(selection.index, panel2.shape);
  const { unit } = panel2;
  const edges = edgesAt(scene, unit, flat);
  const make = (flow) => edges.map((edge, i) => term(scene, edge, naming(scene, unit, edge, i), flow));
  const terms = make("backward");
  return { unit, flat, terms, sums: sums(scene, unit, flat, direction, make) };
}
var holds = ({ shape }, index) => index.length === shape.length && index.every((i, axis2) => i >= 0 && i < shape[axis2]);
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
  const forward2 = (
    /** @type {Sum} */
    { form: "sum", flow: "forward", terms: make("forward"), total: value2("output"), bias }
  );
  const spread = (
    /** @type {Sum} */
    { form: "fan", flow: "backward", terms: make("backward"), total: value2("delta"), bias: null }
  );
  return backward ? [spread, forward2] : [forward2];
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
function term(scene, edge, name2, flow) {
  const source = scene.edges.source[edge];
  const target = scene.edges.target[edge];
  const weight = scene.edges.weight(edge);
  const a = scene.byId.get("input")?.values[source] ?? NaN;
  const delta = scene.byId.get("delta")?.values[target] ?? NaN;
  const left = flow === "gradient" ? a : weight;
  const right = flow === "forward" ? a : delta;
  const parameter = scene.edges.parameter?.[edge] ?? -1;
  return { ...name2, source, target, parameter, weight, left, right };
}
function upTo(related, shown) {
  if (!related || shown === null || shown >= related.terms.length) return related;
  const cut = (sum) => {
    const terms = sum.terms.slice(0, shown);
    const total2 = terms.reduce((so, term2) => so + term2.left * term2.right, 0);
    return { ...sum, terms, total: total2, bias: null, of: sum.terms.length };
  };
  return { ...related, of: related.terms.length, terms: related.terms.slice(0, shown), sums: related.sums.map(cut) };
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

// js/matrix_geometry.js
var NUMBERS_FROM = 22;
var LARGEST = 36;
var SMALLEST = 1 / 64;
var GAP = 8;
var THIN = 14;
var BREAK = 6;
var LEFT2 = 52;
var MOST = 24;
var BESIDE2 = 4;
function axis(units, cell) {
  let place2 = 0;
  const at = units.map((unit, i) => {
    if (i && unit !== units[i - 1] + 1) place2 += BREAK;
    place2 += cell;
    return place2 - cell;
  });
  return { units, at, length: place2 };
}
var range2 = (count2) => Array.from({ length: count2 }, (_, i) => i);
function cellSize(rows, cols, width, height) {
  const room = Math.max(Math.min((width - LEFT2 - GAP - LARGEST) / cols, height / rows), SMALLEST);
  const block2 = room >= 1 ? 1 : Math.ceil(1 / room);
  return { cell: room >= 1 ? Math.min(LARGEST, Math.floor(room)) : 1 / block2, block: block2 };
}
function frame(rows, cols, { cell, block: block2 }, forward2, plates = false) {
  const numbers = cell >= NUMBERS_FROM;
  const strip = numbers ? cell : THIN;
  const names = numbers ? plates ? 28 : 16 : 4;
  const [down, across] = [axis(rows, cell), axis(cols, cell)];
  const top = Math.max(names + (forward2 ? strip + GAP : 0), 20);
  const right = LEFT2 + across.length + GAP;
  const beyond = forward2 ? names : top + down.length + GAP;
  const height = (forward2 ? top + down.length : beyond + strip) + 8;
  return { rows: down, cols: across, cell, block: block2, forward: forward2, strip, left: LEFT2, top, right, beyond, width: right + strip + 8, height };
}
function position({ at, length }, px, cell) {
  if (px < 0 || px >= length) return -1;
  let i = Math.min(at.length - 1, Math.floor(px / cell));
  while (i > 0 && at[i] > px) i -= 1;
  return px < at[i] + Math.max(cell, 1) ? i : -1;
}
function hit(shape, x, y) {
  const row = position(shape.rows, y - shape.top, shape.cell);
  const col = position(shape.cols, x - shape.left, shape.cell);
  const unit = (where2, i) => i < 0 ? -1 : where2.units[i];
  const inStrip = (place2, start) => place2 >= start && place2 < start + shape.strip;
  if (row >= 0 && col >= 0) return { part: "matrix", row: unit(shape.rows, row), col: unit(shape.cols, col) };
  if (row >= 0 && inStrip(x, shape.right)) return { part: "rows", row: unit(shape.rows, row), col: -1 };
  if (col >= 0 && inStrip(y, shape.beyond)) return { part: "columns", row: -1, col: unit(shape.cols, col) };
  return null;
}
function closer(related, rowCount, colCount, wide) {
  const { unit, flat, terms } = related;
  const around2 = (count2, most) => {
    const size = Math.min(count2, most, 2 * BESIDE2 + 1);
    const start = windowStart(flat, count2, size);
    return range2(size).map((i) => start + i);
  };
  const unique = (units) => [...new Set(units)].sort((a, b) => a - b);
  const targets = unique(terms.map((term2) => term2.target));
  const sources = unique(terms.map((term2) => term2.source));
  const few = Math.min(wide, 2 * BESIDE2 + 1);
  const cut = (units, most) => ({ units: units.slice(0, most), left: Math.max(0, units.length - most) });
  if (unit === "input") {
    const { units, left } = cut(targets.length ? targets : range2(Math.min(rowCount, 9)), MOST);
    return { rows: units, cols: around2(colCount, wide), left };
  }
  if (unit === "output") {
    const { units, left } = cut(sources.length ? sources : range2(Math.min(colCount, few)), Math.min(MOST, wide));
    return { rows: around2(rowCount, MOST), cols: units, left };
  }
  const first = terms.slice(0, few);
  return { rows: unique(first.map((t) => t.target)), cols: unique(first.map((t) => t.source)), left: terms.length - first.length };
}
function weightColours(scene) {
  const kernel = scene.byId.get("weights");
  const { parameter, source } = scene.edges;
  if (parameter && kernel) {
    if (scene.kind === "dense") return null;
    return (edge) => badgeColour(parameter[edge] % (kernel.rows * kernel.cols) + 1);
  }
  const known3 = distinctWeights(scene, source.length);
  return known3 && ((edge) => badgeColour((known3.get(scene.edges.weight(edge)) ?? 0) + 1));
}
function distinctWeights(scene, count2) {
  const known3 = /* @__PURE__ */ new Map();
  for (let edge = 0; edge < count2; edge += 1) {
    const weight = scene.edges.weight(edge);
    if (!known3.has(weight)) known3.set(weight, known3.size);
    if (known3.size > 9) return null;
  }
  return known3;
}

// js/matrix_marks.js
var BADGES_FROM = 18;
var MOST_BADGES = 99;
var SEEN = 4;
function paintMarks(painter, pen2, related, edgeOf) {
  const { frame: frame2, scene } = painter;
  const { cell } = frame2;
  const { unit, terms } = related;
  if (unit !== "weights") band(painter, pen2, related);
  const least = terms.length > MOST_BADGES ? 1 : SEEN;
  const boxes = terms.map((term2) => ({ term: term2, place: painter.cell(pen2, edgeOf(term2), false, least) }));
  if (unit !== "output") for (const target of new Set(terms.map((t) => t.target))) painter.value(pen2, "rows", target, false);
  if (unit !== "input" && frame2.forward) for (const source of new Set(terms.map((t) => t.source))) painter.value(pen2, "columns", source, false);
  if (scene.kind === "dense" && cell >= BADGES_FROM) {
    for (const { term: term2, place: place2 } of boxes) if (place2) border(pen2, term2, place2.x, place2.y, cell);
  }
  if (cell < BADGES_FROM) return;
  for (const { term: term2, place: place2 } of boxes) {
    if (place2 && term2.badge <= MOST_BADGES) badge2(pen2, term2, place2.x + cell - 3, place2.y + 3, painter.inks.paper);
    const value2 = related.unit === "output" ? painter.box("columns", term2.source) : painter.box("rows", term2.target);
    const carries = related.unit === "output" ? frame2.forward : !frame2.forward;
    if (value2 && carries && term2.badge <= MOST_BADGES) badge2(pen2, term2, value2.x + value2.w - 3, value2.y + 3, painter.inks.paper);
  }
}
function border(pen2, term2, x, y, cell) {
  pen2.lineWidth = 2;
  pen2.strokeStyle = term2.colour;
  pen2.strokeRect(x + 1, y + 1, cell - 2, cell - 2);
}
function badge2(pen2, term2, x, y, paper) {
  const rgb = parseHex(term2.colour);
  pen2.beginPath();
  pen2.arc(x, y, term2.badge > 9 ? 7 : 6.5, 0, 2 * Math.PI);
  pen2.fillStyle = term2.colour;
  pen2.fill();
  pen2.lineWidth = 1.5;
  pen2.strokeStyle = paper;
  pen2.stroke();
  pen2.font = `700 ${term2.badge > 9 ? 7.5 : 8.5}px system-ui, sans-serif`;
  pen2.textAlign = "center";
  pen2.textBaseline = "middle";
  pen2.fillStyle = css(textOn(rgb));
  pen2.fillText(String(term2.badge), x, y + 0.5);
}
function band(painter, pen2, related) {
  const { frame: frame2, inks } = painter;
  const column = related.unit === "input";
  const part = column ? "columns" : "rows";
  const own = painter.value(pen2, part, related.flat, false);
  if (!own) return;
  const [from, to] = column ? [frame2.top, frame2.top + frame2.rows.length] : [frame2.left, frame2.left + frame2.cols.length];
  const thick = Math.max(frame2.cell, 2);
  const boxes = [column ? [own.x, from, thick, to - from] : [from, own.y, to - from, thick], [own.x, own.y, Math.max(own.w, 2), Math.max(own.h, 2)]];
  for (const [x, y, w, h2] of boxes) {
    for (
      const [width, colour] of
      /** @type {[number, string][]} */
      [[4, inks.paper], [2, inks.ink]]
    ) {
      pen2.lineWidth = width;
      pen2.strokeStyle = colour;
      pen2.strokeRect(x - 1, y - 1, w + 2, h2 + 2);
    }
  }
}

// js/matrix_paint.js
var INKS2 = {
  light: { paper: "#ffffff", ink: "#16191d", soft: "#4a5058", rule: "rgb(120 128 138 / 0.22)" },
  dark: { paper: "#22262b", ink: "#f0f3f6", soft: "#bcc4cd", rule: "rgb(190 200 212 / 0.16)" }
};
var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
var MatrixPainter = class {
  /** @param {Scene} scene @param {Frame} frame @param {Theme} theme */
  constructor(scene, frame2, theme) {
    this.scene = scene;
    this.frame = frame2;
    this.theme = theme;
    this.inks = INKS2[theme];
    const { forward: forward2 } = frame2;
    this.rowPanel = /** @type {Panel} */
    scene.byId.get(forward2 ? "output" : "delta");
    this.colPanel = /** @type {Panel} */
    scene.byId.get(forward2 ? "input" : "gradient");
    this.colourOf = weightColours(scene);
    this.weights = scene.byId.get("weights");
    this.rowAt = new Map(frame2.rows.units.map((unit, i) => [unit, i]));
    this.colAt = new Map(frame2.cols.units.map((unit, i) => [unit, i]));
    this.top = this.weights?.top ?? 1;
    this.font = "";
  }
  /** @param {number} edge @returns {RGB} */
  colour(edge) {
    if (this.colourOf) return parseHex(this.colourOf(edge));
    return valueColour(this.scene.edges.weight(edge), this.top, "signed", this.theme);
  }
  /** The whole picture without a choice. @param {Context} pen @param {boolean} dim */
  base(pen2, dim) {
    const { width, height, block: block2 } = this.frame;
    pen2.fillStyle = this.inks.paper;
    pen2.fillRect(0, 0, width, height);
    this.#rules(pen2);
    if (block2 > 1) this.#blocks(pen2, dim);
    else this.#edges(pen2, dim);
    this.#strips(pen2, dim);
    this.#names(pen2);
  }
  /** The border of the matrix, and a line wherever a row of the image ends. @param {Context} pen */
  #rules(pen2) {
    const { rows, cols, left, top, cell } = this.frame;
    pen2.strokeStyle = this.inks.rule;
    pen2.lineWidth = 1;
    pen2.beginPath();
    const step = (panel2) => cell >= 9 ? 1 : Math.max(1, panel2.cols);
    if (cell * step(this.rowPanel) >= 5 && this.frame.block === 1) {
      rows.at.forEach((y, i) => rows.units[i] % step(this.rowPanel) === 0 && line2(pen2, left, top + y, left + cols.length, top + y));
      cols.at.forEach((x, i) => cols.units[i] % step(this.colPanel) === 0 && line2(pen2, left + x, top, left + x, top + rows.length));
    }
    pen2.stroke();
    pen2.strokeStyle = this.inks.soft;
    pen2.strokeRect(left - 0.5, top - 0.5, cols.length + 1, rows.length + 1);
  }
  /** @param {Context} pen @param {boolean} dim */
  #edges(pen2, dim) {
    const { source } = this.scene.edges;
    for (const row of this.frame.rows.units) {
      for (const edge of edgesAt(this.scene, "output", row)) if (this.colAt.has(source[edge])) this.cell(pen2, edge, dim);
    }
  }
  /** A point for many units: the mean colour of the edges that run through it. @param {Context} pen @param {boolean} dim */
  #blocks(pen2, dim) {
    const { left, top, rows, cols, block: block2 } = this.frame;
    const { source, target } = this.scene.edges;
    const wide = Math.ceil(cols.units.length / block2);
    const high = Math.ceil(rows.units.length / block2);
    const sums2 = new Float32Array(wide * high * 4);
    for (let edge = 0; edge < source.length; edge += 1) {
      const at = (Math.floor(target[edge] / block2) * wide + Math.floor(source[edge] / block2)) * 4;
      const rgb = this.colour(edge);
      for (let i = 0; i < 3; i += 1) sums2[at + i] += rgb[i];
      sums2[at + 3] += 1;
    }
    for (let i = 0; i < wide * high; i += 1) {
      const count2 = sums2[i * 4 + 3];
      if (!count2) continue;
      const rgb = (
        /** @type {RGB} */
        [0, 1, 2].map((c) => sums2[i * 4 + c] / count2)
      );
      pen2.fillStyle = css(dim ? mix(rgb, parseHex(this.inks.paper), 0.4) : rgb);
      pen2.fillRect(left + i % wide, top + Math.floor(i / wide), 1, 1);
    }
  }
  /** One edge as a cell of the matrix; `least`: px that it takes where cells are smaller.
   * @param {Context} pen @param {number} edge @param {boolean} dim @param {number} [least]
   */
  cell(pen2, edge, dim, least = 1) {
    const { cell } = this.frame;
    const [row, col] = [this.scene.edges.target[edge], this.scene.edges.source[edge]];
    const place2 = this.place(row, col);
    if (!place2) return null;
    const rgb = dim ? dimmed(this.colour(edge), this.theme) : this.colour(edge);
    pen2.fillStyle = css(rgb);
    const inset = cell >= 9 ? 0.5 : 0;
    const size = Math.max(cell - inset, least);
    const start = inset + Math.min(0, (cell - least) / 2);
    pen2.fillRect(place2.x + start, place2.y + start, size, size);
    if (cell >= NUMBERS_FROM) this.#number(pen2, total(weightsAt(this.scene, row, col)), place2.x, place2.y, cell, rgb, dim);
    return place2;
  }
  /** The corner of a cell, or null where the picture does not show it. @param {number} row @param {number} col */
  place(row, col) {
    const { rows, cols, left, top } = this.frame;
    const [i, j] = [this.rowAt.get(row), this.colAt.get(col)];
    return i === void 0 || j === void 0 ? null : { x: left + cols.at[j], y: top + rows.at[i] };
  }
  /** @param {Context} pen @param {number} value @param {number} x @param {number} y @param {number} cell @param {RGB} back @param {boolean} dim */
  #number(pen2, value2, x, y, cell, back2, dim) {
    if (cell < NUMBERS_FROM) return;
    if (pen2.font !== this.font) {
      pen2.font = `${Math.min(10.5, Math.max(8, cell * 0.29)).toFixed(1)}px ${FONT}`;
      this.font = pen2.font;
    }
    pen2.textAlign = "center";
    pen2.textBaseline = "middle";
    pen2.fillStyle = css(textOn(back2, dim));
    pen2.fillText(compact(value2), x + cell / 2, y + cell / 2 + 0.5);
  }
  /** The values beside the rows and along the columns. @param {Context} pen @param {boolean} dim */
  #strips(pen2, dim) {
    for (const unit of this.frame.rows.units) this.value(pen2, "rows", unit, dim);
    for (const unit of this.frame.cols.units) this.value(pen2, "columns", unit, dim);
    const { left, top, right, beyond, strip, rows, cols } = this.frame;
    pen2.strokeStyle = this.inks.soft;
    pen2.strokeRect(right - 0.5, top - 0.5, strip + 1, rows.length + 1);
    pen2.strokeRect(left - 0.5, beyond - 0.5, cols.length + 1, strip + 1);
  }
  /** One value of a strip. @param {Context} pen @param {"rows" | "columns"} part @param {number} unit @param {boolean} dim */
  value(pen2, part, unit, dim) {
    const box = this.box(part, unit);
    if (!box) return null;
    const panel2 = part === "rows" ? this.rowPanel : this.colPanel;
    const colour = valueColour(panel2.values[unit], panel2.top, panel2.scale, this.theme);
    const rgb = dim ? dimmed(colour, this.theme) : colour;
    pen2.fillStyle = css(rgb);
    pen2.fillRect(box.x, box.y, Math.max(box.w, 1), Math.max(box.h, 1));
    if (this.frame.cell >= NUMBERS_FROM) this.#number(pen2, panel2.values[unit], box.x, box.y, this.frame.cell, rgb, dim);
    return box;
  }
  /** Where a unit's value stands in its strip. @param {"rows" | "columns"} part @param {number} unit */
  box(part, unit) {
    const { rows, cols, left, top, right, beyond, strip, cell } = this.frame;
    const i = (part === "rows" ? this.rowAt : this.colAt).get(unit);
    if (i === void 0) return null;
    return part === "rows" ? { x: right, y: top + rows.at[i], w: strip, h: cell } : { x: left + cols.at[i], y: beyond, w: cell, h: strip };
  }
  /** Names of the strips, and of rows and columns where there is room. @param {Context} pen */
  #names(pen2) {
    const { left, top, right, beyond, strip, forward: forward2, cell, rows, cols } = this.frame;
    pen2.fillStyle = this.inks.ink;
    pen2.textBaseline = "middle";
    pen2.font = `600 12px ${FONT}`;
    pen2.textAlign = "center";
    pen2.fillText(this.rowPanel.symbol, right + strip / 2, top - 10);
    pen2.textAlign = "right";
    pen2.fillText(this.colPanel.symbol, left - 6, beyond + strip / 2);
    if (cell < NUMBERS_FROM) return;
    pen2.font = `9.5px ${FONT}`;
    pen2.fillStyle = this.inks.soft;
    rows.units.forEach((unit, i) => pen2.fillText(name(unit, this.rowPanel).join(":"), left - 6, top + rows.at[i] + cell / 2));
    pen2.textAlign = "center";
    const above = forward2 ? beyond : top;
    cols.units.forEach((unit, i) => {
      const lines = name(unit, this.colPanel);
      lines.forEach((text, k) => pen2.fillText(text, left + cols.at[i] + cell / 2, above - 7 - (lines.length - 1 - k) * 11));
    });
  }
};
function name(unit, panel2) {
  const index = unflatten(unit, panel2.shape);
  return index.length > 2 ? [index.slice(0, -2).join(","), index.slice(-2).join(",")] : [index.join(",")];
}
function line2(pen2, x, y, toX, toY) {
  pen2.moveTo(x - 0.5, y - 0.5);
  pen2.lineTo(toX - 0.5, toY - 0.5);
}
var weightsAt = (scene, row, col) => edgesAt(scene, "output", row).filter((edge) => scene.edges.source[edge] === col).map((edge) => scene.edges.weight(edge));
var total = (weights) => weights.reduce((sum, weight) => sum + weight, 0);
function weightAt(scene, row, col) {
  const weights = weightsAt(scene, row, col);
  const together = weights.length > 1 ? `, together ${number(total(weights))}` : "";
  return weights.length ? `weight ${weights.map((weight) => number(weight)).join(" and ")}${together}` : "no edge";
}

// js/matrix.js
var HIGHEST = 540;
var WIDEST = 1200;
var PIXELS = 1e6;
var CLOSE = 32;
var BESIDE3 = 430;
var MatrixView = class {
  /** @param {Context} context */
  constructor({ scene, direction, pick, preview }) {
    this.scene = scene;
    this.forward = direction === "forward";
    this.pick = pick;
    this.preview = preview ?? (() => {
    });
    this.rows = scene.byId.get("output")?.values.length ?? 0;
    this.cols = scene.byId.get("input")?.values.length ?? 0;
    this.active = 0;
    this.related = null;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.zoom = h("canvas", { class: "cnnbp-matrix-near", "aria-hidden": "true" });
    this.note = h("div", { class: "cnnbp-subtitle" });
    this.near = h("div", { class: "cnnbp-subtitle" });
    this.cells = h("div", {
      class: "cnnbp-matrix-cells",
      role: "grid",
      "aria-rowcount": this.rows,
      "aria-colcount": this.cols,
      "aria-label": `the layer as a matrix of ${this.rows} outputs by ${this.cols} inputs`
    });
    this.box = h("div", { class: "cnnbp-matrix-box" }, this.canvas, this.cells);
    this.closer = h("div", { class: "cnnbp-matrix-closer" }, this.near, this.zoom);
    const title = this.forward ? `z = W a${scene.bias ? " + b" : ""}` : "∂C/∂a = Wᵀ δ";
    this.el = h("div", { class: "cnnbp-matrix", "data-view": "matrix" }, h("div", { class: "cnnbp-title" }, title), this.note, key(scene), h("div", { class: "cnnbp-matrix-pair" }, this.box, this.closer));
    this.#listen();
  }
  #listen() {
    const at = (event, node, shape) => {
      const { x, y } = placeIn(event, node);
      return shape ? hit(shape, x, y) : null;
    };
    const main = (event) => at(event, this.canvas, this.shape);
    this.box.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.#choose(main(event), this.preview));
    this.box.addEventListener("pointerleave", () => this.preview("input", null));
    this.box.addEventListener("click", (event) => {
      const found = main(event);
      if (found?.part === "matrix") this.#focus(found.row * this.cols + found.col);
      this.#choose(found, this.pick);
    });
    this.zoom.addEventListener("click", (event) => this.#choose(at(event, this.zoom, this.zoomShape), this.pick));
    this.cells.addEventListener("keydown", (event) => this.#key(event));
    this.cells.addEventListener("focusout", () => this.preview("input", null));
  }
  /** A place in the matrix means its column backward and its row forward.
   * @param {ReturnType<typeof hit>} found @param {(panel: string, flat: number) => void} act
   */
  #choose(found, act) {
    if (!found) return;
    if (found.part === "columns" || found.part === "matrix" && !this.forward) act(found.part === "columns" && !this.forward ? "gradient" : "input", found.col);
    else act(this.forward ? "output" : "delta", found.row);
  }
  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey) return;
    const next = moveByKey(event.key, this.active, { rows: this.rows, cols: this.cols }, event.ctrlKey);
    const here = (flat) => (
      /** @type {const} */
      { part: "matrix", row: Math.floor(flat / this.cols), col: flat % this.cols }
    );
    if (next !== null) {
      this.#focus(next);
      this.#choose(here(next), this.preview);
    } else if (event.key === "Enter" || event.key === " ") this.#choose(here(this.active), this.pick);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** Only the active cell has an element. @param {number} flat */
  #focus(flat) {
    this.active = flat;
    this.#cell()?.focus({ preventScroll: true });
  }
  #cell() {
    if (!this.shape) return null;
    const { left, top, rows, cols, cell } = this.shape;
    const [row, col] = [Math.floor(this.active / this.cols), this.active % this.cols];
    const ends = ["input", "output"].map((id, i) => cellName(
      /** @type {any} */
      this.scene.byId.get(id),
      this.scene,
      i ? row : col
    ));
    const size = Math.max(cell, 6);
    const node = h("div", {
      role: "gridcell",
      tabindex: 0,
      "aria-colindex": col + 1,
      "data-lm-suppress-shortcuts": "true",
      "aria-label": `${ends[0]} to ${ends[1]}: ${weightAt(this.scene, row, col)}`,
      style: `left:${left + cols.at[col]}px;top:${top + rows.at[row]}px;width:${size}px;height:${size}px`
    });
    this.cells.replaceChildren(h("div", { role: "row", "aria-rowindex": row + 1 }, node));
    this.#select();
    return node;
  }
  /** Spoken as selected: the cell in the chosen column or row. */
  #select() {
    const [row, col] = [Math.floor(this.active / this.cols), this.active % this.cols];
    const chosen = this.related?.unit === "input" ? this.related.flat === col : this.related?.unit === "output" && this.related.flat === row;
    this.cells.querySelector("[role=gridcell]")?.setAttribute("aria-selected", String(Boolean(chosen)));
  }
  /** Whoever comes with the Tab key arrives at the choice. @param {Related | null} related */
  #follow(related) {
    const [edge] = related?.terms ?? [];
    if (!edge || related?.unit === "weights" || this.cells.contains(document.activeElement)) return;
    const place2 = edge.target * this.cols + edge.source;
    if (place2 === this.active) return;
    this.active = place2;
    this.#cell();
  }
  /** @param {number} width @param {"light" | "dark"} theme */
  resize(width, theme) {
    this.theme = theme;
    this.width = Math.min(width, WIDEST);
    const size = cellSize(this.rows, this.cols, this.width, HIGHEST);
    this.shape = frame(range2(this.rows), range2(this.cols), size, this.forward, this.#plates());
    this.painter = new MatrixPainter(this.scene, this.shape, theme);
    this.ratio = resolution(this.shape);
    this.bases = [false, true].map((dim) => {
      const canvas = document.createElement("canvas");
      this.painter?.base(pen(
        canvas,
        /** @type {Frame} */
        this.shape,
        this.ratio ?? 1
      ), dim);
      return canvas;
    });
    this.note.textContent = this.#words(size.block);
    this.closer.hidden = size.cell >= NUMBERS_FROM;
    const focused = this.cells.contains(document.activeElement);
    const node = this.#cell();
    if (focused) node?.focus();
    this.light(this.related);
  }
  #plates() {
    return (this.scene.byId.get("input")?.plates ?? 1) > 1;
  }
  /** @param {number} block */
  #words(block2) {
    const count2 = this.scene.edges.source.length;
    const way = this.forward ? "Forward reads it by rows: each z adds up w·a along its row." : "Backward reads the same matrix by columns, Wᵀ: each ∂C/∂a adds up w·δ down its column.";
    const scale = block2 > 1 ? ` One point of the picture stands for ${block2} × ${block2} places.` : "";
    const places = this.rows * this.cols;
    const sparse = count2 < places ? `${count2} of ${places} places hold an edge, all others are 0` : "every place holds an edge";
    return `W is ${this.rows} × ${this.cols}: a row for each output, a column for each input; ${sparse}. ${way}${scale}`;
  }
  /** @param {Related | null} related */
  light(related) {
    this.related = related;
    if (!this.shape || !this.bases || !this.painter) return;
    const context = pen(this.canvas, this.shape, this.ratio ?? 1);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.bases[related ? 1 : 0], 0, 0);
    context.setTransform(this.ratio ?? 1, 0, 0, this.ratio ?? 1, 0, 0);
    const edgeOf = finder(this.scene, related);
    if (related) paintMarks(this.painter, context, related, edgeOf);
    this.#follow(related);
    this.#select();
    if (!this.closer.hidden) this.#closer(related, edgeOf);
  }
  /** The neighbourhood of the choice with its numbers. @param {Related | null} related @param {(term: Term) => number} edgeOf */
  #closer(related, edgeOf) {
    this.zoom.hidden = !related;
    if (!related) {
      this.near.textContent = "Choose a column or a row: here stands its neighbourhood with the numbers.";
      return;
    }
    const wide = Math.max(3, Math.floor(((this.width ?? 0) - 130) / (CLOSE + 4)));
    const { rows, cols, left } = closer(related, this.rows, this.cols, wide);
    const shape = frame(rows, cols, { cell: CLOSE, block: 1 }, this.forward, this.#plates());
    this.zoomShape = shape;
    const painter = new MatrixPainter(this.scene, shape, this.theme ?? "light");
    const context = pen(this.zoom, shape, resolution(shape));
    painter.base(context, true);
    paintMarks(painter, context, related, edgeOf);
    const what = { input: "the chosen column, its neighbours, and the rows it has edges to", output: "the chosen row, its neighbours, and the columns it has edges to", weights: "the first uses of the weight" }[related.unit];
    this.near.textContent = `closer: ${what}${left ? ` (${left} more not shown)` : ""}; a gap where rows or columns are left out`;
    this.closer.style.width = `${Math.max(BESIDE3, shape.width)}px`;
    this.closer.style.minHeight = `${Math.max(parseFloat(this.closer.style.minHeight) || 0, shape.height + 30)}px`;
  }
};
var resolution = ({ width, height }) => Math.min(window.devicePixelRatio || 1, Math.sqrt(PIXELS / (width * height)));
function pen(canvas, { width, height }, ratio) {
  const [wide, high] = [Math.floor(width * ratio), Math.floor(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = (
    /** @type {CanvasRenderingContext2D} */
    canvas.getContext("2d")
  );
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
function finder(scene, related) {
  const edges = related ? edgesAt(scene, related.unit, related.flat) : [];
  const places = new Map((related?.terms ?? []).map((term2, i) => [term2, edges[i]]));
  return (term2) => places.get(term2) ?? -1;
}
function key(scene) {
  const kernel = scene.byId.get("weights");
  const colours = weightColours(scene);
  let chips = [];
  if (kernel && colours && kernel.plates === 1 && kernel.values.length <= 25) {
    const first = new Map(Array.from(scene.edges.parameter ?? [], (p, e) => (
      /** @type {[number, number]} */
      [p, e]
    )));
    chips = [...first].sort(([p], [q]) => p - q).map(([p, e]) => [colours(e), `${p + 1}  ${number(kernel.values[p])}`]);
  } else if (!kernel && colours) {
    const known3 = distinctWeights(scene, scene.edges.source.length) ?? /* @__PURE__ */ new Map();
    chips = [...known3].map(([weight], i) => [badgeColour(i + 1), number(weight, 3)]);
  }
  const shared = kernel && colours ? "Equal colour: the same weight, shared" : plural(chips.length, "weight", "weights");
  const text = !colours ? "No weight is shared: the colour is the weight's value." : chips.length ? `${shared}:` : "Equal colour: the same place in the kernel.";
  const marks = chips.map(([colour, name2]) => h("span", { class: "cnnbp-key-chip", style: `background:${colour};color:${css(textOn(parseHex(colour)))}` }, name2));
  return h("div", { class: "cnnbp-key" }, text, ...marks);
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
  const known3 = readings.get(raw);
  if (known3 && known3.set === set) return known3;
  const scene = { ...known3 ?? readScene(raw), set, stage };
  readings.set(raw, scene);
  return scene;
}
function readScene(raw) {
  const panels = raw.panels.map((panel2) => {
    const values = unpack(panel2.values);
    return { ...panel2, values, shape: panel2.values.shape, ...sheet(panel2.values.shape), top: Math.max(panel2.top ?? 0, largest(values)) };
  });
  const byId = new Map(panels.map((panel2) => [panel2.id, panel2]));
  const edges = readEdges(raw.edges, byId);
  const alone = keptApart(byId.get("input"), byId.get("delta") ?? byId.get("output"), edges);
  for (const panel2 of panels) panel2.alone = alone;
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
function keptApart(input, output, { source, target, parameter }) {
  if (parameter || !input || input.shape.length !== 3 || input.plates !== output?.plates) return false;
  const [from, to] = [input.rows * input.cols, output.rows * output.cols];
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

// js/block.js
var COLUMN = 24;
var BETWEEN = 3;
function blockOf(shape) {
  const units = shape.reduce((product, n) => product * n, 1);
  let { plates, rows, cols } = sheet(shape);
  if (shape.length === 1 && units > COLUMN) {
    cols = Math.ceil(Math.sqrt(units));
    rows = Math.ceil(units / cols);
  }
  const across = Math.ceil(Math.sqrt(plates));
  return { units, rows, cols, across, high: rows * Math.ceil(plates / across), wide: cols * across, column: shape.length === 1 && units <= COLUMN };
}
function placeOf(flat, { rows, cols, across }) {
  const plate = Math.floor(flat / (rows * cols));
  const inside = flat % (rows * cols);
  return { row: Math.floor(plate / across) * rows + Math.floor(inside / cols), col: plate % across * cols + inside % cols };
}
function unitAt(row, col, { rows, cols, across, high, wide, units }) {
  if (row < 0 || col < 0 || row >= high || col >= wide) return -1;
  const plate = Math.floor(row / rows) * across + Math.floor(col / cols);
  const flat = (plate * rows + row % rows) * cols + col % cols;
  return flat < units ? flat : -1;
}
function moveIn(key3, flat, block2, whole = false) {
  const { row, col } = placeOf(flat, block2);
  const next = moveByKey(key3, row * block2.wide + col, { rows: block2.high, cols: block2.wide }, whole);
  if (next === null) return null;
  const unit = unitAt(Math.floor(next / block2.wide), next % block2.wide, block2);
  return unit < 0 ? flat : unit;
}
function sizesIn(block2, side) {
  const down = block2.high / block2.rows;
  const gaps = BETWEEN * (Math.max(block2.across, down) - 1);
  const high = Math.max(1, Math.floor((side - gaps) / Math.max(block2.high, block2.wide)));
  const across = block2.column ? Math.min(Math.max(high * 2, 22), 30) : high;
  return { high, across, width: block2.wide * across + BETWEEN * (block2.across - 1), height: block2.high * high + BETWEEN * (down - 1) };
}
function rectOf(flat, block2, { high, across }) {
  const { row, col } = placeOf(flat, block2);
  return { x: col * across + Math.floor(col / block2.cols) * BETWEEN, y: row * high + Math.floor(row / block2.rows) * BETWEEN, w: across, h: high };
}
function unitAtPoint(x, y, block2, { high, across }) {
  const along = (at, cell, cells) => {
    const plate = Math.floor(at / (cell * cells + BETWEEN));
    const inside = Math.floor((at - plate * (cell * cells + BETWEEN)) / cell);
    return inside < cells ? plate * cells + inside : -1;
  };
  const [row, col] = [along(y, high, block2.rows), along(x, across, block2.cols)];
  return row < 0 || col < 0 ? -1 : unitAt(row, col, block2);
}
function pathAround(marks, block2, sizes, joined) {
  const parts = [];
  for (let flat = 0; flat < marks.length; flat += 1) {
    if (!marks[flat]) continue;
    const { x, y, w, h: h2 } = rectOf(flat, block2, sizes);
    let last = flat;
    while (joined && marks[last + 1] && (last + 1) % block2.cols) last += 1;
    parts.push(`M${x} ${y}h${w * (last - flat + 1)}v${h2}H${x}z`);
    flat = last;
  }
  return parts.join("");
}

// js/chain_data.js
var known2 = /* @__PURE__ */ new WeakMap();
function readChain(set) {
  const chain = known2.get(set) ?? read(set);
  known2.set(set, chain);
  return chain;
}
function read(set) {
  const { states, kinds, paths, loss } = set.chain;
  const last = kinds.length - 1;
  const panel2 = (stage, id) => (
    /** @type {Panel} */
    layerScene(set, stage).byId.get(id)
  );
  return {
    kinds,
    states: states.map((state, k) => {
      const values = k > last ? panel2(last, "output") : panel2(k, "input");
      const deltas = k > last ? panel2(last, "delta") : panel2(k, "gradient");
      return { ...state, shape: values.shape, values, deltas };
    }),
    links: kinds.map((_, k) => layerScene(set, k).edges),
    paths: paths.map((one) => one && readPaths(one)),
    loss: readLoss(loss)
  };
}
function readPaths(raw) {
  const weight = unpack(raw.weight);
  return { source: unpack(raw.source), target: unpack(raw.target), weight: (edge) => weight[edge] };
}
function readLoss(raw) {
  const [prediction, target] = [unpack(raw.prediction), unpack(raw.target)];
  return { ...raw, prediction, target, top: Math.max(largest(prediction), largest(target)) };
}

// js/chain_lines.js
var MOST2 = 40;
function curve(from, to) {
  const bend = (to.x - from.x) / 2;
  const at = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${at(from.x, from.y)}C${at(from.x + bend, from.y)} ${at(to.x - bend, to.y)} ${at(to.x, to.y)}`;
}
function band2(from, to, half) {
  const span2 = (points, x) => {
    const ys = points.map((point) => point.y);
    return [{ x, y: Math.min(...ys) - half }, { x, y: Math.max(...ys) + half }];
  };
  const [top, bottom] = span2(from, Math.max(...from.map(({ x }) => x)));
  const [high, low] = span2(to, Math.min(...to.map(({ x }) => x)));
  return `${curve(top, high)}L${low.x.toFixed(1)} ${low.y.toFixed(1)}${curve(low, bottom).replace("M", "L")}z`;
}
function drawLayer(chain, k, edges, places, direction, soft) {
  const { source, target, weight } = chain.links[k];
  if (places[k + 1](0).x < places[k](0).x) return [];
  const kind = soft ? " cnnbp-soft" : "";
  if (edges.length > MOST2) {
    const ends2 = (units, place2) => Array.from(new Set(edges.map((edge) => units[edge])), place2);
    return [{ d: band2(ends2(source, places[k]), ends2(target, places[k + 1]), 3), class: `cnnbp-band${kind}` }];
  }
  const ends = edges.map((edge) => ({ from: places[k](source[edge]), to: places[k + 1](target[edge]) }));
  const carried = edges.map((edge) => {
    const value2 = direction === "backward" ? chain.states[k + 1].deltas.values[target[edge]] : chain.states[k].values.values[source[edge]];
    return weight(edge) * value2;
  });
  const top = Math.max(...carried.map(Math.abs), 1e-300);
  return ends.map(({ from, to }, i) => ({ d: curve(from, to), class: `cnnbp-flow${kind}`, sign: Math.sign(carried[i]), width: 0.8 + 2.2 * Math.abs(carried[i]) / top }));
}
function showFlow(svg, drawn2) {
  svg.replaceChildren(...drawn2.map(({ d, class: name2, sign, width }) => s("path", { d, class: name2, "data-sign": sign, "stroke-width": width })));
}

// js/picture.js
var OUTLINED = 80;
var NUMBERED = 9;
var Picture = class {
  /** @param {Subject} subject */
  constructor(subject) {
    this.subject = subject;
    this.block = blockOf(subject.shape);
    this.sizes = sizesIn(this.block, 64);
    this.active = 0;
    this.key = "";
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.veil = s("path", { class: "cnnbp-veil", "fill-rule": "evenodd" });
    this.outline = s("path", { class: "cnnbp-reached" });
    this.stopped = s("path", { class: "cnnbp-stopped" });
    this.chosen = s("path", { class: "cnnbp-pinned" });
    this.svg = s("svg", { "aria-hidden": "true" });
    this.svg.append(this.veil, this.stopped, this.outline, this.chosen);
    this.grid = h("div", { role: "grid", class: "cnnbp-units", "aria-label": subject.label, "aria-rowcount": this.block.high, "aria-colcount": this.block.wide });
    this.el = h("div", { class: "cnnbp-picture", "data-picture": subject.id }, this.canvas, this.svg, this.grid);
    this.cell = this.#cell(0);
    this.#listen();
  }
  /** The one unit that has an element. @param {number} flat */
  #cell(flat) {
    const { row, col } = placeOf(flat, this.block);
    const cell = h("div", { role: "gridcell", tabindex: 0, class: "cnnbp-unit", "aria-label": this.subject.name(flat), "aria-colindex": col + 1, "data-flat": flat, "data-lm-suppress-shortcuts": "true" });
    this.grid.replaceChildren(h("div", { role: "row", "aria-rowindex": row + 1 }, cell));
    return cell;
  }
  #listen() {
    const { subject, grid } = this;
    const at = (event) => {
      const { x, y } = placeIn(event, grid);
      return unitAtPoint(x, y, this.block, this.sizes);
    };
    grid.addEventListener("pointermove", (event) => {
      const flat = at(event);
      if (event.pointerType === "mouse") subject.hover(flat < 0 ? null : flat);
    });
    grid.addEventListener("pointerleave", () => subject.hover(null));
    grid.addEventListener("click", (event) => {
      const flat = at(event);
      if (flat < 0) return;
      this.focus(flat);
      subject.pick(flat);
    });
    grid.addEventListener("focusin", () => this.cell.matches(":focus-visible") && subject.hover(this.active));
    grid.addEventListener("focusout", () => subject.hover(null));
    grid.addEventListener("keydown", (event) => this.#key(event));
  }
  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.metaKey) return;
    const next = moveIn(event.key, this.active, this.block, event.ctrlKey);
    if (next !== null) this.focus(next);
    else if (event.key === "Enter" || event.key === " ") this.subject.pick(this.active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** @param {number} flat */
  focus(flat) {
    this.point(flat);
    this.cell.focus({ preventScroll: true });
  }
  /** This unit is the one in the tab order. @param {number} flat */
  point(flat) {
    if (flat === this.active && this.cell.isConnected) return;
    this.active = flat;
    this.cell = this.#cell(flat);
    this.#place();
  }
  #place() {
    const { x, y, w, h: high } = rectOf(this.active, this.block, this.sizes);
    this.cell.setAttribute("style", `left:${x}px;top:${y}px;width:${w}px;height:${high}px`);
  }
  /** @param {number} side the square it must fit in @param {"light" | "dark"} theme */
  resize(side, theme) {
    this.sizes = sizesIn(this.block, side);
    const { width, height } = this.sizes;
    this.el.setAttribute("style", `width:${width}px;height:${height}px`);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.key = "";
    this.#place();
    this.#paint(theme);
  }
  /** @param {"light" | "dark"} theme */
  #paint(theme) {
    const { values, top, scale } = this.subject;
    const context = prepare(this.canvas, this.sizes.width, this.sizes.height);
    for (let flat = 0; flat < values.length; flat += 1) {
      const { x, y, w, h: high } = rectOf(flat, this.block, this.sizes);
      const colour = valueColour(values[flat], top, scale, theme);
      context.fillStyle = css(colour);
      context.fillRect(x, y, w, high);
      if (this.block.column && high >= NUMBERED) writeIn(context, String(flat), x + w / 2, y + high / 2, css(textOn(colour)));
    }
  }
  /** @param {Light} light from lightOf @param {number} chosen -1 for none */
  light({ veil, outline, stopped, pinned, lit, live, soft }, chosen) {
    this.veil.setAttribute("d", veil);
    this.outline.setAttribute("d", outline);
    this.stopped.setAttribute("d", stopped);
    this.chosen.setAttribute("d", pinned);
    this.el.classList.toggle("cnnbp-soft", soft);
    this.el.dataset.lit = lit;
    this.el.dataset.live = live;
    this.cell.setAttribute("aria-selected", String(chosen === this.active));
  }
};
function lightOf({ block: block2, sizes }, marks, chosen) {
  if (!marks) return { veil: "", outline: "", stopped: "", pinned: "", lit: "", live: "", soft: false };
  const { reached, live, soft } = marks;
  const sum = reached.reduce((total2, mark) => total2 + mark, 0);
  const few = sum <= OUTLINED && sum < 0.7 * reached.length;
  const around2 = (some, joined = false) => pathAround(some, block2, sizes, joined);
  const ended = reached.map((mark, flat) => mark && !live[flat] && flat !== chosen ? 1 : 0);
  return {
    veil: `M0 0h${sizes.width}v${sizes.height}H0z${around2(reached, true)}`,
    outline: few ? around2(live) : "",
    stopped: few ? around2(ended) : "",
    pinned: chosen < 0 ? "" : around2(reached.map((_, flat) => Number(flat === chosen))),
    lit: list(reached),
    live: list(live),
    soft
  };
}
function prepare(canvas, width, height) {
  const sharp = Math.min(Math.ceil(window.devicePixelRatio || 1), 3);
  canvas.width = width * sharp;
  canvas.height = height * sharp;
  canvas.setAttribute("style", `width:${width}px;height:${height}px`);
  const context = (
    /** @type {CanvasRenderingContext2D} */
    canvas.getContext("2d")
  );
  context.scale(sharp, sharp);
  return context;
}
function writeIn(context, text, x, y, colour) {
  context.fillStyle = colour;
  context.font = "9px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 0.5);
}
function list(marks) {
  const found = [];
  for (let flat = 0; flat < marks.length; flat += 1) if (marks[flat]) found.push(flat);
  return found.join();
}

// js/chain_loss.js
var MOST3 = 40;
function lossColumn({ states, loss }) {
  const last = states[states.length - 1];
  const block2 = blockOf(last.shape);
  const sheets = [
    { name: loss.symbol, values: loss.prediction },
    { name: "y", values: loss.target }
  ].map((one) => ({ ...one, canvas: h("canvas", { role: "img", "aria-label": `${one.name}: ${words(one.values)}` }) }));
  const said = h("div", { class: "cnnbp-loss-value" }, h("strong", {}, `C = ${number(loss.value, 3)}`), h("span", {}, loss.label === null ? "" : `y = ${loss.label}`));
  const el = h(
    "div",
    { class: "cnnbp-state cnnbp-loss" },
    h("div", { class: "cnnbp-pair" }, ...sheets.map(({ name: name2, canvas }) => h("div", {}, h("div", { class: "cnnbp-state-name" }, name2), h("div", { class: "cnnbp-slot" }, canvas)))),
    h("div", { class: "cnnbp-state-name cnnbp-delta-name" }),
    h("div", { class: "cnnbp-slot" }, said)
  );
  const box = (row) => boxOf(row === "delta" ? said : sheets[0].canvas);
  return {
    el,
    /** @param {number} side @param {"light" | "dark"} theme */
    resize: (side, theme) => {
      const sizes = sizesIn(block2, block2.column ? side : side / 2);
      for (const { canvas, values } of sheets) paint(canvas, values, loss.top, block2, sizes, theme);
    },
    /** Where the flow ends. @param {DOMRect} corner @param {string} row @returns {Point} */
    place: (corner, row) => ({ x: box(row).left - corner.left - 4, y: box(row).top - corner.top + box(row).height / 2 }),
    /** @param {Uint8Array} live @param {Places} places @param {Point} end @param {boolean} soft @returns {Drawn[]} */
    lines: (live, places, end, soft) => {
      const lit = Array.from(live.keys()).filter((flat) => live[flat]);
      if (lit.length > MOST3 || lit.length && end.x < places(lit[0]).x) return [];
      const top = Math.max(...lit.map((flat) => Math.abs(last.deltas.values[flat])), 1e-300);
      return lit.map((flat) => {
        const value2 = last.deltas.values[flat];
        return { d: curve(places(flat), end), class: `cnnbp-flow${soft ? " cnnbp-soft" : ""}`, sign: Math.sign(value2), width: 0.8 + 2.2 * Math.abs(value2) / top };
      });
    }
  };
}
function words(values) {
  const best = values.indexOf(Math.max(...values));
  return `largest ${number(values[best])} at unit ${best}`;
}
function paint(canvas, values, top, block2, sizes, theme) {
  const context = prepare(canvas, sizes.width, sizes.height);
  values.forEach((value2, flat) => {
    const { x, y, w, h: high } = rectOf(flat, block2, sizes);
    context.fillStyle = css(valueColour(value2, top, "signed", theme));
    context.fillRect(x, y, w, high);
  });
}

// js/trace_chain.js
var groups2 = /* @__PURE__ */ new WeakMap();
function grouped(link, way, count2) {
  const known3 = groups2.get(link) ?? {};
  groups2.set(link, known3);
  known3[way] ??= groupBy(way === "out" ? link.source : link.target, count2);
  return (
    /** @type {Group} */
    known3[way]
  );
}
function edgesOf(link, { start, order }, marked) {
  const found = [];
  for (let unit = 0; unit < marked.length; unit += 1) {
    if (!marked[unit]) continue;
    for (let i = start[unit]; i < start[unit + 1]; i += 1) if (link.weight(order[i]) !== 0) found.push(order[i]);
  }
  return found;
}
function follow(links, sizes, state, flat) {
  const reached = sizes.map((size) => new Uint8Array(size));
  const live = sizes.map((size) => new Uint8Array(size));
  const edges = links.map(() => []);
  reached[state][flat] = 1;
  for (let k = state; k < links.length; k += 1) {
    edges[k] = edgesOf(links[k], grouped(links[k], "out", sizes[k]), reached[k]);
    for (const edge of edges[k]) reached[k + 1][links[k].target[edge]] = 1;
  }
  live[links.length].set(reached[links.length]);
  for (let k = links.length - 1; k >= state; k -= 1) {
    const { source, target } = links[k];
    edges[k] = edges[k].filter((edge) => live[k + 1][target[edge]]);
    for (const edge of edges[k]) live[k][source[edge]] = 1;
  }
  for (let k = state - 1; k >= 0; k -= 1) {
    edges[k] = edgesOf(links[k], grouped(links[k], "into", sizes[k + 1]), reached[k + 1]);
    for (const edge of edges[k]) reached[k][links[k].source[edge]] = 1;
    live[k].set(reached[k]);
  }
  return { reached, live, edges };
}
function pathsFrom(paths, size, flat) {
  const { start, order } = grouped(paths, "out", size);
  return Array.from(order.subarray(start[flat], start[flat + 1]), (edge) => ({ target: paths.target[edge], weight: paths.weight(edge) }));
}
var count = (marks) => marks.reduce((sum, mark) => sum + mark, 0);

// js/chain_words.js
var FEW2 = 12;
function unitName(symbol, shape, flat) {
  const index = unflatten(flat, shape);
  if (index.length === 1) return `${symbol} unit ${index[0]}`;
  const [row, col] = index.slice(-2);
  return `${symbol}${shape.length === 3 && shape[0] === 1 ? "" : plateName(index.slice(0, -2))} row ${row} column ${col}`;
}
function readout(chain, state, flat) {
  const { symbol, shape, delta, values, deltas } = chain.states[state];
  return `${unitName(symbol, shape, flat)} = ${number(values.values[flat], 3)}, ${delta} = ${number(deltas.values[flat], 4)}`;
}
function sentence(chain, state, flat, reach, direction) {
  const { symbol, shape, delta, deltas, values } = chain.states[state];
  const last = chain.states.length - 1;
  const list2 = (from, to, marks) => chain.states.slice(from, to).map((one, i) => `${i ? count(marks[from + i]) : plural(count(marks[from + i]), "unit", "units")} of ${one.symbol}`);
  const ahead = list2(state + 1, last + 1, reach.live);
  const behind = list2(0, state, reach.reached);
  const name2 = unitName(symbol, shape, flat);
  const own = direction === "backward" ? `${delta} = ${number(deltas.values[flat], 4)}` : `value ${number(values.values[flat], 3)}`;
  const stopped = state < last && !reach.live[state][flat];
  const forth = state === last ? "goes into the loss" : stopped ? "every path to the loss ends on the way, nothing flows" : `paths to the loss pass ${ahead.join(", ")}`;
  return [`${name2}: ${own}`, forth, ...behind.length ? [`it comes from ${behind.join(", ")}`] : []].join("; ");
}
var indexed2 = (text, sub) => h("span", { class: "cnnbp-symbol" }, text, h("sub", {}, sub));
function chip2(target, words2, end) {
  const colour = badgeColour(target + 1);
  const style = `--badge:${colour};--on-badge:${css(textOn(parseHex(colour)))}`;
  return h("span", { class: "cnnbp-chip", style, "data-target": target }, h("span", { class: "cnnbp-badge", title: end }, String(target)), words2);
}
function pathSum(chain, state, flat, direction, all, showAll) {
  const { shape, delta, deltas, symbol } = chain.states[state];
  const last = chain.states[chain.states.length - 1];
  const where2 = (of, i) => unflatten(i, of).join(",");
  const backward = direction === "backward";
  if (state === chain.states.length - 1) return [atLoss(chain, flat)];
  const head = [indexed2(delta, where2(shape, flat)), "= Σ path weight · ", h("span", { class: "cnnbp-symbol" }, last.delta)];
  const total2 = h("strong", { class: "cnnbp-total", "data-value": deltas.values[flat] }, `= ${number(deltas.values[flat], 4)}`);
  const paths = chain.paths[state];
  if (!paths) return [line3([...head, ": too many paths to list", total2], direction)];
  const terms = pathsFrom(paths, chain.states[state].values.values.length, flat);
  const shown = all ? terms : terms.slice(0, FEW2);
  const chips = shown.flatMap(({ target, weight }, i) => {
    const words2 = backward ? `${number(weight)} · ${factor(last.deltas.values[target], 3)}` : `${last.symbol} by ${number(weight, 3)}`;
    return [...i ? [h("span", { class: "cnnbp-plus" }, backward ? "+" : ",")] : [], chip2(target, words2, `${last.symbol} ${where2(last.shape, target)}`)];
  });
  if (shown.length < terms.length) {
    const more = h("button", { class: "cnnbp-button cnnbp-more", type: "button" }, `+ ${terms.length - shown.length} more: show all`);
    more.addEventListener("click", showAll);
    chips.push(more);
  }
  if (backward) return [line3([...head, ...chips.length ? ["=", ...chips] : [": no path"], total2], direction)];
  const lead = [h("span", { class: "cnnbp-lead" }, "per unit of"), indexed2(symbol, where2(shape, flat)), h("span", { class: "cnnbp-lead" }, terms.length ? "the outputs change:" : "no output changes")];
  return [line3([...lead, ...chips], direction)];
}
var line3 = (parts, direction) => h("div", { class: "cnnbp-line-of-sum cnnbp-paths", "data-flow": direction }, ...parts);
function atLoss({ states, loss }, flat) {
  const { delta, deltas, shape } = states[states.length - 1];
  const value2 = deltas.values[flat];
  return line3([
    indexed2(delta, unflatten(flat, shape).join(",")),
    `= ${loss.symbol} − y =`,
    h("span", { class: "cnnbp-chip" }, `${number(loss.prediction[flat], 3)} − ${number(loss.target[flat], 0)}`),
    h("strong", { class: "cnnbp-total", "data-value": value2 }, `= ${number(value2, 4)}`)
  ], "backward");
}
var sizeName = (shape) => shape.length === 1 ? plural(shape[0], "unit", "units") : shape.join(" × ");

// js/chain.js
var SIDES = [132, 124, 116, 108, 100, 92, 84, 76];
var GAP2 = 40;
var FOLDED = { side: 92, gap: 60 };
var NARROWEST = 58;
var LOSS = 136;
var HINT = "Choose a unit in any picture. Orange is positive, blue negative; each picture has a scale of its own.";
var ChainView = class {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.chain = readChain(context.scene.set);
    this.sizes = this.chain.states.map(({ values }) => values.values.length);
    this.width = 0;
    this.theme = "light";
    this.at = null;
    this.related = null;
    this.all = false;
    this.hovering = false;
    this.measured = void 0;
    this.columns = this.chain.states.map((_, k) => this.#column(k));
    this.loss = lossColumn(this.chain);
    this.layers = this.chain.kinds.map((kind, k) => this.#layer(kind, k));
    this.svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
    const last = h("div", { class: "cnnbp-op" }, h("span", {}, this.chain.loss.name));
    const row = this.columns.flatMap(({ el }, k) => [el, this.layers[k]?.el ?? last]);
    this.strip = h("div", { class: "cnnbp-strip", "data-direction": context.direction }, this.svg, ...row, this.loss.el);
    this.words = h("div", { class: "cnnbp-chain-words" });
    this.live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
    this.el = h("div", { class: "cnnbp-chain", role: "group", "aria-label": "network" }, this.strip, this.words, this.live);
    this.enter(context);
  }
  /** The pictures of one state: its values, and ∂C/∂ of it. @param {number} k */
  #column(k) {
    const { symbol, title, delta, shape, values, deltas } = this.chain.states[k];
    const picture = (word3, panel2) => new Picture({
      id: `${word3}-${k}`,
      label: word3 === "value" ? `${symbol}, values` : `${delta}, deltas`,
      shape,
      values: panel2.values,
      top: panel2.top,
      scale: panel2.scale,
      name: (flat) => word3 === "value" ? unitName(symbol, shape, flat) : `${delta} of ${unitName(symbol, shape, flat)}`,
      pick: (flat) => this.#pick(k, flat, word3 === "value"),
      hover: (flat) => this.#hover(flat === null ? null : { state: k, flat })
    });
    const [value2, back2] = [picture("value", values), picture("delta", deltas)];
    const el = h(
      "div",
      { class: "cnnbp-state", "data-state": k },
      h("div", { class: "cnnbp-state-name", title: sizeName(shape) }, h("strong", {}, title), h("span", {}, sizeName(shape))),
      h("div", { class: "cnnbp-slot" }, value2.el),
      h("div", { class: "cnnbp-state-name cnnbp-delta-name" }, h("strong", {}, delta)),
      h("div", { class: "cnnbp-slot" }, back2.el)
    );
    return { el, value: value2, delta: back2 };
  }
  /** Between two states: the button that opens the layer. @param {string} kind @param {number} k */
  #layer(kind, k) {
    const button = h("button", { type: "button", class: "cnnbp-button", title: `open layer ${k + 1}: ${kind}`, "data-lm-suppress-shortcuts": "true" }, kind);
    button.addEventListener("click", () => this.context.open(k));
    return { el: h("div", { class: "cnnbp-op", "data-layer": k }, button), button };
  }
  /** The layer behind a unit opens; forward, the layer that made it. @param {number} k @param {number} flat @param {boolean} value */
  #pick(k, flat, value2) {
    const backward = this.context.direction === "backward";
    const stage = backward ? Math.min(k, this.layers.length - 1) : Math.max(k - 1, 0);
    const front = stage === k;
    const id = front ? value2 || !backward ? "input" : "gradient" : backward ? "delta" : "output";
    this.all = false;
    this.context.choose(stage, id, flat);
  }
  /** Another layer was opened. @param {Context} context */
  enter(context) {
    this.context = context;
    this.layers.forEach(({ button }, k) => button.setAttribute("aria-pressed", String(k === context.scene.stage)));
  }
  /** @param {number} width @param {"light" | "dark"} theme */
  resize(width, theme) {
    if (width === this.width && theme === this.theme) return;
    this.width = width;
    this.theme = theme;
    const blocks = this.chain.states.map(({ shape }) => blockOf(shape));
    const needs = (side2) => blocks.reduce((sum, block2) => sum + Math.max(sizesIn(block2, side2).width, NARROWEST), LOSS);
    const room = width - 1;
    const fitting = SIDES.find((one) => needs(one) + GAP2 * blocks.length <= room);
    const side = fitting ?? FOLDED.side;
    const gap = fitting ? Math.min(112, Math.floor((room - needs(side)) / blocks.length)) : FOLDED.gap;
    this.strip.classList.toggle("cnnbp-tight", side < 100);
    this.strip.classList.toggle("cnnbp-folded", !fitting);
    this.strip.setAttribute("style", `--side:${side}px;--gap:${gap}px;--loss:${LOSS}px`);
    for (const { el, value: value2, delta } of this.columns) {
      el.style.width = `${Math.max(sizesIn(value2.block, side).width, NARROWEST)}px`;
      value2.resize(side, theme);
      delta.resize(side, theme);
    }
    this.loss.resize(side, theme);
    this.measured = void 0;
    this.#show(this.at, this.related);
  }
  /** @param {Related | null} related */
  light(related) {
    const { stage } = this.context.scene;
    if (related?.unit === "weights") return this.#show(null, related);
    this.#show(related && { state: stage + Number(related.unit === "output"), flat: related.flat }, related);
  }
  /** @param {{state: number, flat: number} | null} at */
  #hover(at) {
    this.note.textContent = at ? readout(this.chain, at.state, at.flat) : HINT;
    if (this.context.pinned()) return;
    if (at || this.hovering) this.#show(at, null);
    this.hovering = at !== null;
  }
  get note() {
    return (
      /** @type {HTMLElement} */
      this.words.lastElementChild
    );
  }
  /** @param {{state: number, flat: number} | null} at @param {Related | null} related */
  #show(at, related) {
    this.at = at;
    this.related = related;
    const reach = at && follow(this.chain.links, this.sizes, at.state, at.flat);
    const uses = related?.unit === "weights" ? this.#uses(related) : null;
    this.columns.forEach(({ value: value2, delta }, k) => {
      const lit = reach ? { reached: reach.reached[k], live: reach.live[k], soft: this.#soft(k) } : uses?.[k] ?? null;
      const chosen = at?.state === k ? at.flat : -1;
      const light = lightOf(value2, lit, chosen);
      for (const picture of [value2, delta]) picture.light(light, chosen);
    });
    this.#flow(reach);
    this.#say(reach);
  }
  /** The cone that what is shown comes from is drawn strongly, the other one softly. @param {number} k */
  #soft(k) {
    if (!this.at) return false;
    const { state } = this.at;
    const last = this.columns.length - 1;
    return this.context.direction === "backward" ? k < state && state < last : k > state && state > 0;
  }
  /** A weight's uses: the units at both ends of its edges. @param {Related} related */
  #uses(related) {
    const { stage } = this.context.scene;
    return this.columns.map((_, k) => {
      const marks = new Uint8Array(this.sizes[k]);
      if (k === stage) for (const { source } of related.terms) marks[source] = 1;
      if (k === stage + 1) for (const { target } of related.terms) marks[target] = 1;
      return { reached: marks, live: marks, soft: false };
    });
  }
  /** Where the units of a row of pictures are on the strip: measured once for each width. @param {"value" | "delta"} row */
  #measure(row) {
    const corner = boxOf(this.strip);
    const places = this.columns.map((column) => {
      const { el, block: block2, sizes } = column[row];
      const box = boxOf(el);
      return (flat) => {
        const { x, y, w, h: high } = rectOf(flat, block2, sizes);
        return { x: box.left - corner.left + x + w / 2, y: box.top - corner.top + y + high / 2 };
      };
    });
    return { places, end: this.loss.place(corner, row) };
  }
  /** @param {Reach | null} reach */
  #flow(reach) {
    if (!reach || !this.width) return showFlow(this.svg, []);
    const { direction } = this.context;
    this.measured ??= this.#measure(direction === "backward" ? "delta" : "value");
    const { places, end } = this.measured;
    const drawn2 = this.chain.links.flatMap((_, k) => {
      const edges = reach.edges[k];
      return edges.length ? drawLayer(this.chain, k, edges, places, direction, this.#soft(k < (this.at?.state ?? 0) ? k : k + 1)) : [];
    });
    const last = this.columns.length - 1;
    showFlow(this.svg, [...drawn2, ...this.loss.lines(reach.live[last], places[last], end, this.#soft(last))]);
  }
  /** @param {Reach | null} reach */
  #say(reach) {
    const note = h("p", { class: "cnnbp-readout" }, this.at ? readout(this.chain, this.at.state, this.at.flat) : HINT);
    this.live.textContent = "";
    if (!reach || !this.at) return this.words.replaceChildren(note);
    const { state, flat } = this.at;
    const { direction } = this.context;
    const all = () => {
      this.all = true;
      this.#say(reach);
    };
    const words2 = sentence(this.chain, state, flat, reach, direction);
    if (this.context.pinned()) this.live.textContent = words2;
    this.words.replaceChildren(
      h("p", { class: "cnnbp-say" }, words2),
      ...pathSum(this.chain, state, flat, direction, this.all, all),
      note
    );
  }
};

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
  const { panel: panel2, handlers } = grid;
  plates.addEventListener("pointermove", (event) => event.pointerType === "mouse" && handlers.preview(panel2, cellAt(grid, event)));
  plates.addEventListener("pointerleave", () => handlers.preview(panel2, null));
  const stroke = paint2(grid, plates);
  plates.addEventListener("click", (event) => {
    const flat = cellAt(grid, event);
    if (flat === null || stroke.used()) return;
    grid.focus(flat);
    const cell = grid.element(flat);
    if (!cell || !handlers.type?.(panel2, flat, cell)) handlers.pick(panel2, flat);
  });
  plates.addEventListener("keydown", (event) => key2(grid, event));
  plates.addEventListener("focusin", (event) => {
    const cell = (
      /** @type {HTMLElement} */
      event.target
    );
    if (!cell.dataset.flat) return;
    grid.visit(Number(cell.dataset.flat));
    if (cell.matches(":focus-visible")) handlers.preview(panel2, Number(cell.dataset.flat));
  });
  plates.addEventListener("focusout", () => handlers.preview(panel2, null));
}
function key2(grid, event) {
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
function paint2(grid, plates) {
  const { panel: panel2, handlers } = grid;
  let cells = null;
  let used = false;
  plates.classList.toggle("cnnbp-paints", handlers.paints?.(panel2) ?? false);
  plates.addEventListener("pointerdown", (event) => {
    used = false;
    if (!handlers.paints?.(panel2) || event.button !== 0) return;
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
    for (const one of cells) grid.element(one)?.classList.add("cnnbp-stroke");
  });
  const end = () => {
    for (const one of cells ?? []) grid.element(one)?.classList.remove("cnnbp-stroke");
    if (cells && used) handlers.stroke?.(panel2, [...cells]);
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
function legend(panel2, theme) {
  const image = panel2.scale === "image";
  if (!image && !panel2.top) return [];
  const [low, high] = image ? [0, 1] : [-panel2.top, panel2.top];
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const value2 = low + (high - low) * i / (STEPS - 1);
    return h("span", { style: `background:${css(valueColour(value2, panel2.top, panel2.scale, theme))}` });
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
    const known3 = this.known.get(character);
    if (known3) return known3;
    const { pen: pen2, size } = this;
    pen2.font = this.font;
    const advance = pen2.measureText(character).width;
    const [wide, high] = [Math.ceil(advance) + 3, Math.ceil(1.5 * size)];
    Object.assign(pen2.canvas, { width: wide * SHIFTS, height: high });
    pen2.font = this.font;
    pen2.textBaseline = "middle";
    for (let i = 0; i < SHIFTS; i += 1) pen2.fillText(character, i * wide + 1 + i / SHIFTS, high / 2);
    const masks = Array.from({ length: SHIFTS }, (_, i) => maskOf(pen2.getImageData(i * wide, 0, wide, high)));
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
function block({ wide, data }, [left, top, right, bottom], back2, edge) {
  const pixels = new Uint32Array(data.buffer);
  const [full, half] = [packed(back2, 255), packed(back2, Math.round(255 * edge))];
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
var SMALLEST2 = 26;
var LARGEST2 = 34;
var FONT2 = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
var SOFT = { light: [74, 80, 88], dark: [188, 196, 205] };
var Magnifier = class {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    const { rows, cols } = grid.panel;
    this.high = Math.min(SIDE, rows);
    this.wide = Math.min(SIDE, cols);
    this.cell = SMALLEST2;
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
    this.cell = Math.min(LARGEST2, Math.max(SMALLEST2, Math.floor((width - HEADS - EDGE) / this.wide)));
    this.ratio = window.devicePixelRatio || 1;
    const [wide, high] = [this.wide, this.high].map((count2) => HEADS + count2 * this.cell + EDGE);
    this.canvas.width = Math.floor(wide * this.ratio);
    this.canvas.height = Math.floor(high * this.ratio);
    this.canvas.setAttribute("style", `width:${wide}px;height:${high}px`);
    this.pen = /** @type {Pen} */
    this.canvas.getContext("2d");
    this.image = new ImageData(this.canvas.width, this.canvas.height);
    this.heads = new Glyphs(10 * this.ratio, FONT2);
    this.numbers = new Glyphs(Number(Math.min(11, this.cell * 0.3).toFixed(1)) * this.ratio, FONT2);
    if (this.grid.lit) this.show();
  }
  /** Go where the choice is, else to the middle of what is lit, else stay. */
  show() {
    this.#move();
    const { pen: pen2, image, grid, cell, ratio = 1 } = this;
    if (!pen2 || !image) return;
    this.#picture({ wide: image.width, high: image.height, data: image.data });
    pen2.putImageData(image, 0, 0);
    pen2.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const [flat, terms] of grid.lit ?? []) {
      const at = cellPlace(flat, grid.panel);
      if (this.#holds(at)) border2(pen2, terms, ...this.#corner(at), cell, grid.theme);
    }
    for (const [flat, terms] of grid.lit ?? []) {
      const at = cellPlace(flat, grid.panel);
      if (this.#holds(at)) badge3(pen2, terms, ...this.#corner(at), cell, grid.theme, ratio);
    }
    this.#chosen(pen2);
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
      const { back: back2, ink: on, text } = lookOf(grid, flat, isQuiet(grid, flat));
      block(pixels, [at(col), at(row), at(col + 1), at(row + 1)], back2, Math.max(0, 1 - ratio / 2));
      if (!grid.covered) this.numbers?.write(pixels, text, at(col + 0.5), at(row + 0.5) + ratio / 2, on);
    }
  }
  /** A heavy outline around the chosen cell. @param {Pen} pen */
  #chosen(pen2) {
    const { chosen, panel: panel2, theme } = this.grid;
    if (chosen < 0) return;
    const at = cellPlace(chosen, panel2);
    if (!this.#holds(at)) return;
    const [x, y] = this.#corner(at);
    const inks = theme === "dark" ? ["#22262b", "#f0f3f6"] : ["#ffffff", "#16191d"];
    [5, 2.5].forEach((width, i) => {
      pen2.lineWidth = width;
      pen2.strokeStyle = inks[i];
      pen2.strokeRect(x - 1, y - 1, this.cell + 1.5, this.cell + 1.5);
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
    const { panel: panel2, chosen, lit, sheets } = this.grid;
    if (chosen >= 0) return cellPlace(chosen, panel2);
    const size = panel2.rows * panel2.cols;
    const plateOf = (flat) => Math.floor(flat / size);
    const here = [...lit?.keys() ?? []].filter((flat) => sheets.has(plateOf(flat)));
    if (!here.length) return null;
    const plate = plateOf(here.find((flat) => plateOf(flat) === this.plate) ?? here[0]);
    return { plate, ...middle(here.filter((flat) => plateOf(flat) === plate), panel2) };
  }
  /** @param {{plate: number, row: number, col: number}} at */
  #holds({ plate, row, col }) {
    return plate === this.plate && row >= this.top && col >= this.left && row < this.top + this.high && col < this.left + this.wide;
  }
  #name() {
    const { panel: panel2 } = this.grid;
    const plate = panel2.plates > 1 ? `${panel2.shape.length === 4 ? "sheet" : "channel"} ${this.plate}, ` : "";
    const text = `closer: ${plate}rows ${this.top}–${this.top + this.high - 1}, columns ${this.left}–${this.left + this.wide - 1}`;
    if (this.caption.textContent !== text) this.caption.textContent = text;
  }
};
function border2(pen2, [first], x, y, cell, theme) {
  pen2.lineWidth = 2.5;
  pen2.strokeStyle = theme === "dark" ? css(mix(parseHex(first.colour), [255, 255, 255], 0.4)) : first.colour;
  pen2.strokeRect(x + 1.25, y + 1.25, cell - 3, cell - 3);
}
var stamps = /* @__PURE__ */ new Map();
var STAMP = 18;
function badge3(pen2, terms, x, y, cell, theme, ratio) {
  const [first] = terms;
  if (first.badge > 99) return;
  const several = terms.length > 1;
  const key3 = [first.badge, first.colour, several, theme, ratio].join();
  const stamp = stamps.get(key3) ?? drawn(first, several, theme, ratio);
  stamps.set(key3, stamp);
  const place2 = (n) => Math.round((n - STAMP / 2) * ratio) / ratio;
  pen2.drawImage(stamp, place2(x + cell - 2), place2(y + 1), stamp.width / ratio, stamp.height / ratio);
}
function drawn(term2, several, theme, ratio) {
  const canvas = h("canvas", { width: Math.ceil(STAMP * ratio), height: Math.ceil(STAMP * ratio) });
  const pen2 = (
    /** @type {Pen} */
    canvas.getContext("2d")
  );
  const middle2 = STAMP / 2;
  pen2.scale(ratio, ratio);
  pen2.beginPath();
  pen2.arc(middle2, middle2, 7, 0, 2 * Math.PI);
  pen2.fillStyle = term2.colour;
  pen2.fill();
  pen2.lineWidth = 1.5;
  pen2.strokeStyle = theme === "dark" ? "#22262b" : "#ffffff";
  pen2.stroke();
  pen2.textAlign = "center";
  pen2.textBaseline = "middle";
  pen2.font = `700 ${term2.badge > 9 || several ? 8 : 9}px ${FONT2}`;
  pen2.fillStyle = css(textOn(parseHex(term2.colour)));
  pen2.fillText(several ? `${term2.badge}…` : String(term2.badge), middle2, middle2 + 0.5);
  return canvas;
}

// js/pager.js
var Pager = class {
  /**
   * @param {Panel} panel
   * @param {Page[]} pages
   * @param {(page: number) => void} turn
   */
  constructor(panel2, pages, turn) {
    this.panel = panel2;
    this.pages = pages;
    this.page = 0;
    const button = (text, label, step) => {
      const node = h("button", { type: "button", class: "cnnbp-button cnnbp-turn", "aria-label": `${panel2.name}: ${label}`, "data-lm-suppress-shortcuts": "true" }, text);
      node.addEventListener("click", () => turn((this.page + step + pages.length) % pages.length));
      return node;
    };
    this.choice = h(
      "select",
      { class: "cnnbp-input cnnbp-page", "aria-label": `${panel2.name}: page`, "data-lm-suppress-shortcuts": "true" },
      ...pages.map((page, i) => h("option", { value: i }, pageName(panel2, page)))
    );
    this.choice.addEventListener("change", () => turn(Number(this.choice.value)));
    this.choice.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
    this.elsewhere = h("span", { class: "cnnbp-elsewhere", role: "status" });
    this.el = h("div", { class: "cnnbp-pager", role: "group", "aria-label": `pages of ${panel2.name}` }, button("‹", "previous page", -1), this.choice, button("›", "next page", 1), this.elsewhere);
    this.show(0, /* @__PURE__ */ new Map());
  }
  /**
   * @param {number} page
   * @param {Map<number, any>} lit what is lit elsewhere is counted
   */
  show(page, lit) {
    this.page = page;
    const { start, count: count2 } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    let hidden = 0;
    for (const flat of lit.keys()) if (flat < start * size || flat >= (start + count2) * size) hidden += 1;
    const text = hidden ? `${hidden} lit on other pages` : "";
    if (this.elsewhere.textContent !== text) this.elsewhere.textContent = text;
    this.choice.value = String(page);
  }
};

// js/grid.js
var NUMBERS_FROM2 = 26;
var MANY = 150;
var Grid = class {
  #lastLit = "";
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
    this.dim = false;
    this.bare = this.large;
    this.covered = false;
    this.marks = /* @__PURE__ */ new Set();
    this.pages = platePages(panel2);
    this.page = 0;
    this.sheets = /* @__PURE__ */ new Map();
    this.outline = null;
    this.plates = h("div", { class: "cnnbp-plates", style: `--plates:${blockColumns(panel2)}` });
    this.legend = h("div", { class: "cnnbp-legend" });
    this.magnifier = this.large ? new Magnifier(this) : null;
    const turn = (page) => {
      this.turn(page);
      handlers.turned?.(panel2, page);
    };
    this.pager = this.pages.length > 1 ? new Pager(panel2, this.pages, turn) : null;
    this.el = h(
      "div",
      { class: `cnnbp-panel${this.large ? " cnnbp-large" : ""}`, "data-panel": panel2.id },
      h("div", { class: "cnnbp-title" }, panel2.name),
      h("div", { class: "cnnbp-subtitle" }, panel2.subtitle),
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
    const { start, count: count2 } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    this.page = page;
    this.sheets = new Map(Array.from({ length: count2 }, (_, i) => [start + i, makeSheet(this.panel, start + i, this.large)]));
    this.cells.clear();
    if (!this.sheets.has(Math.floor(this.active / size))) this.active = start * size;
    this.plates.replaceChildren(...[...this.sheets.values()].map((sheet2) => sheet2.box));
    if (this.large) for (const flat of [this.active, this.chosen, ...this.#marked(), ...this.marks]) this.element(flat);
    else for (let flat = start * size; flat < (start + count2) * size; flat += 1) this.element(flat);
    if (this.lit) this.#show();
    this.frame(this.outline);
  }
  /** The element of a cell, made when it is first needed; null on a page that is not shown. @param {number} flat */
  element(flat) {
    const known3 = this.cells.get(flat);
    if (known3) return known3;
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
    const before2 = this.active;
    this.active = flat;
    this.cells.get(before2)?.setAttribute("tabindex", "-1");
    this.cells.get(flat)?.setAttribute("tabindex", "0");
    if (before2 !== flat) this.#forget(before2);
  }
  /** @param {number} cell size in px @param {"light" | "dark"} theme */
  resize(cell, theme) {
    const bare = this.large && cell < NUMBERS_FROM2;
    const repaint = theme !== this.theme || bare !== this.bare || !this.legend.firstChild;
    this.cell = cell;
    this.theme = theme;
    this.bare = bare;
    this.el.style.setProperty("--cell", `${cell}px`);
    this.el.classList.toggle("cnnbp-numbers", cell >= NUMBERS_FROM2);
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
    const before2 = [...this.#marked(), this.chosen, ...this.marks];
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
    const changed = /* @__PURE__ */ new Set([...before2, ...this.#marked(), chosen, ...this.marks]);
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
    const key3 = flats.join();
    if (key3 === this.#lastLit) return this.page;
    this.#lastLit = key3;
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
    const around2 = { left: edge("left", Math.min) - dx, right: edge("right", Math.max) - dx, top: edge("top", Math.min) - dy, bottom: edge("bottom", Math.max) - dy };
    return (flat) => {
      const { plate, row, col } = cellPlace(flat, this.panel);
      const box = boxes.get(plate);
      if (!box) return null;
      const size = box.width / cols;
      return { x: box.left - dx + (col + 0.5) * size, y: box.top - dy + (row + 0.5) * box.height / rows, size, box: around2 };
    };
  }
};

// js/layout.js
var GAP3 = 56;
var HEADER = 16;
var LARGEST3 = 38;
var LEGIBLE = 28;
var SHEET = 320;
var NARROWEST2 = 138;
var BETWEEN2 = 12;
var LOOK = 208;
var columnsOf = (panel2) => panel2.cols * blockColumns(panel2);
var gapsOf = (panel2) => (blockColumns(panel2) - 1) * (BETWEEN2 + (isLarge(panel2) ? 0 : HEADER));
function fit(panels, width) {
  const ids = panels.map((panel2) => panel2.id);
  for (const rows2 of splits(ids)) {
    const cells = cellSizes(rows2, panels, width);
    const smallest = panels.filter((p) => !isLarge(p)).map((p) => cells[p.id]);
    const narrowest = panels.filter(isLarge).map((p) => cells[p.id] * columnsOf(p) - (blockColumns(p) > 1 ? LOOK / 3 : 0));
    const wide = rows2.map((row) => rowWidth(panels.filter((p) => row.includes(p.id)), cells));
    if (smallest.every((c) => c >= LEGIBLE) && narrowest.every((w) => w >= LOOK) && wide.every((w) => w <= width)) return { rows: rows2, cells };
  }
  const rows = ids.map((id) => [id]);
  return { rows, cells: cellSizes(rows, panels, width) };
}
var rowWidth = (row, cells) => row.reduce((sum, p) => sum + Math.max(cells[p.id] * columnsOf(p) + gapsOf(p), isLarge(p) ? LOOK : 0) + GAP3, -GAP3);
function splits(ids) {
  const [joined, results] = [ids.slice(0, 3), ids.slice(3)];
  const heads2 = [[joined], joined.map((id) => [id])];
  const some = heads2.flatMap((head) => [3, 2].map((n) => [...head, ...inRows(results, n)]));
  return [[ids], ...some];
}
var inRows = (ids, size) => ids.length ? [ids.slice(0, size), ...inRows(ids.slice(size), size)] : [];
function cellSizes(rows, panels, width) {
  const cells = {};
  let common = LARGEST3;
  for (const row of rows) {
    const here = panels.filter((panel2) => row.includes(panel2.id));
    const large = here.filter(isLarge);
    const small = here.filter((panel2) => !isLarge(panel2));
    const narrow = small.filter((p) => columnsOf(p) * LARGEST3 < NARROWEST2);
    const gaps = here.reduce((sum, p) => sum + (narrow.includes(p) ? 0 : gapsOf(p)), 0);
    const room = width - GAP3 * (row.length - 1) - HEADER * (row.length - narrow.length) - NARROWEST2 * narrow.length - gaps;
    const columns = small.reduce((sum, p) => sum + (narrow.includes(p) ? 0 : columnsOf(p)), 0);
    const share2 = large.length ? Math.min(SHEET, (room - columns * LEGIBLE) / large.length) : 0;
    for (const p of large) cells[p.id] = Math.max(Math.min(2, width / columnsOf(p)), share2 / columnsOf(p));
    if (columns) common = Math.min(common, Math.floor((room - share2 * large.length) / columns));
    else if (room < 0) common = 0;
  }
  for (const p of panels) if (!isLarge(p)) cells[p.id] = Math.max(6, common);
  return cells;
}

// js/rotated.js
function panel(id, name2, subtitle, values, shape) {
  return { id, symbol: "", name: name2, subtitle, unit: "output", scale: "signed", values, shape, top: largest(values), ...sheet(shape) };
}
var RotatedView = class {
  /** @param {Context} context */
  constructor({ scene, pick, preview }) {
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
    const padded = panel("padded", "δ padded with zeros", `${rotated.shape.join(" × ")} · ${turned ? "w, rotated by 180°, lies on it" : "w lies on it as it is"}`, rotated.values, rotated.shape);
    const kernel = panel("lying", turned ? "rot180(w)" : "w, not rotated", turned ? "the kernel, rotated by 180°" : "the forward pass has rotated it already", lying, rotated.kernelShape);
    this.targetAt = new Map(Array.from(rotated.place, (place2, target) => (
      /** @type {[number, number]} */
      [place2 - 1, target]
    )));
    this.kernelAt = new Map(Array.from(rotated.kernel, (parameter, place2) => (
      /** @type {[number, number]} */
      [parameter, place2]
    )));
    this.weights = lying;
    this.related = null;
    const handlers = {
      preview: (where2, flat) => {
        const cell = flat === null ? null : this.#meant(where2.id, flat);
        preview?.(cell ? cell.panel : "input", cell ? cell.flat : null);
      },
      pick: (where2, flat) => {
        const { panel: panel2, flat: meant } = this.#meant(where2.id, flat);
        pick(panel2, meant);
      }
    };
    this.kernel = new Grid(kernel, scene, handlers);
    this.padded = new Grid(padded, scene, handlers);
    this.grids = [this.kernel, this.padded];
    this.el = h("div");
    this.rows = "";
  }
  /**
   * Which cell of the layer a cell of this view stands for: a weight, an output delta, or, for one
   * of the zeros, the pixel on which the kernel lies with its middle there.
   * @param {string} id @param {number} flat
   */
  #meant(id, flat) {
    if (id === "lying") return { panel: "weights", flat: this.rotated.kernel[flat] };
    const target = this.targetAt.get(flat);
    if (target !== void 0) return { panel: "delta", flat: target };
    const { row, col } = cellPlace(flat, this.padded.panel);
    const input = (
      /** @type {import("./types.js").Panel} */
      this.scene.byId.get("input")
    );
    const { high, wide } = this.#extent();
    const plate = this.related?.unit === "input" ? cellPlace(this.related.flat, input).plate : 0;
    const inside = (n, count2) => Math.min(Math.max(n, 0), count2 - 1);
    const [top, left] = [inside(row - (high >> 1), input.rows), inside(col - (wide >> 1), input.cols)];
    return { panel: "input", flat: (plate * input.rows + top) * input.cols + left };
  }
  /** Rows and columns that the kernel covers, with the gaps of a dilation. */
  #extent() {
    const [high, wide] = this.rotated.kernelShape.slice(-2);
    const [down, across] = this.rotated.dilation;
    return { high: (high - 1) * down + 1, wide: (wide - 1) * across + 1 };
  }
  /** @param {number} width @param {"light" | "dark"} theme */
  resize(width, theme) {
    const { rows, cells } = fit(this.grids.map((grid) => grid.panel), width);
    if (rows.join(";") !== this.rows) {
      this.rows = rows.join(";");
      const find = (id) => (
        /** @type {Grid} */
        this.grids.find((grid) => grid.panel.id === id).el
      );
      this.el.replaceChildren(...rows.map((row) => h("div", { class: "cnnbp-row" }, ...row.map(find))));
    }
    for (const grid of this.grids) grid.resize(cells[grid.panel.id], theme);
  }
  /** @param {Related | null} related */
  light(related) {
    this.related = related;
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
  /** The kernel lies with its first corner at the chosen pixel's own row and column.
   * @param {Related | null} related
   */
  #window(related) {
    const input = this.scene.byId.get("input");
    if (related?.unit !== "input" || !input) return this.padded.frame(null);
    const { plate, row, col } = cellPlace(related.flat, input);
    this.padded.frame({ row, col, ...this.#extent(), lying: (filter) => this.#lying(filter, plate) });
  }
  /** The weights of one filter and channel, each on the cell it is multiplied with. @param {number} filter @param {number} channel */
  #lying(filter, channel) {
    const { kernelShape, dilation } = this.rotated;
    const [high, wide] = kernelShape.slice(-2);
    const channels = kernelShape[kernelShape.length - 3] ?? 1;
    const first = (filter * channels + channel) * high * wide;
    return Array.from({ length: high * wide }, (_, i) => {
      const [row, col] = [Math.floor(i / wide) * dilation[0], i % wide * dilation[1]];
      return h("span", { class: "cnnbp-factor", style: `--r:${row};--c:${col}`, "data-weight": this.weights[first + i] }, `×${compact(this.weights[first + i])}`);
    });
  }
};
function add(map, flat, term2) {
  if (flat < 0) return;
  map.set(flat, [...map.get(flat) ?? [], term2]);
}

// js/copy.js
function copyButton(label, text) {
  const button = h("button", { type: "button", class: "cnnbp-button", "data-lm-suppress-shortcuts": "true" }, label);
  const said = h("span", { class: "cnnbp-said", role: "status" });
  const area = h("textarea", { class: "cnnbp-copy", readonly: true, hidden: true, rows: 4, "aria-label": `${label}: the text`, "data-lm-suppress-shortcuts": "true" });
  button.addEventListener("click", async () => {
    const copied = await toClipboard(text());
    area.hidden = copied;
    said.textContent = copied ? "copied" : "press Ctrl+C to copy what is selected";
    if (copied) return;
    area.value = text();
    area.focus();
    area.select();
  });
  return h("div", { class: "cnnbp-copying" }, button, said, area);
}
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// js/table_text.js
var MOST_CELLS = 900;
var AROUND = 11;
var COLUMNS = {
  backward: ["delta", "weights", "input"],
  forward: ["input", "weights", "output"],
  gradient: ["input", "output", "delta"]
};
var where = (panel2, flat) => panel2 ? unflatten(flat, panel2.shape).join(", ") : String(flat);
function termTable(scene, sum) {
  const [input, weights, output] = ["input", "weights", "output"].map((id) => scene.byId.get(id));
  const shared = weights && sum.terms.some((term2) => term2.parameter >= 0);
  const { flow } = sum;
  const uses = COLUMNS[flow];
  const head = ["edge", "input cell", ...flow === "backward" ? [] : ["a"]];
  if (uses.includes("weights")) head.push(...shared ? [`${word(weights, scene)} cell`, "w"] : ["w"]);
  head.push("output cell", ...flow === "forward" ? [] : ["δ"], "product");
  const exact = (value2) => ({ text: number(value2, 4), value: value2 });
  const rows = sum.terms.map((term2) => {
    const row = [{ text: String(term2.badge) }, { text: where(input, term2.source) }];
    if (flow !== "backward") row.push(exact(flow === "forward" ? term2.right : term2.left));
    if (uses.includes("weights")) row.push(...shared ? [{ text: where(weights, term2.parameter) }] : [], exact(term2.weight));
    row.push({ text: where(output, term2.target) });
    if (flow !== "forward") row.push(exact(term2.right));
    return [...row, exact(term2.left * term2.right)];
  });
  const foot = sum.bias === null ? [] : [[{ text: "bias b" }, exact(sum.bias)]];
  if (sum.form === "sum") foot.push([{ text: TOTALS[flow] }, exact(sum.total)]);
  return { head, rows, foot };
}
var TOTALS = { backward: "sum ∂C/∂a", forward: "sum z", gradient: "sum ∂C/∂w" };
function termCaption({ flow, form }) {
  if (form === "fan") return flow === "backward" ? "What this output's δ sends back along each edge" : "What this input sends forward along each edge";
  return { backward: "The deltas that flow back, w · δ for each edge", forward: "The values that flow in, w · a for each edge", gradient: "The weight's gradient, a · δ for each use" }[flow];
}
function panelTables(panel2, centre = -1) {
  const whole = panel2.values.length <= MOST_CELLS;
  const size = panel2.rows * panel2.cols;
  const at = Math.max(centre, 0);
  const inside = at % size;
  const rows = span(Math.floor(inside / panel2.cols), panel2.rows, whole);
  const cols = span(inside % panel2.cols, panel2.cols, whole);
  const plates = whole ? Array.from({ length: panel2.plates }, (_, i) => i) : [Math.floor(at / size)];
  return {
    whole,
    tables: plates.map((plate) => ({
      name: plateName(unflatten(plate, leading(panel2))).trim(),
      rows,
      cols,
      cells: rows.map((row) => cols.map((col) => (plate * panel2.rows + row) * panel2.cols + col))
    }))
  };
}
function span(centre, length, whole) {
  const size = whole ? length : Math.min(length, AROUND);
  const start = whole ? 0 : windowStart(centre, length, size);
  return Array.from({ length: size }, (_, i) => start + i);
}
var tsv = (rows) => rows.map((row) => row.map((cell) => String(cell.value ?? cell.text)).join("	")).join("\n");
function termText({ head, rows, foot }) {
  const blank = Math.max(0, head.length - 2);
  const last = foot.map(([name2, value2]) => [name2, ...Array.from({ length: blank }, () => ({ text: "" })), value2]);
  return tsv([head.map((text) => ({ text })), ...rows, ...last]);
}
function panelText(panel2) {
  const size = panel2.rows * panel2.cols;
  return Array.from({ length: panel2.plates }, (_, plate) => {
    const name2 = plateName(unflatten(plate, leading(panel2))).trim();
    const cells = Array.from({ length: panel2.rows }, (_2, row) => Array.from({ length: panel2.cols }, (_3, col) => String(panel2.values[plate * size + row * panel2.cols + col])).join("	"));
    return [...name2 ? [name2] : [], ...cells].join("\n");
  }).join("\n\n");
}

// js/table.js
var MOST_ROWS = 200;
var TableView = class {
  /** @param {Context} context */
  constructor({ scene, direction }) {
    this.scene = scene;
    this.related = null;
    this.all = false;
    this.panels = /* @__PURE__ */ new Map();
    this.terms = h("div", { class: "cnnbp-terms" });
    const hidden = direction === "forward" ? ["delta", "gradient", "sigma_prime", "input_delta"] : ["output"];
    const shown = scene.panels.filter((panel2) => !hidden.includes(panel2.id));
    const all = h("details", { class: "cnnbp-all" }, h("summary", {}, "All numbers, panel by panel"), ...shown.map((panel2) => this.#panel(panel2)));
    this.el = h("div", { class: "cnnbp-table", "data-view": "table" }, h("div", { class: "cnnbp-title" }, "The numbers"), this.terms, all);
  }
  /** @param {Panel} panel */
  #panel(panel2) {
    const body = h("div", {});
    const details = h("details", { "data-table": panel2.id }, h("summary", {}, panel2.name), body);
    this.panels.set(panel2.id, { details, body, panel: panel2 });
    details.addEventListener("toggle", () => details.open && this.#fill(panel2.id));
    return details;
  }
  /** @param {string} id */
  #fill(id) {
    const { body, panel: panel2 } = (
      /** @type {{body: HTMLElement, panel: Panel}} */
      this.panels.get(id)
    );
    const { tables, whole } = panelTables(panel2, this.#centre(panel2));
    const { shape } = panel2;
    const note = whole ? null : h("p", { class: "cnnbp-subtitle" }, `${shape.join(" × ")} numbers are too many to read: here the neighbourhood of the choice. The copy holds them all.`);
    const grids = tables.map(({ name: name2, rows, cols, cells }) => {
      const head = h("tr", {}, h("th", { scope: "col" }, rows.length > 1 || cols.length > 1 ? "row \\ column" : "row"), ...cols.map((col) => h("th", { scope: "col" }, String(col))));
      const lines = cells.map((line4, i) => h("tr", {}, h("th", { scope: "row" }, String(rows[i])), ...line4.map((flat) => value({ text: number(panel2.values[flat], 4), value: panel2.values[flat] }))));
      return scroller(h("table", {}, h("caption", {}, [panel2.name, name2].filter(Boolean).join(", ")), h("thead", {}, head), h("tbody", {}, ...lines)));
    });
    body.replaceChildren(...note ? [note] : [], copyButton(`Copy ${panel2.name} as text`, () => panelText(panel2)), ...grids);
    settle(body);
  }
  /** The cell of a panel that the choice is about: itself, or the first that is lit. @param {Panel} panel */
  #centre(panel2) {
    const { related } = this;
    if (!related) return -1;
    if (related.unit === panel2.unit) return related.flat;
    const ends = { input: "source", output: "target", weights: "parameter" };
    return related.terms[0]?.[
      /** @type {"source"} */
      ends[panel2.unit]
    ] ?? -1;
  }
  resize() {
    settle(this.el);
  }
  /** @param {Related | null} related */
  light(related) {
    if (related?.flat !== this.related?.flat || related?.unit !== this.related?.unit) this.all = false;
    this.related = related;
    this.#terms();
    for (const [id, { details, panel: panel2 }] of this.panels) if (details.open && !panelTables(panel2).whole) this.#fill(id);
  }
  #terms() {
    const { related, scene } = this;
    if (!related) {
      this.terms.replaceChildren(h("p", { class: "cnnbp-subtitle" }, "Choose a cell: its edges stand here, one in each row."));
      return;
    }
    this.terms.replaceChildren(...related.sums.map((sum) => this.#sum(termTable(scene, sum), sum)));
    settle(this.terms);
  }
  /** @param {ReturnType<typeof termTable>} table @param {Sum} sum */
  #sum(table, sum) {
    const { head, rows, foot } = table;
    const shown = this.all ? rows : rows.slice(0, MOST_ROWS);
    const lines = shown.map((row, i) => h("tr", {}, badge4(sum.terms[i]), ...row.slice(1).map(value)));
    const last = foot.map(([name2, cell], i) => h("tr", {}, h("th", { scope: "row", colspan: head.length - 1 }, name2.text), value(cell, i)));
    const grid = h(
      "table",
      { "data-flow": sum.flow },
      h("caption", {}, `${termCaption(sum)} (${plural(rows.length, "edge", "edges")})`),
      h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...lines),
      h("tfoot", {}, ...last)
    );
    const copy = copyButton("Copy as text", () => termText(table));
    const more = rows.length > shown.length ? this.#more(rows.length) : null;
    return h("div", { class: "cnnbp-term-table" }, scroller(grid), h("div", { class: "cnnbp-group" }, more, copy));
  }
  /** @param {number} count */
  #more(count2) {
    const button = h("button", { type: "button", class: "cnnbp-button" }, `Show all ${count2} edges`);
    button.addEventListener("click", () => {
      this.all = true;
      this.#terms();
    });
    return button;
  }
};
function badge4(term2) {
  const style = `--badge:${term2.colour};--on-badge:${css(textOn(parseHex(term2.colour)))}`;
  return h("th", { scope: "row", style }, h("span", { class: "cnnbp-badge" }, String(term2.badge)));
}
function value(cell, _index = 0) {
  return cell.value === void 0 ? h("td", { class: "cnnbp-at" }, cell.text) : h("td", { "data-value": cell.value }, cell.text);
}
var scroller = (table) => h("div", { class: "cnnbp-scroll" }, table);
var settle = (el) => void requestAnimationFrame(() => measure(el));
function measure(el) {
  for (const box of el.querySelectorAll(".cnnbp-scroll")) {
    if (box.scrollWidth > box.clientWidth + 1) {
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? "table");
    } else for (const name2 of ["tabindex", "role", "aria-label"]) box.removeAttribute(name2);
  }
}

// js/views.js
var VIEWS = [
  {
    name: "network",
    label: "Network",
    title: "all layers, from the input to the loss and back",
    fits: (scene) => Boolean(scene.set?.chain),
    make: (context) => new ChainView(context),
    above: true
  },
  {
    name: "rotated",
    label: "Rotated",
    title: "the padded delta with the rotated kernel lying on it",
    fits: (scene, direction) => scene.rotated !== null && direction === "backward",
    make: (context) => new RotatedView(context)
  },
  {
    name: "matrix",
    label: "Matrix",
    title: "the layer as a sparse matrix: rows are outputs, columns are inputs",
    fits: (scene, direction) => scene.byId.has(direction === "forward" ? "output" : "gradient"),
    make: (context) => new MatrixView(context)
  },
  {
    name: "table",
    label: "Table",
    title: "the numbers as tables, to read, hear or copy",
    fits: () => true,
    make: (context) => new TableView(context)
  }
];

// js/save.js
function save(model) {
  try {
    model.save_changes();
    return true;
  } catch {
    return false;
  }
}

// js/items.js
var BARS = [
  { name: "steps", label: "Steps", title: "play the sum term by term, position by position" },
  { name: "controls", label: "Settings", title: "kernel size, stride, padding and the like" }
];
var DIRECTIONS = [
  ["backward", "← Backward", "deltas flow from the outputs back to the inputs"],
  ["forward", "Forward →", "values flow from the inputs to the outputs"]
];
function items(model, scene, ask) {
  const set = (values) => {
    for (const [name2, value2] of Object.entries(values)) model.set(name2, value2);
    save(model);
  };
  const choice2 = (trait, value2, label, title) => ({
    label,
    title,
    group: trait,
    pressed: () => model.get(trait) === value2,
    press: () => set({ [trait]: value2 })
  });
  const mode = (value2, label, title) => ({
    ...choice2("mode", value2, label, title),
    press: () => set(model.get("mode") === value2 ? { mode: "explore" } : { mode: value2, ...value2 === "predict" ? QUESTION : {} })
  });
  const view = ({ name: name2, label, title }) => ({
    label,
    title,
    group: "views",
    pressed: () => model.get("views").includes(name2),
    press: () => {
      const shown = model.get("views");
      set({ views: shown.includes(name2) ? shown.filter((v2) => v2 !== name2) : [...shown, name2] });
    }
  });
  const back2 = (what, label, title) => ({
    label,
    title,
    group: "changes",
    press: () => ask(what),
    fits: () => model.get("mode") === "edit" || model.get("mode") !== "predict" && model.get("views").includes("controls"),
    idle: () => !model.get("undoable") && !model.get("scene").cases
  });
  return [
    ...DIRECTIONS.map(([way, label, title]) => ({ ...choice2("direction", way, label, title), fits: () => model.get("mode") !== "predict" })),
    ...VIEWS.map((kind) => ({ ...view(kind), fits: () => model.get("mode") !== "predict" && kind.fits(scene(), model.get("direction")) })),
    ...BARS.map((bar) => ({ ...view(bar), fits: () => model.get("mode") !== "predict" && (bar.name !== "controls" || scene().controls.length > 0) })),
    mode("predict", "Predict", "say what flows back before it is shown"),
    mode("edit", "Edit", "type numbers or draw"),
    back2("undo", "Undo", "take the last change back (Ctrl+Z)"),
    back2("reset", "Reset", "back to the numbers it began with")
  ];
}
var QUESTION = { direction: "backward", marks: [], verdict: {}, hints: [], shown: null };

// js/predict.js
var ANSWERS = /* @__PURE__ */ new Set(["gradient", "input_delta"]);
var ALL_HINTS = 3;
var Predict = class {
  /**
   * @param {any} model
   * @param {() => Scene} scene
   * @param {(what: string, details: Record<string, any>) => void} ask
   */
  constructor(model, scene, ask) {
    this.model = model;
    this.scene = scene;
    this.ask = ask;
    this.question = h("p", { class: "cnnbp-say" });
    this.input = h("input", { class: "cnnbp-input", type: "text", inputmode: "decimal", size: 8, "aria-label": "your number", "data-lm-suppress-shortcuts": "true" });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#judge("value");
      if (event.key !== "Escape") event.stopPropagation();
    });
    const button = (text, press) => {
      const made = h("button", { type: "button", class: "cnnbp-button", "data-lm-suppress-shortcuts": "true" }, text);
      made.addEventListener("click", press);
      return made;
    };
    this.check = button("Check the marks", () => this.#judge("outputs"));
    this.hint = button("Hint", () => this.ask("hint", { source: this.source, count: Math.min(model.get("hints").length + 1, ALL_HINTS) }));
    this.verdict = h("div", { class: "cnnbp-verdict", role: "status" });
    this.hints = h("ol", { class: "cnnbp-hints" });
    this.asked = h(
      "div",
      { class: "cnnbp-asked" },
      h("div", { class: "cnnbp-field" }, h("span", {}, "1 · Mark the output deltas that flow back, then"), this.check),
      h("div", { class: "cnnbp-field" }, h("span", { class: "cnnbp-number-asked" }), this.input, button("Check the number", () => this.#judge("value"))),
      h("div", { class: "cnnbp-group" }, this.hint, button("Reveal", () => this.#reveal()), button("Another pixel", () => this.another()))
    );
    this.el = h("div", { class: "cnnbp-predict", role: "group", "aria-label": "prediction" }, this.question, this.asked, this.verdict, this.hints);
  }
  get on() {
    return this.model.get("mode") === "predict";
  }
  /** The input unit in question, or -1. */
  get source() {
    const selection = this.model.get("selection");
    const panel2 = selection && this.scene().byId.get(selection.panel);
    return panel2?.unit === "input" ? flatIndex(selection.index, panel2.shape) : -1;
  }
  /** What is still covered: the edges, and the number. */
  get covered() {
    if (!this.on) return { edges: false, value: false };
    const verdict = this.model.get("verdict");
    const open = Boolean(verdict.revealed) || verdict.right && verdict.question === "value";
    const marked = open || this.model.get("hints").length >= 2 || verdict.right && verdict.question === "outputs";
    return { edges: !marked, value: !open };
  }
  /** @param {Panel} panel */
  hides(panel2) {
    return ANSWERS.has(panel2.id) && this.covered.value;
  }
  /** A click on an output marks it. True when the click has been used. @param {Panel} panel @param {number} flat */
  pick(panel2, flat) {
    if (!this.on || panel2.unit === "input") return false;
    if (panel2.unit === "output" && this.source >= 0) {
      const marks = this.model.get("marks");
      this.#set({ marks: marks.includes(flat) ? marks.filter((m) => m !== flat) : [...marks, flat], verdict: {} });
    }
    return true;
  }
  /** @param {"value" | "outputs"} question */
  #judge(question) {
    if (this.source < 0) return;
    const answer = question === "value" ? this.input.value : this.model.get("marks");
    this.ask("judge", { question, source: this.source, answer });
  }
  #reveal() {
    if (this.source >= 0) this.#set({ verdict: { revealed: true, reason: "Revealed: this is how it is." } });
  }
  /** Another unit that has edges, in an order that jumps about. */
  another() {
    const input = (
      /** @type {Panel} */
      this.scene().byId.get("input")
    );
    const size = input.values.length;
    let flat = Math.max(this.source, 0);
    for (let tries = 0; tries < size; tries += 1) {
      flat = (flat + 19) % size;
      if (edgesAt(this.scene(), "input", flat).length) break;
    }
    this.forget();
    this.#set({ selection: { panel: "input", index: unflatten(flat, input.shape) } });
  }
  /** A new question: nothing marked, nothing said. */
  forget() {
    this.input.value = "";
    this.#set({ marks: [], verdict: {}, hints: [] });
  }
  /** @param {Record<string, any>} values */
  #set(values) {
    for (const [name2, value2] of Object.entries(values)) this.model.set(name2, value2);
    save(this.model);
  }
  refresh() {
    this.el.hidden = !this.on;
    if (!this.on) return;
    const scene = this.scene();
    const chosen = this.source >= 0;
    const verdict = this.model.get("verdict");
    const name2 = chosen ? cellName(
      /** @type {Panel} */
      scene.byId.get("input"),
      scene,
      this.source
    ) : "";
    this.question.textContent = chosen ? `Predict: what flows back to ${name2}?` : "Predict: choose an input pixel, or take another pixel.";
    for (const node of this.asked.querySelectorAll(".cnnbp-field, .cnnbp-button")) {
      if (node.textContent !== "Another pixel") node.toggleAttribute("hidden", !chosen);
    }
    const { symbol } = (
      /** @type {Panel} */
      scene.byId.get("input_delta") ?? scene.byId.get("gradient")
    );
    this.asked.querySelector(".cnnbp-number-asked").textContent = `2 · Or give the number: ${symbol} =`;
    this.check.textContent = `Check ${plural(this.model.get("marks").length, "mark", "marks")}`;
    const tried = this.model.get("attempts").length;
    this.verdict.className = `cnnbp-verdict${verdict.right ? " cnnbp-right" : verdict.reason && !verdict.revealed ? " cnnbp-wrong" : ""}`;
    const sign = verdict.revealed ? "" : verdict.right ? "✓ " : "✗ ";
    this.verdict.textContent = verdict.reason ? `${sign}${verdict.reason}` : tried ? `${plural(tried, "attempt", "attempts")} so far.` : "";
    this.hints.replaceChildren(...this.model.get("hints").map((hint) => h("li", {}, hint)));
  }
};

// js/offline.js
var MOST4 = 3;
var UNKNOWN = "This is not the number, and none of the known mistakes gives it.";
var readings2 = /* @__PURE__ */ new WeakMap();
function readAnswers(raw) {
  const known3 = readings2.get(raw);
  if (known3) return known3;
  const edges = (packed2) => packed2 && { source: unpack(packed2.source), target: unpack(packed2.target) };
  const answers = {
    right: unpack(raw.right),
    tolerance: unpack(raw.tolerance),
    mistakes: raw.mistakes.map((one) => ({ ...one, values: unpack(one.values), edges: edges(one.edges) })),
    hints: raw.hints
  };
  readings2.set(raw, answers);
  return answers;
}
function blame(fits, what) {
  const [first] = fits;
  if (fits.length === 1) return `${what} is what comes out when ${first.sentence}. ${first.remedy}`;
  const clauses = fits.slice(0, MOST4).map((one, i) => `(${i + 1}) ${one.sentence}`).join("; ");
  return `${what} comes out in more than one way: when ${clauses}. ${first.remedy}`;
}
function judgeValue({ right, tolerance, mistakes }, source, value2) {
  const near = (a, b) => Math.abs(a - b) <= tolerance[source];
  if (near(value2, right[source])) return { right: true, reason: `Right: ${number(right[source], 3)}.`, mistakes: [] };
  const reading = right[source] === 0 ? Math.max(tolerance[source], Math.min(5e-3, 0.1 * Math.abs(value2))) : tolerance[source];
  const fits = mistakes.filter(({ values }) => Math.abs(values[source] - value2) <= reading && Math.abs(values[source] - right[source]) > reading);
  return { right: false, reason: fits.length ? blame(fits, "This number") : UNKNOWN, mistakes: fits.map((one) => one.name) };
}
function joinedBy(edges, source) {
  const found = /* @__PURE__ */ new Set();
  edges.source.forEach((from, edge) => from === source && found.add(edges.target[edge]));
  return found;
}
var within = (a, b) => [...a].every((one) => b.has(one));
var equal = (a, b) => a.size === b.size && within(a, b);
function judgeOutputs(answers, edges, delta, source, marks) {
  const joined = joinedBy(edges, source);
  const sending = /* @__PURE__ */ new Set();
  edges.source.forEach((from, edge) => {
    if (from === source && edges.weight(edge) !== 0 && delta[edges.target[edge]] !== 0) sending.add(edges.target[edge]);
  });
  const marked = new Set(marks);
  if (within(sending, marked) && within(marked, joined)) {
    return { right: true, reason: `Right: ${plural(marked.size, "output", "outputs")}.`, mistakes: [] };
  }
  const fits = answers.mistakes.filter((one) => one.edges && equal(joinedBy(one.edges, source), marked));
  const right = [...marked].filter((one) => joined.has(one)).length;
  const missing = [...sending].filter((one) => !marked.has(one)).length;
  const counts = `Not quite: ${plural(marked.size, "output", "outputs")} marked, ${right} right, ${marked.size - right} without an edge to this unit, ${missing} missing.`;
  return { right: false, reason: fits.length ? blame(fits, "This set of outputs") : counts, mistakes: fits.map((one) => one.name) };
}
function findCase(cases, now, name2, value2) {
  const wanted = { ...now.options, kind: now.kind, [name2]: value2 };
  const same = (scene, key3) => {
    const has = key3 === "kind" ? scene.kind : scene.options[key3];
    return has === void 0 || String(has ?? "") === String(wanted[key3] ?? "");
  };
  return cases.find((scene) => Object.keys(wanted).every((key3) => same(scene, key3))) ?? null;
}

// js/offline_requests.js
var NEEDS_PYTHON = "This needs Python, and this page runs without it. Open the lesson on Binder or on your own computer to change these numbers.";
var before = /* @__PURE__ */ new WeakMap();
function answerOffline(model, scene, request) {
  const raw = model.get("scene").layers[model.get("stage")];
  if (raw.answers && request.do === "judge") return judge(model, scene, raw.answers, request);
  if (raw.answers && request.do === "hint") {
    model.set("hints", readAnswers(raw.answers).hints[request.source].slice(0, request.count));
    return true;
  }
  const past = before.get(model) ?? [];
  const cases = model.get("scene").cases;
  if (request.do === "undo" || request.do === "reset") {
    const back2 = request.do === "undo" ? past.pop() : past.splice(0)[0];
    if (back2) show(model, back2);
    return true;
  }
  const found = request.do === "option" && findCase(cases, raw, request.name, request.value);
  if (!found) return false;
  before.set(model, [...past, raw]);
  show(model, found);
  return true;
}
function show(model, raw) {
  for (const [name2, value2] of Object.entries({ selection: null, marks: [], verdict: {}, hints: [], shown: null, message: {} })) model.set(name2, value2);
  model.set("scene", { ...model.get("scene"), layers: [raw] });
}
function judge(model, scene, raw, { question, source, answer }) {
  const answers = readAnswers(raw);
  const value2 = question === "value" ? Number(String(answer).trim().replace("−", "-").replace(",", ".")) : 0;
  if (question === "value" && (String(answer).trim() === "" || !Number.isFinite(value2))) {
    model.set("message", { text: `got ${answer ? `'${answer}'` : "nothing"}, expected a number such as 0.5 or -1.2` });
    return true;
  }
  const delta = scene.byId.get("delta")?.values ?? new Float64Array();
  const said = question === "value" ? judgeValue(answers, source, value2) : judgeOutputs(answers, scene.edges, delta, source, answer);
  const index = unflatten(source, scene.byId.get("input")?.shape ?? [1]);
  const attempt = { question, panel: "input", index, answer: question === "value" ? value2 : answer, ...said };
  model.set("message", {});
  model.set("attempts", [...model.get("attempts"), attempt]);
  model.set("verdict", attempt);
  return true;
}

// js/requests.js
var PATIENCE = 2500;
var NO_KERNEL = "Python does not answer. Choosing, highlighting and stepping work without it; new numbers and verdicts need a running kernel: run the cell again.";
var Requests = class {
  /**
   * @param {any} model
   * @param {() => import("./types.js").Scene} scene
   * @param {(text: string) => void} say shows a note when no answer comes
   */
  constructor(model, scene, say) {
    this.model = model;
    this.scene = scene;
    this.say = say;
    this.timer = void 0;
    this.answered = () => {
      if (model.get("answered") >= (model.get("request").id ?? 0)) this.#calm();
    };
    model.on("change:answered", this.answered);
  }
  /** @param {string} what @param {Record<string, any>} [details] */
  ask(what, details = {}) {
    if (this.model.get("scene").cases) {
      const done = answerOffline(this.model, this.scene(), { do: what, ...details });
      this.say(done ? "" : NEEDS_PYTHON);
      return;
    }
    const id = Math.max(this.model.get("request").id ?? 0, this.model.get("answered")) + 1;
    this.model.set("request", { id, do: what, ...details });
    const sent = save(this.model);
    clearTimeout(this.timer);
    if (!sent) this.say(NO_KERNEL);
    else if (this.model.get("answered") >= id) this.#calm();
    else this.timer = setTimeout(() => this.say(NO_KERNEL), PATIENCE);
  }
  #calm() {
    clearTimeout(this.timer);
    this.say("");
  }
  dispose() {
    clearTimeout(this.timer);
    this.model.off("change:answered", this.answered);
  }
};

// js/step_plan.js
function forward({ flat, shown }, count2, units) {
  if (shown < count2(flat)) return { flat, shown: shown + 1 };
  if (flat + 1 >= units) return null;
  return { flat: flat + 1, shown: Math.min(1, count2(flat + 1)) };
}
function back({ flat, shown }, count2) {
  if (shown > 1) return { flat, shown: shown - 1 };
  if (flat === 0) return null;
  return { flat: flat - 1, shown: count2(flat - 1) };
}
function leap({ flat, shown }, count2, units) {
  if (shown < count2(flat)) return { flat, shown: count2(flat) };
  return flat + 1 < units ? { flat: flat + 1, shown: count2(flat + 1) } : null;
}

// js/steps.js
var SPEEDS = [["0.5", "slow"], ["1", "normal"], ["2", "fast"], ["5", "very fast"]];
var PACE = 700;
var Steps = class {
  /**
   * @param {any} model
   * @param {() => Scene} scene
   */
  constructor(model, scene) {
    this.model = model;
    this.scene = scene;
    this.playing = false;
    this.timer = void 0;
    const button = (text, label, press) => {
      const made = h("button", { type: "button", class: "cnnbp-button", "aria-label": label, title: label, "data-lm-suppress-shortcuts": "true" }, text);
      made.addEventListener("click", press);
      return made;
    };
    this.play = button("▶ play", "play", () => this.#toggle());
    this.slider = h("input", { type: "range", class: "cnnbp-slider", min: 0, step: 1, "aria-label": "position", "data-lm-suppress-shortcuts": "true" });
    this.slider.addEventListener("input", () => this.#manual({ flat: Number(this.slider.value), shown: this.#count(Number(this.slider.value)) }));
    this.speed = h("select", { class: "cnnbp-input", "aria-label": "speed", "data-lm-suppress-shortcuts": "true" }, ...SPEEDS.map(([value2, text]) => h("option", { value: value2, selected: value2 === "1" }, text)));
    this.where = h("span", { class: "cnnbp-where" });
    this.el = h(
      "div",
      { class: "cnnbp-steps", role: "group", "aria-label": "steps" },
      button("|◀", "first position", () => this.#manual({ flat: 0, shown: Math.min(1, this.#count(0)) })),
      button("◀", "step back", () => this.#manual(back(this.place, this.#count))),
      this.play,
      button("▶|", "step forward", () => this.#manual(forward(this.place, this.#count, this.units))),
      this.slider,
      this.speed,
      this.where
    );
  }
  /** The panel whose units are walked through: where the sums are. */
  get panel() {
    return this.model.get("direction") === "backward" ? "input" : "output";
  }
  get units() {
    return this.scene().byId.get(this.panel)?.values.length ?? 0;
  }
  #count = (flat) => edgesAt(this.scene(), this.panel === "input" ? "input" : "output", flat).length;
  /** @returns {Place} */
  get place() {
    const selection = this.model.get("selection");
    const panel2 = selection && this.scene().byId.get(selection.panel);
    const flat = panel2 && panel2.unit === this.panel ? flatIndex(selection.index, panel2.shape) : 0;
    return { flat, shown: this.model.get("shown") ?? (panel2 ? this.#count(flat) : 0) };
  }
  #toggle() {
    if (this.playing) return this.pause();
    const { flat, shown } = this.place;
    if (flat === this.units - 1 && shown >= this.#count(flat)) this.#go({ flat: 0, shown: 0 });
    this.playing = true;
    this.refresh();
    this.#next();
  }
  #next() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.timer = setTimeout(() => {
      const place2 = (still ? leap : forward)(this.place, this.#count, this.units);
      if (!place2) return this.pause();
      this.#go(place2);
      this.#next();
    }, PACE * (still ? 2 : 1) / Number(this.speed.value));
  }
  pause() {
    clearTimeout(this.timer);
    this.playing = false;
    this.refresh();
  }
  /** @param {Place | null} place */
  #manual(place2) {
    this.pause();
    if (place2) this.#go(place2);
  }
  /** @param {Place} place */
  #go({ flat, shown }) {
    const shape = this.scene().byId.get(this.panel)?.shape ?? [1];
    this.model.set("shown", shown);
    this.model.set("selection", { panel: this.panel, index: unflatten(flat, shape) });
    save(this.model);
  }
  refresh() {
    if (this.el.hidden) return;
    const { flat, shown } = this.place;
    this.slider.max = String(Math.max(this.units - 1, 0));
    this.slider.value = String(flat);
    this.slider.setAttribute("aria-valuetext", `position ${flat + 1} of ${this.units}`);
    this.play.textContent = this.playing ? "❚❚ pause" : "▶ play";
    this.play.setAttribute("aria-label", this.playing ? "pause" : "play");
    this.where.textContent = `position ${flat + 1} of ${this.units} · term ${shown} of ${this.#count(flat)}`;
  }
  dispose() {
    clearTimeout(this.timer);
    this.playing = false;
  }
};

// js/toolbar.js
function toolbar(items2) {
  const groups3 = /* @__PURE__ */ new Map();
  const buttons = items2.map((item) => {
    const button = h("button", { type: "button", class: "cnnbp-button", title: item.title, "data-lm-suppress-shortcuts": "true" }, item.label);
    button.addEventListener("click", () => item.idle?.() || item.press());
    if (!groups3.has(item.group)) groups3.set(item.group, h("div", { class: "cnnbp-group", role: "group", "aria-label": item.group }));
    groups3.get(item.group).append(button);
    return { button, item };
  });
  const el = h("div", { class: "cnnbp-toolbar" }, ...groups3.values());
  const refresh2 = () => {
    for (const { button, item } of buttons) {
      if (item.pressed) write(button, "aria-pressed", String(item.pressed()));
      button.hidden = item.fits ? !item.fits() : false;
      if (item.idle) button.setAttribute("aria-disabled", String(item.idle()));
    }
    for (const group of groups3.values()) group.hidden = [...group.children].every((button) => button.hidden);
  };
  refresh2();
  return { el, refresh: refresh2 };
}

// js/bars.js
var Bars = class {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    const { model } = explorer;
    const scene = () => explorer.scene;
    this.model = model;
    this.explorer = explorer;
    this.note = "";
    this.requests = new Requests(model, scene, (text) => {
      this.note = text;
      this.say();
      refresh(this.settings, scene().controls);
    });
    const ask = this.requests.ask.bind(this.requests);
    this.steps = new Steps(model, scene);
    this.predict = new Predict(model, scene, ask);
    this.edit = new Edit(model, scene, ask);
    this.settings = h("div", {});
    this.change = (name2, value2) => ask("option", { name: name2, value: value2 });
    this.bar = toolbar(items(model, scene, ask));
    this.message = h("div", { class: "cnnbp-message", role: "alert" });
    this.top = h("div", { class: "cnnbp-top" }, this.bar.el, this.steps.el, this.settings, this.edit.el, this.message);
  }
  /** The scene has changed. */
  build() {
    const focused = (
      /** @type {HTMLInputElement | null} */
      this.settings.querySelector(":focus")?.name
    );
    this.settings.replaceChildren(controls(this.explorer.scene.controls, this.change));
    if (focused) fieldOf(this.settings, focused)?.focus();
    if (!this.model.get("views").includes("steps")) this.steps.pause();
  }
  /** Bring all of it up to date with the traits. */
  refresh() {
    const shown = this.model.get("views");
    const predicting = this.predict.on;
    this.bar.refresh();
    this.steps.el.hidden = predicting || !shown.includes("steps");
    this.settings.hidden = predicting || !shown.includes("controls");
    this.edit.el.hidden = !this.edit.on;
    this.steps.refresh();
    this.predict.refresh();
  }
  /** A message from Python, at the cell or the field it is about when there is one. */
  say() {
    const { text, panel: panel2, flat, name: name2 } = this.model.get("message") ?? {};
    const grid = this.explorer.grids.find((one) => one.panel.id === panel2);
    for (const wrong of this.explorer.root?.querySelectorAll(".cnnbp-bubble, .cnnbp-wrong-cell") ?? []) {
      if (wrong.classList.contains("cnnbp-bubble")) wrong.remove();
      else wrong.classList.remove("cnnbp-wrong-cell");
    }
    const words2 = text || this.note;
    const place2 = grid && flat !== void 0 && text ? grid.element(flat) : null;
    this.message.textContent = place2 && grid ? `${cellName(grid.panel, grid.scene, flat)}: ${text}` : words2;
    this.message.hidden = !words2;
    const home = this.predict.on ? this.predict.el : this.top;
    if (this.message.parentElement !== home) home.append(this.message);
    for (const field of this.settings.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    if (text && name2) fieldOf(this.settings, name2)?.setAttribute("aria-invalid", "true");
    if (place2) bubble(place2, text);
  }
  /** Something could not be drawn. @param {unknown} error */
  fail(error) {
    this.message.textContent = `The explorer could not be drawn: ${error instanceof Error ? error.message : error}`;
    this.message.hidden = false;
  }
  dispose() {
    this.steps.dispose();
    this.requests.dispose();
  }
};
function bubble(cell, text) {
  cell.classList.add("cnnbp-wrong-cell");
  const sheet2 = (
    /** @type {HTMLElement} */
    cell.closest(".cnnbp-sheet")
  );
  const right = cell.offsetLeft > sheet2.clientWidth / 2;
  const said = h("div", { class: `cnnbp-bubble${right ? " cnnbp-leftwards" : ""}`, "aria-hidden": "true", style: placeStyle(cell) }, text);
  sheet2.append(said);
}

// js/lines.js
var MOST5 = 150;
var MANY2 = 40;
function drawLines(svg, related, ends) {
  const terms = related && related.terms.length <= MOST5 ? related.terms : [];
  const middle2 = (terms.length - 1) / 2;
  const many = terms.length > MANY2;
  const lines = terms.flatMap((term2, order) => {
    const d = lineOf(term2, ends, middle2 ? (order - middle2) / middle2 : 0);
    return d ? [{ d, term: term2 }] : [];
  });
  svg.classList.toggle("cnnbp-many", many);
  const [under, ...paths] = pathsIn(svg, lines.length + 1);
  write(under, "class", "cnnbp-line-under");
  write(under, "d", many ? "" : lines.map(({ d }) => d).join(" "));
  lines.forEach(({ d, term: term2 }, i) => {
    const wanted = { class: "cnnbp-line", d, style: `--badge:${term2.colour}`, "stroke-width": many ? 0.9 : 1.8, "data-badge": term2.badge };
    for (const [name2, value2] of Object.entries(wanted)) write(paths[i], name2, value2);
  });
}
function lineOf(term2, ends, offset) {
  const stops = [ends.input?.(term2.source), term2.parameter >= 0 ? ends.weights?.(term2.parameter) : void 0, ends.output?.(term2.target)];
  if (stops.includes(null)) return "";
  const there = stops.filter((stop) => stop !== void 0 && stop !== null);
  return there.slice(1).map((stop, i) => route(there[i], stop, offset, i ? -1 : 1, ends.width)).join(" ");
}
function pathsIn(svg, count2) {
  while (svg.childElementCount > count2) svg.lastElementChild?.remove();
  while (svg.childElementCount < count2) svg.append(s("path"));
  return [...svg.children];
}

// js/picking.js
var NOTHING = { marks: [], verdict: {}, hints: [], shown: null };
var Picking = class {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.model = explorer.model;
    this.preview = null;
  }
  /** The selection as it counts now: what is pinned, else what is under the pointer. @returns {Selection | null} */
  get effective() {
    return this.model.get("selection") ?? (this.model.get("mode") === "explore" ? this.preview : null);
  }
  /** Pin a cell; the same cell again lets it go. @param {string} id @param {number} flat */
  pick(id, flat) {
    const panel2 = (
      /** @type {Panel} */
      this.explorer.scene.byId.get(id)
    );
    const { predict, steps } = this.explorer.bars;
    steps.pause();
    if (predict.pick(panel2, flat)) return;
    const now = this.model.get("selection");
    const same = now?.panel === id && flatIndex(now.index, panel2.shape) === flat;
    if (same && predict.on) return;
    if (predict.on) predict.forget();
    this.preview = null;
    this.explorer.showAll = false;
    this.select(same ? null : { panel: id, index: unflatten(flat, panel2.shape) });
  }
  /** A cell of another layer, which opens with it. @param {number} stage @param {string} id @param {number} flat */
  choose(stage, id, flat) {
    const { scene, bars } = this.explorer;
    const now = this.model.get("selection");
    const [old, panel2] = [scene.byId.get(now?.panel), scene.byId.get(id)];
    const same = stage === scene.stage && old && old.unit === panel2?.unit && flatIndex(now.index, old.shape) === flat;
    if (same || stage === scene.stage) return this.pick(same ? now.panel : id, flat);
    bars.steps.pause();
    this.#show(stage, (next) => ({ panel: id, index: unflatten(flat, next.shape) }), id);
  }
  /** Another layer; what was an output there may be an input here. @param {number} stage */
  open(stage) {
    const { scene, bars } = this.explorer;
    if (stage === scene.stage) return;
    bars.steps.pause();
    const now = this.model.get("selection");
    const unit = scene.byId.get(now?.panel)?.unit;
    const behind = scene.stage + Number(unit === "output") - stage;
    const id = behind ? this.model.get("direction") === "backward" ? "delta" : "output" : "input";
    const keep = now && unit !== "weights" && (behind === 0 || behind === 1);
    this.#show(stage, () => keep ? { panel: id, index: now.index } : null, id);
  }
  /** @param {number} stage @param {(panel: Panel) => Selection | null} selection @param {string} id */
  #show(stage, selection, id) {
    this.preview = null;
    this.explorer.showAll = false;
    for (const [name2, value2] of Object.entries({ ...NOTHING, selection: null, stage })) this.model.set(name2, value2);
    this.select(selection(
      /** @type {Panel} */
      this.explorer.scene.byId.get(id)
    ));
  }
  /** @param {Selection | null} selection */
  select(selection) {
    this.model.set("shown", null);
    this.model.set("selection", selection);
    save(this.model);
  }
  /** @param {Panel} panel @param {number | null} flat */
  hover(panel2, flat) {
    if (this.model.get("selection") || this.model.get("mode") !== "explore") return;
    const preview = flat === null ? null : { panel: panel2.id, index: unflatten(flat, panel2.shape) };
    if (JSON.stringify(preview) === JSON.stringify(this.preview)) return;
    this.preview = preview;
    this.explorer.update();
  }
  /** Escape clears; Ctrl+Z takes a change back. @param {KeyboardEvent} event */
  key(event) {
    const undo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (undo) this.explorer.bars.requests.ask("undo");
    else if (event.key === "Escape" && this.effective) {
      this.preview = null;
      this.explorer.bars.steps.pause();
      this.select(null);
      this.explorer.update();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
  /** The cell that has the focus, to give it back after the panels are made anew. */
  focused() {
    const grid = this.explorer.grids.find(({ el }) => el.contains(document.activeElement));
    return grid ? { id: grid.panel.id, flat: grid.active } : null;
  }
  /** @param {{id: string, flat: number} | null} focused */
  refocus(focused) {
    const grid = focused && this.explorer.grids.find(({ panel: panel2 }) => panel2.id === focused.id);
    if (grid && focused.flat < grid.panel.values.length) grid.focus(focused.flat);
  }
};
function hooks(explorer) {
  const { picking, bars, model } = explorer;
  return {
    pick: (panel2, flat) => picking.pick(panel2.id, flat),
    preview: (panel2, flat) => picking.hover(panel2, flat),
    turned: (panel2, page) => {
      for (const grid of explorer.grids) if (panel2.alone && grid.page !== page) grid.turn(page);
      explorer.remeasure();
    },
    type: (panel2, flat, cell, first) => {
      if (!bars.edit.allows(panel2) || first !== void 0 && !bars.edit.starts(first)) return false;
      bars.edit.begin(panel2, flat, cell, first);
      return true;
    },
    paints: (panel2) => bars.edit.paints(panel2),
    stroke: (panel2, cells) => bars.edit.paint(panel2, cells),
    hides: (panel2) => bars.predict.hides(panel2),
    marks: (panel2) => bars.predict.on && panel2.id === "delta" ? model.get("marks") : []
  };
}
function contextOf(explorer, direction) {
  const { picking, model, scene } = explorer;
  return {
    scene,
    direction,
    pick: (id, flat) => picking.pick(id, flat),
    preview: (id, flat) => {
      if (!model.get("selection")) explorer.hold(flat !== null);
      picking.hover(
        /** @type {Panel} */
        scene.byId.get(id),
        flat
      );
    },
    choose: (stage, id, flat) => picking.choose(stage, id, flat),
    open: (stage) => picking.open(stage),
    pinned: () => Boolean(model.get("selection"))
  };
}

// js/theme.js
function themeOf(el) {
  for (let node = (
    /** @type {HTMLElement | null} */
    el
  ); node; node = node.parentElement) {
    const paint3 = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (paint3 && paint3.length >= 3 && (paint3[3] ?? 1) > 0.5) {
      return luminance([paint3[0], paint3[1], paint3[2]]) < 0.2 ? "dark" : "light";
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

// js/explorer.js
var PANELS = {
  backward: ["input", "weights", "delta", "gradient", "sigma_prime", "input_delta"],
  forward: ["input", "weights", "output"]
};
var RESULTS = /* @__PURE__ */ new Set(["gradient", "sigma_prime", "input_delta"]);
var PADDING = 24;
var Explorer = class {
  /** @param {any} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.scene = this.#read();
    this.panels = [];
    this.grids = [];
    this.views = [];
    this.related = null;
    this.whole = void 0;
    this.width = 0;
    this.theme = "light";
    this.showAll = false;
    this.ends = null;
    this.svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
    this.stage = h("div", { class: "cnnbp-stage" });
    this.above = h("div", { class: "cnnbp-views" });
    this.below = h("div", { class: "cnnbp-views" });
    this.sum = h("div", { class: "cnnbp-sum" });
    this.live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
    this.bars = new Bars(this);
    this.picking = new Picking(this);
    this.root = h("div", { class: "cnnbp" }, this.bars.top, this.above, this.stage, this.bars.predict.el, this.sum, this.below, this.live);
    this.sum.addEventListener("click", (event) => this.#more(event));
    this.root.addEventListener("keydown", (event) => this.picking.key(event));
    el.append(this.root);
    this.dispose = this.#observe();
    this.build();
  }
  /** The layer that is shown, as typed arrays. @returns {Scene} */
  #read() {
    return layerScene(this.model.get("scene"), this.model.get("stage"));
  }
  #observe() {
    const guarded2 = (call) => () => {
      try {
        call();
      } catch (error) {
        this.bars.fail(error);
        throw error;
      }
    };
    const build = guarded2(() => this.build());
    const update = guarded2(() => this.update());
    const watched = [
      ...["scene", "stage", "direction", "views", "mode"].map((name2) => ({ name: `change:${name2}`, call: build })),
      ...["selection", "shown", "marks", "verdict", "hints"].map((name2) => ({ name: `change:${name2}`, call: update })),
      { name: "change:message", call: () => this.bars.say() },
      { name: "change:undoable", call: () => this.bars.bar.refresh() }
    ];
    for (const { name: name2, call } of watched) this.model.on(name2, call);
    const size = new ResizeObserver(() => this.layout());
    size.observe(this.root);
    this.moved = new ResizeObserver(() => this.remeasure());
    const unwatch = watchTheme(() => this.layout());
    return () => {
      for (const { name: name2, call } of watched) this.model.off(name2, call);
      size.disconnect();
      this.moved?.disconnect();
      unwatch();
      this.bars.dispose();
    };
  }
  /** Make the panels anew: the scene or what is shown of it has changed. */
  build() {
    const focused = this.picking.focused();
    this.scene = this.#read();
    const direction = (
      /** @type {"backward" | "forward"} */
      this.model.get("direction")
    );
    const editing = this.model.get("mode") === "edit" && this.scene.byId.has("z_in");
    const ids = editing ? ["z_in", ...PANELS[direction].slice(1)] : PANELS[direction];
    this.panels = /** @type {Panel[]} */
    ids.map((id) => this.scene.byId.get(id)).filter(Boolean);
    this.grids = this.panels.map((panel2) => new Grid(panel2, this.scene, hooks(this)));
    const context = contextOf(this, direction);
    const shown = this.model.get("mode") === "predict" ? [] : this.model.get("views");
    const kinds = VIEWS.filter((kind) => shown.includes(kind.name) && kind.fits(this.scene, direction));
    this.#whole(kinds.find((kind) => kind.above), context);
    const below = kinds.filter((kind) => !kind.above).map((kind) => kind.make(context));
    this.below.replaceChildren(...below.map((view) => h("div", { class: "cnnbp-stage cnnbp-below" }, view.el)));
    this.views = [...this.whole ? [this.whole.view] : [], ...below];
    this.bars.build();
    this.moved?.disconnect();
    for (const grid of this.grids) this.moved?.observe(grid.el);
    this.width = 0;
    this.layout();
    this.update();
    this.bars.say();
    this.picking.refocus(focused);
  }
  /** The view of all layers stays, with the focus in it, while another layer opens. @param {import("./views.js").Kind | undefined} kind @param {import("./views.js").Context} context */
  #whole(kind, context) {
    const { set } = this.scene;
    if (kind && this.whole?.set === set && this.whole?.direction === context.direction) {
      this.whole.view.enter?.(context);
      return;
    }
    this.whole = kind && { set, direction: context.direction, view: kind.make(context) };
    this.above.replaceChildren(...this.whole ? [this.whole.view.el] : []);
  }
  /** Place the panels for the width there is. */
  layout() {
    const width = this.root.clientWidth;
    const theme = themeOf(this.root.parentElement ?? document.body);
    if (!width || width === this.width && theme === this.theme) return;
    this.width = width;
    this.theme = theme;
    this.root.dataset.theme = theme;
    const { rows, cells } = fit(this.panels, width - PADDING);
    this.#arrange(rows);
    for (const grid of this.grids) grid.resize(cells[grid.panel.id], theme);
    for (const view of this.views) view.resize(width - PADDING, theme);
    this.remeasure();
  }
  /** Put the panels into rows; those that already stand so stay, with the focus. @param {string[][]} rows */
  #arrange(rows) {
    const standing = [...this.stage.querySelectorAll(":scope > .cnnbp-row")].map((row) => [...row.children]);
    const byId = new Map(this.grids.map((grid) => [grid.panel.id, grid]));
    const wanted = rows.map((row) => row.map((id) => (
      /** @type {Grid} */
      byId.get(id).el
    )));
    const same = standing.length === wanted.length && wanted.every((row, i) => row.length === standing[i].length && row.every((el, j) => el === standing[i][j]));
    if (same) return;
    const focused = this.picking.focused();
    this.stage.replaceChildren(this.svg, ...wanted.map((row) => h("div", { class: "cnnbp-row" }, ...row)));
    this.picking.refocus(focused);
  }
  /** Light up what the selection is joined to, as far as it may be seen. */
  update() {
    const selection = this.picking.effective;
    if (this.model.get("selection")) this.hold(false);
    const whole = relate(this.scene, selection, this.model.get("direction"));
    const covered = this.bars.predict.covered;
    const related = upTo(whole, covered.edges ? 0 : this.model.get("shown"));
    this.related = related;
    for (const grid of this.grids) this.#light(grid, related);
    for (const view of this.views) view.light(related);
    this.drawLines();
    this.bars.refresh();
    this.sum.hidden = covered.value;
    if (!covered.value) patch(this.sum, arithmetic(this.scene, related, selection?.panel ?? "", this.showAll));
    const say = whole && this.model.get("selection") && !covered.value && !this.bars.steps.playing;
    this.live.textContent = say && selection ? describe(this.scene, whole, selection.panel) : "";
  }
  /** The sum keeps its height while a pointer wanders over a view below it, which would slide away from under it. @param {boolean} on */
  hold(on) {
    const { style } = this.sum;
    if (on !== Boolean(style.height)) style.height = on ? `${this.sum.offsetHeight}px` : "";
  }
  /** All terms of a long sum. @param {Event} event */
  #more(event) {
    if (!/** @type {Element} */
    event.target.closest(".cnnbp-more")) return;
    this.showAll = true;
    this.update();
  }
  /** @param {Grid} grid @param {Related | null} related */
  #light(grid, related) {
    const { unit, id } = grid.panel;
    const mine = related?.unit === unit;
    const apart = !related || mine || related.unit === "weights" && RESULTS.has(id);
    grid.light(apart ? /* @__PURE__ */ new Map() : litCells(related, unit), mine ? related.flat : -1);
  }
  /** Cells have moved: a panel has grown, turned a page or found another row. */
  remeasure() {
    this.ends = null;
    this.drawLines();
  }
  /** The lines follow the cells. Where these are is measured once, so that a click lays out nothing twice. */
  drawLines() {
    if (!this.ends) {
      const corner = boxOf(this.stage);
      const find = (ids) => this.grids.find((grid) => ids.includes(grid.panel.id))?.places(corner);
      this.ends = { input: find(["input", "z_in"]), weights: find(["weights"]), output: find(["delta", "output"]), width: corner.width };
    }
    drawLines(this.svg, this.related, this.ends);
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

// js/main.js
var main_default = { render: guarded((model, el) => new Explorer(model, el)) };
export {
  main_default as default
};
