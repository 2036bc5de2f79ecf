/** The rotated view: the zero-padded output delta with the turned kernel lying on it. */

import type { Theme } from "../core/colour";
import {
  largest,
  type Numbers,
  type Panel,
  panelOf,
  type Related,
  type Rotated,
  type Scene,
  sheet,
  type Term,
} from "../core/data";
import { cellPlace } from "../core/geometry";
import { compact } from "../core/numbers";
import { pair } from "../grid/fit";
import { Grid } from "../grid/grid";
import { h } from "../ui/dom";
import type { Context } from "./view";

const FACTOR = 22; // px of a cell that has room for a weight and a delta

function panel(id: string, name: string, subtitle: string, values: Numbers, shape: number[]): Panel {
  return {
    id,
    symbol: "",
    name,
    subtitle,
    unit: "output",
    scale: "signed",
    values,
    shape,
    top: largest(values),
    ...sheet(shape),
  };
}

export class RotatedView {
  scene: Scene;
  rotated: Rotated;
  targetAt: Map<number, number>;
  kernelAt: Map<number, number>;
  weights: Float64Array<ArrayBuffer>;
  related: Related | null = null;
  kernel: Grid;
  padded: Grid;
  grids: Grid[];
  el = h("div");
  rows = "";

  constructor({ scene, pick, preview }: Context) {
    this.scene = scene;
    const rotated = scene.rotated as Rotated;
    this.rotated = rotated;
    const turned = scene.options.convention !== "convolution";
    const weights = panelOf(scene, "weights");
    const lying = Float64Array.from(rotated.kernel, (p) => weights.values[p]);
    const padded = panel(
      "padded",
      "δ padded with zeros",
      `${rotated.shape.join(" × ")} · ${turned ? "w, rotated by 180°, lies on it" : "w lies on it as it is"}`,
      rotated.values,
      rotated.shape,
    );
    const kernel = panel(
      "lying",
      turned ? "rot180(w)" : "w, not rotated",
      turned ? "the kernel, rotated by 180°" : "the forward pass has rotated it already",
      lying,
      rotated.kernelShape,
    );
    this.targetAt = new Map(Array.from(rotated.place, (place, target) => [place - 1, target] as [number, number]));
    this.kernelAt = new Map(Array.from(rotated.kernel, (parameter, place) => [parameter, place] as [number, number]));
    this.weights = lying;
    const handlers = {
      preview: (where: Panel, flat: number | null) => {
        const cell = flat === null ? null : this.#meant(where.id, flat);
        preview?.(cell ? cell.panel : "input", cell ? cell.flat : null);
      },
      pick: (where: Panel, flat: number) => {
        const { panel, flat: meant } = this.#meant(where.id, flat);
        pick(panel, meant);
      },
    };
    this.kernel = new Grid(kernel, scene, handlers);
    this.padded = new Grid(padded, scene, handlers);
    this.grids = [this.kernel, this.padded];
  }

  /**
   * Which cell of the layer a cell of this view stands for: a weight, an output delta, or, for one
   * of the zeros, the pixel on which the kernel lies with its middle there.
   */
  #meant(id: string, flat: number) {
    if (id === "lying") return { panel: "weights", flat: this.rotated.kernel[flat] };
    const target = this.targetAt.get(flat);
    if (target !== undefined) return { panel: "delta", flat: target };
    const { row, col } = cellPlace(flat, this.padded.panel);
    const input = panelOf(this.scene, "input");
    const { high, wide } = this.#extent();
    const plate = this.related?.unit === "input" ? cellPlace(this.related.flat, input).plate : 0;
    const inside = (n: number, count: number) => Math.min(Math.max(n, 0), count - 1);
    const [top, left] = [inside(row - (high >> 1), input.rows), inside(col - (wide >> 1), input.cols)];
    return { panel: "input", flat: (plate * input.rows + top) * input.cols + left };
  }

  /** Rows and columns that the kernel covers, with the gaps of a dilation. */
  #extent() {
    const [high, wide] = this.rotated.kernelShape.slice(-2);
    const [down, across] = this.rotated.dilation;
    return { high: (high - 1) * down + 1, wide: (wide - 1) * across + 1 };
  }

  resize(width: number, theme: Theme, height: number) {
    const { rows, cells, plain, gap } = pair(
      this.grids.map((grid) => grid.panel),
      width,
      height,
    );
    this.el.classList.toggle("cnnbp-plain", plain);
    this.el.style.setProperty("--gap", `${gap}px`);
    if (rows.join(";") !== this.rows) {
      this.rows = rows.join(";");
      const find = (id: string) => (this.grids.find((grid) => grid.panel.id === id) as Grid).el;
      this.el.replaceChildren(...rows.map((row) => h("div", { class: "cnnbp-row" }, ...row.map(find))));
    }
    for (const grid of this.grids) grid.resize(cells[grid.panel.id], theme);
  }

  light(related: Related | null) {
    this.related = related;
    const places: Map<number, Term[]> = new Map();
    const weights: Map<number, Term[]> = new Map();
    for (const term of related?.terms ?? []) {
      add(places, this.rotated.place[term.target] - 1, term);
      add(weights, this.kernelAt.get(term.parameter) ?? -1, term);
    }
    const chosenTarget = related?.unit === "output" ? this.rotated.place[related.flat] - 1 : -1;
    const chosenWeight = related?.unit === "weights" ? (this.kernelAt.get(related.flat) ?? -1) : -1;
    this.padded.light({ lit: chosenTarget >= 0 ? new Map() : places, chosen: chosenTarget });
    this.kernel.light({ lit: chosenWeight >= 0 ? new Map() : weights, chosen: chosenWeight });
    this.#window(related);
  }

  /** The kernel lies with its first corner at the chosen pixel's own row and column. */
  #window(related: Related | null) {
    const input = this.scene.byId.get("input");
    if (related?.unit !== "input" || !input) return this.padded.frame(null);
    const { plate, row, col } = cellPlace(related.flat, input);
    this.padded.frame({ row, col, ...this.#extent(), lying: (filter) => this.#lying(filter, plate) });
  }

  /** The weights of one filter and channel, each on the cell it is multiplied with. */
  #lying(filter: number, channel: number) {
    if (this.padded.cell < FACTOR) return [];
    const { kernelShape, dilation } = this.rotated;
    const [high, wide] = kernelShape.slice(-2);
    const channels = kernelShape[kernelShape.length - 3] ?? 1;
    const first = (filter * channels + channel) * high * wide;
    return Array.from({ length: high * wide }, (_, i) => {
      const [row, col] = [Math.floor(i / wide) * dilation[0], (i % wide) * dilation[1]];
      return h(
        "span",
        { class: "cnnbp-factor", style: `--r:${row};--c:${col}`, "data-weight": this.weights[first + i] },
        `×${compact(this.weights[first + i])}`,
      );
    });
  }
}

function add(map: Map<number, Term[]>, flat: number, term: Term) {
  if (flat < 0) return;
  map.set(flat, [...(map.get(flat) ?? []), term]);
}
