import assert from "node:assert/strict";
import { test } from "node:test";
import * as actions from "./actions";
import { OWN, shownOf } from "./shown";

const pack = (values, shape, dtype = "float64") => {
  const array = { float64: Float64Array, uint8: Uint8Array }[dtype].from(values);
  return { dtype, shape, data: array.buffer };
};
const panel = (id, unit, values) => ({ id, unit, name: id, symbol: id, values: pack(values, [values.length]) });

/** A dense layer of three inputs and two outputs; input 2 has no edge. */
const layer = () => ({
  kind: "dense",
  activation: "identity",
  options: {},
  controls: [],
  bias: null,
  rotated: null,
  panels: [
    panel("input", "input", [1, 2, 3]),
    panel("weights", "weights", [1, 2, 3, 4]),
    panel("output", "output", [5, 6]),
    panel("delta", "output", [5, 6]),
    panel("gradient", "input", [7, 8, 0]),
  ],
  edges: {
    source: pack([0, 1, 0, 1], [4], "uint8"),
    target: pack([0, 0, 1, 1], [4], "uint8"),
    parameter: pack([0, 1, 2, 3], [4], "uint8"),
    parameter_gradient: pack([1, 2, 3, 4], [4]),
  },
});
const SCENE = { layers: [layer(), layer()] };
const BEGIN = {
  selection: null,
  direction: "backward",
  views: ["edges"],
  mode: "explore",
  shown: null,
  marks: [],
  attempts: [],
  verdict: {},
  hints: [],
  stage: 0,
  scene: SCENE,
  message: {},
  request: {},
  answered: 0,
  undoable: 0,
  redoable: 0,
};
const now = (state = {}) => shownOf({ ...OWN, ...BEGIN, ...state } as any);
const at = (id, ...index) => ({ panel: id, index });

test("what a finger holds counts in place of the choice, whole, until it is lifted", () => {
  const before = { selection: at("input", 0), shown: 1 };
  const patch = actions.drag(now(before), "delta", 1, false);
  const held = now({ ...before, ...patch });
  assert.deepEqual([held.at, held.selection], [{ ...at("delta", 1), held: true }, at("input", 0)]);
  assert.equal(held.related?.terms.length, 2); // not the half of a sum that was stepped through
  assert.deepEqual(actions.drag(held, "delta", null, false), { preview: null });
  const { selection, shown, preview } = actions.drag(held, "delta", 1, true);
  assert.deepEqual([selection, shown, preview], [at("delta", 1), null, null]);
  // lifted where it was chosen before, it stays so; a tap would let it go
  assert.deepEqual(actions.drag(now(before), "input", 0, true), { preview: null });
  assert.equal(actions.pick(now(before), "input", 0).selection, null);
});

test("a finger drawn over a prediction shows none of it, and marks where it is lifted", () => {
  const asked = now({ mode: "predict", selection: at("input", 0) });
  assert.deepEqual(actions.drag(asked, "delta", 1, false), {});
  assert.deepEqual(actions.drag(asked, "delta", 1, true).marks, [1]);
});

test("in a prediction a pick or a mark keeps the attempts, and no mark is made once the answer is there", () => {
  const attempts = [{ question: "value", panel: "input", index: [0], answer: 7, mistakes: [] }];
  const asked = { mode: "predict", selection: at("input", 0), attempts };
  for (const patch of [
    actions.pick(now(asked), "input", 1),
    actions.pick(now(asked), "delta", 1),
    actions.another(now(asked)),
  ])
    assert.equal("attempts" in (patch ?? {}), false);
  const open = { ...asked, verdict: { right: true, question: "value" } };
  assert.deepEqual(actions.pick(now(open), "delta", 1), {});
  assert.deepEqual(actions.pick(now({ ...asked, verdict: { found: true } }), "delta", 1).verdict, {});
});

