/** The end of the network: what it says beside y, and the loss C. */

import { blockOf, rectOf, sizesIn } from "./block.js";
import { curve } from "./chain_lines.js";
import { css, valueColour } from "./colour.js";
import { boxOf, h } from "./dom.js";
import { prepare } from "./picture.js";
import { number } from "./format.js";

/** @typedef {import("./chain_data.js").Chain} Chain */
/** @typedef {import("./chain_lines.js").Drawn} Drawn */
/** @typedef {import("./chain_lines.js").Places} Places */
/** @typedef {import("./chain_lines.js").Point} Point */

const MOST = 40;

/** @param {Chain} chain */
export function lossColumn({ states, loss }) {
  const last = states[states.length - 1];
  const block = blockOf(last.shape);
  const sheets = [
    { name: loss.symbol, values: loss.prediction },
    { name: "y", values: loss.target },
  ].map((one) => ({ ...one, canvas: h("canvas", { role: "img", "aria-label": `${one.name}: ${words(one.values)}` }) }));
  const said = h("div", { class: "cnnbp-loss-value" }, h("strong", {}, `C = ${number(loss.value, 3)}`), h("span", {}, loss.label === null ? "" : `y = ${loss.label}`));
  const el = h("div", { class: "cnnbp-state cnnbp-loss" },
    h("div", { class: "cnnbp-pair" }, ...sheets.map(({ name, canvas }) =>
      h("div", {}, h("div", { class: "cnnbp-state-name" }, name), h("div", { class: "cnnbp-slot" }, canvas)))),
    h("div", { class: "cnnbp-state-name cnnbp-delta-name" }),
    h("div", { class: "cnnbp-slot" }, said));
  const box = (/** @type {string} */ row) => boxOf(row === "delta" ? said : sheets[0].canvas);
  return {
    el,
    /** @param {number} side @param {"light" | "dark"} theme */
    resize: (side, theme) => {
      const sizes = sizesIn(block, block.column ? side : side / 2);
      for (const { canvas, values } of sheets) paint(canvas, values, loss.top, block, sizes, theme);
    },
    /** Where the flow ends. @param {DOMRect} corner @param {string} row @returns {Point} */
    place: (corner, row) => ({ x: box(row).left - corner.left - 4, y: box(row).top - corner.top + box(row).height / 2 }),
    /** @param {Uint8Array} live @param {Places} places @param {Point} end @param {boolean} soft @returns {Drawn[]} */
    lines: (live, places, end, soft) => {
      const lit = Array.from(live.keys()).filter((flat) => live[flat]);
      if (lit.length > MOST || (lit.length && end.x < places(lit[0]).x)) return [];
      const top = Math.max(...lit.map((flat) => Math.abs(last.deltas.values[flat])), 1e-300);
      return lit.map((flat) => {
        const value = last.deltas.values[flat];
        return { d: curve(places(flat), end), class: `cnnbp-flow${soft ? " cnnbp-soft" : ""}`, sign: Math.sign(value), width: 0.8 + (2.2 * Math.abs(value)) / top };
      });
    },
  };
}

/** The largest of them, in words. @param {import("./types.js").Numbers} values */
function words(values) {
  const best = values.indexOf(Math.max(...values));
  return `largest ${number(values[best])} at unit ${best}`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("./types.js").Numbers} values
 * @param {number} top
 * @param {import("./block.js").Block} block
 * @param {import("./block.js").Sizes} sizes
 * @param {"light" | "dark"} theme
 */
function paint(canvas, values, top, block, sizes, theme) {
  const context = prepare(canvas, sizes.width, sizes.height);
  values.forEach((value, flat) => {
    const { x, y, w, h: high } = rectOf(flat, block, sizes);
    context.fillStyle = css(valueColour(value, top, "signed", theme));
    context.fillRect(x, y, w, high);
  });
}
