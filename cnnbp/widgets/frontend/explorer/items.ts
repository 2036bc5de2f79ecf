/** The toolbar's buttons: direction, mode, what is shown, and the way back. */

import { VIEWS } from "./views.js";
import { save } from "./save.js";

/** @typedef {import("./toolbar.js").Item} Item */
/** @typedef {import("./types.js").Scene} Scene */

/** Bars that can be opened below the toolbar; their names stand in the trait `views` too. */
const BARS = [
  { name: "steps", label: "Steps", title: "play the sum term by term, position by position" },
  { name: "controls", label: "Settings", title: "kernel size, stride, padding and the like" },
];

/** A prediction asks about the way back: there is nothing to switch then. */
const DIRECTIONS = [
  ["backward", "← Backward", "deltas flow from the outputs back to the inputs"],
  ["forward", "Forward →", "values flow from the inputs to the outputs"],
];

/**
 * @param {any} model
 * @param {() => Scene} scene
 * @param {(what: string) => void} ask
 * @returns {Item[]}
 */
export function items(model, scene, ask) {
  const set = (/** @type {Record<string, any>} */ values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    save(model);
  };
  const choice = (/** @type {string} */ trait, /** @type {string} */ value, /** @type {string} */ label, /** @type {string} */ title) => ({
    label,
    title,
    group: trait,
    pressed: () => model.get(trait) === value,
    press: () => set({ [trait]: value }),
  });
  const mode = (/** @type {string} */ value, /** @type {string} */ label, /** @type {string} */ title) => ({
    ...choice("mode", value, label, title),
    press: () => set(model.get("mode") === value ? { mode: "explore" } : { mode: value, ...(value === "predict" ? QUESTION : {}) }),
  });
  const view = (/** @type {{name: string, label: string, title: string}} */ { name, label, title }) => ({
    label,
    title,
    group: "views",
    pressed: () => model.get("views").includes(name),
    press: () => {
      const shown = model.get("views");
      set({ views: shown.includes(name) ? shown.filter((/** @type {string} */ v) => v !== name) : [...shown, name] });
    },
  });
  const back = (/** @type {string} */ what, /** @type {string} */ label, /** @type {string} */ title) => ({
    label, title, group: "changes", press: () => ask(what),
    fits: () => model.get("mode") === "edit" || (model.get("mode") !== "predict" && model.get("views").includes("controls")),
    idle: () => !model.get("undoable") && !model.get("scene").cases,
  });
  return [
    ...DIRECTIONS.map(([way, label, title]) => ({ ...choice("direction", way, label, title), fits: () => model.get("mode") !== "predict" })),
    ...VIEWS.map((kind) => ({ ...view(kind), fits: () => model.get("mode") !== "predict" && kind.fits(scene(), model.get("direction")) })),
    ...BARS.map((bar) => ({ ...view(bar), fits: () => model.get("mode") !== "predict" && (bar.name !== "controls" || scene().controls.length > 0) })),
    mode("predict", "Predict", "say what flows back before it is shown"),
    mode("edit", "Edit", "type numbers or draw"),
    back("undo", "Undo", "take the last change back (Ctrl+Z)"),
    back("reset", "Reset", "back to the numbers it began with"),
  ];
}

/** A prediction is about the way back, and starts with nothing said. */
const QUESTION = { direction: "backward", marks: [], verdict: {}, hints: [], shown: null };
