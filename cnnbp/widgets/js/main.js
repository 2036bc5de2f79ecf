/** What anywidget loads: one explorer per view; an error in drawing is shown where it happened. */

import { h } from "./dom.js";
import { Explorer } from "./explorer.js";

export default {
  /** @param {{model: any, el: HTMLElement}} context */
  render({ model, el }) {
    try {
      const explorer = new Explorer(model, el);
      return () => explorer.dispose();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      el.append(h("div", { class: "cnnbp cnnbp-message", role: "alert" }, `The explorer could not be drawn: ${text}`));
      throw error;
    }
  },
};
