/** Changing numbers in place: type into a cell, nudge it with the arrows, or paint on an image. */

import { html, render } from "lit-html";
import { type Panel, panelOf, type Scene } from "../core/data";
import { cellName } from "../core/numbers";
import { placeStyle } from "../grid/cells";
import { button } from "../ui/button";
import { h, on } from "../ui/dom";
import type { Shown } from "./shown";

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
  readonly el = document.createElement("div");
  #ink = INKS[0][0];
  #open: HTMLInputElement | null = null;

  constructor(
    readonly now: () => Shown,
    readonly ask: (what: string, details: Record<string, unknown>) => void,
  ) {
    this.el.className = "cnnbp-edit-bar";
    this.el.setAttribute("role", "group");
    this.el.setAttribute("aria-label", "edit");
  }

  draw = ({ mode }: Shown) => {
    this.el.hidden = mode !== "edit";
    const dip = (event: Event) => {
      this.#ink = (event.target as HTMLSelectElement).value;
    };
    const inks = INKS.map(([value, text]) => html`<option value=${value}>${text}</option>`);
    render(
      html`<span>Type a number into a cell (Enter keeps it, Escape drops it, ↑ ↓ change it by 0.1), or draw on the input.</span>
        <label class="cnnbp-field"><span>pen</span><select class="cnnbp-input" @change=${dip}>${inks}</select></label>
        ${button("Clear the input", () => this.#clear())}`,
      this.el,
    );
  };

  #clear() {
    const { layer } = this.now();
    const id = editable(layer).has("input") ? "input" : "z_in";
    this.#send(id, Array.from(panelOf(layer, id).values.keys()), "0");
  }

  allows(panel: Panel) {
    const { mode, layer } = this.now();
    return mode === "edit" && editable(layer).has(panel.id);
  }

  /** Whether strokes paint on this panel: only pictures are drawn on. */
  paints(panel: Panel) {
    return this.allows(panel) && panel.unit === "input" && panel.rows > 1 && panel.cols > 1;
  }

  paint(panel: Panel, cells: number[]) {
    this.#send(panel.id, cells, this.#ink);
  }

  /**
   * A field in the cell's place; false where the cell may not be edited, or the key begins no number.
   * @param first what was typed already
   */
  begin(panel: Panel, flat: number, cell: HTMLElement, first?: string): boolean {
    if (!this.allows(panel) || (first !== undefined && !STARTS.test(first))) return false;
    this.#open?.remove();
    const before = String(Number(panel.values[flat].toPrecision(6)));
    const input = h("input", {
      class: "cnnbp-edit",
      type: "text",
      inputmode: "decimal",
      value: first ?? before,
      "aria-label": `new value of ${cellName(panel, this.now().layer, flat)}`,
      style: placeStyle(cell),
    });
    const done = (keep: boolean) => {
      if (this.#open !== input) return;
      this.#open = null;
      const changed = input.value !== before;
      input.remove();
      if (keep) cell.focus();
      if (keep && changed) this.#send(panel.id, [flat], input.value);
      else if (!keep) cell.focus();
    };
    on(input, "keydown", (event) => {
      const nudge = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
      const nudged = Number((Number(input.value.replace("−", "-").replace(",", ".")) + (nudge ?? 0)).toFixed(6));
      if (nudge && Number.isFinite(nudged)) input.value = String(nudged);
      else if (event.key === "Enter") done(true);
      else if (event.key === "Escape") done(false);
      event.stopPropagation();
      if (nudge || event.key === "Enter" || event.key === "Escape") event.preventDefault();
    });
    on(input, "click", (event) => event.stopPropagation());
    on(input, "blur", () => {
      if (this.#open !== input) return;
      this.#open = null;
      const { value } = input;
      // Not at once: the blur may come from the panel being taken away, with the field in it.
      queueMicrotask(() => input.remove());
      if (value !== before) this.#send(panel.id, [flat], value);
    });
    this.#open = input;
    cell.closest(".cnnbp-sheet")?.append(input);
    input.focus();
    if (first === undefined) input.select();
    return true;
  }

  #send(panel: string, cells: number[], text: string) {
    this.ask("values", { panel, cells, flat: cells[0], text });
  }
}
