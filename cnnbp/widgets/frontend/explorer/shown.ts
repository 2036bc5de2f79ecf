/** What an explorer shows now: its state, and what follows from it. Pure; every part draws from this. */

import { type At, carrier } from "../core/chain";
import type { Theme } from "../core/colour";
import { layerScene, type Numbers, type Panel, type Related, type Scene, type Selection } from "../core/data";
import { edgesAt, relate, upTo } from "../core/edges";
import { flatIndex } from "../core/geometry";
import type { DeltaFlow, Verdict } from "../core/model";
import { type Layer as About, type Fit, fit } from "../grid/fit";
import { folded } from "../ledger/rows";
import { BESIDE, type Kind } from "../views/view";
import { endsOf, leftAt } from "./flight";

/** What this view alone knows. */
export interface Own {
  /** what is under the pointer or the focus; `held`: by a finger */
  preview: (Selection & { held?: boolean }) | null;
  /** whether a long sum is written out whole */
  all: boolean;
  playing: boolean;
  /** the unit whose paths stay lit while the layers on them are opened */
  origin: At | null;
  /** whether a network's layer is folded away, and the sum over all paths stands in its place */
  closed: boolean;
  /** the moment of the flight of terms that is shown, in ms; null: nothing is in the air */
  time: number | null;
  /** less motion is wished for: terms are shown at their places, and nothing moves */
  still: boolean;
  /** whether a phone's toolbar shows all of its buttons */
  more: boolean;
  /** whether the buttons stand open that take it along as a picture */
  take: boolean;
  /** what is said where no answer comes from Python; a new object each time it is said */
  note: { text: string };
  width: number;
  /** how high the screen is on which a choice and all that belongs to it are to be seen */
  height: number;
  /** how much of it the bars, the question and the layers take */
  bars: number;
  /** the same without the layers */
  head: number;
  theme: Theme;
  /** how many times larger panels and views are drawn, on a slide */
  zoom: number;
}

export const OWN: Own = {
  preview: null,
  all: false,
  playing: false,
  origin: null,
  closed: false,
  time: null,
  still: false,
  more: false,
  take: false,
  note: { text: "" },
  width: 0,
  height: 600,
  bars: 0,
  head: 0,
  theme: "light",
  zoom: 1,
};

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
  "redoable",
];

export type State = DeltaFlow & Own;
export type Patch = Partial<State>;

export interface Shown extends State {
  /** the open layer, as typed arrays */
  layer: Scene;
  /** the panels that stand side by side */
  panels: Panel[];
  /** how they stand, and how large their cells are */
  layout: Fit;
  /** the selection as it counts now: what a finger holds, what is pinned, else what is under the pointer */
  at: Selection | null;
  /** a row for each filter, in place of the panels */
  ledger: boolean;
  /** what a ledger may take of the screen */
  wide: number;
  high: number;
  /** all that the selection is joined to */
  whole: Related | null;
  /** as much of it as may be seen */
  related: Related | null;
  /** the same with what is in the air */
  lit: Related | null;
  /** all of it, where it is a sum whose terms can be stepped through */
  steps: Related | null;
  /** the chips in which the terms of a unit fly: how many terms have been added with each */
  endsAt: (flat: number) => number[];
  /** the input unit that a prediction is about, or -1 */
  asked: number;
  /** what a prediction still covers: the edges, and the number */
  covered: { edges: boolean; value: boolean };
}

/**
 * What comes back through many channels, or through many weights, is told filter by filter. What a
 * weight, an output or the way forward is about, the panels show, and they are where one marks and edits. A
 * view takes the place of the rows: it tells of the same terms, beside the pixel and its gradient.
 */
function readsAsLedger({ mode, direction }: State, layer: Scene, { ledger, view }: Fit, at: Selection | null) {
  if (!ledger || view || mode !== "explore" || direction !== "backward" || !layer.byId.has("gradient")) return false;
  return !at || layer.byId.get(at.panel)?.unit === "input";
}

/** Panels in their order for each direction; those the layer does not have are left out. */
const PANELS = {
  backward: ["input", "weights", "delta", "gradient", "sigma_prime", "input_delta"],
  forward: ["input", "weights", "output"],
};

export function shownOf(state: State): Shown {
  const { mode, selection, direction, preview } = state;
  const layer = layerScene(state.scene, state.stage);
  const held = preview?.held ? preview : null;
  const at = held ?? selection ?? (mode === "explore" ? preview : null);
  const whole = relate(layer, at, direction);
  const covered = coveredBy(state);
  const layout = layoutOf(state, layer, panelsOf(state, layer));
  const panels = panelsOf(state, layer).map((panel) => (layout.single ? { ...panel, single: true } : panel));
  const seen = covered.edges ? 0 : held ? null : state.shown;
  const steps = !held && whole?.unit === sumsAt(state) ? whole : null;
  const endsAt = (flat: number) => endsIn(state, layer, flat);
  const { time } = state;
  const flying = steps && seen !== null && time !== null;
  const left = flying ? Math.max(seen, leftAt(time, endsAt(steps.flat))) : seen;
  return {
    ...state,
    layer,
    panels,
    layout,
    at,
    wide: room(state.width) / state.zoom,
    high: heightOf(state) / state.zoom,
    ledger: readsAsLedger(state, layer, layout, held ? selection : at),
    whole,
    origin: originOf(state, whole),
    closed: state.closed && mode !== "predict" && networkIn(state),
    related: upTo(whole, seen),
    lit: upTo(whole, left),
    steps,
    endsAt,
    asked: unitAt(layer, selection, "input"),
    covered,
  };
}

