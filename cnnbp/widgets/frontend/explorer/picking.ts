/** What a pick does: choose, mark, edit or paint, according to the mode; and what keys do. */

import { type Panel, panelOf, type Selection } from "../core/data";
import { flatIndex, unflatten } from "../core/geometry";
import { assign, type DeltaFlow, type Model, save } from "../core/model";
import type { Handlers } from "../grid/grid";
import type { Context } from "../views/views";
import type { Explorer } from "./explorer";

/** What is said about one layer is not said about the next. */
const NOTHING = { marks: [], verdict: {}, hints: [], shown: null };

export class Picking {
  model: Model<DeltaFlow>;
  preview: Selection | null = null;

  constructor(readonly explorer: Explorer) {
    this.model = explorer.model;
  }

  /** The selection as it counts now: what is pinned, else what is under the pointer. */
  get effective(): Selection | null {
    return this.model.get("selection") ?? (this.model.get("mode") === "explore" ? this.preview : null);
  }

  /** Pin a cell; the same cell again lets it go. */
  pick(id: string, flat: number) {
    const panel = panelOf(this.explorer.scene, id);
    const { predict, steps } = this.explorer.bars;
    steps.pause();
    if (predict.pick(panel, flat)) return;
    const now = this.model.get("selection");
    const same = now?.panel === id && flatIndex(now.index, panel.shape) === flat;
    if (same && predict.on) return;
    if (predict.on) predict.forget();
    this.preview = null;
    this.explorer.showAll = false;
    this.select(same ? null : { panel: id, index: unflatten(flat, panel.shape) });
  }

  /** A cell of another layer, which opens with it. */
  choose(stage: number, id: string, flat: number) {
    const { scene, bars } = this.explorer;
    const now = this.model.get("selection");
    const old = now && scene.byId.get(now.panel);
    if (stage === scene.stage) {
      const same = old && old.unit === scene.byId.get(id)?.unit && flatIndex(now.index, old.shape) === flat;
      return this.pick(same ? old.id : id, flat);
    }
    bars.steps.pause();
    this.#show(stage, (next) => ({ panel: id, index: unflatten(flat, next.shape) }), id);
  }

  /** Another layer; what was an output there may be an input here. */
  open(stage: number) {
    const { scene, bars } = this.explorer;
    if (stage === scene.stage) return;
    bars.steps.pause();
    const now = this.model.get("selection");
    const unit = now ? scene.byId.get(now.panel)?.unit : undefined;
    const behind = scene.stage + Number(unit === "output") - stage;
    const id = behind ? (this.model.get("direction") === "backward" ? "delta" : "output") : "input";
    const keep = now && unit !== "weights" && (behind === 0 || behind === 1);
    this.#show(stage, () => (keep ? { panel: id, index: now.index } : null), id);
  }

  #show(stage: number, selection: (panel: Panel) => Selection | null, id: string) {
    this.preview = null;
    this.explorer.showAll = false;
    assign(this.model, { ...NOTHING, selection: null, stage });
    this.select(selection(panelOf(this.explorer.scene, id)));
  }

  select(selection: Selection | null) {
    this.model.set("shown", null);
    this.model.set("selection", selection);
    save(this.model);
  }

  hover(panel: Panel, flat: number | null) {
    if (this.model.get("selection") || this.model.get("mode") !== "explore") return;
    const preview = flat === null ? null : { panel: panel.id, index: unflatten(flat, panel.shape) };
    if (JSON.stringify(preview) === JSON.stringify(this.preview)) return;
    this.preview = preview;
    this.explorer.update();
  }

  /** Escape clears; Ctrl+Z takes a change back. */
  key(event: KeyboardEvent) {
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

  refocus(focused: { id: string; flat: number } | null) {
    const grid = focused && this.explorer.grids.find(({ panel }) => panel.id === focused.id);
    if (grid && focused.flat < grid.panel.values.length) grid.focus(focused.flat);
  }
}

/** What the panels of an explorer do. */
export function hooks(explorer: Explorer): Handlers {
  const { picking, bars, model } = explorer;
  return {
    pick: (panel, flat) => picking.pick(panel.id, flat),
    preview: (panel, flat) => picking.hover(panel, flat),
    turned: (panel, page) => {
      // Channels that keep apart are shown one by one: all panels show the same one.
      for (const grid of explorer.grids) if (panel.alone && grid.page !== page) grid.turn(page);
      explorer.remeasure();
    },
    type: (panel, flat, cell, first) => {
      if (!bars.edit.allows(panel) || (first !== undefined && !bars.edit.starts(first))) return false;
      bars.edit.begin(panel, flat, cell, first);
      return true;
    },
    paints: (panel) => bars.edit.paints(panel),
    stroke: (panel, cells) => bars.edit.paint(panel, cells),
    hides: (panel) => bars.predict.hides(panel),
    marks: (panel) => (bars.predict.on && panel.id === "delta" ? model.get("marks") : []),
  };
}

/** What a view may do. */
export function contextOf(explorer: Explorer, direction: string): Context {
  const { picking, model, scene } = explorer;
  return {
    scene,
    direction,
    pick: (id, flat) => picking.pick(id, flat),
    preview: (id, flat) => {
      if (!model.get("selection")) explorer.hold(flat !== null);
      picking.hover(panelOf(scene, id), flat);
    },
    choose: (stage, id, flat) => picking.choose(stage, id, flat),
    open: (stage) => picking.open(stage),
    pinned: () => Boolean(model.get("selection")),
  };
}
