/** What of a ledger is words, numbers and lines, as templates; each stands where the frame says. */

import { html, nothing, svg } from "lit-html";
import { badgeColour, css, dimmed, type Theme, textOn, tint, valueColour } from "../core/colour";
import { type Panel, panelOf, type Related, type Scene, type Term } from "../core/data";
import { cellName, describe, factor, inCell, number, plural, written } from "../core/numbers";
import type { Way } from "../grid/lines";
import { button } from "../ui/button";
import { taken } from "../ui/dom";
import { CHOOSE, slopeStep } from "../views/sum";
import {
  type Box,
  BUTTONS,
  brace,
  type Cells,
  cellBox,
  type Frame,
  HEADS,
  joined,
  productBox,
  ribbon,
  ribbonWidth,
  SIDE,
  TITLE,
} from "./geometry";
import { mapBox, windowOf } from "./paint";
import { deltaSlice, type Entry, folded, type Groups, kernelSlice, type Ledger, type Row, type Slice } from "./rows";

/** What the templates draw. */
export interface Drawing {
  layer: Scene;
  theme: Theme;
  frame: Frame;
  ledger: Ledger;
  groups: Groups;
  related: Related | null;
  /** all terms, where some are still to come */
  whole: Related | null;
  /** the panel that the choice was made on */
  panel: string;
  open: number | null;
  channel: number;
  /** the term under the pointer or the focus */
  hot: Spot | null;
  /** the cell of the ledger that is in the tab order */
  active: Spot;
}

/** A place of a row; -1: its Σ */
export type Spot = { group: number; place: number };

/** What a person does to a ledger. */
export interface Acts {
  pick: (panel: string, flat: number) => void;
  channel: (channel: number) => void;
  step: (by: number) => void;
  table: () => void;
}

/** The row that gathers the others, as a group. */
export const REST = -1;

