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
 *
 * @typedef {object} View
 * @property {HTMLElement} el
 * @property {(width: number, theme: "light" | "dark") => void} resize
 * @property {(related: import("./types.js").Related | null) => void} light
 *
 * @typedef {object} Kind
 * @property {string} name as in the trait `views`
 * @property {string} label
 * @property {string} title
 * @property {(scene: import("./types.js").Scene, direction: string) => boolean} fits whether it makes sense for a layer
 * @property {(context: Context) => View} make
 */

import { RotatedView } from "./rotated.js";

/** @type {Kind[]} */
export const VIEWS = [
  {
    name: "rotated",
    label: "Rotated",
    title: "the padded delta with the rotated kernel lying on it",
    fits: (scene, direction) => scene.rotated !== null && direction === "backward",
    make: (context) => new RotatedView(context),
  },
];
