import assert from "node:assert/strict";
import { test } from "node:test";
import { largest, readScene, sheet, unpack } from "./data";

const NUMPY = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
};
const packed = (dtype, values, shape = [values.length]) => ({
  dtype,
  shape,
  data: new DataView(NUMPY[dtype].from(values).buffer),
});

for (const dtype of Object.keys(NUMPY)) {
  test(`${dtype} arrives as it was sent`, () => {
    const got = unpack(packed(dtype, [1, 2, 250]));
    assert.ok(got instanceof NUMPY[dtype]);
    assert.deepEqual([...got], [1, 2, 250]);
  });
}

test("a buffer inside a larger message is read from its own place, at any byte", () => {
  const bytes = new Uint8Array(3 + 16);
  bytes.set(new Uint8Array(Float64Array.of(0.5, -2).buffer), 3);
  for (const data of [new DataView(bytes.buffer, 3, 16), bytes.subarray(3)]) {
    assert.deepEqual([...unpack({ dtype: "float64", shape: [2], data })], [0.5, -2]);
  }
  assert.deepEqual([...unpack({ dtype: "uint8", shape: [2], data: Uint8Array.of(7, 8).buffer })], [7, 8]);
});

test("an unknown type is named", () => {
  assert.throws(() => unpack({ dtype: "complex128", shape: [1], data: new ArrayBuffer(16) }), /complex128/);
});

test("a vector is a column; leading axes become plates", () => {
  assert.deepEqual(sheet([5]), { plates: 1, rows: 5, cols: 1 });
  assert.deepEqual(sheet([3, 4]), { plates: 1, rows: 3, cols: 4 });
  assert.deepEqual(sheet([2, 3, 4, 5]), { plates: 6, rows: 4, cols: 5 });
});

test("the largest absolute value", () => {
  assert.equal(largest([0.5, -3, 2]), 3);
  assert.equal(largest([]), 0);
});

const panel = (id, unit, values, shape) => ({
  id,
  unit,
  name: id,
  subtitle: "",
  symbol: "",
  scale: "signed",
  values: packed("float64", values, shape),
});

test("weights of edges come from the shared weights, or are the edges' own", () => {
  const edges = { source: packed("uint8", [0, 1]), target: packed("uint8", [0, 0]) };
  const shared = readScene({
    panels: [panel("weights", "weights", [4, 5], [1, 2])],
    edges: { ...edges, parameter: packed("uint8", [1, 0]), parameter_gradient: packed("float64", [7, 8]) },
  });
  assert.deepEqual([0, 1].map(shared.edges.weight), [5, 4]);
  assert.deepEqual([...shared.edges.parameterGradient], [7, 8]);
  const own = readScene({ panels: [], edges: { ...edges, weight: packed("float64", [0.25, 0.5]) } });
  assert.deepEqual([0, 1].map(own.edges.weight), [0.25, 0.5]);
  assert.equal(own.edges.parameter, null);
});

test("a scale may be wider than its values, never narrower", () => {
  const read = (top) =>
    readScene({
      panels: [{ ...panel("sigma_prime", "input", [0.25], [1]), top }],
      edges: { source: packed("uint8", []), target: packed("uint8", []), weight: packed("float64", []) },
    });
  assert.equal(read(1).panels[0].top, 1);
  assert.equal(read(0.1).panels[0].top, 0.25);
});

test("a layer keeps its channels apart when no edge leaves one, and no weight is shared", () => {
  const read = (target, parameter) =>
    readScene({
      panels: [panel("input", "input", [1, 2, 3, 4], [2, 1, 2]), panel("delta", "output", [5, 6], [2, 1, 1])],
      edges: {
        source: packed("uint8", [1, 2]),
        target: packed("uint8", target),
        weight: packed("float64", [1, 1]),
        ...(parameter && { parameter: packed("uint8", [0, 1]) }),
      },
    }).panels.map(({ alone }) => alone);
  assert.deepEqual(read([0, 1]), [true, true]);
  assert.deepEqual(read([1, 1]), [false, false], "the first edge leaves its channel");
  assert.deepEqual(read([0, 1], true), [false, false]);
});
