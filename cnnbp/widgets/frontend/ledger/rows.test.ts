import assert from "node:assert/strict";
import { test } from "node:test";
import { sheet } from "../core/data";
import { relate, upTo } from "../core/edges";
import { unflatten } from "../core/geometry";
import { deltaSlice, folded, groupsOf, kernelSlice, largest, ledgerOf } from "./rows";

/** Numbers that look random and are the same each time. */
const numbers = (count, seed) => Float64Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i));

function sceneOf(kind, shapes, source, target, parameter) {
  const values = Object.fromEntries(
    Object.entries(shapes).map(([id, shape], i) => [
      id,
      numbers(
        shape.reduce((a, b) => a * b, 1),
        i,
      ),
    ]),
  );
  const gradient = new Float64Array(values.input.length);
  source.forEach((from, e) => (gradient[from] += values.weights[parameter[e]] * values.delta[target[e]]));
  const all = { ...values, output: values.delta, gradient };
  const unit = (id) => (id === "weights" ? "weights" : id === "delta" || id === "output" ? "output" : "input");
  const shapeOf = (id) => shapes[id] ?? (id === "output" ? shapes.delta : shapes.input);
  const panels = Object.entries(all).map(([id, one]) => ({
    id,
    name: id,
    unit: unit(id),
    values: one,
    shape: shapeOf(id),
    ...sheet(shapeOf(id)),
  }));
  const weight = (e) => values.weights[parameter[e]];
  return {
    kind,
    panels,
    byId: new Map(panels.map((p) => [p.id, p])),
    bias: null,
    edges: { source, target, parameter, parameterGradient: null, weight },
  };
}

/** A convolution with C channels and F filters, padded by one. */
function convolution(C, F, size, k, stride = 1, dilation = 1) {
  const out = Math.floor((size + 2 - dilation * (k - 1) - 1) / stride) + 1;
  const [source, target, parameter] = [[], [], []];
  for (let f = 0; f < F; f += 1)
    for (let y = 0; y < out; y += 1)
      for (let x = 0; x < out; x += 1)
        for (let c = 0; c < C; c += 1)
          for (let p = 0; p < k * k; p += 1) {
            const row = y * stride - 1 + dilation * Math.floor(p / k);
            const col = x * stride - 1 + dilation * (p % k);
            if (row < 0 || col < 0 || row >= size || col >= size) continue;
            source.push((c * size + row) * size + col);
            target.push((f * out + y) * out + x);
            parameter.push((f * C + c) * k * k + p);
          }
  const shapes = { input: [C, size, size], weights: [F, C, k, k], delta: [F, out, out] };
  return sceneOf("convolution", shapes, source, target, parameter);
}

function dense(m, n) {
  const at = (i) => [Math.floor(i / m), i % m];
  const all = Array.from({ length: m * n }, (_, i) => i);
  return sceneOf(
    "dense",
    { input: [m], weights: [n, m], delta: [n] },
    all.map((i) => at(i)[1]),
    all.map((i) => at(i)[0]),
    all,
  );
}

const LAYERS = {
  "6 → 12 channels": convolution(6, 12, 8, 3),
  "stride 2": convolution(2, 3, 7, 3, 2),
  "dilation 2": convolution(2, 3, 7, 3, 1, 2),
  "one filter of 6 × 6": convolution(1, 1, 8, 6),
  dense: dense(12, 5),
};
const at = (scene, flat) => ({ panel: "input", index: unflatten(flat, scene.byId.get("input").shape) });

