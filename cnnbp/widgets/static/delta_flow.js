// Built by `make bundle` from cnnbp/widgets/js: edit the sources there, not this file.
// js/dom.js
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

// js/colour.js
var BADGES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#882255", "#44aa99", "#7b5aa6"];
var SCALES = {
  light: { zero: [255, 255, 255], negative: [58, 123, 184], positive: [219, 138, 28], paper: [255, 255, 255], ink: [32, 36, 40] },
  dark: { zero: [34, 38, 43], negative: [86, 156, 222], positive: [233, 156, 50], paper: [34, 38, 43], ink: [240, 243, 246] }
};
var badgeColour = (badge2) => BADGES[(badge2 - 1) % BADGES.length];
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
function moveByKey(key2, flat, panel2, whole = false) {
  const move = MOVES[key2];
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

// js/format.js
var MINUS = "−";
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
  if (related.of !== void 0) return `${name}: ${related.terms.length} of ${plural(related.of, "edge", "edges")} so far`;
  if (related.unit === "weights") return `${name}: used ${plural(count, "time", "times")}, gradient ${number(main.total, 3)}`;
  if (related.unit === "output") return `${name}: ${plural(count, "input flows", "inputs flow")} in, z ${number(main.total, 3)}`;
  if (main.form === "fan") return `${name}: its value goes to ${plural(count, "output", "outputs")}`;
  if (!count) return `${name}: no edge, no output depends on it, so nothing flows back`;
  return `${name}: ${plural(count, "output delta flows", "output deltas flow")} back, sum ${number(main.total, 3)}`;
}

// js/arithmetic.js
var FEW = 12;
var LEFT = {
  backward: { panel: "input", symbol: "∂C/∂a" },
  forward: { panel: "output", symbol: "z" },
  gradient: { panel: "weights", symbol: "∂C/∂w" }
};
var WORDS2 = {
  backward: "Backward: w · δ over its edges",
  forward: "Forward: w · a over its edges",
  gradient: "Gradient: a · δ over all its uses"
};
var indexed = (text, sub) => h("span", { class: "cnnbp-symbol" }, text, h("sub", {}, sub));
function chip(term2) {
  const style = `--badge:${term2.colour};--on-badge:${css(textOn(parseHex(term2.colour)))}`;
  const product = `${number(term2.left)} · ${factor(term2.right)}`;
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
  const so = sum.of === void 0 ? "" : ` so far, ${sum.terms.length} of ${sum.of} terms`;
  return [...bias, h("strong", { class: "cnnbp-total", "data-value": sum.total }, `${equals}${number(sum.total, 3)}${so}`)];
}
function target(scene, sum, term2) {
  const back2 = sum.flow === "backward";
  const shape = scene.byId.get(back2 ? "input" : "output")?.shape ?? [1];
  return indexed(back2 ? "a" : "z", unflatten(back2 ? term2.source : term2.target, shape).join(","));
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
      indexed("δ", index),
      "=",
      h("span", {}, `${number(sum.values[flat], 3)} · σ′(z)`),
      "=",
      h("span", {}, `${number(sum.values[flat], 3)} · ${number(slope.values[flat], 3)}`),
      h("strong", { class: "cnnbp-total", "data-value": delta.values[flat] }, `= ${number(delta.values[flat], 3)}`)
    )
  ];
}
function arithmetic(scene, related, panelId, all, showAll) {
  if (!related) {
    return [h("p", { class: "cnnbp-say" }, "Choose a cell: an input, an output or a weight. Click, tap, or use the arrow keys and Enter; Escape clears.")];
  }
  const lines = related.sums.flatMap((sum) => [
    h("div", { class: "cnnbp-rule" }, `${WORDS2[sum.flow]} (${plural(sum.of ?? sum.terms.length, "edge", "edges")})`),
    line(scene, sum, related.flat, all, showAll)
  ]);
  const slope = related.unit === "input" && related.sums[0].form === "sum" && related.sums[0].of === void 0 ? slopeStep(scene, related.flat) : [];
  return [h("p", { class: "cnnbp-say" }, describe(scene, related, panelId)), ...lines, ...slope];
}

