/** The small pictures of a ledger, all on one canvas: channels, products, slices and maps. */

import { css, dimmed, inksOf, type Theme, valueColour } from "../core/colour";
import { type Panel, panelOf, type Scene } from "../core/data";
import { h, type Pen, penOf } from "../ui/dom";
import type { Box, Frame } from "./geometry";
import { productBox } from "./geometry";
import { deltaSlice, kernelSlice, type Ledger, type Row, type Slice } from "./rows";

export interface Painting {
  layer: Scene;
  frame: Frame;
  ledger: Ledger;
  /** the channel of the input that the sheets show */
  channel: number;
  theme: Theme;
}

const plates = new WeakMap<Panel, Map<string, HTMLCanvasElement>>();

/** One channel as a picture of one pixel per cell, drawn once. */
function plateOf(panel: Panel, plate: number, theme: Theme) {
  const known = plates.get(panel) ?? new Map<string, HTMLCanvasElement>();
  plates.set(panel, known);
  const key = theme + plate;
  let canvas = known.get(key);
  if (!canvas) {
    const { rows, cols } = panel;
    canvas = h("canvas", { width: cols, height: rows });
    const image = new ImageData(cols, rows);
    for (let i = 0; i < rows * cols; i += 1)
      image.data.set(
        [...valueColour(panel.values[plate * rows * cols + i], panel.top, panel.scale, theme), 255],
        4 * i,
      );
    penOf(canvas).putImageData(image, 0, 0);
    known.set(key, canvas);
  }
  return canvas;
}

export function paint(canvas: HTMLCanvasElement, painting: Painting) {
  const { frame, theme, layer } = painting;
  const scale = window.devicePixelRatio || 1;
  const [width, height] = [frame.width, frame.height].map((size) => Math.round(size * scale));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = penOf(canvas);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, frame.width, frame.height);
  pen.imageSmoothingEnabled = false;
  const colours = inksOf(theme);
  for (const [id, boxes] of [
    ["input", frame.strips.input],
    ["gradient", frame.strips.gradient],
  ] as const)
    boxes.forEach((box, plate) => {
      drawPlate(pen, panelOf(layer, id), plate, box, theme);
      outline(pen, box, colours.rule, 1);
    });
  for (const { group, y, height: high, open } of frame.rows.shown) {
    const row = painting.ledger.rows[group];
    const at = frame.top + y;
    if (!open || frame.stacked) products(pen, painting, row, at, high, colours.rule);
    if (!open && !frame.stacked && high >= 14) slices(pen, painting, row, at, high, colours);
  }
  if (frame.detail && frame.map) map(pen, painting, colours);
}

function drawPlate(pen: Pen, panel: Panel, plate: number, { x, y, width, height }: Box, theme: Theme) {
  pen.drawImage(plateOf(panel, plate, theme), x, y, width, height);
}

function outline(pen: Pen, { x, y, width, height }: Box, colour: string, line: number) {
  pen.strokeStyle = colour;
  pen.lineWidth = line;
  pen.strokeRect(x, y, width, height);
}

function products(
  pen: Pen,
  { frame, ledger, layer, theme }: Painting,
  { entries }: Row,
  y: number,
  height: number,
  rule: string,
) {
  if (layer.byId.get("delta")?.shape.length === 1 && !frame.stacked) return;
  for (const { place, product } of entries) {
    const { x, y: top, width, height: high } = productBox(frame, ledger.places, place, y, height);
    pen.beginPath();
    pen.roundRect(x + 0.5, top + 0.5, Math.max(width - 1, 1), Math.max(high - 1, 1), Math.min(3, width / 4, high / 4));
    pen.fillStyle = css(valueColour(product, ledger.topProduct, "signed", theme));
    pen.fill();
    pen.strokeStyle = rule;
    pen.lineWidth = 1;
    if (width > 6) pen.stroke();
  }
}

type Colours = { rule: string; ink: string };

