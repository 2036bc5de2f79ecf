/** Formulas as buttons: each symbol and each index can be chosen. Typeset with plain HTML. */

import type { Sign, Token } from "../core/model";
import { h } from "../ui/dom";

/** what the buttons of a formula do */
export interface Keys {
  /** whether a symbol lights anything */
  has: (key: string) => boolean;
  press: (key: string) => void;
  hover: (key: string | null) => void;
}

export function formula(tokens: Token[], keys: Keys): HTMLElement {
  /** a line may be broken before a sign of equality */
  const sides: Token[][] = [[]];
  for (const token of tokens) {
    if (token === " = ") sides.push([]);
    sides[sides.length - 1].push(token);
  }
  return h(
    "div",
    { class: "cnnbp-formula" },
    ...sides.map((side) => h("span", { class: "cnnbp-side" }, ...side.map((token) => node(token, keys)))),
  );
}

function node(token: Token, keys: Keys): Node {
  if (typeof token === "string") return h("span", { class: "cnnbp-sign" }, token);
  if ("over" in token) {
    const part = (tokens: Token[]) => h("span", {}, ...tokens.map((one) => node(one, keys)));
    return h(
      "span",
      { class: "cnnbp-fraction" },
      part(token.over),
      h("span", { class: "cnnbp-bar", role: "img", "aria-label": "over" }),
      part(token.under),
    );
  }
  const below = token.sub.length ? h("sub", {}, ...token.sub.map((one) => node(one, keys))) : null;
  const above = token.sup ? h("sup", {}, token.sup.replace("+", "\u200a+\u200a")) : null;
  return h(
    "span",
    { class: "cnnbp-sym" },
    base(token, keys),
    above || below ? h("span", { class: "cnnbp-scripts" }, above, below) : null,
  );
}

function base({ text, key, say }: Sign, keys: Keys) {
  if (!key || !keys.has(key)) return h("span", { class: "cnnbp-sign" }, text);
  const button = h(
    "button",
    {
      type: "button",
      class: "cnnbp-key-sign",
      "data-key": key,
      "aria-label": say,
      "aria-pressed": "false",
      tabindex: -1,
      "data-lm-suppress-shortcuts": "true",
    },
    text,
  );
  button.addEventListener("click", () => keys.press(key));
  button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && keys.hover(key));
  button.addEventListener("pointerleave", () => keys.hover(null));
  return button;
}

/**
 * Arrow keys walk through the buttons of all lines; one of them is in the tab order.
 * @param rows selector of what counts as a row of buttons
 */
export function walk(el: HTMLElement, rows: string) {
  const table = () =>
    [...el.querySelectorAll(rows)]
      .map((row) => [...row.querySelectorAll("button")] as HTMLElement[])
      .filter((row) => row.length);
  const enter = (target: HTMLElement) => {
    for (const button of el.querySelectorAll('button[tabindex="0"]')) button.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
  };
  el.addEventListener("focusin", (event) => event.target instanceof HTMLButtonElement && enter(event.target));
  el.addEventListener("keydown", (event) => {
    const next =
      event.ctrlKey || event.altKey || event.metaKey ? null : neighbour(table(), document.activeElement, event.key);
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

/** Where a key leads from a button. */
function neighbour(table: HTMLElement[][], from: Element | null, key: string) {
  if (!(from instanceof HTMLElement)) return null;
  const row = table.findIndex((buttons) => buttons.includes(from));
  if (row < 0) return null;
  const buttons = table[row];
  const at = buttons.indexOf(from);
  const turned = { ArrowUp: table[row - 1], ArrowDown: table[row + 1] }[key];
  if (turned) return turned[Math.min(at, turned.length - 1)];
  return (
    { ArrowLeft: buttons[at - 1], ArrowRight: buttons[at + 1], Home: buttons[0], End: buttons[buttons.length - 1] }[
      key
    ] ?? null
  );
}
