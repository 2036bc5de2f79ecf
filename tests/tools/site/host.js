/**
 * Runs the lessons' explorers in a page with no kernel and no network.
 *
 * A page holds each explorer's traits as JSON. The model here has the interface that anywidget
 * gives; what the explorer would ask Python for is answered from what was prepared when the page
 * was built, or by a sentence that says where Python can be had.
 */

import widget from "../../../cnnbp/widgets/js/main.js";
import { answer } from "./answers.js";

/** Buffers come as base64 with the place in the state that they belong to. */
function decode({ state, buffers }) {
  for (const { path, data } of buffers) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    let place = state;
    for (const key of path.slice(0, -1)) place = place[key];
    place[path.at(-1)] = new DataView(bytes.buffer);
  }
  return state;
}

class Model {
  constructor(page, id) {
    const { prepared, ...packed } = page[id];
    this.values = decode(packed);
    this.prepared = prepared ?? { names: [], options: {}, cases: {}, scenes: [], hints: {} };
    this.scenes = [this.values.scene, ...this.prepared.scenes.map((one) => decode(one).scene)];
    this.options = this.prepared.options;
    this.case = 0;
    this.past = [];
    this.listeners = new Map();
    this.asked = 0;
  }

  get(name) {
    return this.values[name];
  }

  set(name, value) {
    if (JSON.stringify(this.values[name]) !== JSON.stringify(value)) this.replace(name, value);
  }

  replace(name, value) {
    this.values[name] = value;
    for (const call of [...(this.listeners.get(`change:${name}`) ?? [])]) call();
  }

  /** Where a kernel would be: a new request is answered here. */
  save_changes() {
    const request = this.values.request;
    if (!(request?.id > this.asked)) return;
    this.asked = request.id;
    answer(this, request);
    this.set("answered", request.id);
  }

  on(name, call) {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), call]);
  }

  off(name, call) {
    this.listeners.set(name, (this.listeners.get(name) ?? []).filter((known) => known !== call));
  }

  send() {}
}

function showExplorers() {
  const text = document.getElementById("explorers")?.textContent;
  if (!text) return;
  const page = JSON.parse(text);
  const models = new Map();
  for (const place of document.querySelectorAll(".explorer")) {
    const id = place.dataset.model;
    if (!models.has(id)) models.set(id, new Model(page, id));
    widget.render({ model: models.get(id), el: place.querySelector(".live") });
    place.classList.add("answers");
  }
}

/** Light or dark: as the system says, until the reader chooses. */
function themeButton() {
  const root = document.documentElement;
  const button = document.querySelector(".theme");
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

themeButton();
showExplorers();
