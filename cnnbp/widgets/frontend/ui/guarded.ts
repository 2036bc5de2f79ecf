/** The render function of a widget: what cannot be drawn is said in the widget's place. */

import type { Model } from "../core/model";
import { h } from "./dom";
import { keep } from "./keep";

/** What anywidget gives to a render function. */
export interface Context<Traits> {
  model: Model<Traits>;
  el: HTMLElement;
}

export function guarded<Traits>(make: (model: Model<Traits>, el: HTMLElement) => { dispose: () => void }) {
  return ({ model, el }: Context<Traits>) => {
    keep(model);
    try {
      const view = make(model, el);
      return () => view.dispose();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      el.append(h("div", { class: "cnnbp cnnbp-message", role: "alert" }, `The explorer could not be drawn: ${text}`));
      throw error;
    }
  };
}
