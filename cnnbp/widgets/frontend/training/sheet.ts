/** A sheet to draw on, and beside it what the network reads: "7: 99 %". */

import { html, nothing } from "lit-html";
import { moveByKey } from "../core/geometry";
import { type Model, save, type Training } from "../core/model";
import { number } from "../core/numbers";
import { button } from "../ui/button";
import { taken } from "../ui/dom";

const PENS = [
  [1, "full ink"],
  [0.5, "half"],
  [0, "eraser"],
] as const;
const WIDEST = 232; // px

export class Sheet {
  #active = 0;
  #pen = 1;
  /** the last cell of a stroke, while there is one */
  #last: number | null = null;

  constructor(
    readonly model: Model<Training>,
    readonly ask: (what: string) => void,
  ) {
    window.addEventListener("pointerup", this.#lift);
    window.addEventListener("pointercancel", this.#lift);
  }

  dispose() {
    window.removeEventListener("pointerup", this.#lift);
    window.removeEventListener("pointercancel", this.#lift);
  }

  view() {
    const { rows, columns, classes } = this.model.get("sheet");
    if (!rows || !columns || !classes) return nothing;
    const x = this.model.get("x");
    const size = Math.max(6, Math.floor(WIDEST / Math.max(rows, columns)));
    const labels = Array.from({ length: classes }, (_, k) => k);
    const y = this.model.get("y");
    return html`<div class="cnnbp-beside">
      <div>
        <div class="cnnbp-title">x: draw on it</div>
        <div class="cnnbp-paper" role="grid" aria-label="x"
          style="--size: ${size}px; --columns: ${columns}"
          @pointerdown=${this.#down} @pointermove=${this.#move} @keydown=${this.#key}>${Array.from(
            { length: rows },
            (_, row) =>
              html`<div role="row">${x
                .slice(row * columns, (row + 1) * columns)
                .map((ink, column) => this.#cell(row * columns + column, row, column, ink))}</div>`,
          )}</div>
        <div class="cnnbp-group">${button("Another digit", () => this.ask("digit"))}${button("Clear", this.#clear)}
          <label class="cnnbp-field"><span>pen</span><select class="cnnbp-input"
            @change=${this.#take}>${PENS.map(([ink, name]) => html`<option value=${ink}>${name}</option>`)}</select></label>
        </div>
      </div>
      <div>
        <label class="cnnbp-field"><span class="cnnbp-title">y: what it shall be</span><select class="cnnbp-input" .value=${String(y)} @change=${this.#label}>${labels.map(
          (k) => html`<option value=${k} ?selected=${k === y}>${k}</option>`,
        )}</select></label>
        <ol class="cnnbp-read" aria-label="what the network reads">${labels.map((k) => this.#bar(k, y))}</ol>
        <p class="cnnbp-say">${this.model.get("cost") || "Train, and the network reads what stands on the left."}</p>
      </div>
    </div>`;
  }

  #cell(flat: number, row: number, column: number, ink: number) {
    return html`<div role="gridcell" data-flat=${flat} tabindex=${flat === this.#active ? 0 : -1} aria-label="x row ${row} column ${column}: ${number(ink, 2)}"
      style="--ink: ${Math.round(100 * Math.min(Math.max(ink, 0), 1))}%"></div>`;
  }

  #bar(k: number, y: number) {
    const p = this.model.get("read")[k];
    const percent = p === undefined ? "" : `${Math.round(100 * p)} %`;
    return html`<li aria-current=${k === y ? "true" : nothing}><span>${k}: ${percent}</span><i
      style="--part: ${100 * (p ?? 0)}%"></i>${k === y ? html`<b>← y</b>` : nothing}</li>`;
  }

  #take = (event: Event) => {
    this.#pen = Number((event.target as HTMLSelectElement).value);
  };

  #label = (event: Event) => this.#set({ y: Number((event.target as HTMLSelectElement).value) });

  #clear = () => this.#set({ x: this.model.get("x").map(() => 0) });

  #set(values: Partial<Training>) {
    for (const [name, value] of Object.entries(values)) this.model.set(name as keyof Training, value as never);
    save(this.model);
  }

  #ink(flat: number) {
    this.#set({ x: this.model.get("x").map((ink, at) => (at === flat ? this.#pen : ink)) });
  }

  #at(event: PointerEvent) {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-flat]");
    const mine = cell && (event.currentTarget as HTMLElement).contains(cell);
    return mine ? Number((cell as HTMLElement).dataset.flat) : null;
  }

  #down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const flat = this.#at(event);
    if (flat === null) return;
    event.preventDefault();
    this.#active = this.#last = flat;
    this.#ink(flat);
    ((event.target as HTMLElement).closest("[data-flat]") as HTMLElement | null)?.focus();
  };

  #move = (event: PointerEvent) => {
    if (this.#last === null) return;
    const flat = this.#at(event);
    if (flat === null || flat === this.#last) return;
    this.#last = flat;
    this.#ink(flat);
  };

  #lift = () => {
    this.#last = null;
  };

  #key = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    const { rows = 1, columns = 1 } = this.model.get("sheet");
    const next = moveByKey(event.key, this.#active, { rows, cols: columns }, event.ctrlKey);
    const grid = event.currentTarget as HTMLElement;
    if (next !== null) {
      (grid.querySelector(`[data-flat="${this.#active}"]`) as HTMLElement).tabIndex = -1;
      this.#active = next;
      const cell = grid.querySelector(`[data-flat="${next}"]`) as HTMLElement;
      cell.tabIndex = 0;
      cell.focus();
    } else if (event.key === "Enter" || event.key === " ") this.#ink(this.#active);
    else return;
    taken(event);
  };
}
