/** The sum under the panels: one chip per edge, in the colour of its cells, then the result. */

import { html, nothing } from "lit-html";
import { tint } from "../core/colour";
import { panelOf, type Related, type Scene, type Sum, type Term } from "../core/data";
import { unflatten } from "../core/geometry";
import { describe, factor, number, plural, type Written, written } from "../core/numbers";
import { button } from "../ui/button";

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

export const indexed = (text: string, sub: string) => html`<span class="cnnbp-symbol">${text}<sub>${sub}</sub></span>`;

const plus = html`<span class="cnnbp-plus">+</span>`;

const equals = html`<span class="cnnbp-equals">=</span>`;

export const total = (value: number, text: string) =>
  html`<strong class="cnnbp-total" data-value=${value}>${text}</strong>`;

const chip = ({ badge, colour, left, right }: Term, { decimals }: Written) =>
  html`<span class="cnnbp-chip" style=${tint(colour)} data-badge=${badge}><span class="cnnbp-badge">${badge}</span>${number(left, decimals)} · ${factor(right, decimals)}</span>`;

/** A line of the sum: what stands on the left, then its parts. */
const lineOf = (flow: string, form: string, head: unknown, ...parts: unknown[]) =>
  html`<div class="cnnbp-line-of-sum" data-flow=${flow} data-form=${form}>${head}${parts}</div>`;

function line(scene: Scene, sum: Sum, flat: number, few: number, showAll: () => void) {
  if (scene.function && sum.flow === "forward") return applied(scene, flat);
  const panel = panelOf(scene, LEFT[sum.flow]);
  const symbol = sum.flow === "gradient" ? `∂C/∂${panel.symbol}` : panel.symbol;
  const fan = sum.form === "fan";
  const shown = sum.terms.slice(0, few);
  const rest = sum.terms.length - shown.length;
  const how = written(sum.terms, sum.bias, sum.total);
  const parts = shown.map((term, i) => (fan ? share(scene, sum, term) : [i ? plus : nothing, chip(term, how)]));
  const more = rest > 0 ? button(`+ ${rest} more: show all`, showAll, { class: "cnnbp-more" }) : nothing;
  const head = fan
    ? html`<span class="cnnbp-lead">each receives a share:</span>`
    : [indexed(symbol, unflatten(flat, panel.shape).join(",")), equals];
  return lineOf(sum.flow, sum.form, head, parts, more, fan ? nothing : ending(sum, how));
}

/** An activation function is no sum: a = σ(z). */
function applied(scene: Scene, flat: number) {
  const [input, output] = ["input", "output"].map((id) => panelOf(scene, id));
  const value = output.values[flat];
  const head = indexed(output.symbol, unflatten(flat, output.shape).join(","));
  const argument = html`<span class="cnnbp-chip">${scene.function}(${number(input.values[flat], 3)})</span>`;
  return lineOf("forward", "function", head, "=", argument, total(value, `= ${number(value, 3)}`));
}

/** The bias and the result. */
function ending(sum: Sum, { decimals, sign }: Written) {
  const bias =
    sum.bias === null
      ? nothing
      : html`${plus}<span class="cnnbp-chip cnnbp-bias">b ${number(sum.bias, decimals)}</span>`;
  const equals = sum.terms.length || sum.bias !== null ? `${sign} ` : "";
  const so = sum.of === undefined ? "" : ` so far, ${sum.terms.length} of ${sum.of} terms`;
  return [bias, total(sum.total, `${equals}${number(sum.total, 3)}${so}`)];
}

/** What one end of a fan gets: a share that is added to those of other units. */
function share(scene: Scene, sum: Sum, term: Term) {
  const back = sum.flow === "backward";
  const { shape, symbol } = panelOf(scene, back ? "gradient" : "output");
  const end = indexed(symbol, unflatten(back ? term.source : term.target, shape).join(","));
  const product = term.left * term.right;
  const how = written([term], null, product, 2);
  return html`<span class="cnnbp-share">${end}+=${chip(term, how)}${how.sign} ${number(product)}</span>`;
}

/** σ′ is a step of its own: it stands behind the sum, not inside it. */
export function slopeStep(scene: Scene, flat: number) {
  const [slope, delta, sum] = ["sigma_prime", "input_delta", "gradient"].map((id) => scene.byId.get(id));
  if (!slope || !delta || !sum) return nothing;
  const [left, right, result] = [sum, slope, delta].map(({ values }) => values[flat]);
  const { decimals, sign } = written([{ left, right }], null, result, 3, 3);
  const back = number(left, decimals);
  const head = indexed("δ", unflatten(flat, sum.shape).join(","));
  const steps = html`<span>${back} · σ′(z)</span>=<span>${back} · ${number(right, decimals)}</span>`;
  const end = total(result, `${sign} ${number(result, 3)}`);
  return html`<div class="cnnbp-line-of-sum cnnbp-slope"><span class="cnnbp-lead">then through the activation:</span>${head}=${steps}${end}</div>`;
}

export const CHOOSE =
  "Choose a cell: an input, an output or a weight. Click, tap, or use the arrow keys and Enter; Escape clears.";

/**
 * @param panelId the panel that the choice was made on
 * @param few how many terms are written before the others are asked for
 */
export function arithmetic(scene: Scene, related: Related | null, panelId: string, few: number, showAll: () => void) {
  if (!related) return html`<p class="cnnbp-say">${CHOOSE}</p>`;
  const { unit, flat, sums } = related;
  const lines = sums.map((sum) => {
    const rule = (scene.function && FUNCTION[sum.flow]) || WORDS[sum.flow];
    const edges = plural(sum.of ?? sum.terms.length, "edge", "edges");
    return html`<div class="cnnbp-rule">${rule} (${edges})</div>${line(scene, sum, flat, few, showAll)}`;
  });
  const whole = unit === "input" && sums[0].form === "sum" && sums[0].of === undefined;
  return html`<p class="cnnbp-say">${describe(scene, related, panelId)}</p>${lines}${whole ? slopeStep(scene, flat) : nothing}`;
}