// js/controls.js
function controls(fields, change) {
  return h("div", { class: "cnnbp-controls", role: "group", "aria-label": "settings of the layer" }, ...fields.map((field) => labelled(field, change)));
}
function labelled(field, change) {
  const input = field.choices ? choice(field) : range(field);
  input.addEventListener("change", () => {
    if (input.value === "") return;
    change(field.name, input.value);
  });
  return h("label", { class: "cnnbp-field" }, h("span", {}, field.label), input);
}
function choice(field) {
  const options = (field.choices ?? []).map(([value, text]) => h("option", { value, selected: value === String(field.value) }, text));
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
function refresh(el, fields) {
  for (const field of fields) {
    const input = (
      /** @type {HTMLInputElement | null} */
      el.querySelector(`[name="${field.name}"]`)
    );
    if (input) input.value = String(field.value);
  }
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
    this.ink = h("select", { class: "cnnbp-input", "data-lm-suppress-shortcuts": "true" }, ...INKS.map(([value, text]) => h("option", { value }, text)));
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
  starts(key2) {
    return STARTS.test(key2);
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
    const before = String(Number(panel2.values[flat].toPrecision(6)));
    const input = h("input", {
      class: "cnnbp-edit",
      type: "text",
      inputmode: "decimal",
      value: first ?? before,
      "data-lm-suppress-shortcuts": "true",
      "aria-label": `new value of ${cellName(panel2, this.scene(), flat)}`,
      style: cell.getAttribute("style")
    });
    const done = (keep) => {
      if (this.open !== input) return;
      this.open = null;
      const changed = input.value !== before;
      input.remove();
      if (keep) cell.focus();
      if (keep && changed) this.#send(panel2.id, [flat], input.value);
      else if (!keep) cell.focus();
    };
    input.addEventListener("keydown", (event) => {
      const nudge = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
      if (nudge) input.value = String(Number((Number(input.value) + nudge).toFixed(6)));
      else if (event.key === "Enter") done(true);
      else if (event.key === "Escape") done(false);
      event.stopPropagation();
      if (nudge || event.key === "Enter" || event.key === "Escape") event.preventDefault();
    });
    input.addEventListener("click", (event) => event.stopPropagation());
    input.addEventListener("blur", () => {
      if (this.open !== input) return;
      this.open = null;
      const { value } = input;
      input.remove();
      if (value !== before) this.#send(panel2.id, [flat], value);
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
  return split(0, plates, lead.length === 1 && plates > 3 ? CHANNELS : plates);
}
function split(first, count, size) {
  const pages = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return pages.map((start) => ({ start: first + start, count: Math.min(size, count - start) }));
}
function blockColumns(panel2) {
  const [{ count }] = platePages(panel2);
  const channels = leading(panel2)[1] ?? 0;
  if (isLarge(panel2)) return Math.min(count, 2);
  return channels > 1 && channels <= 4 ? channels : plateColumns(count);
}
function turnTo(pages, now, wanted) {
  const holds = (page) => (plate) => plate >= page.start && plate < page.start + page.count;
  const plates = [...wanted];
  if (!plates.length || plates.some(holds(pages[now]))) return now;
  return Math.max(0, pages.findIndex((page) => plates.some(holds(page))));
}
function pageName(panel2, page) {
  const lead = leading(panel2);
  const range2 = (word2, from2, to2, of) => `${word2}${to2 > from2 ? `s ${from2}–${to2}` : ` ${from2}`} of ${of}`;
  const last = page.start + page.count - 1;
  if (lead.length !== 2) return range2("channel", page.start, last, panel2.plates);
  const [filters, channels] = lead;
  const at = (plate) => [Math.floor(plate / channels), plate % channels];
  const [from, to] = [at(page.start), at(last)];
  if (page.count >= channels) return range2("filter", from[0], to[0], filters);
  return `filter ${from[0]} of ${filters}, ${range2("channel", from[1], to[1], channels)}`;
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
  const name = plates > 1 ? plateName(unflatten(plate, leading(panel2))) : "";
  const canvas = h("canvas", { width: cols, height: rows, "aria-hidden": "true" });
  const cells = h("div", {
    class: "cnnbp-cells",
    role: "grid",
    "aria-label": panel2.name + name,
    "aria-rowcount": rows,
    "aria-colcount": cols,
    "data-plate": plate
  });
  const window = h("div", { class: "cnnbp-window", hidden: true });
  const look = h("div", { class: "cnnbp-look", hidden: true });
  const around = large ? [] : [heads("cols", cols), heads("rows", rows)];
  const sheet2 = h("div", { class: "cnnbp-sheet", style: `--rows:${rows};--cols:${cols}` }, canvas, ...around, cells, window, look);
  const caption = name ? h("div", { class: "cnnbp-plate-name" }, name.trim()) : null;
  return { plate, box: h("div", { class: "cnnbp-plate" }, caption, sheet2), sheet: sheet2, canvas, cells, window, look, rows: /* @__PURE__ */ new Map(), images: {} };
}
function heads(kind, count) {
  const marks = Array.from({ length: count }, (_, i) => h("span", {}, String(i)));
  return h("div", { class: `cnnbp-heads cnnbp-${kind}`, "aria-hidden": "true" }, ...count > 1 ? marks : []);
}
function makeCell(grid, sheet2, flat) {
  const { row, col } = cellPlace(flat, grid.panel);
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
    tabindex: flat === grid.active ? 0 : -1,
    "aria-colindex": col + 1,
    "aria-label": cellName(grid.panel, grid.scene, flat),
    "data-lm-suppress-shortcuts": "true",
    "data-flat": flat,
    style: `--r:${row};--c:${col}`
  });
  line2.append(cell);
  return cell;
}
function dropCell(sheet2, cell, row) {
  const line2 = cell.parentElement;
  cell.remove();
  if (!line2 || line2.childElementCount) return;
  sheet2.rows.delete(row);
  line2.remove();
}
var isQuiet = (grid, flat) => grid.dim && !grid.lit?.has(flat) && flat !== grid.chosen;
function cellColour({ panel: panel2, theme, covered }, flat, quiet) {
  const colour = valueColour(covered ? 0 : panel2.values[flat], panel2.top, covered ? "signed" : panel2.scale, theme);
  return quiet ? dimmed(colour, theme) : colour;
}
function writeCell(grid, cell, flat) {
  const terms = grid.lit?.get(flat);
  const quiet = isQuiet(grid, flat);
  const back2 = cellColour(grid, flat, quiet);
  cell.style.color = css(textOn(back2, quiet));
  cell.style.setProperty("--back", css(back2));
  cell.classList.toggle("cnnbp-lit", Boolean(terms));
  cell.classList.toggle("cnnbp-chosen", flat === grid.chosen);
  cell.setAttribute("aria-selected", String(flat === grid.chosen));
  cell.classList.toggle("cnnbp-marked", grid.marks.has(flat));
  cell.setAttribute("aria-description", grid.covered ? "covered" : number(grid.panel.values[flat], 3) + (grid.marks.has(flat) ? ", marked" : ""));
  const text = grid.covered ? "?" : compact(grid.panel.values[flat]);
  if (!terms) {
    if (cell.childElementCount || cell.textContent !== text) cell.replaceChildren(text);
    delete cell.dataset.badge;
    cell.style.removeProperty("--badge");
    return;
  }
  cell.dataset.badge = terms.map((term2) => term2.badge).join(" ");
  cell.replaceChildren(text, badge(cell, terms));
}
function badge(cell, terms) {
  const [first] = terms;
  cell.style.setProperty("--badge", first.colour);
  cell.style.setProperty("--on-badge", css(textOn(parseHex(first.colour))));
  if (first.badge > 99) return "";
  const mark = terms.length > 1 ? `${first.badge}…` : String(first.badge);
  return h("span", { class: "cnnbp-badge", "aria-hidden": "true" }, mark);
}
function paintSheet(grid, sheet2) {
  const { rows, cols } = grid.panel;
  const size = rows * cols;
  const first = sheet2.plate * size;
  const key2 = `${grid.theme}${grid.dim}${grid.covered}`;
  if (!sheet2.images[key2]) {
    const data = new Uint8ClampedArray(size * 4).fill(255);
    for (let i = 0; i < size; i += 1) data.set(cellColour(grid, first + i, grid.dim), i * 4);
    sheet2.images[key2] = data;
  }
  const image = new ImageData(sheet2.images[key2].slice(), cols, rows);
  if (grid.dim) {
    for (const flat of grid.lit?.keys() ?? []) {
      if (flat >= first && flat < first + size) image.data.set(cellColour(grid, flat, false), (flat - first) * 4);
    }
  }
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
  const { panel: panel2, handlers } = grid;
  plates.addEventListener("pointermove", (event) => event.pointerType === "mouse" && handlers.preview(panel2, cellAt(grid, event)));
  plates.addEventListener("pointerleave", () => handlers.preview(panel2, null));
  const stroke = paint(grid, plates);
  plates.addEventListener("click", (event) => {
    const flat = cellAt(grid, event);
    if (flat === null || stroke.used()) return;
    grid.focus(flat);
    const cell = grid.element(flat);
    if (!cell || !handlers.type?.(panel2, flat, cell)) handlers.pick(panel2, flat);
  });
  plates.addEventListener("keydown", (event) => key(grid, event));
  plates.addEventListener("focusin", (event) => {
    const cell = (
      /** @type {HTMLElement} */
      event.target
    );
    if (cell.matches(":focus-visible")) handlers.preview(panel2, Number(cell.dataset.flat));
  });
  plates.addEventListener("focusout", () => handlers.preview(panel2, null));
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
    if (!used) plates.setPointerCapture?.(event.pointerId);
    used = true;
    for (const one of cells) grid.element(one)?.classList.add("cnnbp-stroke");
  });
  const end = () => {
    if (cells && used) handlers.stroke?.(panel2, [...cells]);
    cells = null;
  };
  plates.addEventListener("pointerup", end);
  plates.addEventListener("pointercancel", end);
  return { used: () => used };
}

