/** The colour scale of a panel, drawn with the same function as its cells. */

import { css, valueColour } from "./colour.js";
import { h } from "./dom.js";
import { number } from "./format.js";

const STEPS = 13;

/**
 * @param {import("./types.js").Panel} panel
 * @param {"light" | "dark"} theme
 */
export function legend(panel, theme) {
  const image = panel.scale === "image";
  if (!image && !panel.top) return []; // nothing but zeros has no scale
  const [low, high] = image ? [0, 1] : [-panel.top, panel.top];
  const steps = Array.from({ length: STEPS }, (_, i) => {
    const value = low + ((high - low) * i) / (STEPS - 1);
    return h("span", { style: `background:${css(valueColour(value, panel.top, panel.scale, theme))}` });
  });
  const marks = image ? ["0", "1"] : [number(low), "0", number(high)];
  return [
    h("div", { class: "cnnbp-scale", role: "img", "aria-label": `colour scale from ${marks[0]} to ${marks[marks.length - 1]}` }, ...steps),
    h("div", { class: "cnnbp-marks", "aria-hidden": "true" }, ...marks.map((mark) => h("span", {}, mark))),
  ];
}
