/** The buttons above the panels. */

import { h } from "./dom.js";

/** @typedef {{label: string, pressed?: () => boolean, press: () => void, group: string, title: string, fits?: () => boolean}} Item */

/**
 * Buttons that stay pressed; returns the element and what brings their state up to date.
 * @param {Item[]} items
 */
export function toolbar(items) {
  const groups = new Map();
  const buttons = items.map((item) => {
    const button = h("button", { type: "button", class: "cnnbp-button", title: item.title, "data-lm-suppress-shortcuts": "true" }, item.label);
    button.addEventListener("click", item.press);
    if (!groups.has(item.group)) groups.set(item.group, h("div", { class: "cnnbp-group", role: "group", "aria-label": item.group }));
    groups.get(item.group).append(button);
    return { button, item };
  });
  const el = h("div", { class: "cnnbp-toolbar" }, ...groups.values());
  const refresh = () => {
    for (const { button, item } of buttons) {
      if (item.pressed) button.setAttribute("aria-pressed", String(item.pressed()));
      button.hidden = item.fits ? !item.fits() : false;
    }
  };
  refresh();
  return { el, refresh };
}
