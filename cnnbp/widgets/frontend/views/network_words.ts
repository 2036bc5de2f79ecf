/** The network's sentence for a chosen unit, and the sum over all paths from it to the outputs. */

import { html, nothing } from "lit-html";
import { type At, type Chain, count, pathsFrom, type Reach } from "../core/chain";
import { badgeColour, tint } from "../core/colour";
import { unflatten } from "../core/geometry";
import { number, plateName, plural } from "../core/numbers";
import { button } from "../ui/button";
import { indexed, total } from "./sum";

const FEW = 12;

/** "z¹ channel 2 row 3 column 4". */
export function unitName(symbol: string, shape: number[], flat: number) {
  const index = unflatten(flat, shape);
  if (index.length === 1) return `${symbol} unit ${index[0]}`;
  const [row, col] = index.slice(-2);
  return `${symbol}${shape.length === 3 && shape[0] === 1 ? "" : plateName(index.slice(0, -2))} row ${row} column ${col}`;
}

/** Name, value and delta of a unit. */
export function readout(chain: Chain, { state, flat }: At) {
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

/** The unit that was picked for an opened layer, and why. */
export function carried(
  chain: Chain,
  from: At,
  state: number,
  { flat, share }: { flat: number; share: number },
  reach: Reach,
) {
  const { symbol, shape, delta, deltas } = chain.states[from.state];
  const there = chain.states[state];
  const all = `${plural(count(reach.live[state]), "unit", "units")} on the paths of ${unitName(symbol, shape, from.flat)}`;
  return `${unitName(there.symbol, there.shape, flat)}: of ${all} the one that carries most, ${number(share, 3)} of ${delta} = ${number(deltas.values[from.flat], 3)}`;
}

/** Two digits that count, however small: "2.0e−6", not "0.000". */
const digits = (value: number) =>
  !value || Math.abs(value) >= 0.1 ? number(value) : value.toPrecision(2).replaceAll("-", "−");

function chip(target: number, words: string, end: string, slight: boolean) {
  const colour = badgeColour(target + 1);
  return html`<span class=${`cnnbp-chip${slight ? " cnnbp-slight" : ""}`} style=${tint(colour)} data-target=${target}><span class="cnnbp-badge" title=${end}>${target}</span>${words}</span>`;
}

/** Backward: ∂C/∂x = Σ (path weight)·δ of the last state. Forward: what each output gains per unit. */
export function pathSum(chain: Chain, { state, flat }: At, direction: string, all: boolean, showAll: () => void) {
  const { shape, delta, deltas, symbol, values } = chain.states[state];
  const last = chain.states[chain.states.length - 1];
  const where = (of: number[], i: number) => unflatten(i, of).join(",");
  const backward = direction === "backward";
  if (last === chain.states[state]) return atLoss(chain, flat);
  const paths = chain.paths[state];
  const terms = paths ? pathsFrom(paths, values.values.length, flat) : [];
  const top = Math.max(...terms.map(({ target, weight }) => Math.abs(weight * last.deltas.values[target])));
  const chips = (all ? terms : terms.slice(0, FEW)).map(({ target, weight }, i) => {
    const from = last.deltas.values[target];
    const right = digits(from);
    const words = backward
      ? `${digits(weight)} · ${from < 0 ? `(${right})` : right}`
      : `${last.symbol} by ${number(weight, 3)}`;
    const slight = backward && Math.abs(weight * from) < top / 100;
    const sign = html`<span class="cnnbp-plus">${backward ? "+" : ","}</span>`;
    return [i ? sign : nothing, chip(target, words, `${last.symbol} ${where(last.shape, target)}`, slight)];
  });
  const rest = terms.length - chips.length;
  const more = rest ? button(`+ ${rest} more: show all`, showAll, { class: "cnnbp-more" }) : nothing;
  if (!backward) {
    const does = terms.length ? "the outputs change:" : "no output changes";
    return line(direction, "per unit of ", indexed(symbol, where(shape, flat)), does, chips, more);
  }
  const told = paths ? (terms.length ? "=" : ": no path") : ": too many paths to list";
  const head = html`= Σ path weight · <span class="cnnbp-symbol">${last.delta}</span>${told}`;
  const sum = deltas.values[flat];
  return line(direction, indexed(delta, where(shape, flat)), head, chips, more, total(sum, `= ${number(sum, 4)}`));
}

const line = (direction: string, ...parts: unknown[]) =>
  html`<div class="cnnbp-line-of-sum cnnbp-paths" data-flow=${direction}>${parts}</div>`;

/** Where the deltas begin: prediction − y. */
function atLoss({ states, loss }: Chain, flat: number) {
  const { delta, deltas, shape } = states[states.length - 1];
  const value = deltas.values[flat];
  const parts = `${number(loss.prediction[flat], 3)} − ${number(loss.target[flat], 0)}`;
  return line(
    "backward",
    indexed(delta, unflatten(flat, shape).join(",")),
    `= ${loss.symbol} − y =`,
    html`<span class="cnnbp-chip">${parts}</span>`,
    total(value, `= ${number(value, 4)}`),
  );
}

/** How many units a network's state holds. */
export const sizeName = (shape: number[]) =>
  shape.length === 1 ? plural(shape[0], "unit", "units") : shape.join(" × ");
