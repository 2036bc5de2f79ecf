/** What a click or a key does, as a change of the state. Pure: each takes what is shown and gives a patch. */

import { carrier } from "../core/chain";
import { panelOf, type Selection } from "../core/data";
import { edgesAt } from "../core/edges";
import { flatIndex, unflatten } from "../core/geometry";
import type { DeltaFlow } from "../core/model";
import type { Patch, Shown } from "./shown";

/** A new question: nothing marked, nothing said. */
const UNSAID: Partial<DeltaFlow> = { marks: [], verdict: {}, hints: [] };

/** A choice, or none; a sum begins whole. */
const chosen = (selection: Selection | null): Patch => ({
  selection,
  shown: null,
  preview: null,
  all: false,
  playing: false,
  origin: null,
  time: null,
});

/** A click on a cell: choose it; the same cell again lets it go. In a prediction an output is marked. */
export function pick(shown: Shown, id: string, flat: number): Patch {
  const panel = panelOf(shown.layer, id);
  const predicting = shown.mode === "predict";
  if (predicting && panel.unit !== "input") {
    // once the answer is there, a stray click does not cover it again
    if (panel.unit !== "output" || shown.asked < 0 || !shown.covered.value) return {};
    const { marks } = shown;
    return { marks: marks.includes(flat) ? marks.filter((one) => one !== flat) : [...marks, flat], verdict: {} };
  }
  const now = shown.selection;
  const same = now?.panel === id && flatIndex(now.index, panel.shape) === flat;
  if (same && predicting) return {};
  const next = chosen(same ? null : { panel: id, index: unflatten(flat, panel.shape) });
  return predicting ? { ...UNSAID, ...next } : next;
}

/** Another cell in place of the chosen one. */
export function move(shown: Shown, id: string, flat: number): Patch {
  return chosen({ panel: id, index: unflatten(flat, panelOf(shown.layer, id).shape) });
}

/** A cell of another layer, which opens with it. */
export function choose(shown: Shown, stage: number, id: string, flat: number): Patch {
  const { layer, selection } = shown;
  if (stage !== layer.stage) return opened(shown, stage, id, (shape) => unflatten(flat, shape));
  const old = selection && layer.byId.get(selection.panel);
  const same = old && old.unit === layer.byId.get(id)?.unit && flatIndex(selection.index, old.shape) === flat;
  return pick(shown, same ? old.id : id, flat);
}

/**
 * Another layer, with the chosen unit where it is at one of its ends, else with the one behind it that
 * carries most of its gradient. The open layer closes, or opens again.
 */
export function open(shown: Shown, stage: number): Patch {
  const { layer, origin, direction, selection, scene } = shown;
  if (stage === layer.stage) return { closed: !shown.closed };
  const here = selection && origin;
  const behind = here && here.state === stage + 1;
  const flat = behind || here?.state === stage ? here?.flat : here && carrier(scene, here, stage)?.flat;
  const id = behind ? (direction === "backward" ? "delta" : "output") : "input";
  const index = (shape: number[]) => (flat === undefined || flat === null ? null : unflatten(flat, shape));
  return { ...opened(shown, stage, id, index), origin: here, closed: false };
}

/** What is said about one layer is not said about the next. */
function opened({ scene }: Shown, stage: number, panel: string, index: (shape: number[]) => number[] | null): Patch {
  const raw = scene.layers[stage].panels.find(({ id }) => id === panel);
  const at = raw ? index(raw.values.shape) : null;
  return { ...UNSAID, ...chosen(at && { panel, index: at }), stage };
}

/** The pointer or the focus comes to a cell, or leaves. A preview, until something is pinned. */
export function hover(shown: Shown, id: string, flat: number | null): Patch {
  if (shown.selection || shown.mode !== "explore") return {};
  if (flat === null) return { preview: null };
  const { preview } = shown;
  const index = unflatten(flat, panelOf(shown.layer, id).shape);
  const same = preview?.panel === id && preview.index.join() === index.join();
  return same ? {} : { preview: { panel: id, index } };
}

/** A finger is drawn over a cell, which counts in place of the choice until it is lifted: then it is chosen. */
export function drag(shown: Shown, id: string, flat: number | null, lifted: boolean): Patch {
  if (flat === null) return { preview: null };
  const panel = panelOf(shown.layer, id);
  const index = unflatten(flat, panel.shape);
  const { selection, mode } = shown;
  const same = selection?.panel === id && selection.index.join() === index.join();
  if (lifted) return same ? { preview: null } : pick(shown, id, flat);
  return mode === "explore" ? { preview: { panel: id, index, held: true } } : {};
}

/** Escape. */
export const clear = (shown: Shown): Patch | null => (shown.at ? chosen(null) : null);

/** Another pixel to predict: one that has edges, in an order that jumps about. Null where there is none. */
export function another({ layer, asked }: Shown): Patch | null {
  const { values, shape } = panelOf(layer, "input");
  const count = values.length;
  // a step that has no divisor in common with the count comes to every unit
  const step = [19, 23, 1].find((one) => count % one) ?? 1;
  let flat = Math.max(asked, 0);
  for (let tries = 0; tries < count; tries += 1) {
    flat = (flat + step) % count;
    if (flat !== asked && edgesAt(layer, "input", flat).length)
      return { ...UNSAID, ...chosen({ panel: "input", index: unflatten(flat, shape) }) };
  }
  return null;
}

/** The answer, without an attempt. */
export const reveal = ({ asked }: Shown): Patch =>
  asked < 0 ? {} : { verdict: { revealed: true, reason: "Revealed: this is how it is." } };

/** Into a mode, or back out of it. A prediction is about the way back, and starts with nothing said. */
export function enter(shown: Shown, mode: DeltaFlow["mode"]): Patch {
  if (shown.mode === mode) return { mode: "explore" };
  const question: Patch = mode === "predict" ? { ...UNSAID, direction: "backward", shown: null } : {};
  return { ...question, mode, playing: false, time: null };
}

/** Show or hide a view or a bar. Nothing plays where no steps are seen. */
export function toggle({ views, playing, time }: Shown, name: string): Patch {
  const next = views.includes(name) ? views.filter((one) => one !== name) : [...views, name];
  const seen = next.includes("steps");
  return { views: next, playing: playing && seen, time: seen ? time : null };
}
