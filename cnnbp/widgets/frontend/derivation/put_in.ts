/** The numbers under each line of a derivation: the same line with the chosen place put in. */

import { badgeColour, css, parseHex, textOn } from "../core/colour";
import type { Term } from "../core/data";
import { factor, number } from "../core/numbers";
import { h } from "../ui/dom";
import { lettersOf, patchOf, type Shown, substituted } from "./state";

export interface Handles {
  choose: (term: Term) => void;
  hover: (term: Term | null) => void;
  /** whether long sums are shown whole */
  all: boolean;
  showAll: () => void;
}

const FEW = 9; // terms of a long sum before "show all"

export type Maker = (shown: Shown, handles: Handles) => (Node | string)[];
const MAKERS: Record<string, Maker> = {
  none: () => [],
  measured: ({ measured }) => ["= ", strong(measured), quiet("measured: change z a little and watch C")],
  factors: (shown, handles) => [
    "= ",
    ...chips(
      shown,
      handles,
      (term) => `${number(term.right)} · ${shown.gradient === "bias" ? 1 : factor(term.left * shown.slope)}`,
    ),
    ...total(shown),
  ],
  window: (shown) => [...reading(shown), h("span", { class: "cnnbp-break" }), ...solved(shown)],
  one,
  sum: (shown, handles) => {
    const parts = chips(shown, handles, (term) =>
      shown.gradient === "bias" ? number(term.right) : `${number(term.right)} · ${factor(term.left)}`,
    );
    if (shown.gradient === "delta") return ["= ", `${number(shown.slope, 3)} · (`, ...parts, closed(shown)];
    return ["= ", ...parts, ...total(shown), ...(shown.gradient === "bias" ? [also(shown)] : [])];
  },
  shifted: (shown, handles) => [
    "= ",
    `${number(shown.slope, 3)} · (`,
    ...chips(shown, handles, (term) => indexed(shown, term)),
    closed(shown),
  ],
  total: (shown) => {
    if (shown.gradient !== "delta") return ["= ", strong(shown.result), also(shown)];
    return [
      ...overlay(shown),
      h("span", { class: "cnnbp-break" }),
      `= ${number(shown.slope, 3)} · ${factor(shown.sum, 3)} = `,
      strong(shown.result),
      also(shown),
    ];
  },
};

export const numbersOf = (kind: string, shown: Shown, handles: Handles) => MAKERS[kind](shown, handles);

const strong = (value: number) => h("strong", { class: "cnnbp-total", "data-value": value }, number(value, 4));

const quiet = (text: string) => h("span", { class: "cnnbp-lead" }, ` ${text}`);

const also = ({ measured }: Shown) =>
  h("span", { class: "cnnbp-lead", "data-measured": measured }, ` measured: ${number(measured, 4)}`);

const total = ({ result }: Shown) => [h("span", { class: "cnnbp-closed" }, "= ", strong(result))];

const closed = ({ result }: Shown) => h("span", { class: "cnnbp-closed" }, ") = ", strong(result));

/** The colour of a badge, as style. */
const tint = (colour: string) => `--badge:${colour};--on-badge:${css(textOn(parseHex(colour)))}`;

const sub = (text: string, index: (number | string)[]) =>
  h("span", { class: "cnnbp-symbol" }, text, h("sub", {}, index.join(",")));

/** One button for each term; of a long sum the first ones and the one in hand. */
function chips(shown: Shown, handles: Handles, text: (term: Term) => Node | string) {
  const { terms, term } = shown;
  const short = handles.all || terms.length <= FEW + 1;
  const kept = short ? terms : terms.filter((one, i) => i < FEW - 1 || one === term);
  const parts: (Node | string)[] = [];
  kept.forEach((one, i) => {
    const gap = i > 0 && terms[terms.indexOf(one) - 1] !== kept[i - 1];
    if (i) parts.push(h("span", { class: "cnnbp-plus" }, gap ? "+ … +" : "+"));
    parts.push(chip(shown, one, handles, text(one)));
  });
  if (short) return parts;
  const more = h(
    "button",
    { class: "cnnbp-button cnnbp-more", type: "button", tabindex: -1, "data-lm-suppress-shortcuts": "true" },
    `+ … show all ${terms.length}`,
  );
  more.addEventListener("click", handles.showAll);
  return [...parts, more];
}

