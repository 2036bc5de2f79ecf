/** The sum under the panels: one chip per edge, in the colour of its cells, then the result. */

import { css, parseHex, textOn } from "../core/colour";
import { panelOf, type Related, type Scene, type Sum, type Term } from "../core/data";
import { unflatten } from "../core/geometry";
import { describe, factor, number, plural } from "../core/numbers";
import { type Content, v } from "../ui/dom";

const FEW = 12; // chips shown before "show all"

/** What each line adds up: the panel that holds the result. */
const LEFT = { backward: "gradient", forward: "output", gradient: "weights" };
const FUNCTION: Record<string, string> = {
  backward: "Backward: σ′(z) · what comes back",
  forward: "Forward: the activation function",
};
const WORDS = {
  backward: "Backward: w · δ over its edges",
  forward: "Forward: w · a over its edges",
  gradient: "Gradient: a · δ over all its uses",
};

const indexed = (text: string, sub: string) => v("span", { class: "cnnbp-symbol" }, text, v("sub", {}, sub));

function chip(term: Term) {
  const style = `--badge:${term.colour};--on-badge:${css(textOn(parseHex(term.colour)))}`;
  const product = `${number(term.left)} · ${factor(term.right)}`;
  return v(
    "span",
    { class: "cnnbp-chip", style, "data-badge": term.badge },
    v("span", { class: "cnnbp-badge" }, String(term.badge)),
    product,
  );
}

function line(scene: Scene, sum: Sum, flat: number, all: boolean) {
  const panel = scene.byId.get(LEFT[sum.flow]);
  const symbol = sum.flow === "gradient" ? `∂C/∂${panel?.symbol}` : (panel?.symbol ?? "");
  if (scene.function && sum.flow === "forward") return applied(scene, flat);
  const fan = sum.form === "fan";
  const shown = all ? sum.terms : sum.terms.slice(0, FEW);
  const rest = sum.terms.length - shown.length;
  const parts: Content[] = [];
  shown.forEach((term, i) => {
    if (fan) return parts.push(share(scene, sum, term));
    if (i) parts.push(v("span", { class: "cnnbp-plus" }, "+"));
    parts.push(chip(term));
  });
  if (rest > 0)
    parts.push(v("button", { class: "cnnbp-button cnnbp-more", type: "button" }, `+ ${rest} more: show all`));
  const index = unflatten(flat, panel?.shape ?? [1]).join(",");
  const head = fan ? v("span", { class: "cnnbp-lead" }, "each receives a share:") : indexed(symbol, index);
  return v(
    "div",
    { class: "cnnbp-line-of-sum", "data-flow": sum.flow, "data-form": sum.form },
    head,
    fan ? "" : "=",
    ...parts,
    ...ending(sum, fan),
  );
}

/** An activation function is no sum: a = σ(z). */
function applied(scene: Scene, flat: number) {
  const [input, output] = ["input", "output"].map((id) => panelOf(scene, id));
  const total = output.values[flat];
  return v(
    "div",
    { class: "cnnbp-line-of-sum", "data-flow": "forward", "data-form": "function" },
    indexed(output.symbol, unflatten(flat, output.shape).join(",")),
    "=",
    v("span", { class: "cnnbp-chip" }, `${scene.function}(${number(input.values[flat], 3)})`),
    v("strong", { class: "cnnbp-total", "data-value": total }, `= ${number(total, 3)}`),
  );
}

/** The bias and the result. */
function ending(sum: Sum, fan: boolean) {
  if (fan) return [];
  const bias =
    sum.bias === null
      ? []
      : [
          v("span", { class: "cnnbp-plus" }, "+"),
          v("span", { class: "cnnbp-chip cnnbp-bias" }, `b ${number(sum.bias)}`),
        ];
  const equals = sum.terms.length || bias.length ? "= " : "";
  const so = sum.of === undefined ? "" : ` so far, ${sum.terms.length} of ${sum.of} terms`;
  return [
    ...bias,
    v("strong", { class: "cnnbp-total", "data-value": sum.total }, `${equals}${number(sum.total, 3)}${so}`),
  ];
}

/** What one end of a fan gets: a share that is added to those of other units. */
function share(scene: Scene, sum: Sum, term: Term) {
  const back = sum.flow === "backward";
  const { shape, symbol } = scene.byId.get(back ? "gradient" : "output") ?? { shape: [1], symbol: "" };
  const end = indexed(symbol, unflatten(back ? term.source : term.target, shape).join(","));
  return v("span", { class: "cnnbp-share" }, end, "+=", chip(term), `= ${number(term.left * term.right)}`);
}

/** σ′ is a step of its own: it stands behind the sum, not inside it. */
function slopeStep(scene: Scene, flat: number) {
  const slope = scene.byId.get("sigma_prime");
  const delta = scene.byId.get("input_delta");
  const sum = scene.byId.get("gradient");
  if (!slope || !delta || !sum) return [];
  const index = unflatten(flat, sum.shape).join(",");
  return [
    v(
      "div",
      { class: "cnnbp-line-of-sum cnnbp-slope" },
      v("span", { class: "cnnbp-lead" }, "then through the activation:"),
      indexed("δ", index),
      "=",
      v("span", {}, `${number(sum.values[flat], 3)} · σ′(z)`),
      "=",
      v("span", {}, `${number(sum.values[flat], 3)} · ${number(slope.values[flat], 3)}`),
      v("strong", { class: "cnnbp-total", "data-value": delta.values[flat] }, `= ${number(delta.values[flat], 3)}`),
    ),
  ];
}

export function arithmetic(scene: Scene, related: Related | null, panelId: string, all: boolean): Content[] {
  if (!related) {
    return [
      v(
        "p",
        { class: "cnnbp-say" },
        "Choose a cell: an input, an output or a weight. Click, tap, or use the arrow keys and Enter; Escape clears.",
      ),
    ];
  }
  const lines = related.sums.flatMap((sum) => [
    v(
      "div",
      { class: "cnnbp-rule" },
      `${(scene.function && FUNCTION[sum.flow]) || WORDS[sum.flow]} (${plural(sum.of ?? sum.terms.length, "edge", "edges")})`,
    ),
    line(scene, sum, related.flat, all),
  ]);
  const slope =
    related.unit === "input" && related.sums[0].form === "sum" && related.sums[0].of === undefined
      ? slopeStep(scene, related.flat)
      : [];
  return [v("p", { class: "cnnbp-say" }, describe(scene, related, panelId)), ...lines, ...slope];
}
