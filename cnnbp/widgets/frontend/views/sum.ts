/** The sum under the panels: one chip per edge, in the colour of its cells, then the result. */

import { parseHex, css, textOn } from "./colour.js";
import { v } from "./dom.js";
import { describe, factor, number, plural } from "./format.js";
import { unflatten } from "./geometry.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Related} Related */
/** @typedef {import("./types.js").Sum} Sum */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./dom.js").Content} Content */

const FEW = 12; // chips shown before "show all"

/** What each line adds up: the panel that holds the result. */
const LEFT = { backward: "gradient", forward: "output", gradient: "weights" };
/** @type {Record<string, string>} */
const FUNCTION = { backward: "Backward: σ′(z) · what comes back", forward: "Forward: the activation function" };
const WORDS = {
  backward: "Backward: w · δ over its edges",
  forward: "Forward: w · a over its edges",
  gradient: "Gradient: a · δ over all its uses",
};

/** @param {string} text @param {string} sub */
const indexed = (text, sub) => v("span", { class: "cnnbp-symbol" }, text, v("sub", {}, sub));

/** @param {Term} term */
function chip(term) {
  const style = `--badge:${term.colour};--on-badge:${css(textOn(parseHex(term.colour)))}`;
  const product = `${number(term.left)} · ${factor(term.right)}`;
  return v("span", { class: "cnnbp-chip", style, "data-badge": term.badge }, v("span", { class: "cnnbp-badge" }, String(term.badge)), product);
}

/**
 * @param {Scene} scene
 * @param {Sum} sum
 * @param {number} flat
 * @param {boolean} all
 */
function line(scene, sum, flat, all) {
  const panel = scene.byId.get(LEFT[sum.flow]);
  const symbol = sum.flow === "gradient" ? `∂C/∂${panel?.symbol}` : (panel?.symbol ?? "");
  if (scene.function && sum.flow === "forward") return applied(scene, flat);
  const fan = sum.form === "fan";
  const shown = all ? sum.terms : sum.terms.slice(0, FEW);
  const rest = sum.terms.length - shown.length;
  /** @type {Content[]} */
  const parts = [];
  shown.forEach((term, i) => {
    if (fan) return parts.push(share(scene, sum, term));
    if (i) parts.push(v("span", { class: "cnnbp-plus" }, "+"));
    parts.push(chip(term));
  });
  if (rest > 0) parts.push(v("button", { class: "cnnbp-button cnnbp-more", type: "button" }, `+ ${rest} more: show all`));
  const index = unflatten(flat, panel?.shape ?? [1]).join(",");
  const head = fan ? v("span", { class: "cnnbp-lead" }, "each receives a share:") : indexed(symbol, index);
  return v("div", { class: "cnnbp-line-of-sum", "data-flow": sum.flow, "data-form": sum.form }, head, fan ? "" : "=", ...parts, ...ending(sum, fan));
}

/** An activation function is no sum: a = σ(z). @param {Scene} scene @param {number} flat */
function applied(scene, flat) {
  const [input, output] = ["input", "output"].map((id) => /** @type {import("./types.js").Panel} */ (scene.byId.get(id)));
  const total = output.values[flat];
  return v("div", { class: "cnnbp-line-of-sum", "data-flow": "forward", "data-form": "function" }, indexed(output.symbol, unflatten(flat, output.shape).join(",")), "=",
    v("span", { class: "cnnbp-chip" }, `${scene.function}(${number(input.values[flat], 3)})`), v("strong", { class: "cnnbp-total", "data-value": total }, `= ${number(total, 3)}`));
}

/** The bias and the result. @param {Sum} sum @param {boolean} fan */
function ending(sum, fan) {
  if (fan) return [];
  const bias = sum.bias === null ? [] : [v("span", { class: "cnnbp-plus" }, "+"), v("span", { class: "cnnbp-chip cnnbp-bias" }, `b ${number(sum.bias)}`)];
  const equals = sum.terms.length || bias.length ? "= " : "";
  const so = sum.of === undefined ? "" : ` so far, ${sum.terms.length} of ${sum.of} terms`;
  return [...bias, v("strong", { class: "cnnbp-total", "data-value": sum.total }, `${equals}${number(sum.total, 3)}${so}`)];
}

/** What one end of a fan gets: a share that is added to those of other units. @param {Scene} scene @param {Sum} sum @param {Term} term */
function share(scene, sum, term) {
  const back = sum.flow === "backward";
  const { shape, symbol } = scene.byId.get(back ? "gradient" : "output") ?? { shape: [1], symbol: "" };
  const end = indexed(symbol, unflatten(back ? term.source : term.target, shape).join(","));
  return v("span", { class: "cnnbp-share" }, end, "+=", chip(term), `= ${number(term.left * term.right)}`);
}

/** σ′ is a step of its own: it stands behind the sum, not inside it. @param {Scene} scene @param {number} flat */
function slopeStep(scene, flat) {
  const slope = scene.byId.get("sigma_prime");
  const delta = scene.byId.get("input_delta");
  const sum = scene.byId.get("gradient");
  if (!slope || !delta || !sum) return [];
  const index = unflatten(flat, sum.shape).join(",");
  return [
    v("div", { class: "cnnbp-line-of-sum cnnbp-slope" }, v("span", { class: "cnnbp-lead" }, "then through the activation:"), indexed("δ", index), "=",
      v("span", {}, `${number(sum.values[flat], 3)} · σ′(z)`), "=", v("span", {}, `${number(sum.values[flat], 3)} · ${number(slope.values[flat], 3)}`),
      v("strong", { class: "cnnbp-total", "data-value": delta.values[flat] }, `= ${number(delta.values[flat], 3)}`)),
  ];
}

/**
 * @param {Scene} scene
 * @param {Related | null} related
 * @param {string} panelId
 * @param {boolean} all
 * @returns {Content[]}
 */
export function arithmetic(scene, related, panelId, all) {
  if (!related) {
    return [v("p", { class: "cnnbp-say" }, "Choose a cell: an input, an output or a weight. Click, tap, or use the arrow keys and Enter; Escape clears.")];
  }
  const lines = related.sums.flatMap((sum) => [
    v("div", { class: "cnnbp-rule" }, `${(scene.function && FUNCTION[sum.flow]) || WORDS[sum.flow]} (${plural(sum.of ?? sum.terms.length, "edge", "edges")})`),
    line(scene, sum, related.flat, all),
  ]);
  const slope = related.unit === "input" && related.sums[0].form === "sum" && related.sums[0].of === undefined ? slopeStep(scene, related.flat) : [];
  return [v("p", { class: "cnnbp-say" }, describe(scene, related, panelId)), ...lines, ...slope];
}
