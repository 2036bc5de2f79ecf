/** Changing numbers in place: type into a cell, nudge it with the arrows, or paint on an image. */

import { type Panel, panelOf, type Scene } from "../core/data";
import type { DeltaFlow, Model } from "../core/model";
import { cellName } from "../core/numbers";
import { placeStyle } from "../grid/cells";
import { h } from "../ui/dom";

const STARTS = /^[\d.,+\-−]$/;
const STEP = 0.1;
const INKS = [
  ["1", "full ink"],
  ["0.5", "half"],
  ["0", "eraser"],
];

/** The panels whose numbers are given, not computed. */
export const editable = (scene: Scene) =>
  new Set(scene.activation === "identity" ? ["input", "weights", "delta"] : ["z_in", "weights", "delta"]);

export class Edit {
  ink: HTMLSelectElement;
  el: HTMLDivElement;
  open: HTMLInputElement | null = null;

  constructor(
    readonly model: Model<DeltaFlow>,
    readonly scene: () => Scene,
    readonly ask: (what: string, details: Record<string, any>) => void,
  ) {
    this.ink = h(
      "select",
      { class: "cnnbp-input", "data-lm-suppress-shortcuts": "true" },
      ...INKS.map(([value, text]) => h("option", { value }, text)),
    );
    const clear = h(
      "button",
      { type: "button", class: "cnnbp-button", "data-lm-suppress-shortcuts": "true" },
      "Clear the input",
    );
    clear.addEventListener("click", () => {
      const input = panelOf(this.scene(), "input");
      this.#send(editable(this.scene()).has("input") ? "input" : "z_in", Array.from(input.values.keys()), "0");
    });
    this.el = h(
      "div",
      { class: "cnnbp-edit-bar", role: "group", "aria-label": "edit" },
      h(
        "span",
        {},
        "Type a number into a cell (Enter keeps it, Escape drops it, ↑ ↓ change it by 0.1), or draw on the input.",
      ),
      h("label", { class: "cnnbp-field" }, h("span", {}, "pen"), this.ink),
      clear,
    );
  }

  get on() {
    return this.model.get("mode") === "edit";
  }

  allows(panel: Panel) {
    return this.on && editable(this.scene()).has(panel.id);
  }

  /** Whether strokes paint on this panel: only pictures are drawn on. */
  paints(panel: Panel) {
    return this.allows(panel) && panel.unit === "input" && panel.rows > 1 && panel.cols > 1;
  }

  paint(panel: Panel, cells: number[]) {
    this.#send(panel.id, cells, this.ink.value);
  }

  /** A key on a cell: a digit opens the field with it. */
  starts(key: string) {
    return STARTS.test(key);
  }

  /**
   * A field in the cell's place.
   * @param first what was typed already
   */
  begin(panel: Panel, flat: number, cell: HTMLElement, first?: string) {
    this.open?.remove();
    const before = String(Number(panel.values[flat].toPrecision(6)));
    const input = h("input", {
      class: "cnnbp-edit",
      type: "text",
      inputmode: "decimal",
      value: first ?? before,
      "data-lm-suppress-shortcuts": "true",
      "aria-label": `new value of ${cellName(panel, this.scene(), flat)}`,
      style: placeStyle(cell),
    });
    const done = (keep: boolean) => {
      if (this.open !== input) return;
      this.open = null;
      const changed = input.value !== before;
      input.remove();
      if (keep) cell.focus();
      if (keep && changed) this.#send(panel.id, [flat], input.value);
      else if (!keep) cell.focus();
    };
    input.addEventListener("keydown", (event) => {
      const nudge = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
      const nudged = Number((Number(input.value.replace("−", "-").replace(",", ".")) + (nudge ?? 0)).toFixed(6));
      if (nudge && Number.isFinite(nudged)) input.value = String(nudged);
      else if (event.key === "Enter") done(true);
      else if (event.key === "Escape") done(false);
      event.stopPropagation();
      if (nudge || event.key === "Enter" || event.key === "Escape") event.preventDefault();
    });
    input.addEventListener("click", (event) => event.stopPropagation());
    input.addEventListener("blur", () => {
      if (this.open !== input) return;
      this.open = null;
      const { value } = input;
      // Not at once: the blur may come from the panel being taken away, with the field in it.
      queueMicrotask(() => input.remove());
      if (value !== before) this.#send(panel.id, [flat], value);
    });
    this.open = input;
    cell.closest(".cnnbp-sheet")?.append(input);
    input.focus();
    if (first === undefined) input.select();
  }

  #send(panel: string, cells: number[], text: string) {
    this.ask("values", { panel, cells, flat: cells[0], text });
  }
}