/** The slices of a closed row, and the channel they come from. */
function slices(pen: Pen, painting: Painting, row: Row, y: number, height: number, colours: Colours) {
  const { layer, frame, theme } = painting;
  if (!row.entries.length) return;
  const lit = new Set(row.entries.map(({ term }) => term.parameter));
  const both = [
    [kernelSlice(layer, row), frame.kernel, (flat: number) => lit.has(flat), colours.rule],
    [deltaSlice(layer, row), frame.delta, () => true, colours.ink],
  ] as const;
  if (layer.byId.get("delta")?.shape.length === 1) return;
  for (const [slice, column, takesPart, line] of both) {
    if (!slice) continue;
    const cell = Math.min(7, (height - 4) / slice.rows, column.width / slice.cols);
    const box = {
      x: column.x + (column.width - cell * slice.cols) / 2,
      y: y + (height - cell * slice.rows) / 2,
      width: cell * slice.cols,
      height: cell * slice.rows,
    };
    sliceCells(pen, slice, box, cell, takesPart, theme);
    outline(pen, box, line, 1);
  }
  if (!frame.map) return;
  const panel = panelOf(layer, "delta");
  const cell = Math.min((height - 3) / panel.rows, 2.75);
  const box = {
    x: frame.map.x + (frame.map.cell * panel.cols - cell * panel.cols) / 2,
    y: y + (height - cell * panel.rows) / 2,
    width: cell * panel.cols,
    height: cell * panel.rows,
  };
  drawPlate(pen, panel, row.group, box, theme);
  outline(pen, box, colours.rule, 1);
  windowOn(pen, panel, row, box, cell, colours.ink, 1);
}

function sliceCells(
  pen: Pen,
  { panel, cells, cols }: Slice,
  { x, y }: Box,
  cell: number,
  takesPart: (flat: number) => boolean,
  theme: Theme,
) {
  cells.forEach((flat, i) => {
    if (flat < 0) return;
    const colour = valueColour(panel.values[flat], panel.top, "signed", theme);
    pen.fillStyle = css(takesPart(flat) ? colour : dimmed(colour, theme));
    pen.fillRect(x + (i % cols) * cell, y + Math.floor(i / cols) * cell, cell, cell);
  });
}

/** Around the deltas that a row takes. */
function windowOn(pen: Pen, panel: Panel, row: Row, { x, y }: Box, cell: number, ink: string, line: number) {
  const around = windowOf(panel, row);
  if (around)
    outline(
      pen,
      { x: x + around.col * cell, y: y + around.row * cell, width: around.cols * cell, height: around.rows * cell },
      ink,
      line,
    );
}

/** The rectangle of a row's deltas in their channel. */
export function windowOf(panel: Panel, { entries }: Row) {
  if (!entries.length) return null;
  const inside = entries.map(({ term }) => term.target % (panel.rows * panel.cols));
  const [rows, cols] = [inside.map((flat) => Math.floor(flat / panel.cols)), inside.map((flat) => flat % panel.cols)];
  const [row, col] = [Math.min(...rows), Math.min(...cols)];
  return { row, col, rows: Math.max(...rows) - row + 1, cols: Math.max(...cols) - col + 1 };
}

/** The whole channel of the open row. */
export function mapBox({ detail, map }: Frame, { rows, cols }: Panel): (Box & { cell: number }) | null {
  if (!detail || !map) return null;
  const height = rows * map.cell;
  return { x: map.x, y: detail.y + (detail.height - height) / 2 + 4, width: cols * map.cell, height, cell: map.cell };
}

function map(pen: Pen, { layer, frame, ledger, theme }: Painting, { rule, ink }: Colours) {
  const panel = panelOf(layer, "delta");
  const box = mapBox(frame, panel);
  const open = frame.rows.shown.find((row) => row.open);
  if (!box || !open) return;
  drawPlate(pen, panel, open.group, box, theme);
  outline(pen, box, rule, 1);
  windowOn(pen, panel, ledger.rows[open.group], box, box.cell, ink, 2);
}
