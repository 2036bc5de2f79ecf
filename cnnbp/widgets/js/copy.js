/** A button that copies text: to the clipboard where the page may, else selected, ready for Ctrl+C. */

import { h } from "./dom.js";

/**
 * @param {string} label
 * @param {() => string} text
 */
export function copyButton(label, text) {
  const button = h("button", { type: "button", class: "cnnbp-button", "data-lm-suppress-shortcuts": "true" }, label);
  const said = h("span", { class: "cnnbp-said", role: "status" });
  const area = h("textarea", { class: "cnnbp-copy", readonly: true, hidden: true, rows: 4, "aria-label": `${label}: the text`, "data-lm-suppress-shortcuts": "true" });
  button.addEventListener("click", async () => {
    const copied = await toClipboard(text());
    area.hidden = copied;
    said.textContent = copied ? "copied" : "press Ctrl+C to copy what is selected";
    if (copied) return;
    area.value = text();
    area.focus();
    area.select();
  });
  return h("div", { class: "cnnbp-copying" }, button, said, area);
}

/** @param {string} text */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no clipboard here, or the page may not use it
  }
}