const at = ({ x, y, width, height }: Box) => `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
const place = (x: number, y: number) => `left:${x}px;top:${y}px`;
const sign = (value: number) => (value < 0 ? "negative" : "positive");
const signed = (entry: Entry) => `${number(entry.term.left)} · ${factor(entry.term.right)}`;
/** "=" only where the factors shown give the product shown. */
const equals = ({ term, product: result }: Entry) => {
  const { decimals, sign } = written([term], null, result, 2);
  return decimals === 2 ? sign : "≈";
};
const product = (entry: Entry) => `${signed(entry)} ${equals(entry)} ${number(entry.product)}`;
const coloured = (panel: Panel, flat: number, theme: Theme, quiet = false) => {
  const colour = valueColour(panel.values[flat], panel.top, panel.scale, theme);
  const back = quiet ? dimmed(colour, theme) : colour;
  return `background:${css(back)};color:${css(textOn(back, quiet))}`;
};

export function words(drawing: Drawing, acts: Acts) {
  return [
    sheetHeads(drawing),
    strips(drawing, acts),
    heads(drawing),
    rows(drawing),
    slices(drawing, acts),
    foot(drawing, acts),
    tip(drawing),
  ];
}

function sheetHeads({ layer, frame, channel }: Drawing) {
  const one = (id: string, { x, y }: { x: number; y: number }, more: string) => {
    const left = frame.stacked ? x - SIDE : 0;
    const width = frame.stacked ? frame.width / 2 - 4 : frame.label.x - left - 8;
    return html`<div class="cnnbp-ledger-title" style="${place(left, y - HEADS - TITLE)};max-width:${width}px"><b>${panelOf(layer, id).name}</b> <small>${more}</small></div>`;
  };
  const { shape } = panelOf(layer, "input");
  const which = shape.length === 3 && shape[0] > 1 ? `channel ${channel} of ${shape[0]}` : shape.join(" × ");
  const { symbol } = panelOf(layer, "gradient");
  return [
    one("input", frame.input, which),
    one(
      "gradient",
      frame.gradient,
      shape.length === 3 && shape[0] > 1 && !frame.stacked ? `${symbol} · channel ${channel}` : symbol,
    ),
  ];
}

/** One small map for each channel; those of the gradient repeat them for the eye alone. */
function strips({ frame, channel }: Drawing, { channel: turn }: Acts) {
  const { input, gradient } = frame.strips;
  if (!input.length) return nothing;
  const boxes = frame.stacked ? input.map((box) => ({ ...box, width: 2 * box.width })) : input;
  const key = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (!step) return;
    taken(event);
    turn((channel + step + input.length) % input.length);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>("[aria-checked=true]")?.focus();
  };
  const radio = (
    box: Box,
    i: number,
  ) => html`<div role="radio" class="cnnbp-ledger-channel" aria-checked=${i === channel} aria-label="channel ${i}" title="channel ${i}"
    tabindex=${i === channel ? 0 : -1} style=${at(box)} @click=${() => turn(i)}></div>`;
  const twin = (box: Box, i: number) =>
    html`<div class="cnnbp-ledger-channel" aria-hidden="true" data-chosen=${i === channel} style=${at(box)} @click=${() => turn(i)}></div>`;
  return html`<div role="radiogroup" aria-label="channel of the input" @keydown=${key}>${boxes.map(radio)}</div>${frame.stacked ? nothing : gradient.map(twin)}`;
}

/** What stands above the columns, and the number of each place. */
function heads({ layer, frame, ledger, groups, channel, open }: Drawing) {
  const { places } = ledger;
  const title = (x: number, y: number, text: string, more = "") =>
    html`<div class="cnnbp-ledger-title" style=${place(x, y)}><b>${text}</b> <small>${more}</small></div>`;
  const step = frame.terms.width / places;
  const badges =
    step >= 15 && !groups.dense
      ? Array.from({ length: places }, (_, i) => {
          const box = productBox(frame, places, i, frame.top - 17, 18);
          return html`<span class="cnnbp-badge" aria-hidden="true" style="${tint(badgeColour(i + 1))};${place(box.x + box.width / 2 - 7.5, box.y)}">${i + 1}</span>`;
        })
      : nothing;
  const weights = panelOf(layer, "weights");
  const delta = panelOf(layer, "delta");
  const many = panelOf(layer, "input").plates > 1;
  const slice = groups.dense ? "" : many ? `channel ${channel}` : "";
  const all = [
    title(
      frame.label.x,
      frame.stacked ? frame.top - 20 : 0,
      frame.stacked || frame.full ? `Σ of each ${groups.word}` : `Σ of ${groups.word}`,
    ),
  ];
  if (!frame.stacked) {
    const terms = groups.dense ? "one term: w · δ" : `${frame.terms.width > 120 ? `its ${places} ` : ""}terms w · δ`;
    const shape = frame.map ? delta.shape.join(" × ") : "";
    all.push(
      title(frame.terms.x, 0, terms),
      title(frame.kernel.x, 0, weights.name),
      title(frame.delta.x, 0, frame.full ? delta.name : "delta δ"),
    );
    all.push(html`<small class="cnnbp-ledger-title" style=${place(frame.kernel.x, 18)}>${slice}</small>`);
    all.push(html`<small class="cnnbp-ledger-title" style=${place(frame.delta.x, 18)}>${shape}</small>`);
  } else if (frame.detail && open !== null) {
    const y = frame.detail.y;
    all.push(
      title(4, y, `${groups.sign} ${open}`),
      title(frame.kernel.x, y, weights.name, slice),
      title(frame.delta.x, y, "delta δ", `${groups.word} ${open}`),
    );
  }
  return [all, badges];
}

function rows(drawing: Drawing) {
  const { frame, groups, ledger } = drawing;
  const { rest } = frame.rows;
  return html`<div role="grid" class="cnnbp-ledger-rows" aria-label="the sum, ${groups.word} by ${groups.word}" aria-rowcount=${ledger.rows.length}>
    ${frame.rows.shown.map((shown) => rowOf(drawing, ledger.rows[shown.group], shown))}
    ${rest ? restOf(drawing, rest) : nothing}
  </div>`;
}

type Shown = Frame["rows"]["shown"][0];

function rowOf(drawing: Drawing, row: Row, { group, y, height, open }: Shown) {
  const { frame, groups, ledger } = drawing;
  const opened = group === drawing.open;
  const x = frame.stacked ? 0 : frame.label.x - 8;
  const box = { x, y: frame.top + y, width: frame.width - x, height };
  const name = `${groups.word} ${group}: Σ ${number(row.sum)}, ${plural(row.entries.length, "term", "terms")}`;
  const cells = row.entries.map((entry) => termOf(drawing, row, entry, box, open));
  return html`<div role="row" class="cnnbp-ledger-row${opened && !groups.dense ? " cnnbp-open" : ""}" data-group=${group} aria-rowindex=${group + 1} style=${at(box)}>
    <div role="rowheader" class="cnnbp-ledger-sum" aria-expanded=${groups.dense ? nothing : opened} data-group=${group} data-place="-1" tabindex=${tab(drawing, group, -1)} aria-label=${name}>
      <span class="cnnbp-ledger-name" style="left:${frame.label.x - x}px">${groups.sign} ${group}</span>
      ${frame.bar ? barOf(frame.bar, row.sum, ledger.topSum, x, height) : nothing}
      <span class="cnnbp-ledger-number" style="left:${frame.number.x - x}px;width:${frame.number.width - 4}px">${row.entries.length ? number(row.sum) : "·"}</span>
    </div>${cells}
  </div>`;
}

/** From the axis in the middle to the left or to the right. */
function barOf({ x, width }: { x: number; width: number }, sum: number, top: number, left: number, height: number) {
  const half = width / 2 - 3;
  const long = top ? (half * Math.abs(sum)) / top : 0;
  const start = x - left + width / 2 - (sum < 0 ? long : 0);
  const high = Math.min(14, height * 0.55);
  return html`<i class="cnnbp-ledger-axis" style="left:${x - left + width / 2}px"></i><i class="cnnbp-ledger-bar cnnbp-${sign(sum)}" style="left:${start}px;width:${long}px;height:${high}px"></i>`;
}

const tab = ({ active }: Drawing, group: number, term: number) =>
  active.group === group && active.place === term ? 0 : -1;

/** A product: a coloured cell; in the open row a chip with its numbers. */
function termOf(drawing: Drawing, row: Row, entry: Entry, box: Box, open: boolean) {
  const { frame, ledger, groups, layer, theme, hot } = drawing;
  const here = (one: Box) => at({ ...one, x: one.x - box.x, y: one.y - box.y });
  const { group } = row;
  const label = groups.dense ? product(entry) : `term ${entry.badge}: ${product(entry)}`;
  const about = { group, place: entry.place };
  const warm = hot?.group === group && hot.place === entry.place;
  const cell = (
    style: string,
    inside: unknown,
    kind: string,
  ) => html`<div role="gridcell" class="cnnbp-ledger-term ${kind}${warm ? " cnnbp-hot" : ""}" data-group=${group} data-place=${about.place}
    tabindex=${tab(drawing, group, entry.place)} aria-label=${label} style=${style}>${inside}</div>`;
  if (groups.dense) {
    const weights = panelOf(layer, "weights");
    const delta = panelOf(layer, "delta");
    const back = valueColour(entry.product, ledger.topProduct, "signed", theme);
    const chip = { ...productBox(frame, 1, 0, box.y, box.height) };
    const text = cell(
      `${here(chip)};background:${css(back)};color:${css(textOn(back))}`,
      product(entry),
      "cnnbp-ledger-product",
    );
    if (frame.stacked) return text;
    const small = (panel: Panel, flat: number, { x, width }: { x: number; width: number }) =>
      html`<span class="cnnbp-ledger-value" aria-hidden="true" style="${here({ x, y: box.y + 2, width, height: box.height - 4 })};${coloured(panel, flat, theme)}">${box.height >= 16 ? number(panel.values[flat]) : ""}</span>`;
    return [text, small(weights, entry.term.parameter, frame.kernel), small(delta, entry.term.target, frame.delta)];
  }
  if (!open || frame.stacked)
    return cell(here(productBox(frame, ledger.places, entry.place, box.y, box.height)), "", "cnnbp-ledger-cell");
  const chip = frame.chips[entry.place];
  if (!chip) {
    // So many that no chip holds a number: they stand like the kernel.
    const { rows, cols } = panelOf(layer, "weights");
    const size = Math.min(frame.terms.width / cols, (box.height - 10) / rows);
    const one = {
      x: frame.terms.x + (entry.place % cols) * size,
      y: box.y + 5 + Math.floor(entry.place / cols) * size,
      width: size,
      height: size,
    };
    return cell(
      `${here(one)};background:${css(valueColour(entry.product, ledger.topProduct, "signed", theme))}`,
      "",
      "cnnbp-ledger-product",
    );
  }
  return cell(`${here(chip)};${tint(entry.colour)}`, chipText(entry, chip.width), "cnnbp-chip");
}

/** In narrow chips the product alone. */
function chipText(entry: Entry, width: number) {
  const badge = html`<span class="cnnbp-badge">${entry.badge}</span>`;
  if (width < 96) return html`${badge}<b>${number(entry.product)}</b>`;
  return width < 140
    ? html`${badge}<span>${signed(entry)}</span>`
    : html`${badge}<span>${signed(entry)}</span><span>${equals(entry)}</span><b>${number(entry.product)}</b>`;
}

function restOf(drawing: Drawing, { groups, sum, y, height }: NonNullable<Frame["rows"]["rest"]>) {
  const { frame } = drawing;
  const x = frame.stacked ? 0 : frame.label.x - 8;
  const text = `${groups.length} more: Σ ${number(sum)}`;
  return html`<div role="row" class="cnnbp-ledger-row cnnbp-ledger-rest" data-group=${REST} style=${at({ x, y: frame.top + y, width: frame.width - x, height })}>
    <div role="rowheader" class="cnnbp-ledger-sum" data-group=${REST} data-place="-1" tabindex=${tab(drawing, REST, -1)} aria-label="${text}; Enter shows the next of them">
      <span class="cnnbp-ledger-name" style="left:${frame.label.x - x}px">${text} ▾</span>
    </div>
  </div>`;
}

/** The slice of the kernel and the lit deltas of the open row, with their numbers. */
function slices({ layer, frame, ledger, open, theme, groups }: Drawing, { pick }: Acts) {
  const row = open === null ? undefined : ledger.rows[open];
  if (!row || !frame.slices) return nothing;
  const entries = new Map(row.entries.map((entry) => [entry.term.parameter, entry]));
  const targets = new Map(row.entries.map((entry) => [entry.term.target, entry]));
  const grid = (slice: Slice | null, cells: Cells, taking: Map<number, Entry>) => {
    if (!slice) return nothing;
    const { panel, cols } = slice;
    const move = (event: KeyboardEvent) => {
      const step = { ArrowUp: -cols, ArrowDown: cols, ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const cell = event.target as HTMLElement;
      if (step) nextCell(event.currentTarget as HTMLElement, cell, step);
      else if (event.key === "Enter" || event.key === " ") pick(panel.id, Number(cell.dataset.flat));
      else return;
      taken(event);
    };
    const one = (flat: number, i: number) => {
      const entry = taking.get(flat);
      const box = cellBox(cells, Math.floor(i / cols), i % cols);
      const style = `${at(box)};--cell:${cells.cell}px;${coloured(panel, flat, theme, !entry)};${entry ? tint(entry.colour) : ""}`;
      const badge =
        entry && cells.cell >= 18 && frame.lines
          ? html`<span class="cnnbp-badge" aria-hidden="true">${entry.badge}</span>`
          : nothing;
      return html`<div role="gridcell" class="cnnbp-cell cnnbp-ledger-value${entry ? " cnnbp-lit" : ""}" data-flat=${flat} data-badge=${entry?.badge ?? nothing} tabindex=${i ? -1 : 0}
        aria-label=${cellName(panel, layer, flat)} aria-description=${number(panel.values[flat], 3)} style=${style} @click=${() => pick(panel.id, flat)}>${cells.cell < 18 ? "" : inCell(panel.values[flat], cells.cell)}${badge}</div>`;
    };
    const lines = Array.from({ length: slice.rows }, (_, r) =>
      slice.cells.slice(r * cols, (r + 1) * cols).map((flat, c) => (flat < 0 ? nothing : one(flat, r * cols + c))),
    );
    return html`<div role="grid" class="cnnbp-ledger-slice" data-panel=${panel.id} aria-label="${panel.name}: ${groups.word} ${row.group}" @keydown=${move}>${lines.map((line) => html`<div role="row">${line}</div>`)}</div>`;
  };
  // Below the rows the chips are for the eye: the row's own cells have their words.
  const chip = (entry: Entry) => {
    const box = frame.chips[entry.place];
    return html`<span class="cnnbp-chip cnnbp-ledger-term" aria-hidden="true" data-badge=${entry.badge} style="${at(box)};${tint(entry.colour)}">${chipText(entry, box.width)}</span>`;
  };
  return [
    grid(kernelSlice(layer, row), frame.slices.kernel, entries),
    grid(deltaSlice(layer, row), frame.slices.delta, targets),
    frame.stacked && frame.chips.length ? row.entries.map(chip) : nothing,
  ];
}

/** The focus goes on to a cell so many further; at the ends it stays. */
function nextCell(grid: HTMLElement, cell: HTMLElement, step: number) {
  const all = [...grid.querySelectorAll<HTMLElement>("[role=gridcell]")];
  const next = all[all.indexOf(cell) + step];
  if (!next) return;
  for (const one of all) one.tabIndex = one === next ? 0 : -1;
  next.focus();
}

const SHOWN_FEW = 12;

/** The total in a sentence, and σ′ as a step of its own. */
function foot({ layer, frame, related, whole, panel, ledger, open, groups }: Drawing, { step, table }: Acts) {
  const sum = related?.sums[0];
  const said = related ? describe(layer, related, panel) : CHOOSE;
  const x = frame.stacked ? 0 : frame.label.x;
  const wide = frame.number.x + frame.number.width - x;
  const total = sum
    ? html`<div class="cnnbp-line-of-sum cnnbp-ledger-total" data-flow="backward" data-form="sum" style="min-width:${frame.stacked ? 0 : wide}px"><span class="cnnbp-symbol">${panelOf(layer, "gradient").symbol}</span>
        <strong class="cnnbp-total" data-value=${sum.total}>${number(sum.total, 3)}</strong></div>`
    : nothing;
  const row = open === null || !related ? null : ledger.rows[open];
  const terms = whole?.terms.length ?? 0;
  const adds = row?.entries.length
    ? `${groups.sign} ${row.group} adds ${number(row.sum)}${frame.stacked ? "" : ` to the sum of ${plural(terms, "term", "terms")}`}`
    : "";
  const keys = !frame.full || !sum ? "" : ` · ↑ ↓ ${groups.word} · ← → term${groups.dense ? "" : " · Enter opens"}`;
  const slope = whole && sum && sum.of === undefined ? slopeStep(layer, whole.flat) : nothing;
  const bottom =
    frame.stacked && sum
      ? html`<div class="cnnbp-ledger-buttons" style="height:${BUTTONS}px">
        ${groups.dense ? nothing : [button(`◀ ${groups.word}`, () => step(-1), { label: `${groups.word} before` }), button(`${groups.word} ▶`, () => step(1), { label: `next ${groups.word}` })]}
        ${terms > SHOWN_FEW ? button(`All ${terms}`, table, { title: "the numbers as tables" }) : nothing}
      </div>`
      : nothing;
  const says = html`<div class="cnnbp-ledger-say"><p class="cnnbp-say">${said}</p>${adds ? html`<p class="cnnbp-ledger-adds" role="status">${adds}<span aria-hidden="true">${keys}</span></p>` : nothing}</div>`;
  return html`<div class="cnnbp-sum cnnbp-ledger-foot" style="${place(x, frame.foot)};width:${frame.width - x}px"><div class="cnnbp-ledger-totals">${total}${says}</div>${slope}${bottom}</div>`;
}

/** The product at the pointer. */
function tip({ frame, ledger, groups, hot }: Drawing) {
  const row = hot && hot.group !== REST ? ledger.rows[hot.group] : undefined;
  const shown = frame.rows.shown.find((one) => one.group === hot?.group);
  const entry = row?.entries.find((one) => one.place === hot?.place);
  if (!entry || !row || !shown || groups.dense || (shown.open && frame.chips.length)) return nothing;
  const box = productBox(frame, ledger.places, entry.place, frame.top + shown.y, shown.height);
  const left = Math.min(box.x, frame.width - 200);
  return html`<div class="cnnbp-ledger-tip" aria-hidden="true" style=${place(left, box.y + box.height + 5)}><span class="cnnbp-badge" style=${tint(entry.colour)}>${entry.badge}</span> ${groups.word} ${row.group}: ${product(entry)}</div>`;
}

/** Ribbons from each Σ to the pixel, the pixel in both sheets, and the lines of the open row. */
export function strokes({ layer, frame, ledger, related, open, hot, groups }: Drawing) {
  if (!related) return nothing;
  const { rows, cols } = folded(panelOf(layer, "input"));
  const inside = related.flat % (rows * cols);
  const [i, j] = [Math.floor(inside / cols), inside % cols];
  const { input, gradient, cell } = frame;
  const link = frame.stacked
    ? `M ${input.x + (j + 1) * cell} ${input.y + (i + 1) * cell} H ${gradient.x + j * cell}`
    : `M ${input.x + (j + 1) * cell} ${input.y + (i + 1) * cell} V ${gradient.y + i * cell}`;
  const parts: unknown[] = [svg`<path class="cnnbp-ledger-link" d=${link} />`];
  if (!frame.stacked)
    parts.push(
      ribbons(
        frame,
        ledger,
        gradient.x + (j + 1) * cell,
        gradient.y + (i + 1) * cell,
        gradient.x + cols * cell + 5,
        open,
      ),
    );
  const row = open === null ? undefined : ledger.rows[open];
  if (row && frame.slices && frame.lines) {
    const [kernel, delta] = [kernelSlice(layer, row), deltaSlice(layer, row)];
    if (kernel && delta)
      for (const entry of row.entries) {
        const d = joined(
          frame.leads ? frame.chips[entry.place] : null,
          frame.slices.kernel,
          { row: Math.floor(entry.place / kernel.cols), col: entry.place % kernel.cols },
          kernel.cols,
          frame.slices.delta,
          placeIn(delta, entry.term.target),
        );
        const warm = hot?.group === row.group && hot.place === entry.place;
        parts.push(
          svg`<path class="cnnbp-line${warm ? " cnnbp-hot" : ""}" data-badge=${entry.badge} style="--badge:${entry.colour}" stroke-width="1.8" d=${d} />`,
        );
      }
  }
  parts.push(lens(frame, layer, row));
  if (frame.detail && frame.chips.length && row?.entries.length && !frame.stacked && !groups.dense) {
    const [first, last] = [frame.chips[0], frame.chips[frame.chips.length - 1]];
    const box = { x: first.x - 3, y: first.y, width: 0, height: last.y + last.height - first.y };
    parts.push(svg`<path class="cnnbp-ledger-brace" d=${brace(box, first.x - 12)} />`);
  }
  return parts;
}

/** The way of what a row sends: from its deltas past its weights, and with the ribbon of its Σ to the pixel. */
export function wayIn(drawing: Drawing, { group, y, height }: Shown, term: Term, count: number): Way {
  const { layer, frame, ledger } = drawing;
  const { rows, cols } = folded(panelOf(layer, "input"));
  const inside = term.source % (rows * cols);
  const { gradient, cell, stacked, terms } = frame;
  const input = {
    x: gradient.x + ((inside % cols) + 0.5) * cell,
    y: gradient.y + (Math.floor(inside / cols) + 0.5) * cell,
    size: cell,
  };
  const middle = frame.top + y + height / 2;
  const at = ({ x, width }: { x: number; width: number }, share = 0.5) => ({
    x: x + share * width,
    y: middle,
    size: 12,
  });
  let [weight, output] = stacked ? [at(terms), at(terms, 1)] : [at(frame.kernel), at(frame.delta)];
  const sum = { x: frame.label.x - 2, y: middle };
  const meet = { x: gradient.x + cols * cell + 5, y: gradient.y + (Math.floor(inside / cols) + 1) * cell };
  const ribbonBack = stacked ? `L ${sum.x} ${sum.y}` : `L ${meet.x} ${meet.y} ${ribbon(meet, sum, 0.45)}`;
  let line = `M ${weight.x} ${weight.y} H ${output.x}`;
  const row = ledger.rows[group];
  const [kernel, delta] = [kernelSlice(layer, row), deltaSlice(layer, row)];
  // A term of the open row rides the line that is drawn there.
  if (count === 1 && group === drawing.open && frame.slices && kernel && delta) {
    const place = term.parameter - kernel.cells[0];
    const [w, d] = [{ row: Math.floor(place / kernel.cols), col: place % kernel.cols }, placeIn(delta, term.target)];
    const spot = (cells: Cells, { row, col }: { row: number; col: number }) => {
      const { x, y, width } = cellBox(cells, row, col);
      return { x: x + width / 2, y: y + width / 2, size: width };
    };
    line = joined(null, frame.slices.kernel, w, kernel.cols, frame.slices.delta, d);
    [weight, output] = [spot(frame.slices.kernel, w), spot(frame.slices.delta, d)];
  }
  return { input, weight, output, legs: [`M ${input.x} ${input.y} ${ribbonBack} L ${weight.x} ${weight.y}`, line] };
}

/** From the lit deltas to where they lie in their channel. */
function lens(frame: Frame, layer: Scene, row: Row | undefined) {
  const panel = panelOf(layer, "delta");
  const box = mapBox(frame, panel);
  const window = row && windowOf(panel, row);
  const slice = row && deltaSlice(layer, row);
  if (!box || !window || !slice || !frame.slices) return nothing;
  const { delta } = frame.slices;
  const x = delta.x + slice.cols * delta.cell + 4;
  const [top, bottom] = [delta.y, delta.y + (slice.rows - 1) * delta.pitch + delta.cell];
  const [left, first, last] = [
    box.x + window.col * box.cell,
    box.y + window.row * box.cell,
    box.y + (window.row + window.rows) * box.cell,
  ];
  return svg`<path class="cnnbp-ledger-lens" d=${`M ${x} ${top} L ${left} ${first} M ${x} ${bottom} L ${left} ${last}`} />`;
}

const placeIn = ({ cells, cols }: Slice, flat: number) => {
  const i = cells.indexOf(flat);
  return { row: Math.floor(i / cols), col: i % cols };
};

function ribbons(frame: Frame, ledger: Ledger, x: number, y: number, meet: number, open: number | null) {
  const all = frame.rows.shown.filter(({ group }) => ledger.rows[group].entries.length);
  const from = ({ y: top, height }: { y: number; height: number }) => ({
    x: frame.label.x - 2,
    y: frame.top + top + height / 2,
  });
  const one = (sum: number, place: { y: number; height: number }, heavy: boolean) =>
    svg`<path class="cnnbp-ledger-ribbon cnnbp-${sign(sum)}${heavy ? " cnnbp-hot" : ""}" stroke-width=${ribbonWidth(sum, ledger.topSum).toFixed(1)} d=${ribbon(from(place), { x: meet, y })} />`;
  const { rest } = frame.rows;
  return [
    all.map((row) => one(ledger.rows[row.group].sum, row, row.group === open)),
    rest ? one(rest.sum, rest, false) : nothing,
    svg`<path class="cnnbp-ledger-arrow" d=${`M ${meet} ${y} H ${x + 6}`} /><path class="cnnbp-ledger-tip-of-arrow" d=${`M ${x} ${y} l 9 -4.5 v 9 z`} />`,
  ];
}
