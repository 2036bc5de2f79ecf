/** Formulas as buttons: each symbol and each index can be chosen. Typeset with plain HTML. */

import { h } from "./dom.js";

/**
 * @typedef {{text: string, key: string, say: string, sup: string, sub: Token[]}} Sign
 * @typedef {{over: Token[], under: Token[]}} Fraction
 * @typedef {string | Sign | Fraction} Token
 * @typedef {{rule: string, numbers: string, tokens: Token[]}} Line
 */

/**
 * @typedef {object} Keys what the buttons of a formula do
 * @property {(key: string) => boolean} has whether a symbol lights anything
 * @property {(key: string) => void} press
 * @property {(key: string | null) => void} hover
 */

/**
 * @param {Token[]} tokens
 * @param {Keys} keys
 * @returns {HTMLElement}
 */
export function formula(tokens, keys) {
  /** @type {Token[][]} a line may be broken before a sign of equality */
  const sides = [[]];
  for (const token of tokens) {
    if (token === " = ") sides.push([]);
    sides[sides.length - 1].push(token);
  }
  return h("div", { class: "cnnbp-formula" }, ...sides.map((side) => h("span", { class: "cnnbp-side" }, ...side.map((token) => node(token, keys)))));
}

/** @param {Token} token @param {Keys} keys @returns {Node} */
function node(token, keys) {
  if (typeof token === "string") return h("span", { class: "cnnbp-sign" }, token);
  if ("over" in token) {
    const part = (/** @type {Token[]} */ tokens) => h("span", {}, ...tokens.map((one) => node(one, keys)));
    return h("span", { class: "cnnbp-fraction" }, part(token.over), h("span", { class: "cnnbp-bar", role: "img", "aria-label": "over" }), part(token.under));
  }
  const below = token.sub.length ? h("sub", {}, ...token.sub.map((one) => node(one, keys))) : null;
  const above = token.sup ? h("sup", {}, token.sup.replace("+", "\u200a+\u200a")) : null;
  return h("span", { class: "cnnbp-sym" }, base(token, keys), above || below ? h("span", { class: "cnnbp-scripts" }, above, below) : null);
}

/** @param {Sign} token @param {Keys} keys */
function base({ text, key, say }, keys) {
  if (!key || !keys.has(key)) return h("span", { class: "cnnbp-sign" }, text);
  const button = h("button", { type: "button", class: "cnnbp-key-sign", "data-key": key, "aria-label": say, "aria-pressed": "false", tabindex: -1, "data-lm-suppress-shortcuts": "true" }, text);
  button.addEventListener("click", () => keys.press(key));
  button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && keys.hover(key));
  button.addEventListener("pointerleave", () => keys.hover(null));
  return button;
}

/**
 * Arrow keys walk through the buttons of all lines; one of them is in the tab order.
 * @param {HTMLElement} el
 * @param {string} rows selector of what counts as a row of buttons
 */
export function walk(el, rows) {
  const table = () => [...el.querySelectorAll(rows)].map((row) => /** @type {HTMLElement[]} */ ([...row.querySelectorAll("button")])).filter((row) => row.length);
  const enter = (/** @type {HTMLElement} */ target) => {
    for (const button of el.querySelectorAll('button[tabindex="0"]')) button.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
  };
  el.addEventListener("focusin", (event) => event.target instanceof HTMLButtonElement && enter(event.target));
  el.addEventListener("keydown", (event) => {
    const next = event.ctrlKey || event.altKey || event.metaKey ? null : neighbour(table(), document.activeElement, event.key);
    if (!next) return;
    next.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  return () => {
    const all = table().flat();
    if (all.length && !all.some((button) => button.tabIndex === 0)) enter(all[0]);
  };
}

/** Where a key leads from a button. @param {HTMLElement[][]} table @param {Element | null} from @param {string} key */
function neighbour(table, from, key) {
  const row = table.findIndex((buttons) => buttons.some((button) => button === from));
  if (row < 0) return null;
  const buttons = table[row];
  const at = buttons.findIndex((button) => button === from);
  const turned = { ArrowUp: table[row - 1], ArrowDown: table[row + 1] }[key];
  if (turned) return turned[Math.min(at, turned.length - 1)];
  return { ArrowLeft: buttons[at - 1], ArrowRight: buttons[at + 1], Home: buttons[0], End: buttons[buttons.length - 1] }[key] ?? null;
}
