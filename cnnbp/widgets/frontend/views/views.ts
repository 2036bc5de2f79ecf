/**
 * The views that can be switched on below the panels. Each follows the same selection.
 *
 * A view is made for one scene and thrown away with it. It has
 *   el                    its element
 *   resize(width, theme)  called before it is first lit and whenever the width or theme changes
 *   light(related)        called for every selection, with what it lights up, or null
 *
 * @typedef {object} Context
 * @property {import("./types.js").Scene} scene
 * @property {string} direction
 * @property {(panel: string, flat: number) => void} pick choose a cell of a panel, everywhere
 * @property {(stage: number, panel: string, flat: number) => void} choose the same in another layer, which opens
 * @property {(stage: number) => void} open another layer; the unit stays chosen where it is on its edge
 * @property {() => boolean} pinned something is chosen, not only under the pointer
 * @property {(panel: string, flat: number | null) => void} [preview] show what a choice would light up; null: no longer
 *
 * @typedef {object} View
 * @property {HTMLElement} el
 * @property {(width: number, theme: "light" | "dark") => void} resize
 * @property {(related: import("./types.js").Related | null) => void} light
 * @property {(context: Context) => void} [enter] another layer is open: only of a view of all layers
 *
 * @typedef {object} Kind
 * @property {string} name as in the trait `views`
 * @property {string} label
 * @property {string} title
 * @property {(scene: import("./types.js").Scene, direction: string) => boolean} fits whether it makes sense for a layer
 * @property {(context: Context) => View} make
 * @property {boolean} [above] a view of all layers: it stands above the panels and outlives them
 */

import { MatrixView } from "./matrix.js";
import { ChainView } from "./chain.js";
import { RotatedView } from "./rotated.js";
import { TableView } from "./table.js";

/** @type {Kind[]} */
export const VIEWS = [
  {
    name: "network",
    label: "Network",
    title: "all layers, from the input to the loss and back",
    fits: (scene) => Boolean(scene.set?.chain),
    make: (context) => new ChainView(context),
    above: true,
  },
  {
    name: "rotated",
    label: "Rotated",
    title: "the padded delta with the rotated kernel lying on it",
    fits: (scene, direction) => scene.rotated !== null && direction === "backward",
    make: (context) => new RotatedView(context),
  },
  {
    name: "matrix",
    label: "Matrix",
    title: "the layer as a sparse matrix: rows are outputs, columns are inputs",
    fits: (scene, direction) => scene.byId.has(direction === "forward" ? "output" : "gradient"),
    make: (context) => new MatrixView(context),
  },
  {
    name: "table",
    label: "Table",
    title: "the numbers as tables, to read, hear or copy",
    fits: () => true,
    make: (context) => new TableView(context),
  },
];
