/** The table view: the terms of the selection, and all panels, as tables of numbers. */

import { html, nothing, render } from "lit-html";
import { tint } from "../core/colour";
import { endOf, type Panel, type Related, type Scene, type Sum, type Term } from "../core/data";
import { unflatten } from "../core/geometry";
import { number, plateName, plural, word } from "../core/numbers";
import { leading, windowStart } from "../grid/plates";
import { button } from "../ui/button";
import { h, on } from "../ui/dom";
import type { Context } from "./view";

const MOST_ROWS = 200;
const CUT = "numbers are too many to read: here the neighbourhood of the choice. The copy holds them all.";
/** What is not there yet, or is not asked about, for each direction. */
const HIDDEN: Record<string, string[]> = {
  forward: ["delta", "gradient", "sigma_prime", "input_delta"],
  backward: ["output"],
};

export class TableView {
  readonly el = h("div", { class: "cnnbp-table", "data-view": "table" });
  readonly #scene: Scene;
  readonly #panels: Panel[];
  #related: Related | null = null;
  #all = false;
  /** the panels whose numbers are looked at */
  #open = new Set<string>();
  #copies = new Map<string, Copy>();

  constructor({ scene, direction }: Context) {
    this.#scene = scene;
    this.#panels = scene.panels.filter((panel) => !HIDDEN[direction].includes(panel.id));
  }

  resize() {
    settle(this.el);
  }

  light(related: Related | null) {
    if (related?.flat !== this.#related?.flat || related?.unit !== this.#related?.unit) this.#all = false;
    this.#related = related;
    this.#draw();
  }

  #draw() {
    const { sums } = this.#related ?? { sums: [] };
    const none = html`<p class="cnnbp-subtitle">Choose a cell: its edges stand here, one in each row.</p>`;
    render(
      html`<div class="cnnbp-title">The numbers</div>
        <div class="cnnbp-terms">${this.#related ? sums.map((sum) => this.#sum(sum)) : none}</div>
        <details class="cnnbp-all"><summary>All numbers, panel by panel</summary>${this.#panels.map((panel) => this.#panel(panel))}</details>`,
      this.el,
    );
    settle(this.el);
  }

  /** A panel's numbers are written out when they are first looked at. */
  #panel(panel: Panel) {
    const toggle = (event: Event) => {
      const { open } = event.currentTarget as HTMLDetailsElement;
      if (open) this.#open.add(panel.id);
      else this.#open.delete(panel.id);
      this.#draw();
    };
    const body = this.#open.has(panel.id) ? this.#numbers(panel) : nothing;
    return html`<details data-table=${panel.id} @toggle=${toggle}><summary>${panel.name}</summary><div>${body}</div></details>`;
  }

  #numbers(panel: Panel) {
    const { tables, whole } = panelTables(panel, this.#centre(panel));
    const note = whole ? nothing : html`<p class="cnnbp-subtitle">${panel.shape.join(" × ")} ${CUT}</p>`;
    const copy = this.#copy(panel.id, `Copy ${panel.name} as text`, () => panelText(panel));
    return html`${note}${copy}${tables.map((table) => sheetTable(panel, table))}`;
  }

  /** The cell of a panel that the choice is about: itself, or the first that is lit. */
  #centre(panel: Panel) {
    if (!this.#related) return -1;
    const { unit, flat, terms } = this.#related;
    if (unit === panel.unit) return flat;
    return terms.length ? endOf(panel.unit, terms[0]) : -1;
  }

  #sum(sum: Sum) {
    const table = termTable(this.#scene, sum);
    const { head, rows, foot } = table;
    const shown = this.#all ? rows : rows.slice(0, MOST_ROWS);
    const count = plural(rows.length, "edge", "edges");
    const copy = this.#copy(sum.flow, "Copy as text", () => termText(table));
    const showAll = () => {
      this.#all = true;
      this.#draw();
    };
    const more = rows.length > shown.length ? button(`Show all ${rows.length} edges`, showAll) : nothing;
    return html`<div class="cnnbp-term-table">
      <div class="cnnbp-scroll"><table data-flow=${sum.flow}>
        <caption>${termCaption(sum)} (${count})</caption>
        <thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
        <tbody>${shown.map((row, i) => html`<tr>${badge(sum.terms[i])}${row.slice(1).map(value)}</tr>`)}</tbody>
        <tfoot>${foot.map(([name, cell]) => html`<tr><th scope="row" colspan=${head.length - 1}>${name.text}</th>${value(cell)}</tr>`)}</tfoot>
      </table></div>
      <div class="cnnbp-group">${more}${copy}</div>
    </div>`;
  }

  /** A button that lives as long as the view, with what it copies now. */
  #copy(key: string, label: string, text: () => string) {
    const copy = this.#copies.get(key) ?? copyButton(label);
    this.#copies.set(key, copy);
    copy.text = text;
    return copy.el;
  }
}

