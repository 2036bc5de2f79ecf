/** Pages of plates, and the window of a closer look: pure, tested by node alone. */

import type { Panel } from "../core/data";
import { cellPlace, moveByKey } from "../core/geometry";
import { h, on } from "../ui/dom";

export type Plated = {
  plates: number;
  rows: number;
  cols: number;
  shape?: number[];
  alone?: boolean;
  single?: boolean;
};
export type Page = { start: number; count: number };

const CHANNELS = 4; // sheets of an image on a page
const KERNELS = 12; // sheets of a kernel on a page

/** Too many cells for numbers and for an element each. */
export const isLarge = (panel: { rows: number; cols: number }) => panel.rows * panel.cols > 400 || panel.cols > 20;

/** Plates of a panel stand in a square block: channels of a kernel, filters of an output. */
export const plateColumns = (plates: number) => (plates > 3 ? Math.ceil(Math.sqrt(plates)) : 1);

/** The axes in front of rows and columns. */
export const leading = (panel: Plated) => (panel.shape ?? []).slice(0, -2);

/**
 * What of a panel is shown at once. The pages of a kernel hold whole filters where they can, those
 * of a layer that keeps its channels apart hold one: then all its panels fit side by side.
 */
export function platePages(panel: Plated): Page[] {
  const lead = leading(panel);
  const { plates } = panel;
  if (panel.single) return onePlateEach(panel);
  if (lead.length === 2 && plates > 9) {
    const channels = lead[1];
    const filters = Math.min(4, Math.floor(KERNELS / channels));
    if (filters > 0) return split(0, plates, filters * channels);
    return Array.from({ length: lead[0] }, (_, filter) => split(filter * channels, channels, KERNELS)).flat();
  }
  const most = lead.length === 1 && plates > 3 ? CHANNELS : plates;
  return split(0, plates, panel.alone && plates > most ? 1 : most);
}

/** Each plate by itself. */
export const onePlateEach = ({ plates }: Plated): Page[] => split(0, plates, 1);

function split(first: number, count: number, size: number): Page[] {
  const pages = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return pages.map((start) => ({ start: first + start, count: Math.min(size, count - start) }));
}

/** Sheets side by side in the block of a page. */
export function blockColumns(panel: Plated) {
  const [{ count }] = platePages(panel);
  const channels = leading(panel)[1] ?? 0;
  if (isLarge(panel)) return Math.min(count, 2);
  return Math.min(count, channels > 1 && channels <= 4 ? channels : plateColumns(count));
}

/**
 * The page to show: the present one as long as it holds something of what is lit.
 * @param wanted plates that hold a lit cell
 */
export function turnTo(pages: Page[], now: number, wanted: Iterable<number>) {
  const holds = (page: Page) => (plate: number) => plate >= page.start && plate < page.start + page.count;
  const plates = [...wanted];
  if (!plates.length || plates.some(holds(pages[now]))) return now;
  return Math.max(
    0,
    pages.findIndex((page) => plates.some(holds(page))),
  );
}

/** The page that holds a plate. */
export const pageOf = (pages: Page[], plate: number) =>
  pages.findIndex(({ start, count }) => plate >= start && plate < start + count);

/** How the plates stand: on which pages, and how many side by side. */
export interface Block {
  pages: Page[];
  across: number;
}

const blockOf = (panel: Plated): Block => ({ pages: platePages(panel), across: blockColumns(panel) });

/**
 * The plate beside, above or below another, as they stand on the pages; -1 where there is none.
 * Above the first and below the last row of a page lie the pages before and after it.
 */
function beside({ pages, across }: Block, plate: number, down: number, right: number) {
  const at = pageOf(pages, plate);
  const { start, count } = pages[at];
  const col = ((plate - start) % across) + right;
  const place = plate - start + down * across + right;
  if (col < 0 || col >= across) return -1;
  if (place >= 0 && place < count) return start + place;
  const other = pages[at + down];
  if (!other || !down) return -1;
  const last = Math.floor((other.count - 1 - col) / across) * across + col; // lowest in this column
  return col >= other.count ? -1 : other.start + (down > 0 ? col : last);
}

