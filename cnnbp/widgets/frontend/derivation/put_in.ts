/** The numbers under each line of a derivation: the same line with the chosen place put in. */

import { html, nothing, type TemplateResult } from "lit-html";
import { badgeColour, tint } from "../core/colour";
import type { Term } from "../core/data";
import { factor, number } from "../core/numbers";
import { lettersOf, patchOf, type Shown, substituted } from "./state";

/** What the buttons in the numbers do. */
export interface Handles {
  choose: (term: Term) => void;
  hover: (term: Term | null) => void;
  showAll: () => void;
}

const FEW = 9; // terms of a long sum before "show all"

type Part = TemplateResult | string | typeof nothing;
type Maker = (shown: Shown, handles: Handles) => Part[];

const MAKERS: Record<string, Maker> = {
  none: () => [],
  measured: ({ measured }) => ["= ", strong(measured), lead(" measured: change z a little and watch C")],
  factors: (shown, handles) => {
    const text = ({ left, right }: Term) =>
      `${number(right)} · ${shown.gradient === "bias" ? 1 : factor(left * shown.slope)}`;
    return ["= ", ...chips(shown, handles, text), total(shown)];
  },
  window: (shown) => [...reading(shown), BREAK, solved(shown)],
  one,
  sum: (shown, handles) => {
    const bias = shown.gradient === "bias";
    const text = ({ left, right }: Term) => (bias ? number(right) : `${number(right)} · ${factor(left)}`);
    const parts = chips(shown, handles, text);
    if (shown.gradient === "delta") return ["= ", `${number(shown.slope, 3)} · (`, ...parts, closed(shown)];
    return ["= ", ...parts, total(shown), bias ? also(shown) : nothing];
  },
  shifted: (shown, handles) => [
    "= ",
    `${number(shown.slope, 3)} · (`,
    ...chips(shown, handles, (term) => indexed(shown, term)),
    closed(shown),
  ],
  total: (shown) => {
    if (shown.gradient !== "delta") return ["= ", strong(shown.result), also(shown)];
    const product = `= ${number(shown.slope, 3)} · ${factor(shown.sum, 3)} = `;
    return [...overlay(shown), BREAK, product, strong(shown.result), also(shown)];
  },
};

export const numbersOf = (kind: string, shown: Shown, handles: Handles) => MAKERS[kind](shown, handles);

const BREAK = html`<span class="cnnbp-break"></span>`;

const strong = (value: number) => html`<strong class="cnnbp-total" data-value=${value}>${number(value, 4)}</strong>`;

const lead = (text: string) => html`<span class="cnnbp-lead">${text}</span>`;

const also = ({ measured }: Shown) =>
  html`<span class="cnnbp-lead" data-measured=${measured}> measured: ${number(measured, 4)}</span>`;

const total = ({ result }: Shown) => html`<span class="cnnbp-closed">= ${strong(result)}</span>`;

const closed = ({ result }: Shown) => html`<span class="cnnbp-closed">) = ${strong(result)}</span>`;

const sub = (text: string, index: (number | string)[]) =>
  html`<span class="cnnbp-symbol">${text}<sub>${index.join(",")}</sub></span>`;

/** One button for each term; of a long sum the first ones and the one in hand. */
function chips(shown: Shown, handles: Handles, text: (term: Term) => Part): Part[] {
  const { terms, term, all } = shown;
  const short = all || terms.length <= FEW + 1;
  const kept = short ? terms : terms.filter((one, i) => i < FEW - 1 || one === term);
  const parts = kept.flatMap((one, i): Part[] => {
    const gap = i > 0 && terms[terms.indexOf(one) - 1] !== kept[i - 1];
    const plus = html`<span class="cnnbp-plus">${gap ? "+ … +" : "+"}</span>`;
    return [i ? plus : nothing, chip(shown, one, handles, text(one))];
  });
  if (short) return parts;
  const more = html`<button class="cnnbp-button cnnbp-more" type="button" tabindex="-1" @click=${handles.showAll}>+ … show all ${terms.length}</button>`;
  return [...parts, more];
}

function chip(shown: Shown, term: Term, { choose, hover }: Handles, content: Part) {
  const letters = lettersOf(shown, term);
  const weight = shown.gradient === "delta" ? `, weight row ${letters.u} column ${letters.v}` : "";
  const say = `term ${term.badge}: output row ${letters.y} column ${letters.x}${weight}, ${number(term.right, 3)} times ${number(term.left, 3)}`;
  const enter = (event: PointerEvent) => event.pointerType === "mouse" && hover(term);
  return html`<button type="button" class="cnnbp-chip cnnbp-chip-button ${term === shown.term ? "cnnbp-in-hand" : ""}" style=${tint(term.colour)} data-target=${term.target} aria-label=${say} aria-pressed="false" tabindex="-1" @click=${() => choose(term)} @pointerenter=${enter} @pointerleave=${() => hover(null)}><span class="cnnbp-badge">${term.badge}</span>${content}</button>`;
}

