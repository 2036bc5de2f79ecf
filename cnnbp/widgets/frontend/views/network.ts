/** The network view: every state and its delta as pictures, the paths through the chosen unit lit. */

import { type Chain, follow, type Reach, readChain } from "../core/chain";
import { css, type Theme, valueColour } from "../core/colour";
import type { Numbers, Panel, Related } from "../core/data";
import { number } from "../core/numbers";
import { boxOf, h, s } from "../ui/dom";
import { curve, type Drawn, drawLayer, type Places, type Point, showFlow } from "./network_lines";
import { pathSum, readout, sentence, sizeName, unitName } from "./network_words";
import { type Block, blockOf, lightOf, Picture, prepare, rectOf, type Sizes, sizesIn } from "./picture";
import type { Context } from "./view";

const SIDES = [132, 124, 116, 108, 100, 92, 84, 76]; // px of a picture, the largest that fits
const GAP = 40; // at least that much between two pictures
const FOLDED = { side: 92, gap: 60 }; // where not all pictures fit in one row
const NARROWEST = 58; // a state's column, with its name
const LOSS = 136;
const HINT = "Choose a unit in any picture. Orange is positive, blue negative; each picture has a scale of its own.";

export class ChainView {
  chain: Chain;
  sizes: number[];
  width = 0;
  theme: Theme = "light";
  at: { state: number; flat: number } | null = null;
  related: Related | null = null;
  all = false;
  hovering = false;
  measured: { places: Places[]; end: Point } | undefined = undefined;
  columns: { el: HTMLDivElement; value: Picture; delta: Picture }[];
  loss: {
    el: HTMLDivElement;
    resize: (side: number, theme: Theme) => void;
    place: (corner: DOMRect, row: string) => Point;
    lines: (live: Uint8Array<ArrayBufferLike>, places: Places, end: Point, soft: boolean) => Drawn[];
  };
  layers: { el: HTMLDivElement; button: HTMLButtonElement }[];
  svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
  strip: HTMLDivElement;
  words = h("div", { class: "cnnbp-chain-words" });
  live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
  el: HTMLDivElement;

  constructor(public context: Context) {
    this.chain = readChain(context.scene.set);
    this.sizes = this.chain.states.map(({ values }) => values.values.length);
    this.columns = this.chain.states.map((_, k) => this.#column(k));
    this.loss = lossColumn(this.chain);
    this.layers = this.chain.kinds.map((kind, k) => this.#layer(kind, k));
    const last = h("div", { class: "cnnbp-op" }, h("span", {}, this.chain.loss.name));
    const row = this.columns.flatMap(({ el }, k) => [el, this.layers[k]?.el ?? last]);
    this.strip = h(
      "div",
      { class: "cnnbp-strip", "data-direction": context.direction },
      this.svg,
      ...row,
      this.loss.el,
    );
    this.el = h(
      "div",
      { class: "cnnbp-chain", role: "group", "aria-label": "network" },
      this.strip,
      this.words,
      this.live,
    );
    this.enter(context);
  }

  /** The pictures of one state: its values, and ∂C/∂ of it. */
  #column(k: number) {
    const { symbol, title, delta, shape, values, deltas } = this.chain.states[k];
    const picture = (word: string, panel: Panel) =>
      new Picture({
        id: `${word}-${k}`,
        label: word === "value" ? `${symbol}, values` : `${delta}, deltas`,
        shape,
        values: panel.values,
        top: panel.top,
        scale: panel.scale,
        name: (flat) =>
          word === "value" ? unitName(symbol, shape, flat) : `${delta} of ${unitName(symbol, shape, flat)}`,
        pick: (flat) => this.#pick(k, flat, word === "value"),
        hover: (flat) => this.#hover(flat === null ? null : { state: k, flat }),
      });
    const [value, back] = [picture("value", values), picture("delta", deltas)];
    const el = h(
      "div",
      { class: "cnnbp-state", "data-state": k },
      h(
        "div",
        { class: "cnnbp-state-name", title: sizeName(shape) },
        h("strong", {}, title),
        h("span", {}, sizeName(shape)),
      ),
      h("div", { class: "cnnbp-slot" }, value.el),
      h("div", { class: "cnnbp-state-name cnnbp-delta-name" }, h("strong", {}, delta)),
      h("div", { class: "cnnbp-slot" }, back.el),
    );
    return { el, value, delta: back };
  }

  /** Between two states: the button that opens the layer. */
  #layer(kind: string, k: number) {
    const button = h(
      "button",
      {
        type: "button",
        class: "cnnbp-button",
        title: `open layer ${k + 1}: ${kind}`,
        "data-lm-suppress-shortcuts": "true",
      },
      kind,
    );
    button.addEventListener("click", () => this.context.open(k));
    return { el: h("div", { class: "cnnbp-op", "data-layer": k }, button), button };
  }