// js/legend.js
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

// js/magnifier.js
var SIDE = 7;
var HEADS = 20;
var SMALLEST = 26;
var LARGEST = 34;
var Magnifier = class {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    const { rows, cols } = grid.panel;
    this.high = Math.min(SIDE, rows);
    this.wide = Math.min(SIDE, cols);
    this.plate = 0;
    this.top = windowStart((rows - 1) / 2, rows, this.high);
    this.left = windowStart((cols - 1) / 2, cols, this.wide);
    this.stays = false;
    this.cells = Array.from({ length: this.high * this.wide }, (_, i) => h("div", { class: "cnnbp-near", style: `--r:${Math.floor(i / this.wide)};--c:${i % this.wide}` }));
    this.states = [];
    this.rowNames = Array.from({ length: this.high }, () => h("span"));
    this.colNames = Array.from({ length: this.wide }, () => h("span"));
    const sheet2 = h(
      "div",
      { class: "cnnbp-sheet", style: `--rows:${this.high};--cols:${this.wide}` },
      h("div", { class: "cnnbp-heads cnnbp-cols" }, ...this.colNames),
      h("div", { class: "cnnbp-heads cnnbp-rows" }, ...this.rowNames),
      ...this.cells
    );
    this.caption = h("div", { class: "cnnbp-plate-name" });
    this.el = h("div", { class: "cnnbp-magnifier", "aria-hidden": "true" }, this.caption, sheet2);
    sheet2.addEventListener("click", (event) => this.#click(event));
  }
  /** The cell at a place of the window. @param {number} i */
  flat(i) {
    const { rows, cols } = this.grid.panel;
    return (this.plate * rows + this.top + Math.floor(i / this.wide)) * cols + this.left + i % this.wide;
  }
  /** @param {MouseEvent} event */
  #click(event) {
    const i = this.cells.indexOf(
      /** @type {any} */
      event.target instanceof Element ? event.target.closest(".cnnbp-near") : null
    );
    if (i < 0) return;
    this.stays = true;
    this.grid.handlers.pick(this.grid.panel, this.flat(i));
    this.stays = false;
  }
  /** @param {number} width what the sheets above it take */
  resize(width) {
    const cell = Math.min(LARGEST, Math.max(SMALLEST, Math.floor((width - HEADS) / this.wide)));
    this.el.style.setProperty("--cell", `${cell}px`);
  }
  /** Go where the choice is, else to the middle of what is lit, else stay. */
  show() {
    this.#move();
    const { grid } = this;
    this.cells.forEach((cell, i) => {
      const flat = this.flat(i);
      const terms = grid.lit?.get(flat);
      const quiet = isQuiet(grid, flat);
      const state = [flat, quiet, flat === grid.chosen, grid.theme, terms?.map((t) => t.badge + t.colour)].join("|");
      if (state === this.states[i]) return;
      this.states[i] = state;
      const back2 = cellColour(grid, flat, quiet);
      cell.style.background = css(back2);
      cell.style.color = css(textOn(back2, quiet));
      cell.style.setProperty("--back", css(back2));
      cell.dataset.near = String(flat);
      cell.classList.toggle("cnnbp-near-lit", Boolean(terms));
      cell.classList.toggle("cnnbp-near-chosen", flat === grid.chosen);
      cell.replaceChildren(compact(grid.panel.values[flat]), ...terms ? [badge(cell, terms)] : []);
    });
  }
  #move() {
    const { grid } = this;
    const { rows, cols } = grid.panel;
    const before = [this.plate, this.top, this.left].join();
    const at = this.#target();
    if (at && !(this.stays && this.#holds(at))) {
      this.plate = at.plate;
      this.top = windowStart(at.row, rows, this.high);
      this.left = windowStart(at.col, cols, this.wide);
    }
    if (!grid.sheets.has(this.plate)) this.plate = grid.firstPlate;
    if (before !== [this.plate, this.top, this.left].join() || !this.states.length) this.#names();
    const style = `--r:${this.top};--c:${this.left};--h:${this.high};--w:${this.wide}`;
    for (const sheet2 of grid.sheets.values()) {
      sheet2.look.hidden = sheet2.plate !== this.plate;
      sheet2.look.setAttribute("style", style);
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
  #names() {
    this.rowNames.forEach((node, i) => node.textContent = String(this.top + i));
    this.colNames.forEach((node, i) => node.textContent = String(this.left + i));
    const { panel: panel2 } = this.grid;
    const plate = panel2.plates > 1 ? `${panel2.shape.length === 4 ? "sheet" : "channel"} ${this.plate}, ` : "";
    this.caption.textContent = `closer: ${plate}rows ${this.top}–${this.top + this.high - 1}, columns ${this.left}–${this.left + this.wide - 1}`;
  }
};

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
    this.name = h("span", { class: "cnnbp-page", role: "status" });
    this.el = h("div", { class: "cnnbp-pager", role: "group", "aria-label": `pages of ${panel2.name}` }, button("‹", "previous page", -1), this.name, button("›", "next page", 1));
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
    const more = hidden ? ` · ${hidden} lit on other pages` : "";
    const text = pageName(this.panel, this.pages[page]) + more;
    if (this.name.textContent !== text) this.name.textContent = text;
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
      handlers.turned?.();
    };
    this.pager = this.pages.length > 1 ? new Pager(panel2, this.pages, turn) : null;
    this.el = h(
      "section",
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
    const { start, count } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    this.page = page;
    this.sheets = new Map(Array.from({ length: count }, (_, i) => [start + i, makeSheet(this.panel, start + i, this.large)]));
    this.cells.clear();
    if (!this.sheets.has(Math.floor(this.active / size))) this.active = start * size;
    this.plates.replaceChildren(...[...this.sheets.values()].map((sheet2) => sheet2.box));
    if (this.large) for (const flat of [this.active, this.chosen, ...this.#marked()]) this.element(flat);
    else for (let flat = start * size; flat < (start + count) * size; flat += 1) this.element(flat);
    if (this.lit) this.#show();
    this.frame(this.outline);
  }
  /** The element of a cell, made when it is first needed; null on a page that is not shown. @param {number} flat */
  element(flat) {
    const known = this.cells.get(flat);
    if (known) return known;
    const sheet2 = flat < 0 ? void 0 : this.sheets.get(cellPlace(flat, this.panel).plate);
    if (!sheet2) return null;
    const cell = makeCell(this, sheet2, flat);
    this.cells.set(flat, cell);
    writeCell(this, cell, flat);
    return cell;
  }
  /** One cell of the panel is in the tab order: the last one visited. @param {number} flat */
  focus(flat) {
    const before = this.active;
    this.active = flat;
    const cell = this.element(flat);
    if (!cell) return;
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
    this.magnifier?.resize(cell * this.panel.cols * blockColumns(this.panel));
    if (!repaint) return;
    this.legend.replaceChildren(...legend(this.panel, theme));
    this.light(this.lit ?? /* @__PURE__ */ new Map(), this.chosen);
    for (const [flat, element] of this.cells) writeCell(this, element, flat);
  }
  /**
   * @param {Map<number, Term[]>} lit the cells that take part
   * @param {number} chosen the chosen cell, -1 for none
   */
  light(lit, chosen) {
    const before = [...this.#marked(), this.chosen, ...this.marks];
    const covered = this.handlers.hides?.(this.panel) ?? false;
    const anew = covered !== this.covered || this.dim;
    this.covered = covered;
    this.marks = new Set(this.handlers.marks?.(this.panel));
    this.lit = lit;
    this.chosen = chosen;
    this.dim = lit.size > 0 && chosen < 0;
    const page = this.#pageOf();
    if (page !== this.page) return this.turn(page);
    this.#show();
    const changed = /* @__PURE__ */ new Set([...before, ...this.#marked(), chosen, ...this.marks]);
    const all = !this.large && (this.dim || anew);
    for (const flat of all ? this.cells.keys() : changed) {
      const cell = this.element(flat);
      if (cell) writeCell(this, cell, flat);
    }
    for (const flat of changed) this.#forget(flat);
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
  /** An outline around some cells of every sheet. @param {typeof this.outline} outline */
  frame(outline) {
    this.outline = outline;
    for (const { window } of this.sheets.values()) {
      window.hidden = !outline;
      if (outline) window.setAttribute("style", `--r:${outline.row};--c:${outline.col};--h:${outline.high};--w:${outline.wide}`);
    }
  }
  /** On a large sheet only the cells in use have an element. @param {number} flat */
  #forget(flat) {
    if (!this.large || flat === this.active || flat === this.chosen) return;
    if (this.lit?.has(flat) && this.lit.size <= MANY) return;
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
    const boxes = new Map([...this.sheets].map(([plate, { cells }]) => [plate, cells.getBoundingClientRect()]));
    const { rows, cols } = this.panel;
    return (flat) => {
      const { plate, row, col } = cellPlace(flat, this.panel);
      const box = boxes.get(plate);
      if (!box) return null;
      const size = box.width / cols;
      const left = box.left - corner.left;
      const top = box.top - corner.top;
      return { x: left + (col + 0.5) * size, y: top + (row + 0.5) * box.height / rows, size, box: { left, top, right: left + box.width, bottom: top + box.height } };
    };
  }
};

// js/layout.js
var GAP = 56;
var HEADER = 16;
var LARGEST2 = 38;
var LEGIBLE = 28;
var SHEET = 320;
var NARROWEST = 132;
var BETWEEN = 12;
var LOOK = 208;
var columnsOf = (panel2) => panel2.cols * blockColumns(panel2);
var gapsOf = (panel2) => (blockColumns(panel2) - 1) * (BETWEEN + (isLarge(panel2) ? 0 : HEADER));
function fit(panels, width) {
  const ids = panels.map((panel2) => panel2.id);
  const split2 = ids.length > 3 ? [ids.slice(0, 3), ids.slice(3)] : null;
  for (const rows2 of split2 ? [[ids], split2] : [[ids]]) {
    const cells = cellSizes(rows2, panels, width);
    const smallest = panels.filter((p) => !isLarge(p)).map((p) => cells[p.id]);
    const narrowest = panels.filter(isLarge).map((p) => cells[p.id] * columnsOf(p) - (blockColumns(p) > 1 ? LOOK / 3 : 0));
    if (smallest.every((c) => c >= LEGIBLE) && narrowest.every((w) => w >= LOOK)) return { rows: rows2, cells };
  }
  const rows = ids.map((id) => [id]);
  return { rows, cells: cellSizes(rows, panels, width) };
}
function cellSizes(rows, panels, width) {
  const cells = {};
  let common = LARGEST2;
  for (const row of rows) {
    const here = panels.filter((panel2) => row.includes(panel2.id));
    const large = here.filter(isLarge);
    const small = here.filter((panel2) => !isLarge(panel2));
    const narrow = small.filter((p) => columnsOf(p) * LARGEST2 < NARROWEST);
    const gaps = here.reduce((sum, p) => sum + (narrow.includes(p) ? 0 : gapsOf(p)), 0);
    const room = width - GAP * (row.length - 1) - HEADER * (row.length - narrow.length) - NARROWEST * narrow.length - gaps;
    const columns = small.reduce((sum, p) => sum + (narrow.includes(p) ? 0 : columnsOf(p)), 0);
    const share = large.length ? Math.min(SHEET, (room - columns * LEGIBLE) / large.length) : 0;
    for (const p of large) cells[p.id] = Math.max(2, share / columnsOf(p));
    if (columns) common = Math.min(common, Math.floor((room - share * large.length) / columns));
  }
  for (const p of panels) if (!isLarge(p)) cells[p.id] = Math.max(6, common);
  return cells;
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

// js/rotated.js
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
    const padded = panel("padded", "δ padded with zeros", `${rotated.shape.join(" × ")} · ${turned ? "w, rotated by 180°, lies on it" : "w lies on it as it is"}`, rotated.values, rotated.shape);
    const kernel = panel("lying", turned ? "rot180(w)" : "w, not rotated", turned ? "the kernel, rotated by 180°" : "the forward pass has rotated it already", lying, rotated.kernelShape);
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
    if (related?.unit !== "input" || !input) return this.padded.frame(null);
    const { row, col } = cellPlace(related.flat, input);
    const [high, wide] = this.rotated.kernelShape.slice(-2);
    const [down, across] = this.rotated.dilation;
    this.padded.frame({ row, col, high: (high - 1) * down + 1, wide: (wide - 1) * across + 1 });
  }
};
function add(map, flat, term2) {
  if (flat < 0) return;
  map.set(flat, [...map.get(flat) ?? [], term2]);
}

// js/views.js
var VIEWS = [
  {
    name: "rotated",
    label: "Rotated",
    title: "the padded delta with the rotated kernel lying on it",
    fits: (scene, direction) => scene.rotated !== null && direction === "backward",
    make: (context) => new RotatedView(context)
  }
];

// js/items.js
var BARS = [
  { name: "steps", label: "Steps", title: "play the sum term by term, position by position" },
  { name: "controls", label: "Settings", title: "kernel size, stride, padding and the like" }
];
function items(model, scene, ask) {
  const set = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const choice2 = (trait, value, label, title) => ({
    label,
    title,
    group: trait,
    pressed: () => model.get(trait) === value,
    press: () => set({ [trait]: value })
  });
  const mode = (value, label, title) => ({
    ...choice2("mode", value, label, title),
    press: () => set(model.get("mode") === value ? { mode: "explore" } : { mode: value, ...value === "predict" ? QUESTION : {} })
  });
  const view = ({ name, label, title }) => ({
    label,
    title,
    group: "views",
    pressed: () => model.get("views").includes(name),
    press: () => {
      const shown = model.get("views");
      set({ views: shown.includes(name) ? shown.filter((v) => v !== name) : [...shown, name] });
    }
  });
  const back2 = (what, label, title) => ({
    label,
    title,
    group: "changes",
    press: () => ask(what),
    fits: () => model.get("mode") === "edit" || model.get("views").includes("controls")
  });
  return [
    choice2("direction", "backward", "← Backward", "deltas flow from the outputs back to the inputs"),
    choice2("direction", "forward", "Forward →", "values flow from the inputs to the outputs"),
    ...VIEWS.map((kind) => ({ ...view(kind), fits: () => model.get("mode") !== "predict" && kind.fits(scene(), model.get("direction")) })),
    ...BARS.map((bar) => ({ ...view(bar), fits: () => model.get("mode") !== "predict" && (bar.name !== "controls" || scene().controls.length > 0) })),
    mode("predict", "Predict", "say what flows back before it is shown"),
    mode("edit", "Edit", "type numbers or draw"),
    back2("undo", "Undo", "take the last change back (Ctrl+Z)"),
    back2("reset", "Reset", "back to the numbers it began with")
  ];
}
var QUESTION = { direction: "backward", marks: [], verdict: {}, hints: [], shown: null };

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
  const forward2 = (
    /** @type {Sum} */
    { form: "sum", flow: "forward", terms: make("forward"), total: value("output"), bias }
  );
  const spread = (
    /** @type {Sum} */
    { form: "fan", flow: "backward", terms: make("backward"), total: value("delta"), bias: null }
  );
  return backward ? [forward2, spread] : [forward2];
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
function upTo(related, shown) {
  if (!related || shown === null || shown >= related.terms.length) return related;
  const cut = (sum) => {
    const terms = sum.terms.slice(0, shown);
    const total = terms.reduce((so, term2) => so + term2.left * term2.right, 0);
    return { ...sum, terms, total, bias: null, of: sum.terms.length };
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
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
  }
  refresh() {
    this.el.hidden = !this.on;
    if (!this.on) return;
    const scene = this.scene();
    const chosen = this.source >= 0;
    const verdict = this.model.get("verdict");
    const name = chosen ? cellName(
      /** @type {Panel} */
      scene.byId.get("input"),
      scene,
      this.source
    ) : "";
    this.question.textContent = chosen ? `Predict: what flows back to ${name}?` : "Predict: choose an input pixel, or take another pixel.";
    for (const node of this.asked.querySelectorAll(".cnnbp-field, .cnnbp-button")) {
      if (node.textContent !== "Another pixel") node.toggleAttribute("hidden", !chosen);
    }
    const symbol = scene.byId.has("input_delta") ? "δ" : "∂C/∂a";
    this.asked.querySelector(".cnnbp-number-asked").textContent = `2 · Or give the number: ${symbol} =`;
    this.check.textContent = `Check ${plural(this.model.get("marks").length, "mark", "marks")}`;
    const tried = this.model.get("attempts").length;
    this.verdict.className = `cnnbp-verdict${verdict.right ? " cnnbp-right" : verdict.reason && !verdict.revealed ? " cnnbp-wrong" : ""}`;
    const sign = verdict.revealed ? "" : verdict.right ? "✓ " : "✗ ";
    this.verdict.textContent = verdict.reason ? `${sign}${verdict.reason}` : tried ? `${plural(tried, "attempt", "attempts")} so far.` : "";
    this.hints.replaceChildren(...this.model.get("hints").map((hint) => h("li", {}, hint)));
  }
};

// js/requests.js
var PATIENCE = 2500;
var NO_KERNEL = "Python does not answer. Choosing, highlighting and stepping work without it; new numbers and verdicts need a running kernel: run the cell again.";
var Requests = class {
  /**
   * @param {any} model
   * @param {(text: string) => void} say shows a note when no answer comes
   */
  constructor(model, say) {
    this.model = model;
    this.say = say;
    this.timer = void 0;
    this.answered = () => {
      if (model.get("answered") >= (model.get("request").id ?? 0)) this.#calm();
    };
    model.on("change:answered", this.answered);
  }
  /** @param {string} what @param {Record<string, any>} [details] */
  ask(what, details = {}) {
    const id = Math.max(this.model.get("request").id ?? 0, this.model.get("answered")) + 1;
    this.model.set("request", { id, do: what, ...details });
    this.model.save_changes();
    clearTimeout(this.timer);
    if (this.model.get("answered") >= id) this.#calm();
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
function forward({ flat, shown }, count, units) {
  if (shown < count(flat)) return { flat, shown: shown + 1 };
  if (flat + 1 >= units) return null;
  return { flat: flat + 1, shown: Math.min(1, count(flat + 1)) };
}
function back({ flat, shown }, count) {
  if (shown > 1) return { flat, shown: shown - 1 };
  if (flat === 0) return null;
  return { flat: flat - 1, shown: count(flat - 1) };
}
function leap({ flat, shown }, count, units) {
  if (shown < count(flat)) return { flat, shown: count(flat) };
  return flat + 1 < units ? { flat: flat + 1, shown: count(flat + 1) } : null;
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
    this.speed = h("select", { class: "cnnbp-input", "aria-label": "speed", "data-lm-suppress-shortcuts": "true" }, ...SPEEDS.map(([value, text]) => h("option", { value, selected: value === "1" }, text)));
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
      const place = (still ? leap : forward)(this.place, this.#count, this.units);
      if (!place) return this.pause();
      this.#go(place);
      this.#next();
    }, PACE * (still ? 2 : 1) / Number(this.speed.value));
  }
  pause() {
    clearTimeout(this.timer);
    this.playing = false;
    this.refresh();
  }
  /** @param {Place | null} place */
  #manual(place) {
    this.pause();
    if (place) this.#go(place);
  }
  /** @param {Place} place */
  #go({ flat, shown }) {
    const shape = this.scene().byId.get(this.panel)?.shape ?? [1];
    this.model.set("shown", shown);
    this.model.set("selection", { panel: this.panel, index: unflatten(flat, shape) });
    this.model.save_changes();
  }
  refresh() {
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
  const groups2 = /* @__PURE__ */ new Map();
  const buttons = items2.map((item) => {
    const button = h("button", { type: "button", class: "cnnbp-button", title: item.title, "data-lm-suppress-shortcuts": "true" }, item.label);
    button.addEventListener("click", item.press);
    if (!groups2.has(item.group)) groups2.set(item.group, h("div", { class: "cnnbp-group", role: "group", "aria-label": item.group }));
    groups2.get(item.group).append(button);
    return { button, item };
  });
  const el = h("div", { class: "cnnbp-toolbar" }, ...groups2.values());
  const refresh2 = () => {
    for (const { button, item } of buttons) {
      if (item.pressed) button.setAttribute("aria-pressed", String(item.pressed()));
      button.hidden = item.fits ? !item.fits() : false;
    }
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
    this.requests = new Requests(model, (text) => {
      this.note = text;
      this.say();
      refresh(this.settings, scene().controls);
    });
    const ask = this.requests.ask.bind(this.requests);
    this.steps = new Steps(model, scene);
    this.predict = new Predict(model, scene, ask);
    this.edit = new Edit(model, scene, ask);
    this.settings = h("div", {});
    this.change = (name, value) => ask("option", { name, value });
    this.bar = toolbar(items(model, scene, ask));
    this.message = h("div", { class: "cnnbp-message", role: "alert" });
    this.top = h("div", { class: "cnnbp-top" }, this.bar.el, this.steps.el, this.settings, this.edit.el);
  }
  /** The scene has changed. */
  build() {
    const focused = (
      /** @type {HTMLInputElement | null} */
      this.settings.querySelector(":focus")?.name
    );
    this.settings.replaceChildren(controls(this.explorer.scene.controls, this.change));
    if (focused) this.settings.querySelector(`[name="${focused}"]`)?.focus();
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
  /** A message from Python, at the cell it is about when there is one. */
  say() {
    const { text, panel: panel2, flat } = this.model.get("message") ?? {};
    const grid = this.explorer.grids.find((one) => one.panel.id === panel2);
    for (const wrong of this.explorer.root?.querySelectorAll(".cnnbp-bubble, .cnnbp-wrong-cell") ?? []) {
      if (wrong.classList.contains("cnnbp-bubble")) wrong.remove();
      else wrong.classList.remove("cnnbp-wrong-cell");
    }
    const words = text || this.note;
    const place = grid && flat !== void 0 && text ? grid.element(flat) : null;
    this.message.textContent = place && grid ? `${cellName(grid.panel, grid.scene, flat)}: ${text}` : words;
    this.message.hidden = !words;
    if (!place) return;
    place.classList.add("cnnbp-wrong-cell");
    place.closest(".cnnbp-sheet")?.append(h("div", { class: "cnnbp-bubble", "aria-hidden": "true", style: place.getAttribute("style") }, text));
  }
  dispose() {
    this.steps.dispose();
    this.requests.dispose();
  }
};

// js/lines.js
var MOST = 150;
function drawLines(svg, related, ends) {
  const terms = related && related.terms.length <= MOST ? related.terms : [];
  const under = [];
  const paths = [];
  const middle2 = (terms.length - 1) / 2;
  terms.forEach((term2, order) => {
    const stops = [ends.input?.(term2.source), term2.parameter >= 0 ? ends.weights?.(term2.parameter) : void 0, ends.output?.(term2.target)];
    const there = stops.filter((stop) => stop !== void 0 && stop !== null);
    if (stops.includes(null)) return;
    for (let i = 1; i < there.length; i += 1) {
      const d = route(there[i - 1], there[i], middle2 ? (order - middle2) / middle2 : 0);
      const width = terms.length > 40 ? 0.9 : 1.8;
      under.push(s("path", { d, class: "cnnbp-line-under", "stroke-width": width + 2 }));
      paths.push(s("path", { d, class: "cnnbp-line", style: `--badge:${term2.colour}`, "stroke-width": width, "data-badge": term2.badge }));
    }
  });
  svg.classList.toggle("cnnbp-many", terms.length > 40);
  svg.replaceChildren(...under, ...paths);
}

// js/picking.js
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
  /** @param {Selection | null} selection */
  select(selection) {
    this.model.set("shown", null);
    this.model.set("selection", selection);
    this.model.save_changes();
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
    turned: () => explorer.drawLines(),
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

// js/theme.js
function themeOf(el) {
  for (let node = (
    /** @type {HTMLElement | null} */
    el
  ); node; node = node.parentElement) {
    const paint2 = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number);
    if (paint2 && paint2.length >= 3 && (paint2[3] ?? 1) > 0.5) {
      return luminance([paint2[0], paint2[1], paint2[2]]) < 0.2 ? "dark" : "light";
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
var readings = /* @__PURE__ */ new WeakMap();
var Explorer = class {
  /** @param {any} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.scene = this.#read();
    this.panels = [];
    this.grids = [];
    this.views = [];
    this.related = null;
    this.width = 0;
    this.theme = "light";
    this.showAll = false;
    this.svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
    this.stage = h("div", { class: "cnnbp-stage" });
    this.below = h("div", { class: "cnnbp-views" });
    this.sum = h("div", { class: "cnnbp-sum" });
    this.live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
    this.bars = new Bars(this);
    this.picking = new Picking(this);
    this.root = h("div", { class: "cnnbp" }, this.bars.top, this.stage, this.bars.message, this.bars.predict.el, this.sum, this.below, this.live);
    this.root.addEventListener("keydown", (event) => this.picking.key(event));
    el.append(this.root);
    this.dispose = this.#observe();
    this.build();
  }
  /** The layer that is shown, as typed arrays. @returns {Scene} */
  #read() {
    const raw = this.model.get("scene").layers[this.model.get("stage")];
    const scene = readings.get(raw) ?? readScene(raw);
    readings.set(raw, scene);
    return scene;
  }
  #observe() {
    const build = () => this.build();
    const update = () => this.update();
    const watched = [
      ...["scene", "stage", "direction", "views", "mode"].map((name) => ({ name: `change:${name}`, call: build })),
      ...["selection", "shown", "marks", "verdict", "hints"].map((name) => ({ name: `change:${name}`, call: update })),
      { name: "change:message", call: () => this.bars.say() }
    ];
    for (const { name, call } of watched) this.model.on(name, call);
    const size = new ResizeObserver(() => this.layout());
    size.observe(this.root);
    const unwatch = watchTheme(() => this.layout());
    return () => {
      for (const { name, call } of watched) this.model.off(name, call);
      size.disconnect();
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
    const context = { scene: this.scene, direction, pick: (id, flat) => this.picking.pick(id, flat) };
    const shown = this.model.get("mode") === "predict" ? [] : this.model.get("views");
    this.views = VIEWS.filter((kind) => shown.includes(kind.name) && kind.fits(this.scene, direction)).map((kind) => kind.make(context));
    this.below.replaceChildren(...this.views.map((view) => h("div", { class: "cnnbp-stage cnnbp-below" }, view.el)));
    this.bars.build();
    this.width = 0;
    this.layout();
    this.update();
    this.bars.say();
    this.picking.refocus(focused);
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
    const byId = new Map(this.grids.map((grid) => [grid.panel.id, grid]));
    const nodes = rows.map((row) => h("div", { class: "cnnbp-row" }, ...row.map((id) => (
      /** @type {Grid} */
      byId.get(id).el
    ))));
    this.stage.replaceChildren(this.svg, ...nodes);
    for (const grid of this.grids) grid.resize(cells[grid.panel.id], theme);
    for (const view of this.views) view.resize(width - PADDING, theme);
    this.drawLines();
  }
  /** Light up what the selection is joined to, as far as it may be seen. */
  update() {
    const selection = this.picking.effective;
    const whole = relate(this.scene, selection, this.model.get("direction"));
    const covered = this.bars.predict.covered;
    const related = upTo(whole, covered.edges ? 0 : this.model.get("shown"));
    this.related = related;
    for (const grid of this.grids) this.#light(grid, related);
    for (const view of this.views) view.light(related);
    this.drawLines();
    this.bars.refresh();
    this.sum.hidden = covered.value;
    if (!covered.value) {
      const all = () => {
        this.showAll = true;
        this.update();
      };
      this.sum.replaceChildren(...arithmetic(this.scene, related, selection?.panel ?? "", this.showAll, all));
    }
    const say = whole && this.model.get("selection") && !covered.value && !this.bars.steps.playing;
    this.live.textContent = say && selection ? describe(this.scene, whole, selection.panel) : "";
  }
  /** @param {Grid} grid @param {Related | null} related */
  #light(grid, related) {
    const { unit, id } = grid.panel;
    const mine = related?.unit === unit;
    const apart = !related || mine || related.unit === "weights" && RESULTS.has(id);
    grid.light(apart ? /* @__PURE__ */ new Map() : litCells(related, unit), mine ? related.flat : -1);
  }
  /** The lines follow the cells. */
  drawLines() {
    const corner = this.stage.getBoundingClientRect();
    const find = (ids) => this.grids.find((grid) => ids.includes(grid.panel.id))?.places(corner);
    drawLines(this.svg, this.related, { input: find(["input", "z_in"]), weights: find(["weights"]), output: find(["delta", "output"]) });
  }
};

// js/main.js
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
