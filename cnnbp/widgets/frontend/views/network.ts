/** The network view: a strip of all states and their deltas, the paths of the chosen unit lit, one layer open below it. */

import { html, nothing, render } from "lit-html";
import { type At, type Chain, carrier, follow, type Reach, readChain } from "../core/chain";
import { css, type Theme, valueColour } from "../core/colour";
import type { Numbers, Panel, Related } from "../core/data";
import { number } from "../core/numbers";
import { WIDE } from "../grid/fit";
import { button } from "../ui/button";
import { boxOf, h, s } from "../ui/dom";
import { curve, type Drawn, drawLayer, MANY, type Places, type Point, showFlow } from "./network_lines";
import { carried, pathSum, readout, sentence, sizeName, unitName } from "./network_words";
import { type Block, blockOf, lightOf, Picture, prepare, rectOf, type Sizes, sizesIn } from "./picture";
import type { Context } from "./view";

const [SIDE, SMALL] = [52, 44]; // px that a picture is high, and on a phone
const [LARGEST, STEP] = [160, 4]; // px that they are high where no layer is open, and by how much less they are tried
const [LEAST, MOST] = [48, 112]; // px between two pictures
const PILL = 12; // more of them, lest a button lie on pictures that are large
const NARROWEST = 46; // a state's column, with its name
const [LOSS, LOSS_FINGER] = [124, 150];
const [NAME, SUM] = [25, 164]; // px above a row of pictures; below them, with the sum over all paths
const BOTH = 880; // from this width on the values stand above the deltas
const HINT = "Choose a unit in any picture. Orange is positive, blue negative; each picture has a scale of its own.";

type Row = "value" | "delta";

export class ChainView {
  readonly #chain: Chain;
  readonly #sizes: number[];
  readonly #columns: { el: HTMLElement; value: Picture; delta: Picture }[];
  readonly #loss: ReturnType<typeof lossColumn>;
  /** the states, and behind them the loss, with what lies between two of them */
  readonly #stops: HTMLElement[];
  readonly #layers: HTMLElement[];
  readonly #svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
  readonly #strip: HTMLElement;
  readonly #words = h("div", { class: "cnnbp-layer-head" });
  readonly #live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
  readonly el: HTMLElement;
  #at: At | null = null;
  #related: Related | null = null;
  #reach: Reach | null = null;
  #all = false;
  #hovering = false;
  /** the row in which the lines run */
  #row: Row = "delta";
  /** what the network costs stands in the line above the open layer: its column finds no room */
  #folded = false;
  #measured: { places: (Places | null)[]; end: Point | null } | null = null;