  /** The layer behind a unit opens; forward, the layer that made it. */
  #pick(k: number, flat: number, value: boolean) {
    const backward = this.context.direction === "backward";
    const stage = backward ? Math.min(k, this.layers.length - 1) : Math.max(k - 1, 0);
    const front = stage === k;
    const id = front ? (value || !backward ? "input" : "gradient") : backward ? "delta" : "output";
    this.all = false;
    this.context.choose(stage, id, flat);
  }

  /** Another layer was opened. */
  enter(context: Context) {
    this.context = context;
    this.layers.forEach(({ button }, k) => button.setAttribute("aria-pressed", String(k === context.scene.stage)));
  }

  resize(width: number, theme: Theme) {
    if (width === this.width && theme === this.theme) return;
    this.width = width;
    this.theme = theme;
    const blocks = this.chain.states.map(({ shape }) => blockOf(shape));
    const needs = (side: number) =>
      blocks.reduce((sum, block) => sum + Math.max(sizesIn(block, side).width, NARROWEST), LOSS);
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
  }

  light(related: Related | null) {
    const { stage } = this.context.scene;
    if (related?.unit === "weights") return this.#show(null, related);
    this.#show(related && { state: stage + Number(related.unit === "output"), flat: related.flat }, related);
  }

  #hover(at: { state: number; flat: number } | null) {
    this.note.textContent = at ? readout(this.chain, at.state, at.flat) : HINT;
    if (this.context.pinned()) return;
    if (at || this.hovering) this.#show(at, null);
    this.hovering = at !== null;
  }

  get note() {
    return this.words.lastElementChild as HTMLElement;
  }

  #show(at: { state: number; flat: number } | null, related: Related | null) {
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

  /** The cone that what is shown comes from is drawn strongly, the other one softly. */
  #soft(k: number) {
    if (!this.at) return false;
    const { state } = this.at;
    const last = this.columns.length - 1;
    return this.context.direction === "backward" ? k < state && state < last : k > state && state > 0;
  }

  /** A weight's uses: the units at both ends of its edges. */
  #uses(related: Related) {
    const { stage } = this.context.scene;
    return this.columns.map((_, k) => {
      const marks = new Uint8Array(this.sizes[k]);
      if (k === stage) for (const { source } of related.terms) marks[source] = 1;
      if (k === stage + 1) for (const { target } of related.terms) marks[target] = 1;
      return { reached: marks, live: marks, soft: false };
    });
  }

  /** Where the units of a row of pictures are on the strip: measured once for each width. */
  #measure(row: "value" | "delta") {
    const corner = boxOf(this.strip);
    const places = this.columns.map((column) => {
      const { el, block, sizes } = column[row];
      const box = boxOf(el);
      return (flat: number) => {
        const { x, y, w, h: high } = rectOf(flat, block, sizes);
        return { x: box.left - corner.left + x + w / 2, y: box.top - corner.top + y + high / 2 };
      };
    });
    return { places, end: this.loss.place(corner, row) };
  }

  #flow(reach: Reach | null) {
    if (!reach || !this.width) return showFlow(this.svg, []);
    const { direction } = this.context;
    this.measured ??= this.#measure(direction === "backward" ? "delta" : "value");
    const { places, end } = this.measured;
    const drawn = this.chain.links.flatMap((_, k) => {
      const edges = reach.edges[k];
      return edges.length
        ? drawLayer(this.chain, k, edges, places, direction, this.#soft(k < (this.at?.state ?? 0) ? k : k + 1))
        : [];
    });
    const last = this.columns.length - 1;
    showFlow(this.svg, [...drawn, ...this.loss.lines(reach.live[last], places[last], end, this.#soft(last))]);
  }

  #say(reach: Reach | null) {
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
      ...pathSum(this.chain, state, flat, direction, this.all, all),
      note,
    );
  }
}

