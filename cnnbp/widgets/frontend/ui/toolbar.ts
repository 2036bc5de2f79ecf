/** The buttons above the panels. */

import { h, write } from "./dom";

export type Item = {
  label: string;
  pressed?: () => boolean;
  press: () => void;
  group: string;
  title: string;
  fits?: () => boolean;
  idle?: () => boolean;
};

/** Buttons that stay pressed; returns the element and what brings their state up to date. */
export function toolbar(items: Item[]) {
  const groups = new Map();
  const buttons = items.map((item) => {
    const button = h(
      "button",
      { type: "button", class: "cnnbp-button", title: item.title, "data-lm-suppress-shortcuts": "true" },
      item.label,
    );
    button.addEventListener("click", () => item.idle?.() || item.press());
    if (!groups.has(item.group))
      groups.set(item.group, h("div", { class: "cnnbp-group", role: "group", "aria-label": item.group }));
    groups.get(item.group).append(button);
    return { button, item };
  });
  const el = h("div", { class: "cnnbp-toolbar" }, ...groups.values());
  const refresh = () => {
    for (const { button, item } of buttons) {
      if (item.pressed) write(button, "aria-pressed", String(item.pressed()));
      button.hidden = item.fits ? !item.fits() : false;
      // Not `disabled`, which would throw the focus away under the hands of whoever pressed it.
      if (item.idle) button.setAttribute("aria-disabled", String(item.idle()));
    }
    for (const group of groups.values()) group.hidden = [...group.children].every((button) => button.hidden);
  };
  refresh();
  return { el, refresh };
}