test("another unit is one with edges, other than this one; where there is none, none is offered", () => {
  assert.deepEqual(actions.another(now({ mode: "predict", selection: at("input", 0) }))?.selection, at("input", 1));
  assert.deepEqual(actions.another(now({ mode: "predict", selection: at("input", 1) }))?.selection, at("input", 0));
  const lone = layer();
  lone.edges.source = pack([0, 0, 0, 0], [4], "uint8");
  const scene = { layers: [lone] };
  assert.equal(actions.another(now({ mode: "predict", selection: at("input", 0), scene })), null);
  assert.deepEqual(actions.another(now({ mode: "predict", scene }))?.selection, at("input", 0));
});

test("a pick chooses and ends what was going on; the same cell again lets it go", () => {
  const picked = actions.pick(now({ playing: true, shown: 1, all: true }), "input", 1);
  assert.deepEqual(picked.selection, at("input", 1));
  assert.deepEqual([picked.shown, picked.playing, picked.all, picked.preview], [null, false, false, null]);
  assert.equal(actions.pick(now({ selection: at("input", 1) }), "input", 1).selection, null);
  assert.deepEqual(actions.pick(now({ selection: at("input", 1) }), "gradient", 1).selection, at("gradient", 1));
});

test("in a prediction outputs are marked and unmarked, weights do nothing, an input is a new question", () => {
  const asked = { mode: "predict", selection: at("input", 0), marks: [1], hints: ["one"] };
  assert.deepEqual(actions.pick(now(asked), "delta", 0), { marks: [1, 0], verdict: {} });
  assert.deepEqual(actions.pick(now(asked), "delta", 1), { marks: [], verdict: {} });
  assert.deepEqual(actions.pick(now(asked), "weights", 1), {});
  assert.deepEqual(actions.pick(now(asked), "input", 0), {});
  const next = actions.pick(now(asked), "input", 1);
  assert.deepEqual([next.selection, next.marks, next.hints], [at("input", 1), [], []]);
  assert.deepEqual(actions.pick(now({ ...asked, selection: null }), "delta", 0), {});
});

test("what is under the pointer counts until something is pinned", () => {
  const { preview } = actions.hover(now(), "delta", 1);
  assert.deepEqual(preview, at("delta", 1));
  assert.deepEqual(now({ preview }).at, preview);
  assert.deepEqual(actions.hover(now({ preview }), "delta", 1), {});
  assert.deepEqual(actions.hover(now({ preview }), "delta", null), { preview: null });
  assert.deepEqual(actions.hover(now({ selection: at("input", 1) }), "delta", 1), {});
  assert.deepEqual(actions.hover(now({ mode: "edit" }), "delta", 1), {});
  assert.equal(actions.clear(now()), null);
  assert.equal(actions.clear(now({ preview })).preview, null);
});

test("another layer keeps the unit that is at its edge too", () => {
  const opened = actions.open(now({ selection: at("delta", 1), marks: [1] }), 1);
  assert.deepEqual([opened.stage, opened.selection, opened.marks], [1, at("input", 1), []]);
  assert.deepEqual(actions.open(now({ stage: 1, selection: at("input", 1) }), 0).selection, at("delta", 1));
  assert.deepEqual(
    actions.open(now({ stage: 1, selection: at("input", 1), direction: "forward" }), 0).selection,
    at("output", 1),
  );
  assert.equal(actions.open(now({ selection: at("weights", 1) }), 1).selection, null);
  assert.equal(actions.open(now({ selection: at("input", 1) }), 1).selection, null);
});

test("the open layer closes, and opens again; another one opens in any case", () => {
  assert.deepEqual(actions.open(now(), 0), { closed: true });
  const closed = { closed: true, views: ["edges", "network"], scene: { ...SCENE, chain: {} } } as any;
  assert.equal(now(closed).closed, true);
  assert.deepEqual(actions.open(now(closed), 0), { closed: false });
  assert.equal(actions.open(now(closed), 1).closed, false);
  // Where there is no strip to open it again, a layer is never closed.
  for (const without of [{ views: ["edges"] }, { mode: "predict" }, { scene: SCENE }])
    assert.equal(now({ ...closed, ...without }).closed, false);
});