/** One plate of a panel. */
function sheetTable(panel: Panel, { name, rows, cols, cells }: ReturnType<typeof panelTables>["tables"][number]) {
  const corner = rows.length > 1 || cols.length > 1 ? "row \\ column" : "row";
  const written = (flat: number) => value({ text: number(panel.values[flat], 4), value: panel.values[flat] });
  return html`<div class="cnnbp-scroll"><table>
    <caption>${[panel.name, name].filter(Boolean).join(", ")}</caption>
    <thead><tr><th scope="col">${corner}</th>${cols.map((col) => html`<th scope="col">${col}</th>`)}</tr></thead>
    <tbody>${cells.map((line, i) => html`<tr><th scope="row">${rows[i]}</th>${line.map(written)}</tr>`)}</tbody>
  </table></div>`;
}

/** The number of an edge, as on its badge. */
const badge = (term: Term) =>
  html`<th scope="row" style=${tint(term.colour)}><span class="cnnbp-badge">${term.badge}</span></th>`;

const value = (cell: Cell) =>
  cell.value === undefined
    ? html`<td class="cnnbp-at">${cell.text}</td>`
    : html`<td data-value=${cell.value}>${cell.text}</td>`;

/** Measured when the frame is drawn anyway. */
const settle = (el: HTMLElement) => void requestAnimationFrame(() => measure(el));

