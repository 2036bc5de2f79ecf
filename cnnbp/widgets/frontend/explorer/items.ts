/** The toolbar's buttons: direction, mode, what is shown, and the way back. */

import type { Scene } from "../core/data";
import { assign, type DeltaFlow, type Direction, type Mode, type Model, save } from "../core/model";
import type { Item } from "../ui/toolbar";
import { VIEWS } from "../views/views";

/** Bars that can be opened below the toolbar; their names stand in the trait `views` too. */
const BARS = [
  { name: "steps", label: "Steps", title: "play the sum term by term, position by position" },
  { name: "controls", label: "Settings", title: "kernel size, stride, padding and the like" },
];

/** A prediction asks about the way back: there is nothing to switch then. */
const DIRECTIONS: [Direction, string, string][] = [
  ["backward", "← Backward", "deltas flow from the outputs back to the inputs"],
  ["forward", "Forward →", "values flow from the inputs to the outputs"],
];

export function items(model: Model<DeltaFlow>, scene: () => Scene, ask: (what: string) => void): Item[] {
  const set = (values: Partial<DeltaFlow>) => {
    assign(model, values);
    save(model);
  };
  const choice = <Trait extends "direction" | "mode">(
    trait: Trait,
    value: DeltaFlow[Trait],
    label: string,
    title: string,
  ) => ({
    label,
    title,
    group: trait,
    pressed: () => model.get(trait) === value,
    press: () => set({ [trait]: value }),
  });
  const mode = (value: Mode, label: string, title: string) => ({
    ...choice("mode", value, label, title),
    press: () =>
      set(
        model.get("mode") === value ? { mode: "explore" } : { mode: value, ...(value === "predict" ? QUESTION : {}) },
      ),
  });
  const view = ({ name, label, title }: { name: string; label: string; title: string }) => ({
    label,
    title,
    group: "views",
    pressed: () => model.get("views").includes(name),
    press: () => {
      const shown = model.get("views");
      set({ views: shown.includes(name) ? shown.filter((v: string) => v !== name) : [...shown, name] });
    },
  });
  const back = (what: string, label: string, title: string) => ({
    label,
    title,
    group: "changes",
    press: () => ask(what),
    fits: () =>
      model.get("mode") === "edit" || (model.get("mode") !== "predict" && model.get("views").includes("controls")),
    idle: () => !model.get("undoable") && !model.get("scene").cases,
  });
  return [
    ...DIRECTIONS.map(([way, label, title]) => ({
      ...choice("direction", way, label, title),
      fits: () => model.get("mode") !== "predict",
    })),
    ...VIEWS.map((kind) => ({
      ...view(kind),
      fits: () => model.get("mode") !== "predict" && kind.fits(scene(), model.get("direction")),
    })),
    ...BARS.map((bar) => ({
      ...view(bar),
      fits: () => model.get("mode") !== "predict" && (bar.name !== "controls" || scene().controls.length > 0),
    })),
    mode("predict", "Predict", "say what flows back before it is shown"),
    mode("edit", "Edit", "type numbers or draw"),
    back("undo", "Undo", "take the last change back (Ctrl+Z)"),
    back("reset", "Reset", "back to the numbers it began with"),
  ];
}

/** A prediction is about the way back, and starts with nothing said. */
const QUESTION: Partial<DeltaFlow> = { direction: "backward", marks: [], verdict: {}, hints: [], shown: null };
