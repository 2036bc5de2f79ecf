/** One view of the explorer: a store, the parts that draw from it, and what a person does to it. */

import { nothing, render } from "lit-html";
import type { DeltaFlow, Model } from "../core/model";
import { cellName, describe } from "../core/numbers";
import { Store } from "../core/store";
import { WIDE } from "../grid/fit";
import type { Handlers } from "../grid/grid";
import { Ledger } from "../ledger/ledger";
import { h, taken, told, undoOrRedo } from "../ui/dom";
import { focusHolder } from "../ui/focus";
import { guarded } from "../ui/guarded";
import { Take } from "../ui/take";
import { themeOf, watchTheme } from "../ui/theme";
import { arithmetic } from "../views/sum";
import * as actions from "./actions";
import { Views } from "./beside";
import { Edit } from "./edit";
import { Panels } from "./panels";
import { Predict } from "./predict";
import { Requests } from "./requests";
import { Settings } from "./settings";
import { OWN, type Own, type Patch, type Shown, shownOf, TRAITS } from "./shown";
import { Steps } from "./steps";
import { toolbarPart } from "./toolbar";

class Explorer {
  readonly #store: Store<DeltaFlow, Own, Shown>;
  readonly #requests: Requests;
  readonly #steps: Steps;
  readonly #panels: Panels;
  readonly #ledger: Ledger;
  readonly #message = h("div", { class: "cnnbp-message", role: "alert" });
  readonly #root = h("div", { class: "cnnbp" });
  readonly #bars: HTMLElement[];
  readonly #observed: () => void;
  #failure = "";

