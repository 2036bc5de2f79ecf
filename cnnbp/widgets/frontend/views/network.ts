/** The network view: every state and its delta as pictures, the paths through the chosen unit lit. */

import { blockOf, rectOf, sizesIn } from "./block.js";
import { readChain } from "./chain_data.js";
import { drawLayer, showFlow } from "./chain_lines.js";
import { lossColumn } from "./chain_loss.js";
import { pathSum, readout, sentence, sizeName, unitName } from "./chain_words.js";
import { boxOf, h, s } from "./dom.js";
import { lightOf, Picture } from "./picture.js";
import { follow } from "./trace_chain.js";

/** @typedef {import("./types.js").Related} Related */
/** @typedef {import("./views.js").Context} Context */
/** @typedef {import("./trace_chain.js").Reach} Reach */

const SIDES = [132, 124, 116, 108, 100, 92, 84, 76]; // px of a picture, the largest that fits
const GAP = 40; // at least that much between two pictures
const FOLDED = { side: 92, gap: 60 }; // where not all pictures fit in one row
const NARROWEST = 58; // a state's column, with its name
const LOSS = 136;
const HINT = "Choose a unit in any picture. Orange is positive, blue negative; each picture has a scale of its own.";

export class ChainView {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.chain = readChain(context.scene.set);
    this.sizes = this.chain.states.map(({ values }) => values.values.length);
    this.width = 0;
    /** @type {"light" | "dark"} */
    this.theme = "light";
    /** @type {{state: number, flat: number} | null} */
    this.at = null;
    /** @type {Related | null} */
    this.related = null;
    this.all = false;
    this.hovering = false;
    /** @type {{places: import("./chain_lines.js").Places[], end: import("./chain_lines.js").Point} | undefined} */
    this.measured = undefined;
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
    const picture = (/** @type {string} */ word, /** @type {import("./types.js").Panel} */ panel) => new Picture({
      id: `${word}-${k}`,
      label: word === "value" ? `${symbol}, values` : `${delta}, deltas`,
      shape, values: panel.values, top: panel.top, scale: panel.scale,
      name: (flat) => (word === "value" ? unitName(symbol, shape, flat) : `${delta} of ${unitName(symbol, shape, flat)}`),
      pick: (flat) => this.#pick(k, flat, word === "value"),
      hover: (flat) => this.#hover(flat === null ? null : { state: k, flat }),
    });
    const [value, back] = [picture("value", values), picture("delta", deltas)];
    const el = h("div", { class: "cnnbp-state", "data-state": k },
      h("div", { class: "cnnbp-state-name", title: sizeName(shape) }, h("strong", {}, title), h("span", {}, sizeName(shape))),
      h("div", { class: "cnnbp-slot" }, value.el),
      h("div", { class: "cnnbp-state-name cnnbp-delta-name" }, h("strong", {}, delta)),
      h("div", { class: "cnnbp-slot" }, back.el));
    return { el, value, delta: back };
  }

  /** Between two states: the button that opens the layer. @param {string} kind @param {number} k */
  #layer(kind, k) {
    const button = h("button", { type: "button", class: "cnnbp-button", title: `open layer ${k + 1}: ${kind}`, "data-lm-suppress-shortcuts": "true" }, kind);
    button.addEventListener("click", () => this.context.open(k));
    return { el: h("div", { class: "cnnbp-op", "data-layer": k }, button), button };
  }

  /** The layer behind a unit opens; forward, the layer that made it. @param {number} k @param {number} flat @param {boolean} value */
  #pick(k, flat, value) {
    const backward = this.context.direction === "backward";
    const stage = backward ? Math.min(k, this.layers.length - 1) : Math.max(k - 1, 0);
    const front = stage === k;
    const id = front ? (value || !backward ? "input" : "gradient") : backward ? "delta" : "output";
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
    const needs = (/** @type {number} */ side) => blocks.reduce((sum, block) => sum + Math.max(sizesIn(block, side).width, NARROWEST), LOSS);
    const room = width - 1; // widths are rounded, and a row that is a hair too wide would break
    const fitting = SIDES.find((one) => needs(one) + GAP * blocks.length <= room);
    const side = fitting ?? FOLDED.side;
    const gap = fitting ? Math.min(112, Math.floor((room - needs(side)) / blocks.length)) : FOLDED.gap;
    this.strip.classList.toggle("cnnbp-tight", side < 100);
    this.strip.classList.toggle("cnnbp-folded", !fitting);
    this.strip.setAttribute("style", `--side:${side}px;--gap:${gap}px;--loss:${LOSS}px`);
    for (const { el, value, delta } of this.columns) {
      el.style.width = `${Math.max(sizesIn(value.block, side).width, NARROWEST)}px`;
      value.resize(side, theme);
      delta.resize(side, theme);
    }
    this.loss.resize(side, theme);
    this.measured = undefined;
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
    return /** @type {HTMLElement} */ (this.words.lastElementChild);
  }

  /** @param {{state: number, flat: number} | null} at @param {Related | null} related */
  #show(at, related) {
    this.at = at;
    this.related = related;
    const reach = at && follow(this.chain.links, this.sizes, at.state, at.flat);
    const uses = related?.unit === "weights" ? this.#uses(related) : null;
    this.columns.forEach(({ value, delta }, k) => {
      const lit = reach ? { reached: reach.reached[k], live: reach.live[k], soft: this.#soft(k) } : (uses?.[k] ?? null);
      const chosen = at?.state === k ? at.flat : -1;
      const light = lightOf(value, lit, chosen);
      for (const picture of [value, delta]) picture.light(light, chosen);
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
      const { el, block, sizes } = column[row];
      const box = boxOf(el);
      return (/** @type {number} */ flat) => {
        const { x, y, w, h: high } = rectOf(flat, block, sizes);
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
    const drawn = this.chain.links.flatMap((_, k) => {
      const edges = reach.edges[k];
      return edges.length ? drawLayer(this.chain, k, edges, places, direction, this.#soft(k < (this.at?.state ?? 0) ? k : k + 1)) : [];
    });
    const last = this.columns.length - 1;
    showFlow(this.svg, [...drawn, ...this.loss.lines(reach.live[last], places[last], end, this.#soft(last))]);
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
    const words = sentence(this.chain, state, flat, reach, direction);
    if (this.context.pinned()) this.live.textContent = words;
    this.words.replaceChildren(
      h("p", { class: "cnnbp-say" }, words),
      ...pathSum(this.chain, state, flat, direction, this.all, all), note);
  }
}