/** δ and w with the numbers of their places. */
function indexed(shown: Shown, term: Term) {
  const at = lettersOf(shown, term);
  return html`<span>${sub("δ", [at.y, at.x])} ${sub("w", [at.u, at.v])}</span>`;
}

/** The forward sum of the term's output: one product holds what the derivative is about. */
function reading(shown: Shown): Part[] {
  const { window, term } = shown;
  const at = lettersOf(shown, term);
  const parts = window.map((one) => {
    const text = `${number(one.left)}·${factor(one.right)}`;
    if (one.source !== term.source || one.parameter !== term.parameter) {
      return html`<span class="cnnbp-constant">${text}</span>`;
    }
    const badge = html`<span class="cnnbp-badge">${term.badge}</span>`;
    return html`<span class="cnnbp-chip" style=${tint(term.colour)}>${badge}${text}</span>`;
  });
  return [sub("z", [at.y, at.x]), " = ", ...parts.flatMap((part, i) => (i ? [" + ", part] : [part])), " + b"];
}

const WITH_TERMS = ["factors", "sum", "shifted"];

/** Below a line of terms, the index arithmetic of the one in hand. */
export function arithmetic(kind: string, shown: Shown): Part[] {
  if (!WITH_TERMS.includes(kind)) return [];
  const { term, gradient, indices } = shown;
  const at = lettersOf(shown, term);
  const badge = html`<span class="cnnbp-badge" style=${tint(term.colour)}>${term.badge}</span>`;
  const place = html`<span>y = ${at.y}, x = ${at.x}</span>`;
  const delta = html`<span>${sub("δ", [at.y, at.x])} = ${number(term.right)}</span>`;
  if (gradient === "bias") return [badge, place, "→", delta];
  const [name, index, found] =
    gradient === "delta" ? ["w", indices.weight, [at.u, at.v]] : ["a", indices.pixel, [at.i, at.j]];
  const numbers = index.map((one) => substituted(one, at).replaceAll(" ", ""));
  const other = html`<span>${sub(name, numbers)} = ${sub(name, found)} = ${number(term.left)}</span>`;
  const together = html`<span>: together ${number(term.left * term.right)}</span>`;
  return [badge, place, "→", other, "and", html`<span>${delta}${together}</span>`];
}

/** Which index is left, in numbers. */
function solved(shown: Shown) {
  const letters = lettersOf(shown, shown.term);
  const wanted = shown.gradient === "delta" ? ["u", "v"] : ["row", "column"];
  const index = shown.indices[shown.gradient === "delta" ? "weight" : "pixel"];
  const parts = wanted.map((name, axis) => {
    const value = shown.gradient === "delta" ? letters[name] : letters[axis ? "j" : "i"];
    return `${name} = ${index[axis].replace(/[+−]/g, " $& ")} = ${substituted(index[axis], letters)} = ${value}`;
  });
  return html`<span class="cnnbp-solved">${parts.join(",  ")}</span>`;
}

/** The one derivative that is left. */
function one(shown: Shown): Part[] {
  const { term, gradient, slope } = shown;
  if (gradient === "bias") return [];
  const at = lettersOf(shown, term);
  if (gradient === "kernel") return ["= ", sub("a", [at.i, at.j]), ` = ${number(term.left, 3)}`];
  const product = `${number(term.left)} · ${number(slope, 3)} = ${number(term.left * slope, 3)}`;
  return ["= ", sub("w", [at.u, at.v]), ` · σ′(z) = ${product}`];
}

/** The padded delta under the lying kernel, as two small tables in the colours of the terms. */
function overlay(shown: Shown): Part[] {
  const { cells, wide } = patchOf(shown);
  const table = (name: string, value: (cell: (typeof cells)[number]) => number) => {
    const said = `${name}: ${cells.map((cell) => number(value(cell))).join(", ")}`;
    const made = cells.map(
      (cell) =>
        html`<span class=${cell.term ? "" : "cnnbp-constant"} style=${tint(badgeColour(cell.parameter + 1))}>${number(value(cell))}</span>`,
    );
    return html`<span class="cnnbp-small" role="img" aria-label=${said}>${lead(name)}<span class="cnnbp-small-cells" style="--wide:${wide}">${made}</span></span>`;
  };
  return [
    table("padded δ here", (cell) => cell.delta),
    html`<span class="cnnbp-plus">·</span>`,
    table(shown.convention === "correlation" ? "rot180(w)" : "w as it is", (cell) => cell.weight),
  ];
}