const WAYS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Where a key leads on all plates of a panel: an arrow goes over the edge of one to the next. */
export function moveOn(key: string, flat: number, panel: Plated, whole = false, block = blockOf(panel)) {
  const next = moveByKey(key, flat, panel, whole);
  const way = WAYS[key];
  if (next !== flat || !way) return next;
  const { plate, row, col } = cellPlace(flat, panel);
  const other = beside(block, plate, ...way);
  if (other < 0) return flat;
  const [down, right] = way;
  const r = down ? (down > 0 ? 0 : panel.rows - 1) : row;
  const c = right ? (right > 0 ? 0 : panel.cols - 1) : col;
  return (other * panel.rows + r) * panel.cols + c;
}

/** What a page shows, in words: "filters 0–3 of 8", "filter 2, channels 0–11 of 16". */
export function pageName(panel: Plated, page: Page) {
  const lead = leading(panel);
  const last = page.start + page.count - 1;
  if (page.count === 1 && lead.length === 2) return `f ${Math.floor(last / lead[1])}, channel ${last % lead[1]}`;
  const range = (word: string, from: number, to: number, of: number) =>
    `${word}${to > from ? `s ${from}–${to}` : ` ${from}`} of ${of}`;
  if (lead.length !== 2) return range("channel", page.start, last, panel.plates);
  const [filters, channels] = lead;
  const at = (plate: number) => [Math.floor(plate / channels), plate % channels];
  const [from, to] = [at(page.start), at(last)];
  if (page.count >= channels) return range("filter", from[0], to[0], filters);
  return `filter ${from[0]} of ${filters}, ${range("channel", from[1], to[1], channels)}`;
}

/** Where a window of at most `size` starts so that it stays on the sheet with `centre` in its middle. */
export const windowStart = (centre: number, length: number, size: number) =>
  Math.max(0, Math.min(Math.round(centre) - Math.floor(size / 2), length - size));

/** The middle of some cells of one plate: of the rectangle around them. */
export function middle(flats: Iterable<number>, { rows, cols }: { rows: number; cols: number }) {
  let [top, bottom, left, right] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const flat of flats) {
    const inside = flat % (rows * cols);
    const row = Math.floor(inside / cols);
    const col = inside % cols;
    [top, bottom, left, right] = [Math.min(top, row), Math.max(bottom, row), Math.min(left, col), Math.max(right, col)];
  }
  return { row: (top + bottom) / 2, col: (left + right) / 2 };
}

/** Chooses the channels or filters of a panel that has more plates than can be read at once. */

export class Pager {
  page = 0;
  choice: HTMLSelectElement;
  elsewhere = h("span", { class: "cnnbp-elsewhere", role: "status" });
  el: HTMLDivElement;

  constructor(
    readonly panel: Panel,
    readonly pages: Page[],
    turn: (page: number) => void,
  ) {
    const button = (text: string, label: string, step: number) => {
      const node = h(
        "button",
        {
          type: "button",
          class: "cnnbp-button cnnbp-turn",
          "aria-label": `${panel.name}: ${label}`,
        },
        text,
      );
      on(node, "click", () => turn((this.page + step + pages.length) % pages.length));
      return node;
    };
    this.choice = h(
      "select",
      { class: "cnnbp-input cnnbp-page", "aria-label": `${panel.name}: page` },
      ...pages.map((page, i) => h("option", { value: i }, pageName(panel, page))),
    );
    on(this.choice, "change", () => turn(Number(this.choice.value)));
    on(this.choice, "keydown", (event) => event.key !== "Escape" && event.stopPropagation());
    this.el = h(
      "div",
      { class: "cnnbp-pager", role: "group", "aria-label": `pages of ${panel.name}` },
      button("‹", "previous page", -1),
      this.choice,
      button("›", "next page", 1),
      this.elsewhere,
    );
    this.show(0, new Map());
  }

  /** @param lit what is lit elsewhere is counted */
  show(page: number, lit: Map<number, any>) {
    this.page = page;
    const { start, count } = this.pages[page];
    const size = this.panel.rows * this.panel.cols;
    let hidden = 0;
    for (const flat of lit.keys()) if (flat < start * size || flat >= (start + count) * size) hidden += 1;
    const [more, words] = hidden ? [String(hidden), h("span", {}, " lit on other pages")] : ["", ""];
    if (this.elsewhere.firstChild?.textContent !== more) this.elsewhere.replaceChildren(more, words);
    this.choice.value = String(page);
  }
}