  constructor(public context: Context) {
    this.#chain = readChain(context.scene.set);
    const { states, kinds, loss } = this.#chain;
    this.#sizes = states.map(({ values }) => values.values.length);
    this.#columns = states.map((_, k) => this.#column(k));
    this.#loss = lossColumn(this.#chain, context.label);
    this.#stops = [...this.#columns.map(({ el }) => el), this.#loss.el];
    const between = [...kinds.map((kind, k) => this.#button(kind, k)), h("span", { title: loss.name }, "loss")];
    this.#layers = between.map((el) => h("div", { class: "cnnbp-op" }, el));
    const all = this.#stops.flatMap((el, k) => [el, this.#layers[k] ?? null]);
    this.#strip = h("div", { class: "cnnbp-strip", "data-direction": context.direction }, this.#svg, ...all);
    const label = { class: "cnnbp-chain", role: "group", "aria-label": "network" };
    this.el = h("div", label, this.#strip, this.#words, this.#live);
    this.enter(context);
  }

  /** The pictures of one state: its values, and ∂C/∂ of it. */
  #column(k: number) {
    const { symbol, delta, shape, values, deltas } = this.#chain.states[k];
    const picture = (word: Row, name: string, { values, top, scale }: Panel) =>
      new Picture({
        id: `${word}-${k}`,
        label: `${name}, ${word}s`,
        shape,
        values,
        top,
        scale,
        name: (flat) => `${word === "value" ? "" : `${delta} of `}${unitName(symbol, shape, flat)}`,
        pick: (flat) => this.#pick(k, flat, word === "value"),
        hover: (flat) => this.#hover(flat === null ? null : { state: k, flat }),
      });
    const [value, back] = [picture("value", symbol, values), picture("delta", delta, deltas)];
    const heading = (row: Row, name: string, size = "") =>
      h("div", { class: "cnnbp-state-name", "data-row": row }, h("strong", {}, name), h("span", {}, size));
    const slot = (row: Row, { el }: Picture) => h("div", { class: "cnnbp-slot", "data-row": row }, el);
    const el = h(
      "div",
      { class: "cnnbp-state", "data-state": k, title: sizeName(shape) },
      heading("value", symbol, sizeName(shape)),
      slot("value", value),
      heading("delta", delta),
      slot("delta", back),
    );
    return { el, value, delta: back };
  }

  /** Between two states: what opens the layer, or closes it. */
  #button(kind: string, k: number) {
    const about = {
      type: "button",
      class: "cnnbp-button",
      title: `layer ${k + 1}: ${kind}`,
    };
    const button = h("button", about, kind.replace("olution", "").replace(/.* /, ""));
    button.addEventListener("click", () => this.context.open(k));
    return button;
  }

  /** The layer behind a unit opens; forward, the layer that made it. */
  #pick(k: number, flat: number, value: boolean) {
    const backward = this.context.direction === "backward";
    const stage = backward ? Math.min(k, this.#chain.kinds.length - 1) : Math.max(k - 1, 0);
    const front = stage === k;
    const id = front ? (value || !backward ? "input" : "gradient") : backward ? "delta" : "output";
    this.#all = false;
    this.context.choose(stage, id, flat);
  }

  /** Another layer was opened. */
  enter(context: Context) {
    this.context = context;
  }

  /**
   * Where there is less room: the row in which things flow, and as many states around the open layer as fit.
   * @param height of the screen, where no layer is open; else 0
   * @param far to be read from far away: the open layer's numbers need the height of the other row
   */
  resize(width: number, theme: Theme, height: number, far: boolean) {
    const { edits, direction, scene } = this.context;
    const both = width >= BOTH && !edits && !(far && !height);
    const finger = matchMedia("(pointer: coarse)").matches;
    this.#row = edits || direction === "forward" ? "value" : "delta";
    const rows = both ? 2 : 1;
    const states = this.#columns.map(({ value: { block } }) => block);
    const widths = (side: number) => [
      ...states.map((block) => Math.max(sizesIn(block, side).width, NARROWEST)),
      finger ? LOSS_FINGER : LOSS,
    ];
    const needs = (wide: number[], before: boolean, behind: boolean) =>
      wide.reduce((sum, one) => sum + one + LEAST, (before ? LEAST : 0) + (behind ? 0 : -LEAST));
    // As large as width and height allow, where no layer needs them.
    let side = width < WIDE ? SMALL : SIDE;
    for (let larger = LARGEST; larger > side; larger -= STEP)
      if (rows * (larger + NAME) + SUM <= height && needs(widths(larger), false, false) + PILL * states.length <= width)
        side = Math.max(side, larger);
    const wide = widths(side);
    for (const { value, delta } of this.#columns) for (const picture of [value, delta]) picture.resize(side, theme);
    this.#loss.resize(side, theme);
    const end = wide.length - 1;
    let [first, last] = [0, end];
    const taken = () => needs(wide.slice(first, last + 1), first > 0, last < end);
    while (last > first + 1 && taken() > width) {
      if (last > scene.stage + 2 || first >= scene.stage) last -= 1;
      else first += 1;
    }
    const seen = (k: number) => k >= first && k <= last;
    const gaps = this.#layers.filter((_, k) => seen(k) || seen(k + 1)).length;
    const gap = Math.min(MOST, LEAST + Math.floor((width - 1 - taken()) / gaps));
    this.#stops.forEach((el, k) => {
      el.hidden = !seen(k);
      el.style.width = `${wide[k]}px`;
    });
    this.#layers.forEach((el, k) => {
      el.hidden = !seen(k) && !seen(k + 1);
      // The open layer grows out of its two states: the frame around them is as wide as they are.
      el.style.cssText = `--before:${seen(k) ? wide[k] : 0}px;--behind:${seen(k + 1) ? wide[k + 1] : 0}px`;
    });
    this.#strip.dataset.rows = both ? "both" : this.#row;
    this.#strip.toggleAttribute("data-draws", edits);
    this.#strip.style.cssText = `--side:${side}px;--gap:${gap}px`;
    // While one draws, what the network reads is seen in its column, digit by digit.
    this.#folded = last < end || Boolean(edits);
    if (!this.#folded) this.#loss.unfold();
    this.#measured = null;
  }

  light(related: Related | null) {
    this.#layers.forEach(({ firstElementChild: button }, k) => {
      const open = k === this.context.scene.stage && !this.context.closed();
      if (button?.tagName === "BUTTON") button.setAttribute("aria-pressed", String(open));
    });
    this.#loss.show();
    this.#show(related?.unit === "weights" ? null : this.context.origin(), related);
  }

  #hover(at: At | null) {
    if (this.context.pinned()) this.#say(at);
    else if (at || this.#hovering) this.#show(at, null);
    this.#hovering = at !== null;
  }

  #show(at: At | null, related: Related | null) {
    this.#at = at;
    this.#related = related;
    const reach = at && follow(this.#chain.links, this.#sizes, at.state, at.flat);
    const uses = related?.unit === "weights" ? this.#uses(related) : null;
    const opened = this.#opened();
    this.#columns.forEach(({ value, delta }, k) => {
      const lit = reach ? { reached: reach.reached[k], live: reach.live[k], soft: this.#soft(k) } : (uses?.[k] ?? null);
      const chosen = [at, opened].find((one) => one?.state === k)?.flat ?? -1;
      const light = lightOf(value, lit, chosen);
      for (const picture of [value, delta]) picture.light(light, chosen);
    });
    this.#reach = reach;
    this.#flow(reach);
    this.#say();
  }

  /** The unit that is chosen in the open layer. */
  #opened(): At | null {
    const { unit = "weights", flat = -1 } = this.#related ?? {};
    return unit === "weights" ? null : { state: this.context.scene.stage + Number(unit === "output"), flat };
  }

  /** The cone that what is shown comes from is drawn strongly, the other one softly. */
  #soft(k: number) {
    if (!this.#at) return false;
    const { state } = this.#at;
    const last = this.#columns.length - 1;
    return this.context.direction === "backward" ? k < state && state < last : k > state && state > 0;
  }

  /** A weight's uses: the units at both ends of its edges. */
  #uses({ terms }: Related) {
    const { stage } = this.context.scene;
    return this.#columns.map((_, k) => {
      const marks = new Uint8Array(this.#sizes[k]);
      if (k === stage) for (const { source } of terms) marks[source] = 1;
      if (k === stage + 1) for (const { target } of terms) marks[target] = 1;
      return { reached: marks, live: marks, soft: false };
    });
  }

  /** Where the units of a row of pictures are on the strip: measured once for each width. */
  #measure() {
    const corner = boxOf(this.#strip);
    const places = this.#columns.map((column) => {
      const { el, block, sizes } = column[this.#row];
      const box = boxOf(el);
      if (!box.width) return null;
      return (flat: number) => {
        const { x, y, w, h: high } = rectOf(flat, block, sizes);
        return { x: box.left - corner.left + x + w / 2, y: box.top - corner.top + y + high / 2 };
      };
    });
    return { places, end: this.#folded ? null : this.#loss.end(corner) };
  }

  #flow(reach: Reach | null) {
    if (!reach) return showFlow(this.#svg, []);
    this.#measured ??= this.#measure();
    const { places, end } = this.#measured;
    const last = this.#columns.length - 1;
    const drawn = this.#chain.links.flatMap((_, k) => {
      const [from, to, edges] = [places[k], places[k + 1], reach.edges[k]];
      const soft = this.#soft(k < (this.#at?.state ?? 0) ? k : k + 1);
      return from && to && edges.length ? drawLayer(this.#chain, k, edges, from, to, this.context.direction, soft) : [];
    });
    const out = places[last];
    if (out && end) drawn.push(...this.#loss.lines(reach.live[last], out, end, this.#soft(last)));
    showFlow(this.#svg, drawn);
  }

  /** Above the open layer one line, about the unit under the pointer or the chosen one; in its place the sum over all paths. */
  #say(under: At | null = null) {
    const [chain, at, reach, opened] = [this.#chain, this.#at, this.#reach, this.#opened()];
    const { scene, direction, open, closed, pinned } = this.context;
    const { stage, set } = scene;
    let words = HINT;
    if (reach && at) {
      const through = opened && opened.state !== at.state && carrier(set, at, opened.state);
      words = through
        ? carried(chain, at, opened.state, through, reach)
        : sentence(chain, at.state, at.flat, reach, direction);
    }
    const text = at && pinned() ? words : "";
    if (this.#live.textContent !== text) this.#live.textContent = text;
    const said = html`<p class="cnnbp-say">${under ? readout(chain, under) : words}</p>`;
    const [from, to] = chain.states.slice(stage);
    const more = () => {
      this.#all = true;
      this.#say();
    };
    const close = () => {
      open(stage);
      (this.#layers[stage].firstElementChild as HTMLElement).focus();
    };
    const cost = this.#folded ? this.#loss.said : nothing;
    render(
      closed()
        ? [said, cost, at ? pathSum(chain, at, direction, this.#all, more) : nothing]
        : html`<strong><span>${chain.kinds[stage]} </span>${from.symbol} → ${to.symbol}</strong>${said}${cost}${button("×", close, { label: "close the layer" })}`,
      this.#words,
    );
  }
}

/** The end of the network: what it says beside y, and the loss C; another label y is one choice away. */
function lossColumn({ states, loss }: Chain, relabel: (label: number) => void) {
  const last = states[states.length - 1];
  const block = blockOf(last.shape);
  const sheets = [
    { name: loss.symbol, values: loss.prediction },
    { name: "y", values: loss.target },
  ].map((one) => ({ ...one, canvas: h("canvas", { role: "img", "aria-label": `${one.name}: ${words(one.values)}` }) }));
  const labels =
    loss.label === null ? [] : Array.from(loss.target, (_, label) => h("option", { value: label }, `y = ${label}`));
  const y = h("select", { class: "cnnbp-input", "aria-label": "y: the label that C is the loss of" }, ...labels);
  y.addEventListener("change", () => relabel(y.selectedIndex));
  const said = h(
    "div",
    { class: "cnnbp-loss-value" },
    h("strong", {}, `C = ${number(loss.value, 3)}`),
    ...(labels.length ? [y] : []),
    h("span", {}, guess(loss)),
  );
  const pair = sheets.map(({ name, canvas }) =>
    h("div", {}, h("div", { class: "cnnbp-state-name" }, name), h("div", { class: "cnnbp-slot" }, canvas)),
  );
  const slot = h("div", { class: "cnnbp-slot" }, said);
  const el = h(
    "div",
    { class: "cnnbp-state cnnbp-loss" },
    h("div", { class: "cnnbp-pair" }, ...pair),
    h("div", { class: "cnnbp-state-name", "data-row": "delta" }),
    slot,
  );
  return {
    el,
    said,
    /** Back from the line above the open layer. */
    unfold: () => slot.append(said),
    /** The label is the one that C is the loss of, whatever was wished for. */
    show: () => {
      y.selectedIndex = loss.label ?? -1;
    },
    resize: (side: number, theme: Theme) => {
      for (const { canvas, values } of sheets) paint(canvas, values, loss.top, block, sizesIn(block, side), theme);
    },
    /** Where the flow ends; null where it is not in sight. */
    end: (corner: DOMRect): Point | null => {
      const { left, top, width, height } = boxOf(said);
      return width ? { x: left - corner.left - 4, y: top - corner.top + height / 2 } : null;
    },
    lines: (live: Uint8Array, places: Places, end: Point, soft: boolean): Drawn[] => {
      const lit = Array.from(live.keys()).filter((flat) => live[flat]);
      if (lit.length > MANY) return [];
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

const best = (values: Numbers) => values.indexOf(Math.max(...values));

/** The largest of them, in words. */
const words = (values: Numbers) => `largest ${number(values[best(values)])} at unit ${best(values)}`;

/** What the network reads: "7: 99 %". */
function guess({ prediction, symbol }: Chain["loss"]) {
  const unit = best(prediction);
  return symbol === "output" ? "" : `${unit}: ${Math.floor(100 * prediction[unit])} %`;
}

function paint(canvas: HTMLCanvasElement, values: Numbers, top: number, block: Block, sizes: Sizes, theme: Theme) {
  const context = prepare(canvas, sizes.width, sizes.height);
  values.forEach((value, flat) => {
    const { x, y, w, h: high } = rectOf(flat, block, sizes);
    context.fillStyle = css(valueColour(value, top, "signed", theme));
    context.fillRect(x, y, w, high);
  });
}
