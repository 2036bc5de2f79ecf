/** Fields for what can be changed about the layer, as Python describes them. */

import { h } from "../ui/dom";

export type Field = {
  name: string;
  label: string;
  value: any;
  low?: number;
  high?: number;
  choices?: [string, string][];
};

export function controls(fields: Field[], change: (name: string, value: string) => void): HTMLElement {
  return h(
    "div",
    { class: "cnnbp-controls", role: "group", "aria-label": "settings of the layer" },
    ...fields.map((field) => labelled(field, change)),
  );
}

function labelled(field: Field, change: (name: string, value: string) => void) {
  const input = field.choices ? choice(field) : range(field);
  input.dataset.sent = String(field.value);
  // Enter and leaving the field both send, but one value once: each change is one undo.
  const send = () => {
    if (input.value === "" || input.value === input.dataset.sent) return;
    input.dataset.sent = input.value;
    change(field.name, input.value);
  };
  input.addEventListener("change", send);
  const label = h("label", { class: "cnnbp-field" }, h("span", {}, field.label), input);
  // Enter is a notebook's own key: take it before the notebook does.
  label.addEventListener("keydown", (event) => {
    if (event.key === "Enter") send();
    // What has been sent is taken back by the explorer's Ctrl+Z; what has not, by the field's own.
    const undo =
      (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && input.value === input.dataset.sent;
    if (event.key !== "Escape" && !undo) event.stopPropagation();
  });
  return label;
}

function choice(field: Field) {
  const options = (field.choices ?? []).map(([value, text]) =>
    h("option", { value, selected: value === String(field.value) }, text),
  );
  return h("select", { class: "cnnbp-input", name: field.name, "data-lm-suppress-shortcuts": "true" }, ...options);
}

function range(field: Field) {
  const whole = Number.isInteger(Number(field.value));
  return h("input", {
    class: "cnnbp-input",
    name: field.name,
    type: whole ? "number" : "text",
    inputmode: "numeric",
    min: field.low,
    max: field.high,
    step: 1,
    value: field.value,
    "data-lm-suppress-shortcuts": "true",
  });
}

/** The field of a setting. */
export const fieldOf = (el: HTMLElement, name: string) =>
  el.querySelector(`[name="${CSS.escape(name)}"]`) as HTMLInputElement | null;

/** Put the fields back to what the layer has. */
export function refresh(el: HTMLElement, fields: Field[]) {
  for (const field of fields) {
    const input = fieldOf(el, field.name);
    if (input) input.value = input.dataset.sent = String(field.value);
  }
}
