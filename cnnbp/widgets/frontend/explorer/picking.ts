/** What a pick does: choose, mark, edit or paint, according to the mode; and what keys do. */

import { flatIndex, unflatten } from "./geometry.js";
import { save } from "./save.js";

/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./types.js").Selection} Selection */
/** @typedef {import("./explorer.js").Explorer} Explorer */

/** What is said about one layer is not said about the next. */
const NOTHING = { marks: [], verdict: {}, hints: [], shown: null };

export class Picking {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.model = explorer.model;
    /** @type {Selection | null} */
    this.preview = null;
  }

  /** The selection as it counts now: what is pinned, else what is under the pointer. @returns {Selection | null} */
  get effective() {
    return this.model.get("selection") ?? (this.model.get("mode") === "explore" ? this.preview : null);
  }

  /** Pin a cell; the same cell again lets it go. @param {string} id @param {number} flat */
  pick(id, flat) {
    const panel = /** @type {Panel} */ (this.explorer.scene.byId.get(id));
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

  /** A cell of another layer, which opens with it. @param {number} stage @param {string} id @param {number} flat */
  choose(stage, id, flat) {
    const { scene, bars } = this.explorer;
    const now = this.model.get("selection");
    const [old, panel] = [scene.byId.get(now?.panel), scene.byId.get(id)];
    const same = stage === scene.stage && old && old.unit === panel?.unit && flatIndex(now.index, old.shape) === flat;
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
    const id = behind ? (this.model.get("direction") === "backward" ? "delta" : "output") : "input";
    const keep = now && unit !== "weights" && (behind === 0 || behind === 1);
    this.#show(stage, () => (keep ? { panel: id, index: now.index } : null), id);
  }

  /** @param {number} stage @param {(panel: Panel) => Selection | null} selection @param {string} id */
  #show(stage, selection, id) {
    this.preview = null;
    this.explorer.showAll = false;
    for (const [name, value] of Object.entries({ ...NOTHING, selection: null, stage })) this.model.set(name, value);
    this.select(selection(/** @type {Panel} */ (this.explorer.scene.byId.get(id))));
  }

  /** @param {Selection | null} selection */
  select(selection) {
    this.model.set("shown", null);
    this.model.set("selection", selection);
    save(this.model);
  }

  /** @param {Panel} panel @param {number | null} flat */
  hover(panel, flat) {
    if (this.model.get("selection") || this.model.get("mode") !== "explore") return;
    const preview = flat === null ? null : { panel: panel.id, index: unflatten(flat, panel.shape) };
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
    const grid = focused && this.explorer.grids.find(({ panel }) => panel.id === focused.id);
    if (grid && focused.flat < grid.panel.values.length) grid.focus(focused.flat);
  }
}

/** What the panels of an explorer do. @param {Explorer} explorer @returns {import("./grid.js").Handlers} */
export function hooks(explorer) {
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

/** What a view may do. @param {Explorer} explorer @param {string} direction @returns {import("./views.js").Context} */
export function contextOf(explorer, direction) {
  const { picking, model, scene } = explorer;
  return {
    scene,
    direction,
    pick: (id, flat) => picking.pick(id, flat),
    preview: (id, flat) => {
      if (!model.get("selection")) explorer.hold(flat !== null);
      picking.hover(/** @type {Panel} */ (scene.byId.get(id)), flat);
    },
    choose: (stage, id, flat) => picking.choose(stage, id, flat),
    open: (stage) => picking.open(stage),
    pinned: () => Boolean(model.get("selection")),
  };
}
