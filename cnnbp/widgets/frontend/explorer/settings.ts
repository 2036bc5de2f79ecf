/** Fields for what can be changed about the layer, as Python describes them. */

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Field } from "../core/data";
import type { Changed } from "../core/store";
import { undoOrRedo } from "../ui/dom";
import type { Shown } from "./shown";

export class Settings {
  readonly el = document.createElement("div");
  /** what was sent last from each field: Enter and leaving it both send, but one value once, so that each change is one undo */
  #sent = new Map<string, string>();

  constructor(readonly change: (name: string, value: string) => void) {}

  draw = ({ mode, views, layer, message }: Shown, changed: Changed<Shown>) => {
    this.el.hidden = mode === "predict" || !views.includes("controls");
    // Fields go back to what the layer has when it has changed, or when a wish was not granted.
    if (!changed.has("scene", "stage", "views", "mode", "message", "answered", "note")) return;
    const fields = layer.controls.map((field) =>
      this.#field(field, Boolean(message.text) && message.name === field.name),
    );
    const all = html`<div class="cnnbp-controls" role="group" aria-label="settings of the layer">${fields}</div>`;
    render(all, this.el);
  };

  #field(field: Field, wrong: boolean) {
    const value = String(field.value);
    this.#sent.set(field.name, value);
    const invalid = wrong ? "true" : nothing;
    const control = field.choices
      ? html`<select class="cnnbp-input" name=${field.name} .value=${live(value)} aria-invalid=${invalid}>${field.choices.map(([one, text]) => html`<option value=${one} ?selected=${one === value}>${text}</option>`)}</select>`
      : html`<input class="cnnbp-input" name=${field.name} type=${Number.isInteger(Number(field.value)) ? "number" : "text"} inputmode="numeric" min=${field.low ?? nothing} max=${field.high ?? nothing} step="1" .value=${live(value)} aria-invalid=${invalid} />`;
    return html`<label class="cnnbp-field" @change=${(event: Event) => this.#send(event)} @keydown=${(event: KeyboardEvent) => this.#key(event)}><span>${field.label}</span>${control}</label>`;
  }

  #send({ target }: Event) {
    const { name, value } = target as HTMLInputElement | HTMLSelectElement;
    if (value === "" || value === this.#sent.get(name)) return;
    this.#sent.set(name, value);
    this.change(name, value);
  }

  /** Enter is a notebook's own key: it is taken before the notebook does. */
  #key(event: KeyboardEvent) {
    if (event.key === "Enter") this.#send(event);
    const { name, value } = event.target as HTMLInputElement | HTMLSelectElement;
    // What has been sent is taken back by the explorer's Ctrl+Z; what has not, by the field's own.
    const sent = undoOrRedo(event) && value === this.#sent.get(name);
    if (event.key !== "Escape" && !sent) event.stopPropagation();
  }
}