/** The end of the network: what it says beside y, and the loss C. */

const MOST = 40;

export function lossColumn({ states, loss }: Chain) {
  const last = states[states.length - 1];
  const block = blockOf(last.shape);
  const sheets = [
    { name: loss.symbol, values: loss.prediction },
    { name: "y", values: loss.target },
  ].map((one) => ({ ...one, canvas: h("canvas", { role: "img", "aria-label": `${one.name}: ${words(one.values)}` }) }));
  const said = h(
    "div",
    { class: "cnnbp-loss-value" },
    h("strong", {}, `C = ${number(loss.value, 3)}`),
    h("span", {}, loss.label === null ? "" : `y = ${loss.label}`),
  );
  const el = h(
    "div",
    { class: "cnnbp-state cnnbp-loss" },
    h(
      "div",
      { class: "cnnbp-pair" },
      ...sheets.map(({ name, canvas }) =>
        h("div", {}, h("div", { class: "cnnbp-state-name" }, name), h("div", { class: "cnnbp-slot" }, canvas)),
      ),
    ),
    h("div", { class: "cnnbp-state-name cnnbp-delta-name" }),
    h("div", { class: "cnnbp-slot" }, said),
  );
  const box = (row: string) => boxOf(row === "delta" ? said : sheets[0].canvas);
  return {
    el,
    resize: (side: number, theme: Theme) => {
      const sizes = sizesIn(block, block.column ? side : side / 2);
      for (const { canvas, values } of sheets) paint(canvas, values, loss.top, block, sizes, theme);
    },
    /** Where the flow ends. */
    place: (corner: DOMRect, row: string): Point => ({
      x: box(row).left - corner.left - 4,
      y: box(row).top - corner.top + box(row).height / 2,
    }),
    lines: (live: Uint8Array, places: Places, end: Point, soft: boolean): Drawn[] => {
      const lit = Array.from(live.keys()).filter((flat) => live[flat]);
      if (lit.length > MOST || (lit.length && end.x < places(lit[0]).x)) return [];
      const top = Math.max(...lit.map((flat) => Math.abs(last.deltas.values[flat])), 1e-300);
      return lit.map((flat) => {
        const value = last.deltas.values[flat];
        return {
          d: curve(places(flat), end),
          class: `cnnbp-flow${soft ? " cnnbp-soft" : ""}`,
          sign: Math.sign(value),
          width: 0.8 + (2.2 * Math.abs(value)) / top,
        };
      });
    },
  };
}

/** The largest of them, in words. */
function words(values: Numbers) {
  const best = values.indexOf(Math.max(...values));
  return `largest ${number(values[best])} at unit ${best}`;
}

function paint(canvas: HTMLCanvasElement, values: Numbers, top: number, block: Block, sizes: Sizes, theme: Theme) {
  const context = prepare(canvas, sizes.width, sizes.height);
  values.forEach((value, flat) => {
    const { x, y, w, h: high } = rectOf(flat, block, sizes);
    context.fillStyle = css(valueColour(value, top, "signed", theme));
    context.fillRect(x, y, w, high);
  });
}