function measure(el: HTMLElement) {
  for (const box of el.querySelectorAll(".cnnbp-scroll")) {
    if (box.scrollWidth > box.clientWidth + 1) {
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? "table");
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}

/** The numbers of a selection and of the panels as rows of text: for tables, and for the clipboard. */

export const MOST_CELLS = 900; // of a panel that is written out whole
const AROUND = 11; // rows and columns of a neighbourhood

export type Cell = { text: string; value?: number };

/** Which columns each line of arithmetic has: the factors that take part, at both ends. */
const COLUMNS = {
  backward: ["delta", "weights", "input"],
  forward: ["input", "weights", "output"],
  gradient: ["input", "output", "delta"],
};

/** Where a unit lies: "2, 3". */
const where = (panel: Panel | undefined, flat: number) =>
  panel ? unflatten(flat, panel.shape).join(", ") : String(flat);

/** One sum as a table: a row for each edge, the total below. */
export function termTable(scene: Scene, sum: Sum): { head: string[]; rows: Cell[][]; foot: Cell[][] } {
  const [input, weights, output] = ["input", "weights", "output"].map((id) => scene.byId.get(id));
  const shared = weights && sum.terms.some((term) => term.parameter >= 0);
  const { flow } = sum;
  const uses = COLUMNS[flow];
  const head = ["edge", "input cell", ...(flow === "backward" ? [] : ["a"])];
  if (uses.includes("weights")) head.push(...(shared ? [`${word(weights, scene)} cell`, "w"] : ["w"]));
  head.push("output cell", ...(flow === "forward" ? [] : ["δ"]), "product");
  const exact = (value: number) => ({ text: number(value, 4), value });
  const rows = sum.terms.map((term) => {
    const row: Cell[] = [{ text: String(term.badge) }, { text: where(input, term.source) }];
    if (flow !== "backward") row.push(exact(flow === "forward" ? term.right : term.left));
    if (uses.includes("weights"))
      row.push(...(shared ? [{ text: where(weights, term.parameter) }] : []), exact(term.weight));
    row.push({ text: where(output, term.target) });
    if (flow !== "forward") row.push(exact(term.right));
    return [...row, exact(term.left * term.right)];
  });
  const foot: Cell[][] = sum.bias === null ? [] : [[{ text: "bias b" }, exact(sum.bias)]];
  if (sum.form === "sum") foot.push([{ text: TOTALS[flow] }, exact(sum.total)]);
  return { head, rows, foot };
}

const TOTALS = { backward: "sum ∂C/∂a", forward: "sum z", gradient: "sum ∂C/∂w" };

/** What a table of terms says. */
export function termCaption({ flow, form }: Sum) {
  if (form === "fan")
    return flow === "backward"
      ? "What this output's δ sends back along each edge"
      : "What this input sends forward along each edge";
  return {
    backward: "The deltas that flow back, w · δ for each edge",
    forward: "The values that flow in, w · a for each edge",
    gradient: "The weight's gradient, a · δ for each use",
  }[flow];
}

/**
 * The plates of a panel as tables with their row and column numbers. A large one is cut to the
 * neighbourhood of a cell.
 * @param centre the cell to stay around, -1 for the first
 */
export function panelTables(panel: Panel, centre = -1) {
  const whole = panel.values.length <= MOST_CELLS;
  const size = panel.rows * panel.cols;
  const at = Math.max(centre, 0);
  const inside = at % size;
  const rows = span(Math.floor(inside / panel.cols), panel.rows, whole);
  const cols = span(inside % panel.cols, panel.cols, whole);
  const plates = whole ? Array.from({ length: panel.plates }, (_, i) => i) : [Math.floor(at / size)];
  return {
    whole,
    tables: plates.map((plate) => ({
      name: plateName(unflatten(plate, leading(panel))).trim(),
      rows,
      cols,
      cells: rows.map((row) => cols.map((col) => (plate * panel.rows + row) * panel.cols + col)),
    })),
  };
}

function span(centre: number, length: number, whole: boolean) {
  const size = whole ? length : Math.min(length, AROUND);
  const start = whole ? 0 : windowStart(centre, length, size);
  return Array.from({ length: size }, (_, i) => start + i);
}

/** Rows as text that a spreadsheet takes: values in full, separated by tabs. */
export const tsv = (rows: Cell[][]) =>
  rows.map((row) => row.map((cell) => String(cell.value ?? cell.text)).join("\t")).join("\n");

/** A table of terms as text. */
export function termText({ head, rows, foot }: ReturnType<typeof termTable>) {
  const blank = Math.max(0, head.length - 2);
  const last = foot.map(([name, value]) => [name, ...Array.from({ length: blank }, () => ({ text: "" })), value]);
  return tsv([head.map((text) => ({ text })), ...rows, ...last]);
}

/** A whole panel as text, plate after plate. */
export function panelText(panel: Panel) {
  const size = panel.rows * panel.cols;
  return Array.from({ length: panel.plates }, (_, plate) => {
    const name = plateName(unflatten(plate, leading(panel))).trim();
    const cells = Array.from({ length: panel.rows }, (_, row) =>
      Array.from({ length: panel.cols }, (_, col) => String(panel.values[plate * size + row * panel.cols + col])).join(
        "\t",
      ),
    );
    return [...(name ? [name] : []), ...cells].join("\n");
  }).join("\n\n");
}

/** A button that copies text: to the clipboard where the page may, else selected, ready for Ctrl+C. */
interface Copy {
  el: HTMLElement;
  text: () => string;
}

function copyButton(label: string): Copy {
  const copy = { el: h("div", { class: "cnnbp-copying" }), text: () => "" };
  const button = h("button", { type: "button", class: "cnnbp-button" }, label);
  const said = h("span", { class: "cnnbp-said", role: "status" });
  const area = h("textarea", {
    class: "cnnbp-copy",
    readonly: true,
    hidden: true,
    rows: 4,
    "aria-label": `${label}: the text`,
  });
  on(button, "click", async () => {
    const copied = await toClipboard(copy.text());
    area.hidden = copied;
    said.textContent = copied ? "copied" : "press Ctrl+C to copy what is selected";
    if (copied) return;
    area.value = copy.text();
    area.focus();
    area.select();
  });
  copy.el.append(button, said, area);
  return copy;
}

async function toClipboard(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no clipboard here, or the page may not use it
  }
}
