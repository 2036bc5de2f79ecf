/**
 * Widgets that are saved with their notebook, so that they still answer when it is opened again.
 *
 * JupyterLab and Notebook 7 save no widget unless a setting is on, and say "model not found" in the
 * place of each. Here, what the notebook shows is written beside the cells when it is saved, once
 * for each, in Jupyter's own form; the front end reads it back by itself.
 */

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";
const REFERENCE = /(?:IPY_MODEL_|anywidget:)([0-9a-f]{32})/g; // from a widget to one that it holds
const MARK = Symbol.for("cnnbp.kept"); // every widget brings this script along, and one may do it
const WORK = ["attempts", "scene"]; // what a person did, whose loss Jupyter should warn of

type States = Record<string, unknown>;
type Saved = { state?: States };

interface Signal<Value> {
  connect(call: (sender: unknown, value: Value) => void): void;
}

/** What is used of a notebook's context. */
interface Notebook {
  saveState: Signal<string>;
  sessionContext: { statusChanged: Signal<string> };
  model: {
    dirty: boolean;
    cells: Iterable<{ type: string; outputs?: { toJSON(): { data?: Record<string, any> }[] } }>;
    getMetadata(name: string): Record<string, Saved | undefined> | undefined;
    setMetadata(name: string, value: unknown): void;
    deleteMetadata(name: string): void;
  };
  [MARK]?: boolean;
}

/** What is used of Jupyter's widget manager; other homes have none of it. */
export interface Manager {
  context?: Notebook;
  get_state?(options: object): Promise<Saved>;
  get_state_sync?(options: object): Saved;
}

interface Kept {
  widget_manager?: Manager;
  on(event: string, call: () => void): void;
}

const OPTIONS = { drop_defaults: true };

/** Those of `states` that a notebook shows, and what these hold. */
export function reachable(shown: Iterable<string>, states: States): States {
  const found: States = {};
  const ahead = [...shown];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (id in found || !(id in states)) continue;
    found[id] = states[id];
    for (const [, held] of JSON.stringify(states[id]).matchAll(REFERENCE)) ahead.push(held);
  }
  return found;
}

/** The widgets that stand below a notebook's cells. */
function* shownIn({ cells }: Notebook["model"]) {
  for (const cell of cells) {
    for (const { data } of cell.outputs?.toJSON() ?? []) {
      const id = data?.[VIEW]?.model_id;
      if (id) yield id as string;
    }
  }
}

/** From now on this widget is saved with the notebook that shows it, if Jupyter's does. */
export function keep(model: object) {
  const { widget_manager: manager, on } = model as Kept;
  const notebook = manager?.context;
  if (!notebook?.saveState || !manager?.get_state_sync) return;
  for (const trait of WORK) {
    on(`change:${trait}`, () => {
      notebook.model.dirty = true;
    });
  }
  if (notebook[MARK]) return;
  notebook[MARK] = true;
  let past: States = {}; // of a kernel that is gone
  notebook.sessionContext.statusChanged.connect(async (_, status) => {
    if (!status.includes("restarting")) return;
    past = (await manager.get_state?.(OPTIONS))?.state ?? {};
  });
  notebook.saveState.connect((_, status) => {
    if (status !== "started") return;
    const before = notebook.model.getMetadata("widgets")?.[STATE]?.state;
    const now = manager.get_state_sync?.(OPTIONS).state;
    const state = reachable(shownIn(notebook.model), { ...before, ...past, ...now });
    if (Object.keys(state).length) {
      notebook.model.setMetadata("widgets", { [STATE]: { version_major: 2, version_minor: 0, state } });
    } else if (before) notebook.model.deleteMetadata("widgets");
  });
}
