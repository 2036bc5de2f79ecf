/** One view of the explorer: panels, lines, sum and all other views follow one selection. */

import type { Theme } from "../core/colour";
import { layerScene, type Panel, type RawSet, type Related, type Scene } from "../core/data";
import { litCells, relate, upTo } from "../core/edges";
import type { DeltaFlow, Model } from "../core/model";
import { describe } from "../core/numbers";
import { Grid } from "../grid/grid";
import { fit } from "../grid/layout";
import { drawLines } from "../grid/lines";
import { boxOf, h, patch, s } from "../ui/dom";
import { guarded } from "../ui/guarded";
import { themeOf, watchTheme } from "../ui/theme";
import { arithmetic } from "../views/sum";
import { type Context, type Kind, VIEWS, type View } from "../views/views";
import { Bars } from "./bars";
import { contextOf, hooks, Picking } from "./picking";

/** Panels in their order for each direction; those the layer does not have are left out. */
const PANELS = {
  backward: ["input", "weights", "delta", "gradient", "sigma_prime", "input_delta"],
  forward: ["input", "weights", "output"],
};
/** Panels that hold what arrives at the input: a weight's gradient does not pass through them. */
const RESULTS = new Set(["gradient", "sigma_prime", "input_delta"]);
const PADDING = 24;

export class Explorer {
  scene: Scene;
  panels: Panel[] = [];
  grids: Grid[] = [];
  views: View[] = [];
  related: Related | null = null;
  whole: { set: RawSet; direction: string; view: View } | undefined = undefined;
  width = 0;
  theme: Theme = "light";
  showAll = false;
  /** where cells are, until they move */
  ends: Parameters<typeof drawLines>[2] | null = null;
  svg = s("svg", { class: "cnnbp-lines", "aria-hidden": "true" });
  stage = h("div", { class: "cnnbp-stage" });
  above = h("div", { class: "cnnbp-views" });
  below = h("div", { class: "cnnbp-views" });
  sum = h("div", { class: "cnnbp-sum" });
  live = h("div", { class: "cnnbp-live", "aria-live": "polite" });
  bars: Bars;
  picking: Picking;
  root: HTMLDivElement;
  dispose: () => void;
  moved = new ResizeObserver(() => this.remeasure());

  constructor(
    readonly model: Model<DeltaFlow>,
    el: HTMLElement,
  ) {
    this.scene = this.#read();
    this.bars = new Bars(this);
    this.picking = new Picking(this);
    this.root = h(
      "div",
      { class: "cnnbp" },
      this.bars.top,
      this.above,
      this.stage,
      this.bars.predict.el,
      this.sum,
      this.below,
      this.live,
    );
    this.sum.addEventListener("click", (event) => this.#more(event));
    this.root.addEventListener("keydown", (event) => this.picking.key(event));
    el.append(this.root);
    this.dispose = this.#observe();
    this.build();
  }

  /** The layer that is shown, as typed arrays. */
  #read(): Scene {
    return layerScene(this.model.get("scene"), this.model.get("stage"));
  }

