/** What an explorer shows now: its state, and what follows from it. Pure; every part draws from this. */

import type { Theme } from "../core/colour";
import { layerScene, type Panel, type Related, type Scene, type Selection } from "../core/data";
import { edgesAt, relate, upTo } from "../core/edges";
import { flatIndex } from "../core/geometry";
import type { DeltaFlow } from "../core/model";

/** What this view alone knows. */
export interface Own {
  /** what is under the pointer or the focus; `below`: of a view that stands below the sum */
  preview: (Selection & { below: boolean }) | null;
  /** whether a long sum is written out whole */
  all: boolean;
  playing: boolean;
  /** what is said where no answer comes from Python; a new object each time it is said */
  note: { text: string };
  width: number;
  theme: Theme;
}

export const OWN: Own = { preview: null, all: false, playing: false, note: { text: "" }, width: 0, theme: "light" };

export const TRAITS: (keyof DeltaFlow)[] = [
  "selection",
  "direction",
  "views",
  "mode",
  "shown",
  "marks",
  "attempts",
  "verdict",
  "hints",
  "stage",
  "scene",
  "message",
  "request",
  "answered",
  "undoable",
];

export type State = DeltaFlow & Own;
export type Patch = Partial<State>;

export interface Shown extends State {
  /** the open layer, as typed arrays */
  layer: Scene;
  /** the panels that stand side by side */
  panels: Panel[];
  /** the selection as it counts now: what is pinned, else what is under the pointer */
  at: Selection | null;
  /** all that the selection is joined to */
  whole: Related | null;
  /** as much of it as may be seen */
  related: Related | null;
  /** the input unit that a prediction is about, or -1 */
  asked: number;
  /** what a prediction still covers: the edges, and the number */
  covered: { edges: boolean; value: boolean };
}

/** Panels in their order for each direction; those the layer does not have are left out. */
const PANELS = {
  backward: ["input", "weights", "delta", "gradient", "sigma_prime", "input_delta"],
  forward: ["input", "weights", "output"],
};

export function shownOf(state: State): Shown {
  const { mode, selection, direction } = state;
  const layer = layerScene(state.scene, state.stage);
  const at = selection ?? (mode === "explore" ? state.preview : null);
  const whole = relate(layer, at, direction);
  const covered = coveredBy(state);
  return {
    ...state,
    layer,
    panels: panelsOf(state, layer),
    at,
    whole,
    related: upTo(whole, covered.edges ? 0 : state.shown),
    asked: unitAt(layer, selection, "input"),
    covered,
  };
}

function panelsOf({ direction, mode }: State, layer: Scene) {
  const editing = mode === "edit" && layer.byId.has("z_in");
  const ids = editing ? ["z_in", ...PANELS[direction].slice(1)] : PANELS[direction];
  return ids.flatMap((id) => layer.byId.get(id) ?? []);
}

/** The unit that is selected at one end of the edges, or -1. */
export function unitAt(layer: Scene, selection: Selection | null, unit: "input" | "output") {
  const panel = selection && layer.byId.get(selection.panel);
  return selection && panel?.unit === unit ? flatIndex(selection.index, panel.shape) : -1;
}

function coveredBy({ mode, verdict, hints }: State) {
  if (mode !== "predict") return { edges: false, value: false };
  const open = Boolean(verdict.revealed) || Boolean(verdict.right && verdict.question === "value");
  const marked = open || hints.length >= 2 || Boolean(verdict.right && verdict.question === "outputs");
  return { edges: !marked, value: !open };
}

/** How many edges a unit has. */
export const edgeCount = (layer: Scene, unit: "input" | "output", flat: number) => edgesAt(layer, unit, flat).length;
