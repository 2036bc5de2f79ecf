import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "./store";

/** A model as anywidget gives it: equal values change nothing, a change is told at once. */
function modelOf(values) {
  const listeners = new Map();
  return {
    values,
    saves: 0,
    get: (name) => values[name],
    set(name, value) {
      if (JSON.stringify(values[name]) === JSON.stringify(value)) return;
      values[name] = value;
      for (const call of listeners.get(`change:${name}`) ?? []) call();
    },
    on: (event, call) => listeners.set(event, [...(listeners.get(event) ?? []), call]),
    off: (event, call) =>
      listeners.set(
        event,
        listeners.get(event).filter((one) => one !== call),
      ),
    save_changes() {
      this.saves += 1;
    },
  };
}

const NAMES = ["a", "b"];
const derive = (state) => ({ ...state, sum: state.a + state.b });

function storeOf(model, ...parts) {
  const failures = [];
  const store = new Store(model, NAMES as any, { own: 0 }, derive, (error) => failures.push(error));
  const told = parts.map(() => [] as any[]);
  store.draw(
    ...parts.map((part, i) => (shown, changed) => {
      told[i].push({ ...shown, changed: ["a", "b", "own"].filter((name) => changed.has(name as any)) });
      part(store, shown);
    }),
  );
  for (const list of told) list.length = 0;
  return { store, told, failures };
}
const quiet = () => {};

test("several changes are told to each part once, and sent once", () => {
  const model = modelOf({ a: 1, b: 2 });
  const { store, told } = storeOf(model, quiet, quiet);
  store.patch({ a: 10, b: 20, own: 3 } as any);
  for (const list of told) assert.deepEqual(list, [{ a: 10, b: 20, own: 3, sum: 30, changed: ["a", "b", "own"] }]);
  assert.equal(model.saves, 1);
  assert.deepEqual(model.values, { a: 10, b: 20 });
});

test("what this view alone knows is not sent; what is as it was is not told", () => {
  const model = modelOf({ a: 1, b: 2 });
  const { store, told } = storeOf(model, quiet);
  store.patch({ own: 5 } as any);
  assert.equal(model.saves, 0);
  assert.equal(told[0].length, 1);
  store.patch({ own: 5, a: 1 } as any);
  assert.equal(told[0].length, 1);
});

test("several traits that Python changes in one message are drawn together", async () => {
  const model = modelOf({ a: 1, b: 2 });
  const { told } = storeOf(model, quiet);
  model.set("a", 5);
  model.set("b", 6);
  assert.equal(told[0].length, 0);
  await Promise.resolve();
  assert.deepEqual(told[0], [{ a: 5, b: 6, own: 0, sum: 11, changed: ["a", "b"] }]);
  assert.equal(model.saves, 0);
});

test("two views of one model: the other is told too, and sends nothing itself", async () => {
  const model = modelOf({ a: 1, b: 2 });
  const [one, two] = [storeOf(model, quiet), storeOf(model, quiet)];
  one.store.patch({ a: 3, b: 4 } as any);
  await Promise.resolve();
  assert.equal(two.told[0].length, 1);
  assert.equal(two.store.shown.sum, 7);
  assert.equal(model.saves, 1);
});

test("a part may change the state: all are told again, after the first telling has ended", () => {
  const model = modelOf({ a: 1, b: 2 });
  const order = [];
  const first = (store, shown) => {
    order.push(`first ${shown.own}`);
    if (shown.own === 1) store.patch({ own: 2 });
  };
  const { store } = storeOf(model, first, (_, shown) => order.push(`second ${shown.own}`));
  order.length = 0;
  store.patch({ own: 1 } as any);
  assert.deepEqual(order, ["first 1", "second 2", "first 2", "second 2"]);
});

test("a part that fails is told of, the others are drawn, and the choice is sent", () => {
  const model = modelOf({ a: 1, b: 2 });
  const broken = (_, shown) => {
    if (shown.a === 9) throw new Error("no pen");
  };
  const { store, told, failures } = storeOf(model, broken, quiet);
  assert.throws(() => store.patch({ a: 9 } as any), /no pen/);
  assert.equal(failures.length, 1);
  assert.equal(told[1].length, 1);
  assert.equal(model.saves, 1);
  store.patch({ a: 2 } as any);
  assert.equal(told[1].length, 2);
});

test("a kernel that is gone is no error: patch says so", () => {
  const model = modelOf({ a: 1, b: 2 });
  model.save_changes = () => {
    throw new Error("no kernel");
  };
  const { store } = storeOf(model, quiet);
  assert.equal(store.patch({ a: 5 } as any), false);
  assert.equal(store.patch({ own: 5 } as any), true);
});

test("after dispose nothing is told any more", async () => {
  const model = modelOf({ a: 1, b: 2 });
  const { store, told } = storeOf(model, quiet);
  store.dispose();
  model.set("a", 7);
  await Promise.resolve();
  assert.equal(told[0].length, 0);
});

test("a closed view hears no more of the model", async () => {
  const model = modelOf({ a: 1, b: 2 });
  const { store, told } = storeOf(model, quiet);
  store.dispose();
  model.set("a", 5);
  await Promise.resolve();
  assert.deepEqual(told, [[]]);
  assert.equal(store.shown.a, 1);
});
