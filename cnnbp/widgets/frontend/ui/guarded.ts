/** The render function of a widget: what cannot be drawn is said in the widget's place. */

import { h } from "./dom.js";

/**
 * @param {(model: any, el: HTMLElement) => {dispose: () => void}} make
 * @returns {(context: {model: any, el: HTMLElement}) => () => void}
 */
export const guarded = (make) => ({ model, el }) => {
  try {
    const view = make(model, el);
    return () => view.dispose();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    el.append(h("div", { class: "cnnbp cnnbp-message", role: "alert" }, `The explorer could not be drawn: ${text}`));
    throw error;
  }
};