  #observe() {
    // An error after a change is shown in the cell too, where the person is looking.
    const guarded = (call: () => void) => () => {
      try {
        call();
      } catch (error) {
        this.bars.fail(error);
        throw error;
      }
    };
    const build = guarded(() => this.build());
    const update = guarded(() => this.update());
    const watched = [
      ...["scene", "stage", "direction", "views", "mode"].map((name) => ({ name: `change:${name}`, call: build })),
      ...["selection", "shown", "marks", "verdict", "hints"].map((name) => ({ name: `change:${name}`, call: update })),
      { name: "change:message", call: () => this.bars.say() },
      { name: "change:undoable", call: () => this.bars.bar.refresh() },
    ];
    for (const { name, call } of watched) this.model.on(name, call);
    const size = new ResizeObserver(() => this.layout());
    size.observe(this.root);
    const unwatch = watchTheme(() => this.layout());
    return () => {
      for (const { name, call } of watched) this.model.off(name, call);
      size.disconnect();
      this.moved.disconnect();
      unwatch();
      this.bars.dispose();
    };
  }

  /** Make the panels anew: the scene or what is shown of it has changed. */
  build() {
    const focused = this.picking.focused();
    this.scene = this.#read();
    const direction = this.model.get("direction");
    const editing = this.model.get("mode") === "edit" && this.scene.byId.has("z_in");
    const ids = editing ? ["z_in", ...PANELS[direction].slice(1)] : PANELS[direction];
    this.panels = ids.flatMap((id) => this.scene.byId.get(id) ?? []);
    this.grids = this.panels.map((panel) => new Grid(panel, this.scene, hooks(this)));
    const context = contextOf(this, direction);
    const shown = this.model.get("mode") === "predict" ? [] : this.model.get("views");
    const kinds = VIEWS.filter((kind) => shown.includes(kind.name) && kind.fits(this.scene, direction));
    this.#whole(
      kinds.find((kind) => kind.above),
      context,
    );
    const below = kinds.filter((kind) => !kind.above).map((kind) => kind.make(context));
    this.below.replaceChildren(...below.map((view) => h("div", { class: "cnnbp-stage cnnbp-below" }, view.el)));
    this.views = [...(this.whole ? [this.whole.view] : []), ...below];
    this.bars.build();
    this.moved.disconnect();
    for (const grid of this.grids) this.moved.observe(grid.el);
    this.width = 0;
    this.layout();
    this.update();
    this.bars.say();
    this.picking.refocus(focused);
  }

  /** The view of all layers stays, with the focus in it, while another layer opens. */
  #whole(kind: Kind | undefined, context: Context) {
    const { set } = this.scene;
    if (kind && this.whole?.set === set && this.whole?.direction === context.direction) {
      this.whole.view.enter?.(context);
      return;
    }
    this.whole = kind && { set, direction: context.direction, view: kind.make(context) };
    this.above.replaceChildren(...(this.whole ? [this.whole.view.el] : []));
  }

  /** Place the panels for the width there is. */
  layout() {
    const width = this.root.clientWidth;
    const theme = themeOf(this.root.parentElement ?? document.body);
    if (!width || (width === this.width && theme === this.theme)) return;
    this.width = width;
    this.theme = theme;
    this.root.dataset.theme = theme;
    const { rows, cells } = fit(this.panels, width - PADDING);
    this.#arrange(rows);
    for (const grid of this.grids) grid.resize(cells[grid.panel.id], theme);
    for (const view of this.views) view.resize(width - PADDING, theme);
    this.remeasure();
  }

  /** Put the panels into rows; those that already stand so stay, with the focus. */
  #arrange(rows: string[][]) {
    const standing = [...this.stage.querySelectorAll(":scope > .cnnbp-row")].map((row) => [...row.children]);
    const byId = new Map(this.grids.map((grid) => [grid.panel.id, grid]));
    const wanted = rows.map((row) => row.map((id) => (byId.get(id) as Grid).el));
    const same =
      standing.length === wanted.length &&
      wanted.every((row, i) => row.length === standing[i].length && row.every((el, j) => el === standing[i][j]));
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

  /** The sum keeps its height while a pointer wanders over a view below it, which would slide away from under it. */
  hold(on: boolean) {
    const { style } = this.sum;
    if (on !== Boolean(style.height)) style.height = on ? `${this.sum.offsetHeight}px` : "";
  }

  /** All terms of a long sum. */
  #more(event: Event) {
    if (!(event.target as Element).closest(".cnnbp-more")) return;
    this.showAll = true;
    this.update();
  }

  #light(grid: Grid, related: Related | null) {
    const { unit, id } = grid.panel;
    const mine = related?.unit === unit;
    const apart = !related || mine || (related.unit === "weights" && RESULTS.has(id));
    grid.light(apart ? new Map() : litCells(related, unit), mine ? related.flat : -1);
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
      const find = (ids: string[]) => this.grids.find((grid) => ids.includes(grid.panel.id))?.places(corner);
      this.ends = {
        input: find(["input", "z_in"]),
        weights: find(["weights"]),
        output: find(["delta", "output"]),
        width: corner.width,
      };
    }
    drawLines(this.svg, this.related, this.ends);
  }
}

/** What anywidget loads: one explorer per view. */

export default { render: guarded<DeltaFlow>((model, el) => new Explorer(model, el)) };
