/** The reference: a page as any other, and a search that leaves only the entries with all words in them. */
import { start as startPage } from "./host.js";

function search() {
  const box = document.querySelector(".search");
  const entries = [...document.querySelectorAll(".entry")];
  const texts = entries.map((entry) => entry.textContent.toLowerCase());
  const modules = [...document.querySelectorAll(".module")];
  const field = box.querySelector("input");
  box.hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [number, entry] of entries.entries()) {
      entry.hidden = !words.every((word) => texts[number].includes(word));
      found += !entry.hidden;
    }
    for (const module of modules) module.hidden = !module.querySelector(".entry:not([hidden])");
    box.parentElement.classList.toggle("searching", words.length > 0);
    box.querySelector("output").textContent = words.length ? `${found} of ${entries.length}` : "";
  });
}

/** @param {Record<string, any>} modules */
export function start(modules) {
  search();
  return startPage(modules);
}
