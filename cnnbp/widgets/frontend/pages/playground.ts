/** The playground: one layer, set up by hand, in an explorer of its own; all of it is in the address. */

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { css, type Theme, valueColour } from "../core/colour";
import { largest } from "../core/data";
import { assign, type DeltaFlow, type Model } from "../core/model";
import { type Grid, sizeOf } from "../edges/builders";
import { button } from "../ui/button";
import { h, penOf, undoOrRedo } from "../ui/dom";
import { themeOf, watchTheme } from "../ui/theme";
import { ask, change, readLayer } from "./answer";
import { wave, withKernelSize } from "./changes";
import { ACTIVATIONS, build, type Given, type Layer, type Options, pair } from "./layer";
import { fragmentOf, readFragment, type View } from "./link";
import { type Question, questionAbout } from "./question";
import { sceneOf } from "./scene";
import { blank, digitIn, type Example, examples, KERNELS, kernel, nameOf, ofKind, overlaid } from "./starts";
import { cell, count } from "./words";

const KINDS = [
  ["convolution", "Convolution"],
  ["dense", "Dense"],
  ["activation", "Activation"],
  ["max_pool", "Max pool"],
  ["average_pool", "Average pool"],
] as const;
const SIDES = [2, 16];
const MOST = 4; // channels and filters
const OUTPUTS = 10;
const THUMBNAIL = 44; // px
const CUT = "This layer has more numbers than a link can hold: those that were left out are others here.";

/** Where the explorer is drawn, and what draws it. */
export interface Explorer {
  render(place: { model: Model<DeltaFlow>; el: HTMLElement }): unknown;
}

export function begin(root: HTMLElement, explorer: Explorer, make: (traits: DeltaFlow) => Model<DeltaFlow>) {
  new Playground(root, explorer, make);
}

class Playground {
  readonly #model: Model<DeltaFlow>;
  readonly #share = h("div", { class: "pg-share", role: "region", "aria-label": "share" });
  readonly #controls = h("div", { class: "pg-controls" });
  readonly #tools = h("div", { class: "pg-tools", role: "group", "aria-label": "tool" });
  readonly #question = h("div", { class: "pg-question", role: "group", "aria-label": "before you change something" });
  readonly #starts = h("div", { class: "pg-starts" });
  readonly #examples = examples();
  /** what was said, each with the layer that it was said about: of another one it does not hold */
  readonly #said = new Map<"notice" | "refusal" | "verdict", [text: string, about: string]>();
  #copied = "";
  #turn = 0;
  /** the question, and what it is about */
  #asked: { about: string; question: Question | null } = { about: "", question: null };
  #drawn = false;

