/** Everything around the panels: toolbar, steps, settings, edit bar, prediction, messages. */

import type { DeltaFlow, Model } from "../core/model";
import { cellName } from "../core/numbers";
import { placeStyle } from "../grid/cells";
import { h } from "../ui/dom";
import { toolbar } from "../ui/toolbar";
import { Edit } from "./edit";
import type { Explorer } from "./explorer";
import { items } from "./items";
import { Predict } from "./predict";
import { Requests } from "./requests";
import * as fields from "./settings";
import { Steps } from "./steps";

export class Bars {
  model: Model<DeltaFlow>;
  note = "";
  requests: Requests;
  steps: Steps;
  predict: Predict;
  edit: Edit;
  settings = h("div", {});
  change: (name: string, value: string) => void;
  bar: { el: HTMLDivElement; refresh: () => void };
  message = h("div", { class: "cnnbp-message", role: "alert" });
  top: HTMLDivElement;

  constructor(readonly explorer: Explorer) {
    const { model } = explorer;
    const scene = () => explorer.scene;
    this.model = model;
    this.requests = new Requests(model, scene, (text) => {
      this.note = text;
      this.say();
      fields.refresh(this.settings, scene().controls);
    });
    const ask = this.requests.ask.bind(this.requests);
    this.steps = new Steps(model, scene);
    this.predict = new Predict(model, scene, ask);
    this.edit = new Edit(model, scene, ask);
    this.change = (name: string, value: string) => ask("option", { name, value });
    this.bar = toolbar(items(model, scene, ask));
    this.top = h("div", { class: "cnnbp-top" }, this.bar.el, this.steps.el, this.settings, this.edit.el, this.message);
  }

  /** The scene has changed. */
  build() {
    const focused = (this.settings.querySelector(":focus") as HTMLInputElement | null)?.name;
    this.settings.replaceChildren(fields.controls(this.explorer.scene.controls, this.change));
    if (focused) fields.fieldOf(this.settings, focused)?.focus();
    if (!this.model.get("views").includes("steps")) this.steps.pause();
  }

  /** Bring all of it up to date with the traits. */
  refresh() {
    const shown = this.model.get("views");
    const predicting = this.predict.on;
    this.bar.refresh();
    this.steps.el.hidden = predicting || !shown.includes("steps");
    this.settings.hidden = predicting || !shown.includes("controls");
    this.edit.el.hidden = !this.edit.on;
    this.steps.refresh();
    this.predict.refresh();
  }

  /** A message from Python, at the cell or the field it is about when there is one. */
  say() {
    const { text, panel, flat, name } = this.model.get("message") ?? {};
    const grid = this.explorer.grids.find((one) => one.panel.id === panel);
    for (const wrong of this.explorer.root?.querySelectorAll(".cnnbp-bubble, .cnnbp-wrong-cell") ?? []) {
      if (wrong.classList.contains("cnnbp-bubble")) wrong.remove();
      else wrong.classList.remove("cnnbp-wrong-cell");
    }
    const words = text || this.note;
    const place = grid && flat !== undefined && text ? grid.element(flat) : null;
    const about = place && grid && flat !== undefined ? `${cellName(grid.panel, grid.scene, flat)}: ` : "";
    this.message.textContent = about + words;
    this.message.hidden = !words;
    // Where the person is looking: at the answer that was asked for, else below the settings.
    const home = this.predict.on ? this.predict.el : this.top;
    if (this.message.parentElement !== home) home.append(this.message);
    for (const field of this.settings.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    if (text && name) fields.fieldOf(this.settings, name)?.setAttribute("aria-invalid", "true");
    if (place) bubble(place, words);
  }

  /** Something could not be drawn. */
  fail(error: unknown) {
    this.message.textContent = `The explorer could not be drawn: ${error instanceof Error ? error.message : error}`;
    this.message.hidden = false;
  }

  dispose() {
    this.steps.dispose();
    this.requests.dispose();
  }
}

/** What is wrong with a number, at its cell; on the left of cells that stand far on the right. */
function bubble(cell: HTMLElement, text: string) {
  cell.classList.add("cnnbp-wrong-cell");
  const sheet = cell.closest(".cnnbp-sheet") as HTMLElement;
  const right = cell.offsetLeft > sheet.clientWidth / 2;
  const said = h(
    "div",
    { class: `cnnbp-bubble${right ? " cnnbp-leftwards" : ""}`, "aria-hidden": "true", style: placeStyle(cell) },
    text,
  );
  sheet.append(said);
}
