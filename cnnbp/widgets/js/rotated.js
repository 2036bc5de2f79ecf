/** The rotated view: the zero-padded output delta with the turned kernel lying on it. */

import { h } from "./dom.js";
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
  constructor({ scene, pick }) {
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
    const handlers = {
      preview: () => {},
      pick: (/** @type {any} */ where, /** @type {number} */ flat) => {
        if (where.id === "lying") pick("weights", rotated.kernel[flat]);
        else if (this.targetAt.has(flat)) pick("delta", /** @type {number} */ (this.targetAt.get(flat)));
      },
    };
    this.kernel = new Grid(kernel, scene, handlers);
    this.padded = new Grid(padded, scene, handlers);
    this.grids = [this.kernel, this.padded];
    this.el = h("div");
    this.rows = "";
  }

  /** @param {number} width @param {"light" | "dark"} theme */
  resize(width, theme) {
    const { rows, cells } = fit(this.grids.map((grid) => grid.panel), width);
    if (rows.join(";") !== this.rows) {
      this.rows = rows.join(";");
      const find = (/** @type {string} */ id) => /** @type {Grid} */ (this.grids.find((grid) => grid.panel.id === id)).el;
      this.el.replaceChildren(...rows.map((row) => h("div", { class: "cnnbp-row" }, ...row.map(find))));
    }
    for (const grid of this.grids) grid.resize(Math.min(cells[grid.panel.id], 34), theme);
  }

  /** @param {Related | null} related */
  light(related) {
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

  /** The kernel's outline: its first corner stands at the chosen pixel's own row and column.
   * @param {Related | null} related
   */
  #window(related) {
    const input = this.scene.byId.get("input");
    if (related?.unit !== "input" || !input) return this.padded.frame(null);
    const { row, col } = cellPlace(related.flat, input);
    const [high, wide] = this.rotated.kernelShape.slice(-2);
    const [down, across] = this.rotated.dilation;
    this.padded.frame({ row, col, high: (high - 1) * down + 1, wide: (wide - 1) * across + 1 });
  }
}

/** @param {Map<number, Term[]>} map @param {number} flat @param {Term} term */
function add(map, flat, term) {
  if (flat < 0) return;
  map.set(flat, [...(map.get(flat) ?? []), term]);
}
