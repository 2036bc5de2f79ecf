/** The buttons above the panels: direction, mode, what is shown, and the way back. */

import { render } from "lit-html";
import type { Direction } from "../core/model";
import { WIDE } from "../grid/fit";
import { type Item, toolbar } from "../ui/button";
import { TAKE } from "../ui/take";
import { VIEWS } from "../views/views";
import { enter, toggle } from "./actions";
import { type Patch, room, type Shown } from "./shown";

/** Bars that can be opened below the toolbar; their names stand in the trait `views` too. */
const BARS = [
  { name: "steps", label: "Steps", title: "play the sum term by term, position by position" },
  { name: "controls", label: "Settings", title: "kernel size, stride, padding and the like" },
];

const ONE_LINE = 850; // px that all buttons take side by side, with their words

const DIRECTIONS: [Direction, string, string][] = [
  ["backward", "← Backward", "deltas flow from the outputs back to the inputs"],
  ["forward", "Forward →", "values flow from the inputs to the outputs"],
];

export function toolbarPart(el: HTMLElement, patch: (values: Patch) => void, ask: (what: string) => void) {
  return (shown: Shown) => render(toolbar(items(shown, patch, ask)), el);
}

/** On a narrow screen what is used less waits behind a button; what is on, and the way back, stay in sight. */
function items(shown: Shown, patch: (values: Patch) => void, ask: (what: string) => void): Item[] {
  const all = everything(shown, patch, ask);
  if (!shown.width || room(shown.width) >= WIDE) return all;
  // A network is seen to be on; the name of another view says what one looks at.
  const waits = ({ group, text, pressed }: Item) =>
    (!pressed && (group === "views" || group === "picture" || text === "Edit")) || text === "Network";
  const press = () => patch({ more: !shown.more });
  const label = shown.more ? "fewer buttons" : "more buttons";
  const waiting = all.some((item) => waits(item) && !item.hidden);
  const more: Item = { text: "⋯", label, group: "more", pressed: shown.more, hidden: !waiting, press };
  return [...all.map((item) => ({ ...item, hidden: item.hidden || (!shown.more && waits(item)) })), more];
}

function everything(shown: Shown, patch: (values: Patch) => void, ask: (what: string) => void): Item[] {
  const { mode, direction, views, layer } = shown;
  // A prediction asks about the way back: there is nothing to switch then.
  const asking = mode === "predict";
  const view = (name: string, text: string, title: string, fits: boolean): Item => ({
    text,
    title,
    group: "views",
    pressed: views.includes(name),
    hidden: asking || !fits,
    press: () => patch(toggle(shown, name)),
  });
  const into = (name: "predict" | "edit", text: string, title: string): Item => ({
    text,
    title,
    group: "mode",
    pressed: mode === name,
    press: () => patch(enter(shown, name)),
  });
  const back = (what: string, text: string, title: string, steps: number): Item => ({
    text,
    title,
    group: "changes",
    hidden: mode !== "edit" && (asking || !views.includes("controls")),
    idle: !steps,
    press: () => ask(what),
  });
  return [
    ...DIRECTIONS.map(([way, text, title]) => ({
      text,
      title,
      group: "direction",
      pressed: direction === way,
      hidden: asking,
      press: () => patch({ direction: way, time: null }),
    })),
    ...VIEWS.map(({ name, label, title, fits }) => view(name, label, title, fits(layer, direction))),
    ...BARS.map(({ name, label, title }) => view(name, label, title, name !== "controls" || layer.controls.length > 0)),
    into("predict", "Predict", "say what flows back before it is shown"),
    into("edit", "Edit", "type numbers or draw"),
    back("undo", "Undo", "take the last change back (Ctrl+Z)", shown.undoable),
    // A sign: there is no room for one more word in a phone's second line.
    { ...back("redo", "↷", "make again what was taken back (Ctrl+Y)", shown.redoable), label: "Redo" },
    back("reset", "Reset", "back to the numbers it began with", shown.undoable),
    {
      // As a sign where the word would stand alone in a second line.
      text: shown.width && room(shown.width) >= WIDE && room(shown.width) < ONE_LINE ? "↓" : "Picture",
      label: "Picture",
      title: TAKE,
      group: "picture",
      pressed: shown.take,
      press: () => patch({ take: !shown.take }),
    },
  ];
}
