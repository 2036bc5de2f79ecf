/** Chooses the channels or filters of a panel that has more plates than can be read at once. */

import { h } from "./dom.js";
import { pageName } from "./plates.js";

/** @typedef {import("./types.js").Panel} Panel */
/** @typedef {import("./plates.js").Page} Page */

export class Pager {
  /**
   * @param {Panel} panel
   * @param {Page[]} pages
   * @param {(page: number) => void} turn
   */
  constructor(panel, pages, turn) {
    this.panel = panel;
    this.pages = pages;
    this.page = 0;
    const button = (/** @type {string} */ text, /** @type {string} */ label, /** @type {number} */ step) => {
      const node = h("button", { type: "button", class: "cnnbp-button cnnbp-turn", "aria-label": `${panel.name}: ${label}`, "data-lm-suppress-shortcuts": "true" }, text);
      node.addEventListener("click", () => turn((this.page + step + pages.length) % pages.length));
      return node;
    };
    this.choice = h("select", { class: "cnnbp-input cnnbp-page", "aria-label": `${panel.name}: page`, "data-lm-suppress-shortcuts": "true" },
      ...pages.map((page, i) => h("option", { value: i }, pageName(panel, page))));
    this.choice.addEventListener("change", () => turn(Number(this.choice.value)));
    this.choice.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
    this.elsewhere = h("span", { class: "cnnbp-elsewhere", role: "status" });
    this.el = h("div", { class: "cnnbp-pager", role: "group", "aria-label": `pages of ${panel.name}` }, button("‹", "previous page", -1), this.choice, button("›", "next page", 1), this.elsewhere);
    this.show(0, new Map());
  }

  /**
   * @param {number} page
   * @param {Map<number, any>} lit what is lit elsewhere is counted
   */
  show(page, lit) {
    this.page = page;
    const { start, count } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    let hidden = 0;
    for (const flat of lit.keys()) if (flat < start * size || flat >= (start + count) * size) hidden += 1;
    const text = hidden ? `${hidden} lit on other pages` : "";
    if (this.elsewhere.textContent !== text) this.elsewhere.textContent = text;
    this.choice.value = String(page);
  }
}