/** The unit whose paths are followed: the one that others were opened from, as long as one of these is chosen. */
function originOf({ origin, stage, scene }: State, whole: Related | null): At | null {
  if (!whole || whole.unit === "weights") return null;
  const here = { state: stage + Number(whole.unit === "output"), flat: whole.flat };
  return origin && carrier(scene, origin, here.state)?.flat === here.flat ? origin : here;
}

const LONG = 24; // a longer vector stands in rows

const networkIn = ({ views, scene }: Pick<State, "views" | "scene">) =>
  views.includes("network") && Boolean(scene.chain);

/** While one draws, the strip of a network tells what comes of it: below it stands what can be changed. */
const drawsIn = ({ mode, ...about }: Pick<State, "mode" | "views" | "scene">) => mode === "edit" && networkIn(about);

/** Where the sums are whose terms are stepped through. */
export const sumsAt = ({ direction }: Pick<State, "direction">) => (direction === "backward" ? "input" : "output");

function endsIn(state: State, layer: Scene, flat: number) {
  const { source, target } = layer.edges;
  const terms = edgesAt(layer, sumsAt(state), flat).map((edge) => ({ source: source[edge], target: target[edge] }));
  return endsOf(layer, terms, state.direction === "backward");
}

function panelsOf({ direction, mode, views, scene }: State, layer: Scene) {
  const editing = mode === "edit" && layer.byId.has("z_in");
  const draws = drawsIn({ mode, views, scene });
  const ids = editing ? ["z_in", ...PANELS[direction].slice(1)] : PANELS[direction].slice(0, draws ? 2 : 6);
  return ids.flatMap((id) => layer.byId.get(id) ?? []).map((panel) => (panel.rows > LONG ? folded(panel) : panel));
}

const PADDING = 24;
const LEAST = 280; // less than that cannot be read: the page scrolls

/** The width that panels and views share. */
export const room = (width: number) => width - PADDING;

/** The height that all of it shares. */
const heightOf = ({ height, bars, zoom }: Own) => Math.max(height - bars - PADDING * zoom, LEAST);

const layouts = new WeakMap<Scene, { key: string; layout: Fit }>();

/** The layout for this layer on this screen; a choice does not change it. */
function layoutOf(state: State, layer: Scene, panels: Panel[]): Fit {
  const { width, height, bars, direction, mode, zoom } = state;
  const fits = ([name, fit]: [string, Kind["fits"]]) => state.views.includes(name) && fit(layer, direction);
  const view = mode !== "predict" && Object.entries(BESIDE).some(fits);
  const draws = drawsIn(state);
  const key = [width, height, bars, direction, mode, view, draws, zoom].join();
  const known = layouts.get(layer);
  if (known?.key === key) return known.layout;
  const about = {
    panels,
    terms: termsOf(layer),
    backward: direction === "backward",
    asks: mode === "predict",
    view,
    draws,
  };
  const layout = fit(about, Math.max(room(width), 1), heightOf(state), zoom);
  layouts.set(layer, { key, layout });
  return layout;
}

const counted = new WeakMap<Scene["edges"], About["terms"]>();

/** How many edges a unit of each kind has at most. */
function termsOf({ edges }: Scene): About["terms"] {
  const known = counted.get(edges);
  if (known) return known;
  const terms = { input: most(edges.source), output: most(edges.target), weights: most(edges.parameter) };
  counted.set(edges, terms);
  return terms;
}

function most(ends: Numbers | null) {
  const counts = new Map<number, number>();
  let top = 0;
  for (const end of ends ?? []) {
    const count = (counts.get(end) ?? 0) + 1;
    counts.set(end, count);
    top = Math.max(top, count);
  }
  return top;
}

/** The unit that is selected at one end of the edges, or -1. */
export function unitAt(layer: Scene, selection: Selection | null, unit: "input" | "output") {
  const panel = selection && layer.byId.get(selection.panel);
  return selection && panel?.unit === unit ? flatIndex(selection.index, panel.shape) : -1;
}

/** Whether the outputs have been found; they stay so while numbers are tried. */
export const foundBy = ({ found, right, question }: Verdict) =>
  Boolean(found) || Boolean(right && question === "outputs");

function coveredBy({ mode, verdict, hints }: State) {
  if (mode !== "predict") return { edges: false, value: false };
  const open = Boolean(verdict.revealed) || Boolean(verdict.right && verdict.question === "value");
  const marked = open || hints.length >= 2 || foundBy(verdict);
  return { edges: !marked, value: !open };
}

/** How many edges a unit has. */
export const edgeCount = (layer: Scene, unit: "input" | "output", flat: number) => edgesAt(layer, unit, flat).length;
