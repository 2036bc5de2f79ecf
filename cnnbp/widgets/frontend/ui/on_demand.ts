/** A button that has an explorer made and shows it below. */

import { html, nothing, render } from "lit-html";
import { type OnDemand, save } from "../core/model";
import { button } from "./button";
import { h } from "./dom";
import { type Context, guarded, PYTHON_IS_GONE } from "./guarded";
import { themeOf } from "./theme";

const PATIENCE = 2500; // ms; Python answers within some tens of them

class Opener {
  root = h("div", { class: "cnnbp" });
  bar = h("div");
  below = h("div");
  note = "";
  timer: ReturnType<typeof setTimeout> | undefined;
  made: string | null = null;

  constructor(readonly context: Context<OnDemand>) {
    this.root.append(this.bar, this.below);
    context.el.append(this.root);
    this.root.dataset.theme = themeOf(context.el);
    for (const name of ["shown", "pressed", "error"]) context.model.on(`change:${name}`, this.draw);
    this.draw();
  }

  press = () => {
    const { model } = this.context;
    model.set("pressed", true);
    if (save(model)) this.timer = setTimeout(() => this.say(PYTHON_IS_GONE), PATIENCE);
    else this.say(PYTHON_IS_GONE);
  };

  say(text: string) {
    this.note = text;
    this.draw();
  }

  draw = () => {
    const { model } = this.context;
    const pressed = model.get("pressed");
    const [shown, error] = pressed ? [model.get("shown"), model.get("error")] : [null, ""];
    if (shown || error) {
      clearTimeout(this.timer);
      this.note = error;
    }
    const open = button(model.get("label"), this.press, { idle: pressed });
    render(
      html`${open}${this.note ? html`<p class="cnnbp-message" role="alert">${this.note}</p>` : nothing}`,
      this.bar,
    );
    if (shown && shown !== this.made) this.#show(shown);
  };

  async #show(reference: string) {
    this.made = reference;
    const widget = await this.context.host.getWidget(reference);
    await widget.render({ el: this.below });
  }

  dispose() {
    clearTimeout(this.timer);
    for (const name of ["shown", "pressed", "error"]) this.context.model.off(`change:${name}`, this.draw);
  }
}

export default { render: guarded<OnDemand>((_model, _el, context) => new Opener(context)) };
