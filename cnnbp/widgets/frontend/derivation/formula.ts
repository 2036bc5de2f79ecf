/** Formulas as buttons: each symbol and each index can be chosen. Typeset with plain HTML. */

import type { Sign, Token } from "../core/model";
import { h, taken } from "../ui/dom";

/** what the buttons of a formula do */
export interface Keys {
  /** whether a symbol lights anything */
  has: (key: string) => boolean;
  press: (key: string) => void;
  hover: (key: string | null) => void;
}

/** @param marks which tokens are put in, or are what is put in */
export function formula(tokens: Token[], keys: Keys, marks: boolean[]): HTMLElement {
  const el = h("div", { class: "cnnbp-formula" });
  let side = h("span", { class: "cnnbp-side" });
  el.append(side);
  let put: HTMLElement | null = null;
  tokens.forEach((token, i) => {
    // A line may be broken before a sign of equality.
    if (token === " = " && i) {
      side = h("span", { class: "cnnbp-side" });
      el.append(side);
    }
    if (!marks[i]) put = null;
    else if (!put) {
      put = h("span", { class: "cnnbp-put" });
      side.append(put);
    }
    (put ?? side).append(node(token, keys));
  });
  return el;
}

/** A formula as it is read aloud. */
export const spoken = (tokens: Token[]): string =>
  tokens
    .map((token) => {
      if (typeof token === "string") return token;
      if ("over" in token) return `${spoken(token.over)} over ${spoken(token.under)}`;
      return [token.say || token.text, spoken(token.sub)].filter(Boolean).join(" ");
    })
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();

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
    },
    text,
  );
  button.addEventListener("click", () => keys.press(key));
  button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && keys.hover(key));
  button.addEventListener("pointerleave", () => keys.hover(null));
  return button;
}

/**
 * Arrow keys walk through the buttons of all lines; one of them is in the tab order. Returns what
 * puts one there after the buttons were made anew.
 * @param rows selector of what counts as a row of buttons
 * @param moved hears of the button that a key leads to
 */
export function walk(el: HTMLElement, rows: () => string, moved: (target: HTMLElement) => void) {
  const table = () =>
    [...el.querySelectorAll(rows())]
      .map((row) => [...row.querySelectorAll("button")].filter((one) => !one.closest("[inert]")) as HTMLElement[])
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
    moved(next);
    taken(event);
  });
  return (first: Element | null) => {
    const all = table().flat();
    const known = all.find((button) => button.tabIndex === 0);
    const wanted = known ?? all.find((button) => button === first) ?? all[0];
    if (wanted) enter(wanted);
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
