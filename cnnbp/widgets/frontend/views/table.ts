/** The table view: the terms of the selection, and all panels, as tables of numbers. */

import { css, parseHex, textOn } from "../core/colour";
import type { Panel, Related, Scene, Sum, Term, Unit } from "../core/data";
import { unflatten } from "../core/geometry";
import { number, plateName, plural, word } from "../core/numbers";
import { leading, windowStart } from "../grid/plates";
import { h } from "../ui/dom";
import type { Context } from "./views";

const MOST_ROWS = 200;

export class TableView {
  scene: Scene;
  related: Related | null = null;
  all = false;
  panels: Map<string, { details: HTMLDetailsElement; body: HTMLElement; panel: Panel }> = new Map();
  terms = h("div", { class: "cnnbp-terms" });
  el: HTMLDivElement;

  constructor({ scene, direction }: Context) {
    this.scene = scene;
    const hidden = direction === "forward" ? ["delta", "gradient", "sigma_prime", "input_delta"] : ["output"];
    const shown = scene.panels.filter((panel) => !hidden.includes(panel.id));
    const all = h(
      "details",
      { class: "cnnbp-all" },
      h("summary", {}, "All numbers, panel by panel"),
      ...shown.map((panel) => this.#panel(panel)),
    );
    this.el = h(
      "div",
      { class: "cnnbp-table", "data-view": "table" },
      h("div", { class: "cnnbp-title" }, "The numbers"),
      this.terms,
      all,
    );
  }

  #panel(panel: Panel) {
    const body = h("div", {});
    const details = h("details", { "data-table": panel.id }, h("summary", {}, panel.name), body);
    this.panels.set(panel.id, { details, body, panel });
    // Tables are made when they are first looked at.
    details.addEventListener("toggle", () => details.open && this.#fill(panel.id));
    return details;
  }

  #fill(id: string) {
    const { body, panel } = this.panels.get(id) as { body: HTMLElement; panel: Panel };
    const { tables, whole } = panelTables(panel, this.#centre(panel));
    const { shape } = panel;
    const note = whole
      ? null
      : h(
          "p",
          { class: "cnnbp-subtitle" },
          `${shape.join(" × ")} numbers are too many to read: here the neighbourhood of the choice. The copy holds them all.`,
        );
    const grids = tables.map(({ name, rows, cols, cells }) => {
      const head = h(
        "tr",
        {},
        h("th", { scope: "col" }, rows.length > 1 || cols.length > 1 ? "row \\ column" : "row"),
        ...cols.map((col) => h("th", { scope: "col" }, String(col))),
      );
      const lines = cells.map((line, i) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, String(rows[i])),
          ...line.map((flat) => value({ text: number(panel.values[flat], 4), value: panel.values[flat] })),
        ),
      );
      return scroller(
        h(
          "table",
          {},
          h("caption", {}, [panel.name, name].filter(Boolean).join(", ")),
          h("thead", {}, head),
          h("tbody", {}, ...lines),
        ),
      );
    });
    body.replaceChildren(
      ...(note ? [note] : []),
      copyButton(`Copy ${panel.name} as text`, () => panelText(panel)),
      ...grids,
    );
    settle(body);
  }

  /** The cell of a panel that the choice is about: itself, or the first that is lit. */
  #centre(panel: Panel) {
    const { related } = this;
    if (!related) return -1;
    if (related.unit === panel.unit) return related.flat;
    const ends: Record<Unit, "source" | "target" | "parameter"> = {
      input: "source",
      output: "target",
      weights: "parameter",
    };
    return related.terms[0]?.[ends[panel.unit]] ?? -1;
  }

  resize() {
    settle(this.el);
  }

  light(related: Related | null) {
    if (related?.flat !== this.related?.flat || related?.unit !== this.related?.unit) this.all = false;
    this.related = related;
    this.#terms();
    for (const [id, { details, panel }] of this.panels) if (details.open && !panelTables(panel).whole) this.#fill(id);
  }

  #terms() {
    const { related, scene } = this;
    if (!related) {
      this.terms.replaceChildren(
        h("p", { class: "cnnbp-subtitle" }, "Choose a cell: its edges stand here, one in each row."),
      );
      return;
    }
    this.terms.replaceChildren(...related.sums.map((sum) => this.#sum(termTable(scene, sum), sum)));
    settle(this.terms);
  }

  #sum(table: ReturnType<typeof termTable>, sum: Sum) {
    const { head, rows, foot } = table;
    const shown = this.all ? rows : rows.slice(0, MOST_ROWS);
    const lines = shown.map((row, i) => h("tr", {}, badge(sum.terms[i]), ...row.slice(1).map(value)));
    const last = foot.map(([name, cell], i) =>
      h("tr", {}, h("th", { scope: "row", colspan: head.length - 1 }, name.text), value(cell, i)),
    );
    const grid = h(
      "table",
      { "data-flow": sum.flow },
      h("caption", {}, `${termCaption(sum)} (${plural(rows.length, "edge", "edges")})`),
      h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...lines),
      h("tfoot", {}, ...last),
    );
    const copy = copyButton("Copy as text", () => termText(table));
    const more = rows.length > shown.length ? this.#more(rows.length) : null;
    return h("div", { class: "cnnbp-term-table" }, scroller(grid), h("div", { class: "cnnbp-group" }, more, copy));
  }

  #more(count: number) {
    const button = h("button", { type: "button", class: "cnnbp-button" }, `Show all ${count} edges`);
    button.addEventListener("click", () => {
      this.all = true;
      this.#terms();
    });
    return button;
  }
}

/** The number of an edge, as on its badge. */
function badge(term: Term) {
  const style = `--badge:${term.colour};--on-badge:${css(textOn(parseHex(term.colour)))}`;
  return h("th", { scope: "row", style }, h("span", { class: "cnnbp-badge" }, String(term.badge)));
}

function value(cell: Cell, _index = 0) {
  return cell.value === undefined
    ? h("td", { class: "cnnbp-at" }, cell.text)
    : h("td", { "data-value": cell.value }, cell.text);
}

/** A box in which a wide table scrolls; it takes the focus only where there is something to scroll. */
const scroller = (table: HTMLTableElement) => h("div", { class: "cnnbp-scroll" }, table);

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

export function copyButton(label: string, text: () => string) {
  const button = h("button", { type: "button", class: "cnnbp-button", "data-lm-suppress-shortcuts": "true" }, label);
  const said = h("span", { class: "cnnbp-said", role: "status" });
  const area = h("textarea", {
    class: "cnnbp-copy",
    readonly: true,
    hidden: true,
    rows: 4,
    "aria-label": `${label}: the text`,
    "data-lm-suppress-shortcuts": "true",
  });
  button.addEventListener("click", async () => {
    const copied = await toClipboard(text());
    area.hidden = copied;
    said.textContent = copied ? "copied" : "press Ctrl+C to copy what is selected";
    if (copied) return;
    area.value = text();
    area.focus();
    area.select();
  });
  return h("div", { class: "cnnbp-copying" }, button, said, area);
}

async function toClipboard(text: string) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no clipboard here, or the page may not use it
  }
}