  constructor(root: HTMLElement, explorer: Explorer, make: (traits: DeltaFlow) => Model<DeltaFlow>) {
    const start = this.#read();
    this.#model = make(traitsOf(start.layer, start.view));
    this.#say("notice", start.notice);
    const place = h("div", { class: "pg-explorer" });
    const sheet = h("details", { class: "pg-sheet" }, h("summary", {}, "Layer, input and kernel"), this.#controls);
    const wide = matchMedia("(min-width: 900px)");
    const fit = () => {
      sheet.open = wide.matches;
    };
    fit();
    wide.addEventListener("change", fit);
    root.append(
      this.#share,
      h(
        "div",
        { class: "pg-columns" },
        sheet,
        h("div", { class: "pg-stage" }, this.#tools, place, this.#question, this.#starts),
      ),
    );
    explorer.render({ model: this.#model, el: place });
    for (const name of ["scene", "selection", "views", "mode", "direction", "undoable", "redoable"])
      this.#model.on(`change:${name}`, () => this.#soon());
    watchTheme(() => this.#soon());
    addEventListener("hashchange", () => this.#arrive());
    root.addEventListener("keydown", (event) => {
      const way = undoOrRedo(event);
      if (way && !place.contains(event.target as Node)) ask(this.#model, way); // the explorer has its own
    });
    this.#draw();
  }

  get #layer(): Layer {
    return readLayer(this.#model.get("scene").layers[0]);
  }

  get #view(): View {
    const { get } = this.#model;
    const read = get.bind(this.#model);
    return { selection: read("selection"), views: read("views"), mode: read("mode"), direction: read("direction") };
  }

  /** What the address holds, or where one begins; a link that cannot be read is named. */
  #read(): { layer: Layer; view: View; notice: string } {
    const text = decoded(location.hash.slice(1));
    const [first] = this.#examples;
    const start = { layer: build(first.given), view: viewOf(first), notice: "" };
    if (!text) return start;
    try {
      const { layer, view, cut } = readFragment(text);
      // The settings stand beside the explorer here, not in it.
      const views = view.views.filter((name) => name !== "controls");
      return { layer, view: { ...view, views }, notice: cut ? CUT : "" };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { ...start, notice: `This link cannot be read: ${error.message}. Here is a layer to start from instead.` };
    }
  }

  #say(what: "notice" | "refusal" | "verdict", text: string) {
    this.#said.set(what, [text, fragmentOf(this.#layer, NO_VIEW)]);
  }

  #words(what: "notice" | "refusal" | "verdict") {
    const [text, about] = this.#said.get(what) ?? ["", ""];
    if (about === fragmentOf(this.#layer, NO_VIEW)) return text;
    this.#said.delete(what);
    return "";
  }

  /** Another link was opened in the same page. */
  #arrive() {
    if (decoded(location.hash.slice(1)) === this.#fragment()) return;
    const { layer, view, notice } = this.#read();
    this.#show(layer);
    this.#say("notice", notice);
    assign(this.#model, { ...view });
    this.#draw();
  }

  #fragment() {
    return fragmentOf(this.#layer, this.#view);
  }

  /** Several traits change at once: it is drawn once. */
  #soon() {
    if (this.#drawn) return;
    this.#drawn = true;
    queueMicrotask(() => {
      this.#drawn = false;
      this.#draw();
    });
  }

  #draw() {
    const layer = this.#layer;
    const fragment = this.#fragment();
    if (decoded(location.hash.slice(1)) !== fragment) address(fragment);
    if (this.#copied !== fragment) this.#copied = "";
    this.#drawShare(fragment);
    this.#drawTools();
    this.#drawControls(layer);
    this.#drawQuestion(layer);
    this.#drawStarts(layer);
  }

  /** Another layer; it can be taken back. What cannot be says why, and nothing changes. */
  #show(given: Given | Layer) {
    try {
      change(this.#model, { layers: [sceneOf("connections" in given ? given : built(given))] });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#refuse(error.message);
    }
  }

  #refuse(text: string) {
    this.#say("refusal", text);
    this.#draw();
  }

  #set(more: Partial<Given>) {
    this.#show({ ...givenOf(this.#layer), ...more });
  }

  #drawShare(fragment: string) {
    const whole = `${location.href.split("#")[0]}#${fragment}`;
    const notice = this.#words("notice");
    const copy = async () => {
      if (await copied(whole, this.#share)) this.#copied = fragment;
      this.#drawShare(this.#fragment());
    };
    const said = this.#copied ? `✓ copied, ${fragment.length} characters` : "";
    render(
      html`<p class="pg-notice" role="alert" ?hidden=${!notice}>${notice}</p>
        <label><span>Everything is in this link:</span><input class="pg-link" readonly .value=${live(whole)} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} /></label>
        ${button("Copy link", copy, { class: "cnnbp-main" })}<output>${said}</output>`,
      this.#share,
    );
  }

  #drawTools() {
    const mode = this.#model.get("mode");
    const tool = (name: DeltaFlow["mode"], text: string, title: string) =>
      button(text, () => assign(this.#model, { mode: name }), { pressed: mode === name, title });
    render(
      html`${tool("explore", "Choose", "a click chooses a cell")}
        ${tool("edit", "Draw", "drag over the input to draw; type a number into any cell")}
        ${tool("predict", "Predict", "say what flows back before it is shown")}
        <span class="pg-gap"></span>
        ${button("↶ Undo", () => ask(this.#model, "undo"), { idle: !this.#model.get("undoable"), title: "take the last change back (Ctrl+Z)" })}
        ${button("↷ Redo", () => ask(this.#model, "redo"), { idle: !this.#model.get("redoable"), title: "make again what was taken back (Ctrl+Y)" })}
        ${button("Start again", () => ask(this.#model, "reset"), { idle: !this.#model.get("undoable"), title: "back to the layer it began with" })}`,
      this.#tools,
    );
  }

  #drawControls(layer: Layer) {
    const kind = ACTIVATIONS[layer.kind] ? "activation" : layer.kind;
    const refusal = this.#words("refusal");
    const kinds = KINDS.map(([name, text]) => button(text, () => this.#kind(name), { pressed: kind === name }));
    render(
      html`<h2>Layer</h2><div class="pg-kinds" role="group" aria-label="kind of layer">${kinds}</div>
        <h2>Input</h2>${this.#input(layer)}
        ${this.#options(layer, kind)}
        <p class="pg-refused" role="alert" ?hidden=${!refusal}>${refusal}</p>
        <div class="pg-output"><strong>output ${layer.output.shape.join(" × ")}</strong>${facts(layer).map((one) => html`<span>${one}</span>`)}</div>
        <p class="pg-quiet">Runs in this page. Nothing is sent, nothing to install.</p>`,
      this.#controls,
    );
  }

  #kind(name: string) {
    const { z, kind } = this.#layer;
    if (name === kind || (name === "activation" && ACTIVATIONS[kind])) return;
    const image = z.shape.length === 1 ? digitIn([8, 8], 4) : z;
    this.#show(ofKind(name === "activation" ? "relu" : name, image));
    assign(this.#model, { views: ["edges"] });
  }

  #input(layer: Layer) {
    const { z } = layer;
    const { shape } = z;
    if (shape.length === 1)
      return html`<p class="pg-quiet">${count(shape[0], "unit")}: type numbers into the cells.</p>`;
    const [rows, columns] = shape.slice(-2);
    const channels = shape.length === 3 ? shape[0] : 1;
    const digits = Array.from({ length: 10 }, (_, digit): [string, string, Grid] => [
      `d${digit}`,
      `the digit ${digit}`,
      digitIn(shape, digit),
    ]);
    const choices: [string, string, Grid][] = [
      ...digits,
      ["blank", "blank, to draw on", blank(shape)],
      ["wave", "numbers of both signs", wave(shape)],
    ];
    const now = choices.find(([, , grid]) => equal(grid, z))?.[0] ?? "own";
    const choose = (value: string) => {
      const found = choices.find(([name]) => name === value);
      if (found) this.#set({ z: found[2] });
      if (value === "blank") assign(this.#model, { mode: "edit" });
    };
    const options: [string, string][] = choices.map(([value, text]) => [value, text]);
    const resized = (next: number[]) => this.#set(resize(layer, next));
    const front = shape.slice(0, -2);
    return html`${select("picture", now, [...options, ["own", "my own numbers"]], choose)}
      ${stepper("size", rows === columns ? `${rows} × ${rows}` : `${rows} × ${columns}`, rows, SIDES, (n) => resized([...front, n, columns + n - rows]))}
      ${stepper("channels", String(channels), channels, [1, MOST], (n) => resized(n === 1 ? [rows, columns] : [n, rows, columns]))}`;
  }

  #options(layer: Layer, kind: string) {
    const { options, w, z } = layer;
    const set = (more: Options) => this.#set({ options: { ...options, ...more } });
    const size = (name: "stride" | "padding" | "dilation" | "size", text: string, bounds: number[], usual: number) => {
      const now = options[name] ?? usual;
      return stepper(text, [...new Set([now].flat())].join(" × "), [now].flat()[0], bounds, (n) => set({ [name]: n }));
    };
    if (kind === "activation") {
      const names = ["relu", "sigmoid", "tanh"].map((name): [string, string] => [name, name]);
      return html`<h2>Function</h2>${select("a = σ(z)", layer.kind, names, (name) => this.#set({ kind: name }))}`;
    }
    const front = html`<h2>In front of the layer</h2>${select(
      "activation",
      layer.activation,
      Object.keys(ACTIVATIONS).map((name): [string, string] => [name, name === "identity" ? "none" : name]),
      (name) => this.#set({ activation: name }),
    )}`;
    if (kind === "dense" && w) {
      const more = (n: number) => this.#set({ w: overlaid(w, wave([n, z.values.length])), b: null, delta: null });
      return html`<h2>Weights</h2>${stepper("outputs", String(w.shape[0]), w.shape[0], [1, OUTPUTS], more)}${front}`;
    }
    if (kind !== "convolution" || !w) {
      const stride = [options.stride ?? options.size ?? 1].flat()[0];
      const counted: [string, string][] = [
        ["true", "the window's size"],
        ["false", "the pixels inside"],
      ];
      return html`<h2>Window</h2>${size("size", "size", [1, 4], 2)}${size("stride", "stride", [1, 4], stride)}${size("padding", "padding", [0, 2], 0)}
        ${kind === "average_pool" ? select("divide by", String(options.count_include_pad), counted, (value) => set({ count_include_pad: value === "true" })) : nothing}${front}`;
    }
    const known = KERNELS.map(([name]): [string, string] => [name, name]);
    const filters = w.shape.length === 4 ? w.shape[0] : 1;
    const channels = w.shape.length === 4 ? w.shape[1] : 1;
    const choose = (name: string) => {
      if (name !== "own") this.#set({ w: kernel(name, [filters, channels], w.shape.length === 2) });
    };
    const places = w.shape.slice(-2).join(" × ");
    const sized = (n: number) => {
      try {
        this.#set({ w: withKernelSize(layer, String(n)).w });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.#refuse(error.message);
      }
    };
    const conventions: [string, string][] = [
      ["correlation", "cross-correlation"],
      ["convolution", "true convolution"],
    ];
    return html`<h2>Kernel</h2>${select("weights", nameOf(w) || "own", [...known, ["own", "my own values"]], choose)}
      ${stepper("size", places, w.shape.at(-1) ?? 1, [1, 5], sized)}
      ${stepper("filters", String(filters), filters, [1, MOST], (n) => this.#set(withFilters(layer, n)))}
      ${size("stride", "stride", [1, 4], 1)}${size("padding", "padding", [0, 4], 0)}${size("dilation", "dilation", [1, 3], 1)}
      ${select("forward pass", options.convention ?? "correlation", conventions, (value) => set({ convention: value }))}${front}`;
  }

  #drawQuestion(layer: Layer) {
    const { selection, mode, direction } = this.#view;
    const panel = selection && ["input", "gradient", "z_in", "input_delta", "sigma_prime"].includes(selection.panel);
    const asks = mode === "explore" && direction === "backward" && !ACTIVATIONS[layer.kind] && layer.kind !== "dense";
    this.#question.hidden = !asks;
    if (!asks) return;
    const verdict = this.#words("verdict");
    if (!panel) {
      render(
        html`<p>${verdict || "Choose a pixel of the input: a question about it comes before a change."}</p>`,
        this.#question,
      );
      return;
    }
    const unit = selection.index.reduce((at, i, axis) => at * layer.z.shape[axis] + i, 0);
    const about = `${unit} ${this.#turn} ${fragmentOf(layer, { ...this.#view, selection: null, views: [] })}`;
    if (this.#asked.about !== about) this.#asked = { about, question: questionAbout(layer, unit, this.#turn) };
    const { question } = this.#asked;
    if (!question) {
      this.#question.hidden = true;
      return;
    }
    const say = (said: number) => {
      this.#turn += 1;
      const { right } = question;
      this.#show(question.next);
      const flows = `${count(right, "delta")} ${right === 1 ? "flows" : "flow"} back to ${cell(unit, layer.z.shape)} now`;
      const told = said === right ? `✓ Right: ${flows}.` : `✗ You said ${said}, but ${flows}: they are lit.`;
      this.#say("verdict", told);
      this.#draw();
    };
    const other = () => {
      this.#turn += 1;
      this.#say("verdict", "");
      this.#draw();
    };
    const look = verdict.startsWith("✓") ? "pg-right" : "pg-wrong";
    render(
      html`<div class="pg-asked"><p class="pg-verdict ${look}" role="status" ?hidden=${!verdict}>${verdict}</p>
          <p><strong>${question.says}</strong> ${question.asks}</p></div>
        <div class="pg-choices">${question.choices.map((one) => button(String(one), () => say(one), { label: count(one, "delta") }))}
        ${button("↷", other, { label: "another question" })}</div>`,
      this.#question,
    );
  }

  #drawStarts(layer: Layer) {
    const theme = themeOf(this.#starts);
    const here = fragmentOf(layer, NO_VIEW);
    const cards = this.#examples.map((one) => {
      const current = fragmentOf(one.given, NO_VIEW) === here;
      const start = () => {
        this.#show(one.given);
        assign(this.#model, { ...viewOf(one) });
      };
      return html`<button type="button" class="pg-card" aria-current=${current ? "true" : nothing} @click=${start}>
        <canvas class="pg-thumbnail" width="1" height="1" aria-hidden="true"></canvas>
        <strong>${one.title}</strong><span>${current ? "you are here" : one.about}</span></button>`;
    });
    render(html`<h2>Start from</h2><div class="pg-cards">${cards}</div>`, this.#starts);
    for (const [i, canvas] of [...this.#starts.querySelectorAll("canvas")].entries())
      if (canvas.dataset.theme !== theme) thumbnail(canvas, build(this.#examples[i].given), theme);
  }
}

const NO_VIEW: View = { selection: null, views: ["edges"], mode: "explore", direction: "backward" };

const viewOf = ({ index }: Example): View => ({ ...NO_VIEW, selection: { panel: "input", index } });

function traitsOf(layer: Layer, view: View): DeltaFlow {
  const said = { marks: [], attempts: [], verdict: {}, hints: [], message: {} };
  const asked = { request: {}, answered: 0, undoable: 0, redoable: 0 };
  return { ...view, ...said, ...asked, shown: null, stage: 0, scene: { layers: [sceneOf(layer)] } };
}

/** The state into the address. A browser may refuse one of very many in a row; the next one tells all. */
function address(fragment: string) {
  try {
    history.replaceState(null, "", `#${fragment}`);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** The part of an address as it was written; a broken escape is left as it is. */
function decoded(text: string) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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

/** A delta that was given stays where the output keeps its shape. */
function built(given: Given): Layer {
  const layer = build({ ...given, delta: null });
  const fits = given.delta && String(given.delta.shape) === String(layer.output.shape);
  return fits ? build(given) : layer;
}

const equal = (one: Grid, other: Grid) =>
  String(one.shape) === String(other.shape) && one.values.every((value, i) => value === other.values[i]);

/** Another size of the input; what both have in common stays. */
function resize(layer: Layer, shape: number[]): Partial<Given> {
  const { z, w, kind } = layer;
  const digit = Array.from({ length: 10 }, (_, one) => one).find((one) => equal(z, digitIn(z.shape, one)));
  const next = digit === undefined ? overlaid(z, blank(shape)) : digitIn(shape, digit);
  if (kind === "dense" && w) return { z: next, w: wave([w.shape[0], sizeOf(shape)]), delta: null };
  if (kind !== "convolution" || !w) return { z: next, delta: null };
  const filters = w.shape.length === 4 ? w.shape[0] : 1;
  return { z: next, w: weightsOf(w, filters, shape), delta: null, b: null };
}

/** The weights for these many filters and this input. */
function weightsOf(w: Grid, filters: number, input: number[]): Grid {
  const size = w.shape.slice(-2);
  const channels = input.length === 3 ? input[0] : 1;
  const shape = filters === 1 && input.length === 2 ? size : [filters, channels, ...size];
  const name = nameOf(w);
  return name && filters === 1 ? kernel(name, [1, channels], shape.length === 2) : overlaid(w, wave(shape));
}

const withFilters = ({ w, z }: Layer, filters: number): Partial<Given> => ({
  w: weightsOf(w!, filters, z.shape),
  b: null,
  delta: null,
});

/** What the sizes come to, in a line or two. */
function facts(layer: Layer): string[] {
  const { kind, z, w, options, connections, output } = layer;
  const edges = connections.source.length;
  if (ACTIVATIONS[kind]) return [`${count(edges, "edge")}, one for each unit, of weight σ′(z)`];
  if (kind === "dense") return [`${count(edges, "edge")}, each with a weight of its own`];
  const size = w ? w.shape.slice(-2) : pair("size", options.size ?? 1, 1);
  const [n, k] = [z.shape.at(-2)!, size[0]];
  const [s, p, d] = [options.stride ?? options.size, options.padding, options.dilation].map(
    (value, i) => pair("size", value ?? [1, 0, 1][i], 0)[0],
  );
  const rule = `⌊(${n} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}⌋ + 1 = ${output.shape.at(-2)} rows`;
  const from = new Map<number, number>();
  for (const source of connections.source) from.set(source, (from.get(source) ?? 0) + 1);
  const most = Math.max(0, ...from.values());
  const shared = w ? `, ${w.values.length} shared weights` : "";
  return [rule, `${count(edges, "edge")}${shared}; at most ${most} from one pixel`];
}

/** A number with a button on either side. */
function stepper(name: string, shown: string, now: number, [low, high]: number[], set: (n: number) => void) {
  const step = (sign: string, by: number, word: string) =>
    button(sign, () => set(now + by), { label: `${name}: ${word}`, idle: now + by < low || now + by > high });
  return html`<div class="pg-row" role="group" aria-label=${name}><span>${name}</span>${step("−", -1, "less")}<output>${shown}</output>${step("+", 1, "more")}</div>`;
}

function select(name: string, now: string, choices: [string, string][], set: (value: string) => void) {
  const options = choices.map(
    ([value, text]) => html`<option value=${value} ?selected=${value === now}>${text}</option>`,
  );
  return html`<label class="pg-row"><span>${name}</span><select class="cnnbp-input" aria-label=${name} .value=${live(now)} @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>${options}</select></label>`;
}

/** The clipboard where a page may use it; else the field is selected, to be copied by hand. */
async function copied(address: string, el: HTMLElement) {
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    const field = el.querySelector("input");
    field?.select();
    return document.execCommand("copy");
  }
}

/** The input, an arrow, and what flows back: of each the first sheet. */
function thumbnail(canvas: HTMLCanvasElement, layer: Layer, theme: Theme) {
  const ratio = devicePixelRatio || 1;
  const width = THUMBNAIL * 2.6;
  canvas.width = width * ratio;
  canvas.height = THUMBNAIL * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${THUMBNAIL}px`;
  canvas.dataset.theme = theme;
  const pen = penOf(canvas);
  pen.scale(ratio, ratio);
  const sheet = ({ shape, values }: Grid, left: number, scale: "image" | "signed") => {
    const [rows, columns] = shape.length > 1 ? shape.slice(-2) : [shape[0], 1];
    const side = THUMBNAIL / Math.max(rows, columns);
    const top = largest(values);
    for (let i = 0; i < rows * columns; i += 1) {
      pen.fillStyle = css(valueColour(values[i], top, scale, theme));
      pen.fillRect(left + (i % columns) * side, Math.floor(i / columns) * side, side + 0.3, side + 0.3);
    }
  };
  sheet(layer.a, 0, "image");
  sheet(layer.gradient, width - THUMBNAIL, "signed");
  const [middle, from, to] = [THUMBNAIL / 2, width - THUMBNAIL - 5, THUMBNAIL + 5];
  pen.strokeStyle = getComputedStyle(canvas).color;
  pen.beginPath();
  pen.moveTo(from, middle);
  pen.lineTo(to, middle);
  pen.moveTo(to + 5, middle - 4);
  pen.lineTo(to, middle);
  pen.lineTo(to + 5, middle + 4);
  pen.stroke();
}