for (const [name, scene] of Object.entries(LAYERS)) {
  const units = scene.byId.get("input").values.length;
  const picks = [0, 1, Math.floor(units / 2), units - 1].map((flat) => [
    flat,
    relate(scene, at(scene, flat), "backward"),
  ]);

  test(`${name}: every term stands in exactly one row, and the rows add up to the total`, () => {
    for (const [flat, related] of picks) {
      const { rows } = ledgerOf(scene, related);
      const terms = rows.flatMap((row) => row.entries.map((entry) => entry.term));
      assert.equal(terms.length, related.terms.length);
      assert.deepEqual(new Set(terms), new Set(related.terms));
      const total = rows.reduce((so, { sum }) => so + sum, 0);
      assert.ok(Math.abs(total - scene.byId.get("gradient").values[flat]) < 1e-12);
      for (const { sum, entries } of rows)
        assert.equal(
          sum,
          entries.reduce((so, { product }) => so + product, 0),
        );
    }
  });

  test(`${name}: a row holds what comes from its channel, each at the place of its weight`, () => {
    for (const [, related] of picks) {
      const { rows, places } = ledgerOf(scene, related);
      const output = scene.byId.get("delta");
      assert.equal(rows.length, output.shape[0]);
      for (const row of rows) {
        for (const { term, place } of row.entries) {
          assert.equal(unflatten(term.target, output.shape)[0], row.group);
          assert.ok(place >= 0 && place < places);
        }
        assert.equal(new Set(row.entries.map((entry) => entry.place)).size, row.entries.length, "one term a place");
      }
    }
  });

  test(`${name}: the slices hold the weight and the delta of every term`, () => {
    for (const [, related] of picks)
      for (const row of ledgerOf(scene, related).rows) {
        const [kernel, delta] = [kernelSlice(scene, row), deltaSlice(scene, row)];
        for (const { term, place } of row.entries) {
          if (scene.kind !== "dense") assert.equal(kernel.cells[place], term.parameter);
          assert.ok(delta.cells.includes(term.target));
        }
      }
  });
}

test("the row that carries most is opened first; without terms there is none", () => {
  const scene = LAYERS["6 → 12 channels"];
  const ledger = ledgerOf(scene, relate(scene, at(scene, 150), "backward"));
  const sizes = ledger.rows.map(({ sum }) => Math.abs(sum));
  assert.equal(largest(ledger), sizes.indexOf(Math.max(...sizes)));
  assert.equal(largest(ledgerOf(scene, null)), null);
});

test("inside a channel the deltas lie as the kernel turned by 180°", () => {
  const scene = LAYERS["6 → 12 channels"];
  const flat = 2 * 64 + 3 * 8 + 4;
  const [row] = ledgerOf(scene, relate(scene, at(scene, flat), "backward")).rows;
  const { cells, rows, cols } = deltaSlice(scene, row);
  assert.deepEqual([rows, cols], [3, 3]);
  const places = cells.map((cell) => row.entries.find(({ term }) => term.target === cell).badge);
  assert.deepEqual(places, [9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test("while a sum grows, its rows hold what is there so far", () => {
  const scene = LAYERS["6 → 12 channels"];
  const whole = relate(scene, at(scene, 150), "backward");
  const { rows } = ledgerOf(scene, upTo(whole, 11));
  assert.equal(rows.flatMap(({ entries }) => entries).length, 11);
  assert.ok(rows[11].empty && !rows[0].empty);
});

test("a row of nothing but zeros is empty, one with a single product is not", () => {
  const scene = convolution(1, 2, 5, 3);
  scene.byId.get("delta").values.fill(0, 25);
  const { rows } = ledgerOf(scene, relate(scene, at(scene, 12), "backward"));
  assert.deepEqual(
    rows.map(({ empty, entries }) => [empty, entries.length]),
    [
      [false, 9],
      [true, 9],
    ],
  );
});

test("a vector stands in rows that are nearly square, and keeps its order", () => {
  const panel = (...shape) => ({
    shape,
    values: numbers(
      shape.reduce((a, b) => a * b, 1),
      0,
    ),
    ...sheet(shape),
  });
  const size = (...shape) => {
    const { rows, cols } = folded(panel(...shape));
    return [rows, cols];
  };
  assert.deepEqual(size(192), [12, 16]);
  assert.deepEqual(size(784), [28, 28]);
  assert.deepEqual(size(10), [2, 5]);
  assert.deepEqual(size(7), [1, 7]);
  assert.deepEqual(size(6, 8, 8), [8, 8]);
});

test("rows are filters, outputs of a vector, or channels", () => {
  assert.deepEqual([groupsOf(LAYERS.dense).word, groupsOf(LAYERS["stride 2"]).word], ["output", "filter"]);
  const pool = convolution(2, 3, 7, 3);
  pool.byId.delete("weights");
  assert.equal(groupsOf(pool).word, "channel");
});
