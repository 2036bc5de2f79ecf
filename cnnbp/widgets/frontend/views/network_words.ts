/** The network's sentence for a chosen unit, and the sum over all paths from it to the outputs. */

import { type Chain, count, pathsFrom, type Reach } from "../core/chain";
import { badgeColour, css, parseHex, textOn } from "../core/colour";
import { unflatten } from "../core/geometry";
import { factor, number, plateName, plural } from "../core/numbers";
import { h } from "../ui/dom";

const FEW = 12;

/** "z¹ channel 2 row 3 column 4". */
export function unitName(symbol: string, shape: number[], flat: number) {
  const index = unflatten(flat, shape);
  if (index.length === 1) return `${symbol} unit ${index[0]}`;
  const [row, col] = index.slice(-2);
  return `${symbol}${shape.length === 3 && shape[0] === 1 ? "" : plateName(index.slice(0, -2))} row ${row} column ${col}`;
}

/** Name, value and delta of a unit. */
export function readout(chain: Chain, state: number, flat: number) {
  const { symbol, shape, delta, values, deltas } = chain.states[state];
  return `${unitName(symbol, shape, flat)} = ${number(values.values[flat], 3)}, ${delta} = ${number(deltas.values[flat], 4)}`;
}

/** What the unit is joined to, in words. */
export function sentence(chain: Chain, state: number, flat: number, reach: Reach, direction: string) {
  const { symbol, shape, delta, deltas, values } = chain.states[state];
  const last = chain.states.length - 1;
  const list = (from: number, to: number, marks: Uint8Array[]) =>
    chain.states
      .slice(from, to)
      .map(
        (one, i) => `${i ? count(marks[from + i]) : plural(count(marks[from + i]), "unit", "units")} of ${one.symbol}`,
      );
  const ahead = list(state + 1, last + 1, reach.live);
  const behind = list(0, state, reach.reached);
  const name = unitName(symbol, shape, flat);
  const own =
    direction === "backward"
      ? `${delta} = ${number(deltas.values[flat], 4)}`
      : `value ${number(values.values[flat], 3)}`;
  const stopped = state < last && !reach.live[state][flat];
  const forth =
    state === last
      ? "goes into the loss"
      : stopped
        ? "every path to the loss ends on the way, nothing flows"
        : `paths to the loss pass ${ahead.join(", ")}`;
  return [`${name}: ${own}`, forth, ...(behind.length ? [`it comes from ${behind.join(", ")}`] : [])].join("; ");
}

const indexed = (text: string, sub: string) => h("span", { class: "cnnbp-symbol" }, text, h("sub", {}, sub));

function chip(target: number, words: string, end: string) {
  const colour = badgeColour(target + 1);
  const style = `--badge:${colour};--on-badge:${css(textOn(parseHex(colour)))}`;
  return h(
    "span",
    { class: "cnnbp-chip", style, "data-target": target },
    h("span", { class: "cnnbp-badge", title: end }, String(target)),
    words,
  );
}

/** Backward: ∂C/∂x = Σ (path weight)·δ of the last state. Forward: what each output gains per unit. */
export function pathSum(
  chain: Chain,
  state: number,
  flat: number,
  direction: string,
  all: boolean,
  showAll: () => void,
): Node[] {
  const { shape, delta, deltas, symbol } = chain.states[state];
  const last = chain.states[chain.states.length - 1];
  const where = (of: number[], i: number) => unflatten(i, of).join(",");
  const backward = direction === "backward";
  if (state === chain.states.length - 1) return [atLoss(chain, flat)];
  const head = [
    indexed(delta, where(shape, flat)),
    "= Σ path weight · ",
    h("span", { class: "cnnbp-symbol" }, last.delta),
  ];
  const total = h(
    "strong",
    { class: "cnnbp-total", "data-value": deltas.values[flat] },
    `= ${number(deltas.values[flat], 4)}`,
  );
  const paths = chain.paths[state];
  if (!paths) return [line([...head, ": too many paths to list", total], direction)];
  const terms = pathsFrom(paths, chain.states[state].values.values.length, flat);
  const shown = all ? terms : terms.slice(0, FEW);
  const chips = shown.flatMap(({ target, weight }, i) => {
    const words = backward
      ? `${number(weight)} · ${factor(last.deltas.values[target], 3)}`
      : `${last.symbol} by ${number(weight, 3)}`;
    return [
      ...(i ? [h("span", { class: "cnnbp-plus" }, backward ? "+" : ",")] : []),
      chip(target, words, `${last.symbol} ${where(last.shape, target)}`),
    ];
  });
  if (shown.length < terms.length) {
    const more = h(
      "button",
      { class: "cnnbp-button cnnbp-more", type: "button" },
      `+ ${terms.length - shown.length} more: show all`,
    );
    more.addEventListener("click", showAll);
    chips.push(more);
  }
  if (backward) return [line([...head, ...(chips.length ? ["=", ...chips] : [": no path"]), total], direction)];
  const lead = [
    h("span", { class: "cnnbp-lead" }, "per unit of"),
    indexed(symbol, where(shape, flat)),
    h("span", { class: "cnnbp-lead" }, terms.length ? "the outputs change:" : "no output changes"),
  ];
  return [line([...lead, ...chips], direction)];
}

const line = (parts: (Node | string)[], direction: string) =>
  h("div", { class: "cnnbp-line-of-sum cnnbp-paths", "data-flow": direction }, ...parts);

/** Where the deltas begin: prediction − y. */
function atLoss({ states, loss }: Chain, flat: number) {
  const { delta, deltas, shape } = states[states.length - 1];
  const value = deltas.values[flat];
  return line(
    [
      indexed(delta, unflatten(flat, shape).join(",")),
      `= ${loss.symbol} − y =`,
      h("span", { class: "cnnbp-chip" }, `${number(loss.prediction[flat], 3)} − ${number(loss.target[flat], 0)}`),
      h("strong", { class: "cnnbp-total", "data-value": value }, `= ${number(value, 4)}`),
    ],
    "backward",
  );
}

/** How many units a network's state holds. */
export const sizeName = (shape: number[]) =>
  shape.length === 1 ? plural(shape[0], "unit", "units") : shape.join(" × ");