test("a layer further on opens with the unit that carries most, and the first one stays what it is about", () => {
  const one = (unit) => ({ unit: pack(unit, [3], "uint8"), share: pack([1, 2, 0], [3]) });
  const carriers = [{ 1: one([2, 1, 0]), 2: one([1, 3, 0]) }, { 2: one([3, 3, 3]) }, {}];
  const scene = { layers: [layer(), layer(), layer()], chain: { carriers } } as any;
  const first = now({ scene, selection: at("input", 0) });
  const second = { scene, ...actions.open(first, 1) };
  assert.deepEqual([second.stage, second.selection], [1, at("input", 1)]);
  assert.deepEqual(now(second).origin, { state: 0, flat: 0 });
  const third = { scene, ...actions.open(now(second), 2) };
  assert.deepEqual([third.selection, now(third).origin], [at("input", 0), { state: 0, flat: 0 }]);
  assert.deepEqual(actions.open(now(third), 0).selection, at("input", 0));
  // Another choice, here or in Python, is followed in its own right.
  assert.deepEqual(now({ ...third, ...actions.pick(now(third), "input", 1) }).origin, { state: 2, flat: 1 });
  assert.deepEqual(now({ ...third, selection: at("input", 2) }).origin, { state: 2, flat: 2 });
  // Where nothing comes, nothing is chosen.
  assert.equal(actions.open(now({ scene, selection: at("input", 2) }), 1).selection, null);
});

test("a cell of another layer opens it; a cell of this one is picked, the same unit let go", () => {
  const chosen = actions.choose(now(), 1, "gradient", 2);
  assert.deepEqual([chosen.stage, chosen.selection], [1, at("gradient", 2)]);
  assert.deepEqual(actions.choose(now(), 0, "input", 2).selection, at("input", 2));
  assert.equal(actions.choose(now({ selection: at("input", 2) }), 0, "gradient", 2).selection, null);
});

test("another pixel is one that has edges", () => {
  for (const flat of [0, 1]) {
    const next = actions.another(now({ mode: "predict", selection: at("input", flat) }));
    assert.notEqual(next.selection.index[0], 2);
    assert.deepEqual([next.marks, next.verdict, next.hints], [[], {}, []]);
  }
});

test("modes and bars: in and out again; nothing plays unseen", () => {
  assert.deepEqual(actions.enter(now({ mode: "edit" }), "edit"), { mode: "explore" });
  const predict = actions.enter(now({ direction: "forward", playing: true }), "predict");
  assert.deepEqual([predict.mode, predict.direction, predict.playing], ["predict", "backward", false]);
  assert.deepEqual(actions.toggle(now(), "matrix").views, ["edges", "matrix"]);
  const flying = { views: ["edges", "steps"], playing: true, time: 500 };
  assert.deepEqual(actions.toggle(now(flying), "steps"), { views: ["edges"], playing: false, time: null });
  assert.deepEqual([actions.toggle(now(flying), "table").time, predict.time], [500, null]);
});

test("a prediction covers edges and number until they are known", () => {
  const covered = (state) => now({ mode: "predict", selection: at("input", 0), ...state }).covered;
  assert.deepEqual(covered({}), { edges: true, value: true });
  assert.deepEqual(covered({ hints: ["a", "b"] }), { edges: false, value: true });
  assert.deepEqual(covered({ verdict: { right: true, question: "outputs" } }), { edges: false, value: true });
  assert.deepEqual(covered({ verdict: { right: true, question: "value" } }), { edges: false, value: false });
  assert.deepEqual(covered({ verdict: { revealed: true } }), { edges: false, value: false });
  assert.equal(now({ mode: "predict", selection: at("input", 0) }).related.terms.length, 0);
  assert.deepEqual(now({ verdict: {} }).covered, { edges: false, value: false });
});

test("Escape lets go and ends what was playing; where nothing is chosen it is left to the page", () => {
  const cleared = actions.clear(now({ selection: at("input", 0), shown: 1, playing: true }));
  assert.deepEqual([cleared?.selection, cleared?.shown, cleared?.playing], [null, null, false]);
  assert.equal(actions.clear(now()), null);
});
