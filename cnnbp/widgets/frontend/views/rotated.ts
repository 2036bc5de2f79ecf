/** The rotated view: the zero-padded output delta with the turned kernel lying on it, one filter at a time. */

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
import { pair, WIDE } from "../grid/fit";
import { Grid } from "../grid/grid";
import { h } from "../ui/dom";
import type { Context } from "./view";

const FACTOR = 28; // px of a cell that has room for a weight and a delta; in smaller ones the next badge would lie on it

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
    single: true,
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
      turned: ({ id }: Panel, page: number) =>
        id === "lying" ? this.padded.turn(Math.floor(page / this.#channels())) : this.#slice(),
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

  #channels = () => this.rotated.kernelShape.at(-3) ?? 1;

  /** A new choice turns to the filter of the last term while its sum grows, else to the one that carries most, as rows open. */
  #turn(related: Related | null) {
    if (this.padded.pages.length === 1 || !related?.terms.length) return;
    const delta = panelOf(this.scene, "delta");
    const sums: Map<number, number> = new Map();
    let filter = 0;
    for (const { target, left, right } of related.terms) {
      filter = cellPlace(target, delta).plate;
      sums.set(filter, (sums.get(filter) ?? 0) + left * right);
    }
    if (related.of === undefined)
      [filter] = [...sums].reduce((most, one) => (Math.abs(one[1]) > Math.abs(most[1]) ? one : most));
    if (filter !== this.padded.page) this.padded.turn(filter);
    this.#slice();
  }

  /** The kernel shows the slice that lies on the filter's delta: of the channel that is lit, or the one before. */
  #slice() {
    const { kernel, padded } = this;
    const size = kernel.panel.rows * kernel.panel.cols;
    const first = padded.page * this.#channels();
    const slices = Array.from(kernel.lit?.keys() ?? [], (flat) => Math.floor(flat / size));
    const lit = slices.find((slice) => slice >= first && slice < first + this.#channels());
    const wanted = lit ?? first + (kernel.page % this.#channels());
    if (kernel.page !== wanted) kernel.turn(wanted);
  }

  resize(width: number, theme: Theme, height: number) {
    // A phone has room for one field: that of the kernel turns both.
    const narrow = width < WIDE;
    if (this.padded.pager) this.padded.pager.el.hidden = narrow;
    const shown = narrow ? { ...this.padded.panel, plates: 1 } : this.padded.panel;
    const { rows, cells, plain, gap } = pair([this.kernel.panel, shown], width, height);
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
    const same = nameOf(related) === nameOf(this.related);
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
    if (!same) this.#turn(related);
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
    const first = (filter * this.#channels() + channel) * high * wide;
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

/** What tells one choice from the next, and how much of it has been added up. */
const nameOf = (related: Related | null) => related && [related.unit, related.flat, related.terms.length].join();

function add(map: Map<number, Term[]>, flat: number, term: Term) {
  if (flat < 0) return;
  map.set(flat, [...(map.get(flat) ?? []), term]);
}
