/** Light or dark, read from what is really behind the widget. */

import { luminance, type Theme } from "../core/colour";

export function themeOf(el: HTMLElement): Theme {
  for (let node = el as HTMLElement | null; node; node = node.parentElement) {
    const paint = getComputedStyle(node)
      .backgroundColor.match(/[\d.]+/g)
      ?.map(Number);
    if (paint && paint.length >= 3 && (paint[3] ?? 1) > 0.5) {
      return luminance([paint[0], paint[1], paint[2]]) < 0.2 ? "dark" : "light";
    }
  }
  return "light";
}

/** Calls back when the theme may have changed; returns what ends that. */
export function watchTheme(changed: () => void) {
  const attributes = new MutationObserver(changed);
  for (const node of [document.documentElement, document.body]) {
    attributes.observe(node, {
      attributes: true,
      attributeFilter: ["data-jp-theme-name", "data-jp-theme-light", "data-theme", "class"],
    });
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  return () => {
    attributes.disconnect();
    system.removeEventListener("change", changed);
  };
}