function chip(shown: Shown, term: Term, handles: Handles, content: Node | string) {
  const letters = lettersOf(shown, term);
  const weight = shown.gradient === "delta" ? `, weight row ${letters.p} column ${letters.q}` : "";
  const say = `term ${term.badge}: output row ${letters["x′"]} column ${letters["y′"]}${weight}, ${number(term.right, 3)} times ${number(term.left, 3)}`;
  const button = h(
    "button",
    {
      type: "button",
      class: "cnnbp-chip cnnbp-chip-button",
      style: tint(term.colour),
      "data-target": term.target,
      "aria-label": say,
      "aria-pressed": "false",
      tabindex: -1,
      "data-lm-suppress-shortcuts": "true",
    },
    h("span", { class: "cnnbp-badge" }, String(term.badge)),
    content,
  );
  button.addEventListener("click", () => handles.choose(term));
  button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && handles.hover(term));
  button.addEventListener("pointerleave", () => handles.hover(null));
  return button;
}

/** δ and w with the numbers of their places. */
function indexed(shown: Shown, term: Term) {
  const at = lettersOf(shown, term);
  return h("span", {}, sub("δ", [at["x′"], at["y′"]]), " ", sub("w", [at.p, at.q]));
}

/** The forward sum of the term's output: one product holds what the derivative is about. */
function reading(shown: Shown) {
  const { window, term } = shown;
  const at = lettersOf(shown, term);
  const parts = window.map((one) => {
    const mine = one.source === term.source && one.parameter === term.parameter;
    const style = mine ? tint(term.colour) : undefined;
    const text = `${number(one.left)}·${factor(one.right)}`;
    return h(
      "span",
      { class: mine ? "cnnbp-chip" : "cnnbp-constant", style },
      mine ? h("span", { class: "cnnbp-badge" }, String(term.badge)) : null,
      text,
    );
  });
  return [sub("z", [at["x′"], at["y′"]]), " = ", ...parts.flatMap((part, i) => (i ? [" + ", part] : [part])), " + b"];
}

/** Which index is left, in numbers. */
function solved(shown: Shown) {
  const letters = lettersOf(shown, shown.term);
  const wanted = shown.gradient === "delta" ? ["p", "q"] : ["row", "column"];
  const index = shown.indices[shown.gradient === "delta" ? "weight" : "pixel"];
  const parts = wanted.map((name, axis) => {
    const value = shown.gradient === "delta" ? letters[name] : letters[axis ? "y" : "x"];
    return `${name} = ${index[axis].replace(/[+−]/g, " $& ")} = ${substituted(index[axis], letters)} = ${value}`;
  });
  return [h("span", { class: "cnnbp-solved" }, parts.join(",  "))];
}

/** The one derivative that is left. */
function one(shown: Shown): (Node | string)[] {
  const { term, gradient, slope } = shown;
  if (gradient === "bias") return [];
  const at = lettersOf(shown, term);
  if (gradient === "kernel") return ["= ", sub("a", [at.x, at.y]), ` = ${number(term.left, 3)}`];
  return [
    "= ",
    sub("w", [at.p, at.q]),
    ` · σ′(z) = ${number(term.left)} · ${number(slope, 3)} = ${number(term.left * slope, 3)}`,
  ];
}

/** The padded delta under the lying kernel, as two small tables in the colours of the terms. */
function overlay(shown: Shown) {
  const { cells, wide } = patchOf(shown);
  const turned = shown.convention === "correlation";
  const table = (name: string, value: (cell: (typeof cells)[number]) => number) =>
    h(
      "span",
      {
        class: "cnnbp-small",
        role: "img",
        "aria-label": `${name}: ${cells.map((cell) => number(value(cell))).join(", ")}`,
      },
      h("span", { class: "cnnbp-lead" }, name),
      h(
        "span",
        { class: "cnnbp-small-cells", style: `--wide:${wide}` },
        ...cells.map((cell) =>
          h(
            "span",
            { class: cell.term ? "" : "cnnbp-constant", style: tint(badgeColour(cell.parameter + 1)) },
            number(value(cell)),
          ),
        ),
      ),
    );
  return [
    table("padded δ here", (cell) => cell.delta),
    h("span", { class: "cnnbp-plus" }, "·"),
    table(turned ? "rot180(w)" : "w as it is", (cell) => cell.weight),
  ];
}
