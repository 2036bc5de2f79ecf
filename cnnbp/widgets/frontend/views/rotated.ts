/** The rotated view: the zero-padded output delta with the turned kernel lying on it. */

import { h } from "./dom.js";
import { compact } from "./format.js";
import { cellPlace } from "./geometry.js";
import { Grid } from "./grid.js";
import { fit } from "./layout.js";
import { largest, sheet } from "./data.js";

/** @typedef {import("./types.js").Scene} Scene */
/** @typedef {import("./types.js").Related} Related */
/** @typedef {import("./types.js").Rotated} Rotated */
/** @typedef {import("./types.js").Term} Term */
/** @typedef {import("./views.js").Context} Context */

/** @param {string} id @param {string} name @param {string} subtitle @param {any} values @param {number[]} shape @returns {any} */
function panel(id, name, subtitle, values, shape) {
  return { id, symbol: "", name, subtitle, unit: "output", scale: "signed", values, shape, top: largest(values), ...sheet(shape) };
}

export class RotatedView {
  /** @param {Context} context */
  constructor({ scene, pick, preview }) {
    this.scene = scene;
    const rotated = /** @type {Rotated} */ (scene.rotated);
    this.rotated = rotated;
    const turned = scene.options.convention !== "convolution";
    const weights = /** @type {any} */ (scene.byId.get("weights"));
    const lying = Float64Array.from(rotated.kernel, (p) => weights.values[p]);
    const padded = panel("padded", "δ padded with zeros", `${rotated.shape.join(" × ")} · ${turned ? "w, rotated by 180°, lies on it" : "w lies on it as it is"}`, rotated.values, rotated.shape);
    const kernel = panel("lying", turned ? "rot180(w)" : "w, not rotated", turned ? "the kernel, rotated by 180°" : "the forward pass has rotated it already", lying, rotated.kernelShape);
    this.targetAt = new Map(Array.from(rotated.place, (place, target) => /** @type {[number, number]} */ ([place - 1, target])));
    this.kernelAt = new Map(Array.from(rotated.kernel, (parameter, place) => /** @type {[number, number]} */ ([parameter, place])));
    this.weights = lying;
    /** @type {Related | null} */
    this.related = null;
    const handlers = {
      preview: (/** @type {any} */ where, /** @type {number | null} */ flat) => {
        const cell = flat === null ? null : this.#meant(where.id, flat);
        preview?.(cell ? cell.panel : "input", cell ? cell.flat : null);
      },
      pick: (/** @type {any} */ where, /** @type {number} */ flat) => {
        const { panel, flat: meant } = this.#meant(where.id, flat);
        pick(panel, meant);
      },
    };
    this.kernel = new Grid(kernel, scene, handlers);
    this.padded = new Grid(padded, scene, handlers);
    this.grids = [this.kernel, this.padded];
    this.el = h("div");
    this.rows = "";
  }

  /**
   * Which cell of the layer a cell of this view stands for: a weight, an output delta, or, for one
   * of the zeros, the pixel on which the kernel lies with its middle there.
   * @param {string} id @param {number} flat
   */
  #meant(id, flat) {
    if (id === "lying") return { panel: "weights", flat: this.rotated.kernel[flat] };
    const target = this.targetAt.get(flat);
    if (target !== undefined) return { panel: "delta", flat: target };
    const { row, col } = cellPlace(flat, this.padded.panel);
    const input = /** @type {import("./types.js").Panel} */ (this.scene.byId.get("input"));
    const { high, wide } = this.#extent();
    const plate = this.related?.unit === "input" ? cellPlace(this.related.flat, input).plate : 0;
    const inside = (/** @type {number} */ n, /** @type {number} */ count) => Math.min(Math.max(n, 0), count - 1);
    const [top, left] = [inside(row - (high >> 1), input.rows), inside(col - (wide >> 1), input.cols)];
    return { panel: "input", flat: (plate * input.rows + top) * input.cols + left };
  }

  /** Rows and columns that the kernel covers, with the gaps of a dilation. */
  #extent() {
    const [high, wide] = this.rotated.kernelShape.slice(-2);
    const [down, across] = this.rotated.dilation;
    return { high: (high - 1) * down + 1, wide: (wide - 1) * across + 1 };
  }

  /** @param {number} width @param {"light" | "dark"} theme */
  resize(width, theme) {
    const { rows, cells } = fit(this.grids.map((grid) => grid.panel), width);
    if (rows.join(";") !== this.rows) {
      this.rows = rows.join(";");
      const find = (/** @type {string} */ id) => /** @type {Grid} */ (this.grids.find((grid) => grid.panel.id === id)).el;
      this.el.replaceChildren(...rows.map((row) => h("div", { class: "cnnbp-row" }, ...row.map(find))));
    }
    for (const grid of this.grids) grid.resize(cells[grid.panel.id], theme);
  }

  /** @param {Related | null} related */
  light(related) {
    this.related = related;
    /** @type {Map<number, Term[]>} */
    const places = new Map();
    /** @type {Map<number, Term[]>} */
    const weights = new Map();
    for (const term of related?.terms ?? []) {
      add(places, this.rotated.place[term.target] - 1, term);
      add(weights, this.kernelAt.get(term.parameter) ?? -1, term);
    }
    const chosenTarget = related?.unit === "output" ? this.rotated.place[related.flat] - 1 : -1;
    const chosenWeight = related?.unit === "weights" ? (this.kernelAt.get(related.flat) ?? -1) : -1;
    this.padded.light(chosenTarget >= 0 ? new Map() : places, chosenTarget);
    this.kernel.light(chosenWeight >= 0 ? new Map() : weights, chosenWeight);
    this.#window(related);
  }

  /** The kernel lies with its first corner at the chosen pixel's own row and column.
   * @param {Related | null} related
   */
  #window(related) {
    const input = this.scene.byId.get("input");
    if (related?.unit !== "input" || !input) return this.padded.frame(null);
    const { plate, row, col } = cellPlace(related.flat, input);
    this.padded.frame({ row, col, ...this.#extent(), lying: (filter) => this.#lying(filter, plate) });
  }

  /** The weights of one filter and channel, each on the cell it is multiplied with. @param {number} filter @param {number} channel */
  #lying(filter, channel) {
    const { kernelShape, dilation } = this.rotated;
    const [high, wide] = kernelShape.slice(-2);
    const channels = kernelShape[kernelShape.length - 3] ?? 1;
    const first = (filter * channels + channel) * high * wide;
    return Array.from({ length: high * wide }, (_, i) => {
      const [row, col] = [Math.floor(i / wide) * dilation[0], (i % wide) * dilation[1]];
      return h("span", { class: "cnnbp-factor", style: `--r:${row};--c:${col}`, "data-weight": this.weights[first + i] }, `×${compact(this.weights[first + i])}`);
    });
  }
}

/** @param {Map<number, Term[]>} map @param {number} flat @param {Term} term */
function add(map, flat, term) {
  if (flat < 0) return;
  map.set(flat, [...(map.get(flat) ?? []), term]);
}
