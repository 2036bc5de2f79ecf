/** The training panel: what Python says of the training, and a sheet beside what the network reads in it. */

import { html, nothing, render } from "lit-html";
import { type Model, save, type Training } from "../core/model";
import { button } from "../ui/button";
import { h } from "../ui/dom";
import { guarded, PYTHON_IS_GONE } from "../ui/guarded";
import { themeOf, watchTheme } from "../ui/theme";
import { Sheet } from "./sheet";

const PATIENCE = 2500; // ms; Python answers within some tens of them
const WATCHED = [
  "names",
  "chosen",
  "running",
  "done",
  "steps",
  "said",
  "picture",
  "read",
  "cost",
  "x",
  "y",
  "answered",
];

class Panel {
  root = h("div", { class: "cnnbp cnnbp-training" });
  sheet: Sheet;
  note = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #picture: { of: DataView | null; url: string } = { of: null, url: "" };
  #unwatch: () => void;

  constructor(
    readonly model: Model<Training>,
    readonly el: HTMLElement,
  ) {
    this.sheet = new Sheet(model, this.ask);
    el.append(this.root);
    for (const name of WATCHED) model.on(`change:${name}`, this.draw);
    this.#unwatch = watchTheme(this.draw);
    this.draw();
  }

  /** Set something, and have Python do something with it. */
  ask = (what: string, values: Partial<Training> = {}) => {
    const { model } = this;
    const id = Math.max(model.get("request").id ?? 0, model.get("answered")) + 1;
    for (const [name, value] of Object.entries(values)) model.set(name as keyof Training, value as never);
    model.set("request", { id, do: what });
    const sent = save(model);
    clearTimeout(this.#timer);
    if (!sent) this.#say(PYTHON_IS_GONE);
    else if (model.get("answered") < id) this.#timer = setTimeout(() => this.#say(PYTHON_IS_GONE), PATIENCE);
  };

  #say(text: string) {
    this.note = text;
    this.draw();
  }

  draw = () => {
    const { model } = this;
    if (model.get("answered") >= (model.get("request").id ?? 0)) {
      clearTimeout(this.#timer);
      this.note = "";
    }
    this.root.dataset.theme = themeOf(this.el);
    const [names, running] = [model.get("names"), model.get("running")];
    const choice = (name: string) =>
      button(name, () => this.ask("choose", { chosen: name }), { pressed: name === model.get("chosen") });
    const [done, steps] = [model.get("done"), model.get("steps")];
    render(
      html`${
        names.length > 1
          ? html`<div class="cnnbp-group" role="group" aria-label="train">${names.map(choice)}</div>`
          : nothing
      }<div class="cnnbp-group">${button("▶ Train", () => this.ask("train"), { idle: running })}${button(
        "■ Stop",
        () => this.ask("stop"),
        { idle: !running },
      )}<progress max=${Math.max(steps, 1)} value=${done} aria-label="steps done"></progress></div>
      <p class="cnnbp-say" role="status">${model.get("said")}</p>
      ${this.note ? html`<p class="cnnbp-message" role="alert">${this.note}</p>` : nothing}
      <img class="cnnbp-curves" src=${this.#url()} alt="the loss of each step, the accuracy after each epoch">
      ${this.sheet.view()}`,
      this.root,
    );
  };

  /** The plot's address in this browser. */
  #url() {
    const picture = this.model.get("picture");
    if (picture !== this.#picture.of) {
      URL.revokeObjectURL(this.#picture.url);
      const url = URL.createObjectURL(new Blob([picture as DataView<ArrayBuffer>], { type: "image/png" }));
      this.#picture = { of: picture, url };
    }
    return this.#picture.url;
  }

  dispose() {
    clearTimeout(this.#timer);
    for (const name of WATCHED) this.model.off(`change:${name}`, this.draw);
    this.#unwatch();
    this.sheet.dispose();
    URL.revokeObjectURL(this.#picture.url);
  }
}

export default { render: guarded<Training>((model, el) => new Panel(model, el)) };
