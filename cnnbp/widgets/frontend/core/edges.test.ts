import assert from "node:assert/strict";
import { test } from "node:test";
import { edgesAt, groupBy, litCells, relate, upTo } from "./edges";

/** A 1-D convolution of 4 inputs with 2 shared weights: z_t = w0·a_t + w1·a_{t+1}. */
function scene() {
  const a = Float64Array.of(1, 2, 3, 4);
  const w = Float64Array.of(0.5, -1);
  const delta = Float64Array.of(0.1, 0.2, -0.3);
  const source = Uint8Array.of(0, 1, 1, 2, 2, 3);
  const target = Uint8Array.of(0, 0, 1, 1, 2, 2);
  const parameter = Uint8Array.of(0, 1, 0, 1, 0, 1);
  const sum = (ends, count, term) => {
    const total = new Float64Array(count);
    ends.forEach((end, e) => (total[end] += term(e)));
    return total;
  };
  const gradient = sum(source, 4, (e) => w[parameter[e]] * delta[target[e]]);
  const output = sum(target, 3, (e) => w[parameter[e]] * a[source[e]]);
  const parameterGradient = sum(parameter, 2, (e) => a[source[e]] * delta[target[e]]);
  const panels = [
    { id: "input", unit: "input", values: a },
    { id: "weights", unit: "weights", values: w },
    { id: "output", unit: "output", values: output },
    { id: "delta", unit: "output", values: delta },
    { id: "gradient", unit: "input", values: gradient },
  ].map((p) => ({ ...p, shape: [p.values.length] }));
  return {
    kind: "convolution",
    panels,
    byId: new Map(panels.map((p) => [p.id, p])),
    bias: null,
    edges: { source, target, parameter, parameterGradient, weight: (e) => w[parameter[e]] },
  };
}

const at = (panel, i) => ({ panel, index: [i] });
const product = (sum) => sum.terms.reduce((total, { left, right }) => total + left * right, sum.bias ?? 0);
const near = (got, wanted) => assert.ok(Math.abs(got - wanted) < 1e-12, `${got}, expected ${wanted}`);

test("groupBy keeps every edge once, with its own unit, in order", () => {
  const ends = Uint16Array.of(2, 0, 2, 3, 0, 2);
  const { start, order } = groupBy(ends, 5);
  assert.deepEqual([...start], [0, 2, 2, 5, 6, 6]);
  assert.deepEqual([...order], [1, 4, 0, 2, 5, 3]);
});

test("the edges of an input, of an output, of a weight", () => {
  const s = scene();
  assert.deepEqual(edgesAt(s, "input", 0), [0]);
  assert.deepEqual(edgesAt(s, "output", 1), [2, 3]);
  assert.deepEqual(edgesAt(s, "weights", 1), [1, 3, 5]);
});

test("an input's edges stand in the order of their weights", () => {
  assert.deepEqual(edgesAt(scene(), "input", 1), [2, 1]);
});

test("a layer without shared weights has no edges at a weight", () => {
  const s = scene();
  s.edges.parameter = null;
  assert.deepEqual(edgesAt(s, "weights", 0), []);
});

for (const [panel, flow, direction] of [
  ["input", "backward", "backward"],
  ["output", "forward", "forward"],
  ["output", "forward", "backward"],
  ["weights", "gradient", "backward"],
]) {
  test(`${panel}, ${direction}: the terms add up to the total`, () => {
    const s = scene();
    s.byId.get(panel).values.forEach((_, i) => {
      const sum = relate(s, at(panel, i), direction).sums.find(({ form }) => form === "sum");
      assert.equal(sum.flow, flow);
      near(product(sum), sum.total);
    });
  });
}

test("a bias takes part in the forward sum", () => {
  const s = scene();
  s.bias = Float64Array.of(10, 20, 30);
  s.byId.get("output").values.forEach((_, i, z) => (z[i] += s.bias[i]));
  const [sum] = relate(s, at("output", 2), "forward").sums;
  assert.equal(sum.bias, 30);
  near(product(sum), sum.total);
});

test("what flows away from a unit is spread, not summed, and stands first", () => {
  assert.equal(relate(scene(), at("input", 1), "forward").sums[0].form, "fan");
  assert.deepEqual(
    relate(scene(), at("output", 1), "backward").sums.map(({ form }) => form),
    ["fan", "sum"],
  );
});

test("every panel of one unit gives the same edges", () => {
  const s = scene();
  const edges = (panel) => relate(s, at(panel, 1), "backward").terms.map(({ source, target }) => [source, target]);
  assert.deepEqual(edges("gradient"), edges("input"));
  assert.deepEqual(edges("delta"), edges("output"));
});

test("lit cells carry their terms, and shared ends carry several", () => {
  const related = relate(scene(), at("weights", 0), "backward");
  assert.deepEqual([...litCells(related, "input").keys()], [0, 1, 2]);
  assert.deepEqual([...litCells(related, "output").keys()], [0, 1, 2]);
  assert.equal(litCells(related, "weights").get(0).length, 3);
});

test("badges count from 1 without a gap, and a term keeps its badge on every panel", () => {
  const related = relate(scene(), at("output", 0), "backward");
  assert.deepEqual(
    related.terms.map(({ badge }) => badge),
    [1, 2],
  );
  assert.equal(litCells(related, "weights").get(1)[0].badge, litCells(related, "input").get(1)[0].badge);
});

test("a shared weight keeps the number of its place; in a dense layer, where each edge has its own, edges are counted", () => {
  const kernel = { ...scene(), byId: new Map(scene().byId) };
  kernel.byId.set("weights", { ...kernel.byId.get("weights"), rows: 1, cols: 2, plates: 1 } as any);
  const shared = relate(kernel as any, at("input", 3), "backward").terms;
  assert.deepEqual(
    shared.map(({ badge, parameter }) => [parameter, badge]),
    [[1, 2]],
  );
  kernel.kind = "dense";
  const own = relate(kernel as any, at("input", 3), "backward").terms;
  assert.deepEqual(
    own.map(({ badge, parameter }) => [parameter, badge]),
    [[1, 1]],
  );
});

test("a sum that is being built up has the first terms and their total, and no bias yet", () => {
  const s = scene();
  s.bias = Float64Array.of(10, 20, 30);
  s.byId.get("output").values.forEach((_, i, z) => (z[i] += s.bias[i]));
  const whole = relate(s, at("output", 2), "forward");
  const part = upTo(whole, 1);
  assert.deepEqual([part.of, part.terms.length], [2, 1]);
  const [sum] = part.sums;
  assert.deepEqual([sum.of, sum.terms.length, sum.bias], [2, 1, null]);
  near(sum.total, 0.5 * 3);
  assert.equal(upTo(whole, 2), whole);
  assert.equal(upTo(whole, null), whole);
  assert.equal(upTo(null, 1), null);
});

test("nothing is chosen: nothing lights up; an unknown panel neither", () => {
  assert.equal(relate(scene(), null, "backward"), null);
  assert.equal(relate(scene(), at("nowhere", 0), "backward"), null);
  assert.equal(litCells(null, "input").size, 0);
});
