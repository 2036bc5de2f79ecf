/** The render function of a widget: what cannot be drawn is said in the widget's place. */

import type { Model } from "../core/model";
import { h } from "./dom";
import { keep } from "./keep";

export const PYTHON_IS_GONE = "Python does not answer: choose Run → Run All Cells.";

/** What anywidget gives to a render function. */
export interface Context<Traits> {
  model: Model<Traits>;
  el: HTMLElement;
  /** gives the view of another widget */
  host: { getWidget(reference: string): Promise<{ render(place: { el: HTMLElement }): Promise<void> }> };
}

type Make<Traits> = (model: Model<Traits>, el: HTMLElement, context: Context<Traits>) => { dispose: () => void };

export function guarded<Traits>(make: Make<Traits>) {
  return (context: Context<Traits>) => {
    const { model, el } = context;
    keep(model);
    // What is pressed in a widget is the widget's. JupyterLab looks at what has the focus itself, not around it.
    el.addEventListener("focusin", ({ target }) => {
      (target as HTMLElement).dataset.lmSuppressShortcuts = "true";
    });
    try {
      const view = make(model, el, context);
      return () => view.dispose();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      el.append(h("div", { class: "cnnbp cnnbp-message", role: "alert" }, `The explorer could not be drawn: ${text}`));
      throw error;
    }
  };
}
