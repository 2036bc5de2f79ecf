/**
 * What a request gets on a page: the traits change as cnnbp.widgets.wire.requests would change
 * them, so that the explorer is the same with Python and without.
 */

import { evaluated } from "../core/arithmetic";
import type { RawScene, RawSet } from "../core/data";
import { assign, type DeltaFlow, type Model, type Request } from "../core/model";
import { learn, number, python, withOption, withValues } from "./changes";
import { hints, judged } from "./judge";
import type { Layer } from "./layer";
import { fragmentOf } from "./link";
import * as network from "./network";
import { layerOf, sceneOf } from "./scene";

export { learn };

/** Whether the playground can build what an explorer shows. */
export function canBeLinked(model: Model<DeltaFlow>) {
  const { layers: shown, chain } = model.get("scene");
  return !chain && !shown[0].given.includes("edges");
}

/** What an explorer shows, as the playground's link has it. */
export function fragmentFrom(model: Model<DeltaFlow>): string {
  const { layers: shown } = model.get("scene");
  const view = { selection: model.get("selection"), views: model.get("views"), mode: model.get("mode") };
  return fragmentOf(readLayer(shown[0]), { ...view, direction: model.get("direction") });
}

/** Asks what an explorer would ask; the answer has come when this returns. */
export function ask(model: Model<DeltaFlow>, what: string) {
  assign(model, { request: { id: model.get("answered") + 1, do: what } });
  answer(model);
}

const MOST_UNDONE = 100;

/** What was shown before, and what was shown before it was taken back; the next is last in both. */
interface History {
  past: RawSet[];
  undone: RawSet[];
}

const histories = new WeakMap<Model<DeltaFlow>, History>();
const layers = new WeakMap<RawScene, Layer>();

/** The layer of a scene, read once. */
export function readLayer(raw: RawScene): Layer {
  const known = layers.get(raw) ?? layerOf(raw);
  layers.set(raw, known);
  return known;
}

/** Answers what the browser asked last. */
export function answer(model: Model<DeltaFlow>) {
  const request = model.get("request");
  if (!request.id || request.id === model.get("answered")) return;
  assign(model, { message: {} });
  try {
    act(model, request);
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    const { panel, flat, name } = request as Record<string, never>;
    assign(model, { message: { text: error.message, panel, flat, name } });
  }
  assign(model, { ...steps(model), answered: request.id });
}

function historyOf(model: Model<DeltaFlow>) {
  const known = histories.get(model) ?? { past: [], undone: [] };
  histories.set(model, known);
  return known;
}

/** How far one can go back, and forth again. */
function steps(model: Model<DeltaFlow>) {
  const { past, undone } = historyOf(model);
  return { undoable: past.length, redoable: undone.length };
}

function act(model: Model<DeltaFlow>, request: Request) {
  const { past, undone } = historyOf(model);
  const set = model.get("scene");
  const stage = model.get("stage");
  const raw = set.layers[stage];
  if (request.do === "undo" || request.do === "redo") {
    const [there, behind] = request.do === "undo" ? [past, undone] : [undone, past];
    const next = there.pop();
    if (!next) return;
    show(model, next);
    behind.push(set);
  } else if (request.do === "reset") {
    const [first] = past.splice(0);
    if (!first) return;
    undone.length = 0;
    show(model, first);
  } else if (request.do === "judge") {
    judge(model, raw, request);
  } else if (request.do === "hint") {
    assign(model, { hints: hints(readLayer(raw), Number(request.source)).slice(0, Number(request.count)) });
  } else if (request.do === "label") {
    change(model, network.labelled(set, Number(request.label)));
  } else if (request.do === "option" || request.do === "values") {
    const layer = readLayer(raw);
    const next = changed(layer, request);
    const digit = request.name === "digit" ? Number(request.value) : undefined;
    change(model, set.chain ? network.changed(set, stage, layer, next, digit) : { layers: [sceneOf(next)] });
  }
}

function changed(layer: Layer, request: Request) {
  return request.do === "option"
    ? withOption(layer, String(request.name), String(request.value))
    : withValues(layer, String(request.panel), request.cells as number[], String(request.text));
}

/** Other numbers in the place of those shown; they can be taken back. */
export function change(model: Model<DeltaFlow>, next: RawSet) {
  const { past, undone } = historyOf(model);
  const old = model.get("scene");
  show(model, next);
  undone.length = 0;
  past.push(old);
  if (past.length > MOST_UNDONE) past.splice(1, 1); // the first of all is kept for reset
  assign(model, steps(model));
}

/** Other numbers; what is chosen stays chosen where there is such a unit. */
function show(model: Model<DeltaFlow>, scene: RawSet) {
  const selection = model.get("selection");
  const { panels } = scene.layers[model.get("stage")];
  const shape = panels.find(({ id }) => id === selection?.panel)?.values.shape;
  const stays = shape?.length === selection?.index.length && selection?.index.every((i, axis) => i < shape![axis]);
  if (!stays) assign(model, { selection: null });
  assign(model, { marks: [], verdict: {}, hints: [], shown: null, scene });
}

function judge(model: Model<DeltaFlow>, raw: RawScene, { question, source, answer: given }: Request) {
  const before = model.get("verdict");
  // Outputs once found stay found, while numbers are tried.
  const found = before.found || (before.right && before.question === "outputs");
  const kept = found && question === "value" ? { found: true } : {};
  assign(model, { verdict: kept });
  const asked = question === "value" ? "value" : "outputs";
  const marks = (Array.isArray(given) ? given : []).map(Number).sort((a, b) => a - b);
  const value = asked === "value" ? read(given) : marks;
  const attempt = judged(readLayer(raw), raw.answers ?? null, asked, Number(source), value);
  assign(model, { attempts: [...model.get("attempts"), attempt], verdict: { ...attempt, ...kept } });
}

/** What was typed as a number; the browser works out arithmetic before it asks. */
function read(given: unknown) {
  return number(typeof given === "number" ? String(given) : String(evaluated(String(given)) ?? given), python().unread);
}
