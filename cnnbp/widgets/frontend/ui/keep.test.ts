import assert from "node:assert/strict";
import test from "node:test";
import { keep, reachable } from "./keep";

const id = (letter: string) => letter.repeat(32);
const VIEW = "application/vnd.jupyter.widget-view+json";
const STATE = "application/vnd.jupyter.widget-state+json";

test("what a notebook shows is saved with what it holds, once, and nothing else", () => {
  const states = {
    [id("a")]: { state: { children: [`IPY_MODEL_${id("b")}`], shown: `anywidget:${id("c")}` } },
    [id("b")]: { state: { parent: `IPY_MODEL_${id("a")}` } },
    [id("c")]: { state: {} },
    [id("d")]: { state: { held: `IPY_MODEL_${id("e")}` } },
  };
  const found = reachable([id("a"), id("f")], states);
  assert.deepEqual(Object.keys(found).sort(), [id("a"), id("b"), id("c")]);
  assert.equal(found[id("a")], states[id("a")]);
});

/** A notebook that shows two widgets; the manager knows those in `live`. */
function notebook(live: Record<string, unknown>) {
  const calls: Record<string, ((sender: unknown, value: string) => unknown)[]> = { save: [], kernel: [] };
  const metadata: Record<string, any> = {};
  const outputs = [{ data: { [VIEW]: { model_id: id("a") } } }, { data: { "text/plain": "1" } }, {}];
  const cells = [{ type: "markdown" }, { type: "code", outputs: { toJSON: () => outputs } }];
  const manager = {
    context: {
      saveState: { connect: (call: any) => calls.save.push(call) },
      sessionContext: { statusChanged: { connect: (call: any) => calls.kernel.push(call) } },
      model: {
        dirty: false,
        cells,
        getMetadata: (name: string) => metadata[name],
        setMetadata: (name: string, value: unknown) => {
          metadata[name] = value;
        },
        deleteMetadata: (name: string) => delete metadata[name],
      },
    },
    get_state_sync: () => ({ state: live }),
    get_state: async () => ({ state: { [id("a")]: "before the restart" } }),
  };
  const on: Record<string, () => void> = {};
  const model = {
    widget_manager: manager,
    on: (event: string, call: () => void) => {
      on[event] = call;
    },
  };
  return { model, manager, calls, metadata, outputs, on };
}

const save = async ({ calls }: ReturnType<typeof notebook>) => {
  for (const call of calls.save) await call(null, "started");
  for (const call of calls.save) await call(null, "completed");
};

test("many widgets of a notebook are saved by one of them, when the notebook is", async () => {
  const one = notebook({ [id("a")]: "now", [id("d")]: "another notebook's" });
  keep(one.model);
  keep(one.model);
  assert.deepEqual([one.calls.save.length, one.calls.kernel.length], [1, 1]);
  await save(one);
  assert.deepEqual(one.metadata.widgets, {
    [STATE]: { version_major: 2, version_minor: 0, state: { [id("a")]: "now" } },
  });
});

test("what a restarted kernel made stays saved, until the cell shows it no more", async () => {
  const live: Record<string, unknown> = { [id("a")]: "now" };
  const one = notebook(live);
  keep(one.model);
  delete live[id("a")];
  await save(one);
  assert.equal(one.metadata.widgets, undefined);
  for (const call of one.calls.kernel) await call(null, "restarting");
  await save(one);
  assert.deepEqual(one.metadata.widgets[STATE].state, { [id("a")]: "before the restart" });
  one.outputs.length = 0;
  await save(one);
  assert.equal(one.metadata.widgets, undefined);
});

test("an attempt or a drawing is work that is not saved yet; a choice is none", () => {
  const one = notebook({});
  keep(one.model);
  assert.deepEqual(Object.keys(one.on).sort(), ["change:attempts", "change:scene"]);
  one.on["change:attempts"]();
  assert.equal(one.manager.context.model.dirty, true);
});

test("where no notebook is saved, nothing is done", () => {
  for (const manager of [undefined, {}, { context: undefined }]) {
    keep({ widget_manager: manager, on: () => assert.fail("nothing to watch") });
  }
});
