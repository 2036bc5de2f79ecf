import assert from "node:assert/strict";
import { test } from "node:test";
import { badgeColour } from "../core/colour";
import { axis, cellSize, closer, distinctWeights, frame, hit, range, weightColours } from "./matrix_geometry";

test("an axis sets apart what are no neighbours", () => {
  const { at, length } = axis([3, 4, 9], 10);
  assert.deepEqual(at, [0, 10, 26]);
  assert.equal(length, 36);
});

test("cells are whole pixels, or points are whole numbers of units", () => {
  for (const [rows, cols] of [
    [3, 4],
    [36, 64],
    [676, 784],
    [3844, 4096],
  ]) {
    for (const width of [0, 40, 336, 776, 1200]) {
      const { cell, block } = cellSize(rows, cols, width, 540);
      assert.ok(cell > 0 && Number.isInteger(block) && block >= 1);
      if (block === 1) assert.ok(Number.isInteger(cell) && cell <= 36);
      else assert.ok(Math.abs(cell * block - 1) < 1e-12);
      if (width >= 336) assert.ok(cell * cols <= width && cell * rows <= 541);
    }
  }
});

test("no picture has more than about a million points", () => {
  for (const [rows, cols] of [
    [36, 64],
    [3844, 4096],
    [7200, 3072],
  ]) {
    const { width, height } = frame(range(rows), range(cols), cellSize(rows, cols, 1200, 540), false);
    assert.ok(width * height <= 1e6, `${width} × ${height}`);
  }
});

for (const forward of [true, false]) {
  test(`a point is the cell, or the value in a strip, that is drawn there (${forward ? "forward" : "backward"})`, () => {
    const shape = frame([0, 1, 5], [2, 7], { cell: 30, block: 1 }, forward);
    shape.rows.units.forEach((row, i) => {
      const y = shape.top + shape.rows.at[i] + 1;
      shape.cols.units.forEach((col, j) => {
        assert.deepEqual(hit(shape, shape.left + shape.cols.at[j] + 29, y), { part: "matrix", row, col });
      });
      assert.deepEqual(hit(shape, shape.right + 5, y), { part: "rows", row, col: -1 });
    });
    assert.deepEqual(hit(shape, shape.left + 1, shape.beyond + 1), { part: "columns", row: -1, col: 2 });
    assert.equal(hit(shape, shape.left + 1, shape.top + 62), null, "the gap before row 5");
    assert.equal(hit(shape, 2, 2), null);
    assert.ok(
      forward ? shape.beyond < shape.top : shape.beyond > shape.top,
      "values enter above, gradients leave below",
    );
  });
}

test("where a point stands for several units, it means the first of them or one of its own", () => {
  const shape = frame(range(3844), range(4096), cellSize(3844, 4096, 1200, 540), false);
  const found = hit(shape, shape.left + 100.5, shape.top + 200.5);
  assert.ok(
    Math.abs(found.col - 100.5 * shape.block) <= shape.block &&
      Math.abs(found.row - 200.5 * shape.block) <= shape.block,
  );
});

const terms = (pairs) => pairs.map(([target, source], i) => ({ target, source, badge: i + 1 }));

test("closer: the chosen column, its neighbours, and the rows it has edges to", () => {
  const related = {
    unit: "input",
    flat: 30,
    terms: terms([
      [20, 30],
      [9, 30],
      [10, 30],
    ]),
    sums: [],
  };
  const { rows, cols, left } = closer(related, 100, 64, 20);
  assert.deepEqual(rows, [9, 10, 20]);
  assert.deepEqual(cols, [26, 27, 28, 29, 30, 31, 32, 33, 34]);
  assert.equal(left, 0);
});

test("closer: a row with more columns than there is room says how many are left out", () => {
  const related = { unit: "output", flat: 0, terms: terms(range(40).map((i) => [0, i * 2])), sums: [] };
  const { rows, cols, left } = closer(related, 5, 100, 10);
  assert.deepEqual(rows, [0, 1, 2, 3, 4]);
  assert.equal(cols.length, 10);
  assert.equal(left, 30);
});

test("closer: a weight shows its first uses, a unit without edges its own neighbourhood", () => {
  const uses = { unit: "weights", flat: 0, terms: terms(range(50).map((i) => [i, i + 1])), sums: [] };
  assert.deepEqual(closer(uses, 50, 60, 20).rows, range(9));
  assert.equal(closer(uses, 50, 60, 20).left, 41);
  const lonely = { unit: "input", flat: 3, terms: [], sums: [] };
  assert.ok(closer(lonely, 5, 6, 20).rows.length > 0);
});

const scene = (kind, weights, parameter, kernel) => ({
  kind,
  byId: new Map(kernel ? [["weights", kernel]] : []),
  edges: { source: weights, target: weights, parameter, weight: (e) => weights[e] },
});

test("a shared weight has the colour of its place in the kernel, in every channel", () => {
  const colours = weightColours(scene("convolution", [0.5, 0.1, 0.5, 0.3], [0, 5, 6, 11], { rows: 2, cols: 3 }));
  assert.deepEqual([0, 1, 2, 3].map(colours), [1, 6, 1, 6].map(badgeColour));
});

test("a pool's edges share one colour; a dense layer's weights show their values", () => {
  const pool = weightColours(scene("average_pool", [0.25, 0.25, 0.25], null, null));
  assert.equal(new Set([0, 1, 2].map(pool)).size, 1);
  assert.equal(weightColours(scene("dense", [1, 2], [0, 1], { rows: 1, cols: 2 })), null);
  const slopes = range(20).map((i) => i / 20);
  assert.equal(distinctWeights(scene("layer", slopes, null, null), 20), null, "too many to tell apart");
});
