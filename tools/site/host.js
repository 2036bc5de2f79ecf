/**
 * Runs a page's widgets with no kernel and no network.
 *
 * The page holds each widget's traits as packed JSON, in the element with the id "page-widgets". The model here
 * has the interface that anywidget gives. What an explorer would ask Python for, the front end's
 * `pages` answer.
 */

import { answer, canBeLinked, fragmentFrom, learn } from "../../cnnbp/widgets/frontend/pages/answer.ts";
import { remember } from "./progress.js";

/** @param {string} text base64 */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Buffers go to the places in the state that they belong to. */
function joined({ state, buffers }, pool) {
  for (const [path, number] of buffers) {
    let place = state;
    for (const key of path.slice(0, -1)) place = place[key];
    place[path.at(-1)] = new DataView(pool[number].buffer);
  }
  return state;
}

export class Model {
  /** @param {Record<string, any>} values the traits */
  constructor(values) {
    this.values = values;
    this.listeners = new Map();
  }

  get(name) {
    return this.values[name];
  }

  set(name, value) {
    if (typeof name === "object") {
      for (const [key, one] of Object.entries(name)) this.set(key, one);
      return;
    }
    // Numbers in buffers do not show in JSON: a scene counts as changed whenever it is set.
    const same = name !== "scene" && JSON.stringify(this.values[name]) === JSON.stringify(value);
    this.values[name] = value;
    if (same) return;
    for (const event of [`change:${name}`, "change"]) {
      for (const call of [...(this.listeners.get(event) ?? [])]) call();
    }
  }

  on(name, call) {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), call]);
  }

  off(name, call) {
    const left = (this.listeners.get(name) ?? []).filter((known) => call && known !== call);
    this.listeners.set(name, left);
  }

  save_changes() {
    if ("request" in this.values && this.values.scene?.layers) answer(this);
  }

  send() {}
}

/** Text that was packed with gzip and written as base64. @param {string} packed */
async function unpacked(packed) {
  const stream = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/** The link below an explorer leads to the playground with what the explorer shows when it is followed, or copied. */
function shareOf(place, model) {
  const link = place.querySelector(".share a");
  if (!link) return;
  const [page] = link.href.split("#");
  const update = () => {
    link.href = `${page}#${fragmentFrom(model)}`;
  };
  for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, update);
  const [copy, said] = link.parentElement.querySelectorAll("button, span");
  copy.addEventListener("click", async () => {
    update();
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = "✓ copied: it opens just this";
    } catch {
      said.textContent = "A page may not copy here: open the playground and copy its address.";
    }
  });
  link.parentElement.hidden = !canBeLinked(model);
}

/** What the page brings along; from then on requests can be answered. */
export async function pageData() {
  const page = JSON.parse(await unpacked(document.getElementById("page-widgets").textContent));
  learn(page.python);
  return page;
}

/** @param {Record<string, any>} modules by the names that the traits give */
async function showWidgets(modules) {
  const watch = remember();
  const page = await pageData();
  const pool = page.pool.map(bytesOf);
  const models = new Map();
  for (const place of document.querySelectorAll(".explorer")) {
    const id = place.dataset.model;
    if (!models.has(id)) models.set(id, new Model(joined(page.models[id], pool)));
    const made = modules[page.models[id].module];
    const widget = typeof made === "function" ? await made() : made;
    await widget.render({ model: models.get(id), el: place.querySelector(".live") });
    place.classList.add("answers");
    shareOf(place, models.get(id));
    watch(place, models.get(id));
  }
}

/** Light or dark: as the system says, until the reader chooses. */
function themeButton() {
  const root = document.documentElement;
  const button = document.querySelector(".theme");
  if (!button) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = (theme) => {
    root.dataset.theme = theme;
    button.setAttribute("aria-pressed", String(theme === "dark"));
  };
  paint(dark.matches ? "dark" : "light");
  button.hidden = false;
  button.addEventListener("click", () => paint(root.dataset.theme === "dark" ? "light" : "dark"));
  dark.addEventListener("change", () => paint(dark.matches ? "dark" : "light"));
}

/** What is wider than its place can be scrolled with the keyboard too. */
function reachWide() {
  for (const part of document.querySelectorAll(".wide, .formula, main pre")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  }
}

/** What every page has, with widgets or without. */
export function dress() {
  themeButton();
  reachWide();
}

/** @param {Record<string, any>} modules */
export function start(modules) {
  dress();
  return showWidgets(modules);
}