  constructor(model: Model<DeltaFlow>, el: HTMLElement) {
    this.#store = new Store(model, TRAITS, OWN, shownOf, (error) => this.#fail(error));
    const now = () => this.#store.shown;
    const patch = (values: Patch) => this.#store.patch(values);
    this.#requests = new Requests(now, patch);
    const { ask } = this.#requests;
    const bar = h("div", { class: "cnnbp-toolbar" });
    const sum = new Sum(patch);
    const live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
    const settings = new Settings((name, value) => ask("option", { name, value }));
    const edit = new Edit(now, ask);
    const predict = new Predict(patch, ask);
    this.#steps = new Steps(now, patch, () => (now().ledger ? this.#ledger : this.#panels));
    this.#panels = new Panels(handlersOf(now, patch, edit));
    this.#ledger = new Ledger(handlersOf(now, patch, edit), {
      pick: (id, flat) => patch(actions.pick(now(), id, flat)),
      choose: (id, flat) => patch(actions.move(now(), id, flat)),
      table: () => patch(actions.toggle(now(), "table")),
    });
    const views = new Views({
      pick: (id, flat) => patch(actions.pick(now(), id, flat)),
      preview: (id, flat) => patch(actions.hover(now(), id, flat)),
      choose: (stage, id, flat) => patch(actions.choose(now(), stage, id, flat)),
      label: (label) => ask("label", { label }),
      open: (stage) => patch(actions.open(now(), stage)),
      pinned: () => now().selection !== null,
      origin: () => now().origin,
      closed: () => now().closed,
    });
    const about = () => ({ name: now().layer.kind.replaceAll(" ", "_"), title: spoken(now()) || now().layer.kind });
    const take = new Take(this.#root, about, () => patch({ take: false }));
    const top = h("div", { class: "cnnbp-top" }, bar, take.el, this.#steps.el, settings.el, edit.el, this.#message);
    const scene = h("div", { class: "cnnbp-scene" }, this.#panels.el, views.beside);
    this.#bars = [top, predict.el, views.above];
    const open = h("div", { class: "cnnbp-layer" }, scene, this.#ledger.el, sum.el);
    this.#root.append(top, predict.el, views.above, open, live);
    this.#root.addEventListener("keydown", (event) => this.#key(event));
    el.append(this.#root);
    this.#measure();
    this.#observed = this.#observe();
    const hold = focusHolder(this.#root);
    let held: () => void = () => {};
    this.#store.draw(
      () => {
        held = hold();
      },
      this.#requests.draw,
      this.#panels.draw,
      this.#ledger.draw,
      views.draw,
      toolbarPart(bar, patch, ask),
      this.#steps.draw,
      settings.draw,
      edit.draw,
      (shown) => take.show(shown.take),
      predict.draw,
      sum.draw,
      (shown) => {
        this.#root.dataset.theme = shown.theme;
        open.hidden = shown.closed;
        this.#root.dataset.layout = shown.ledger ? "ledger" : shown.layout.layout;
        this.#root.classList.toggle("cnnbp-brief", shown.layout.brief);
        this.#root.classList.toggle("cnnbp-threes", shown.wide < WIDE && !shown.ledger);
        this.#root.style.setProperty("--sum", `${shown.layout.sum - 10}px`);
        live.textContent = spoken(shown);
        // Where the person is looking: at the answer that was asked for, else below the settings.
        const home = shown.mode === "predict" ? predict.el : top;
        if (this.#message.parentElement !== home) home.append(this.#message);
        this.#say(this.#failure || said(shown));
        this.#failure = "";
      },
      () => held(),
    );
  }

  /** The screen there is, what the bars take of it, and light or dark. */
  #measure() {
    const width = this.#root.clientWidth;
    if (!width) return;
    const theme = themeOf(this.#root.parentElement ?? document.body);
    const [top, question, strip] = this.#bars.map(spaceOf);
    const now = {
      width,
      zoom: told(this.#root, "--presented") || 1,
      height: screenOf(this.#root),
      bars: top + question + strip,
      head: top + question,
      theme,
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
    };
    const { shown } = this.#store;
    if (Object.entries(now).some(([name, value]) => shown[name as keyof typeof now] !== value)) this.#store.patch(now);
  }

  #observe() {
    const size = new ResizeObserver(() => this.#measure());
    for (const el of [this.#root, ...this.#bars]) size.observe(el);
    const resized = () => this.#measure();
    window.addEventListener("resize", resized);
    const unwatch = watchTheme(() => this.#measure());
    return () => {
      window.removeEventListener("resize", resized);
      size.disconnect();
      unwatch();
    };
  }

  /** Escape clears; Ctrl+Z takes a change back, Ctrl+Y or Ctrl+Shift+Z makes it again. */
  #key(event: KeyboardEvent) {
    const way = undoOrRedo(event);
    if (way) this.#requests.ask(way);
    else {
      const cleared = event.key === "Escape" && actions.clear(this.#store.shown);
      if (!cleared) return;
      this.#store.patch(cleared);
    }
    taken(event);
  }

  /** Something could not be drawn: it is said where the person is looking. */
  #fail(error: unknown) {
    this.#failure = `The explorer could not be drawn: ${error instanceof Error ? error.message : error}`;
    this.#say(this.#failure);
  }

  #say(text: string) {
    this.#message.textContent = text;
    this.#message.hidden = !text;
  }

  dispose() {
    this.#observed();
    this.#store.dispose();
    this.#panels.dispose();
    this.#steps.dispose();
    this.#requests.dispose();
  }
}

const IN_JUPYTER = 600; // px that JupyterLab leaves at 1280 × 720
const ON_A_PAGE = 760; // a taller page holds more than one thing

/** How high the screen is: on a slide what is left of it, in Jupyter the notebook's own part of it, on a page the window. */
function screenOf(el: HTMLElement) {
  const slide = told(el, "--screen");
  if (slide) return slide;
  const notebook = el.closest(".jp-WindowedPanel-outer, .jp-Notebook");
  if (notebook?.clientHeight) return Math.min(IN_JUPYTER, notebook.clientHeight);
  const { clientWidth, clientHeight } = document.documentElement;
  return clientWidth < WIDE ? clientHeight : Math.min(ON_A_PAGE, clientHeight);
}

/** How much height an element takes, with its margins. */
function spaceOf(el: HTMLElement) {
  if (!el.offsetHeight) return 0;
  const { marginTop, marginBottom } = getComputedStyle(el);
  return el.offsetHeight + Number.parseFloat(marginTop) + Number.parseFloat(marginBottom);
}

/** What the panels do when a person clicks, types, draws or passes over them. */
function handlersOf(now: () => Shown, patch: (values: Patch) => void, edit: Edit): Handlers {
  return {
    pick: (panel, flat) => patch(actions.pick(now(), panel.id, flat)),
    preview: (panel, flat) => patch(actions.hover(now(), panel.id, flat)),
    drag: (panel, flat, lifted) => patch(actions.drag(now(), panel.id, flat, lifted)),
    type: (panel, flat, cell, first) => edit.begin(panel, flat, cell, first),
    paints: (panel) => edit.paints(panel),
    stroke: (panel, cells) => edit.paint(panel, cells),
  };
}

/** The sum under the panels. */
class Sum {
  readonly el = h("div", { class: "cnnbp-sum" });

  constructor(readonly patch: (values: Patch) => void) {}

  draw = ({ covered, layer, related, at, all, ledger, layout }: Shown) => {
    // A ledger has its own total, in line with what it adds up.
    this.el.hidden = covered.value || ledger;
    if (this.el.hidden) render(nothing, this.el);
    else
      render(
        arithmetic(layer, related, at?.panel ?? "", all ? Infinity : layout.few, () => this.patch({ all: true })),
        this.el,
      );
  };
}

/** What a choice means, for screen readers: not of a preview, nor while it plays. */
function spoken({ whole, selection, at, covered, playing, layer }: Shown) {
  return whole && selection && at === selection && !covered.value && !playing
    ? describe(layer, whole, selection.panel)
    : "";
}

/** A message from Python, with the name of the cell it is about; or that Python does not answer. */
function said({ message: { text, panel, flat }, note, layer }: Shown) {
  const about = text && panel !== undefined && flat !== undefined ? layer.byId.get(panel) : undefined;
  const cell = about && flat !== undefined && flat < about.values.length ? `${cellName(about, layer, flat)}: ` : "";
  return cell + (text || note.text);
}

export default { render: guarded<DeltaFlow>((model, el) => new Explorer(model, el)) };
