/** The views that are switched on: one of all layers above the panels, the others beside them, or below on a phone. */

import type { RawSet } from "../core/data";
import type { Changed } from "../core/store";
import type { Fit } from "../grid/fit";
import { h } from "../ui/dom";
import type { Context, Kind, View } from "../views/view";
import { VIEWS } from "../views/views";
import { room, type Shown } from "./shown";

const BAR = 16; // px beside a view, for a bar to scroll with

export class Views {
  readonly above = h("div", { class: "cnnbp-views" });
  readonly beside = h("div", { class: "cnnbp-views" });
  #views: View[] = [];
  #layout: Fit | null = null;
  #whole: { set: RawSet; direction: string; view: View } | undefined;

  /** @param actions what a view may do */
  constructor(readonly actions: Omit<Context, "scene" | "direction" | "edits">) {}

  draw = (shown: Shown, changed: Changed<Shown>) => {
    const anew = changed.has("scene", "stage", "direction", "mode", "views");
    if (anew) this.#build(shown);
    const { view: box } = shown.layout;
    if (shown.width && (anew || this.#layout !== shown.layout || changed.has("theme", "closed", "height", "head"))) {
      this.#layout = shown.layout;
      this.beside.style.maxHeight = box ? `${box.height}px` : "";
      const whole = room(shown.width);
      for (const view of this.#views) {
        const mine = box && view !== this.#whole?.view;
        // All layers are small pictures above the open one; closed, they have the screen to themselves.
        const screen = shown.closed ? shown.height - shown.head : 0;
        const high = mine ? box.height : view === this.#whole?.view ? screen : Infinity;
        view.resize(mine ? box.width - BAR : whole, shown.theme, high, shown.zoom > 1);
      }
    }
    for (const view of this.#views) view.light(shown.related);
  };

  #build({ layer, direction, mode, views }: Shown) {
    const wanted = mode === "predict" ? [] : views;
    const kinds = VIEWS.filter((kind) => wanted.includes(kind.name) && kind.fits(layer, direction));
    const context = { ...this.actions, scene: layer, direction, edits: mode === "edit" };
    this.#all(
      kinds.find((kind) => kind.above),
      context,
    );
    const beside = kinds.filter((kind) => !kind.above).map((kind) => kind.make(context));
    this.beside.replaceChildren(...beside.map((view) => h("div", { class: "cnnbp-stage cnnbp-beside" }, view.el)));
    this.#views = [...(this.#whole ? [this.#whole.view] : []), ...beside];
  }

  /** The view of all layers stays, with the focus in it, while another layer opens. */
  #all(kind: Kind | undefined, context: Context) {
    const { scene, direction } = context;
    if (kind && this.#whole?.set === scene.set && this.#whole.direction === direction) {
      this.#whole.view.enter?.(context);
      return;
    }
    this.#whole = kind && { set: scene.set, direction, view: kind.make(context) };
    this.above.replaceChildren(...(this.#whole ? [this.#whole.view.el] : []));
  }
}
