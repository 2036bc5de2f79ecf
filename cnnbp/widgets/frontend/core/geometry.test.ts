import assert from "node:assert/strict";
import { test } from "node:test";
import { cellPlace, flatIndex, inLanes, moveByKey, route, unflatten } from "./geometry";

const SHAPES = [[7], [3, 4], [2, 3, 4], [2, 3, 4, 5]];

for (const shape of SHAPES) {
  test(`position and index are each other's inverse for shape ${shape.join(" × ")}`, () => {
    const size = shape.reduce((a, b) => a * b, 1);
    for (let flat = 0; flat < size; flat += 1) {
      const index = unflatten(flat, shape);
      assert.equal(index.length, shape.length);
      index.forEach((i, axis) => assert.ok(i >= 0 && i < shape[axis]));
      assert.equal(flatIndex(index, shape), flat);
    }
  });
}

test("the last axis runs fastest", () => {
  assert.equal(flatIndex([0, 1], [3, 4]), 1);
  assert.equal(flatIndex([1, 0], [3, 4]), 4);
  assert.deepEqual(unflatten(11, [3, 4]), [2, 3]);
});

test("a cell's place is its sheet, row and column", () => {
  assert.deepEqual(cellPlace(0, { rows: 3, cols: 4 }), { plate: 0, row: 0, col: 0 });
  assert.deepEqual(cellPlace(11, { rows: 3, cols: 4 }), { plate: 0, row: 2, col: 3 });
  assert.deepEqual(cellPlace(12, { rows: 3, cols: 4 }), { plate: 1, row: 0, col: 0 });
});

const SHEET = { rows: 3, cols: 4 };
const KEYS = [
  ["ArrowRight", false, 5, 6],
  ["ArrowLeft", false, 5, 4],
  ["ArrowUp", false, 5, 1],
  ["ArrowDown", false, 5, 9],
  ["Home", false, 6, 4],
  ["End", false, 5, 7],
  ["Home", true, 6, 0],
  ["End", true, 5, 11],
  ["PageUp", false, 9, 1],
  ["PageDown", false, 1, 9],
];
for (const [key, whole, from, to] of KEYS) {
  test(`${whole ? "Ctrl+" : ""}${key} leads from cell ${from} to cell ${to}`, () => {
    assert.equal(moveByKey(key, from, SHEET, whole), to);
  });
}

test("no key leaves the sheet, and none changes it for another", () => {
  for (const [key, whole] of KEYS) {
    for (let flat = 0; flat < 24; flat += 1) {
      const next = moveByKey(key, flat, SHEET, whole);
      assert.equal(Math.floor(next / 12), Math.floor(flat / 12));
    }
  }
  assert.equal(moveByKey("ArrowRight", 3, SHEET), 3);
  assert.equal(moveByKey("ArrowLeft", 4, SHEET), 4);
});

test("a key that does not move is left to others", () => {
  for (const key of ["a", "Enter", "Escape", "Tab"]) {
    assert.equal(moveByKey(key, 5, SHEET), null);
  }
});

/** A place of row r and column c on a sheet of 10 px cells. */
const place = (left, top, rows, cols, r, c) => ({
  x: left + (c + 0.5) * 10,
  y: top + (r + 0.5) * 10,
  size: 10,
  box: { left, top, right: left + cols * 10, bottom: top + rows * 10 },
});
const points = (path) =>
  [...path.matchAll(/-?\d+(?:\.\d+)? -?\d+(?:\.\d+)?/g)].map(([xy]) => xy.split(" ").map(Number));

test("a line starts at its first cell and ends at its second", () => {
  const from = place(0, 0, 4, 4, 1, 2);
  const to = place(100, 20, 3, 3, 2, 0);
  const path = points(route(from, to));
  assert.ok(Math.abs(path[0][0] - from.x) <= 5 && Math.abs(path[0][1] - from.y) <= 7.5);
  assert.ok(Math.abs(path.at(-1)[0] - to.x) <= 5 && Math.abs(path.at(-1)[1] - to.y) <= 7.5);
});

test("on its sheet a line keeps off the middle of the cells, where the numbers stand", () => {
  for (const offset of [-1, -0.5, 0, 0.5, 1]) {
    for (let row = 0; row < 4; row += 1) {
      const [[, start], [, leave]] = points(route(place(0, 0, 4, 4, row, 0), place(100, 0, 4, 4, 3 - row, 3), offset));
      assert.equal(start, leave);
      const middle = row * 10 + 5;
      assert.ok(Math.abs(start - middle) >= 2.5 - 1e-9, `row ${row}, offset ${offset}: ${start}`);
    }
  }
});

/** Points along a route of straight lines and quadratic curves. */
function walk(path) {
  const found = [];
  let here = [0, 0];
  for (const [, letter, numbers] of path.matchAll(/([MLQ])([^MLQ]*)/g)) {
    const given = numbers.trim().split(/\s+/).map(Number);
    const last = given.slice(-2);
    const control = letter === "Q" ? given.slice(0, 2) : here.map((n, i) => (n + last[i]) / 2);
    for (let t = 0; letter !== "M" && t <= 1; t += 0.02)
      found.push([0, 1].map((i) => (1 - t) ** 2 * here[i] + 2 * t * (1 - t) * control[i] + t ** 2 * last[i]));
    here = last;
  }
  return found;
}

test("between sheets below each other a line goes around their side and crosses no cell", () => {
  for (const side of [1, -1]) {
    for (const [upper, lower] of [
      [
        [60, 4],
        [80, 2],
      ],
      [
        [80, 2],
        [60, 4],
      ],
      [
        [60, 3],
        [70, 4],
      ],
    ]) {
      for (const cell of [0, 1]) {
        const from = place(upper[0], 0, upper[1], upper[1], cell, cell);
        const to = place(lower[0], 100, lower[1], lower[1], 1 - cell, cell);
        for (const offset of [-1, 0, 1]) {
          const way = walk(route(from, to, offset, side, 170));
          for (const { x, y, box } of [from, to]) {
            const inside = way.filter(
              ([px, py]) => px > box.left + 0.1 && px < box.right - 0.1 && py > box.top && py < box.bottom,
            );
            assert.ok(
              inside.every(([, py]) => Math.abs(py - y - 5) <= 2.6),
              "on a sheet it stays in its cell's lane",
            );
            assert.ok(
              inside.every(([px]) => side * (px - x) >= 0),
              "and leaves towards its side",
            );
          }
          assert.ok(
            way.every(([px]) => px >= 0 && px <= 170),
            "there is room for all of it",
          );
          assert.ok(Math.max(...way.map(([px]) => side * px)) > Math.max(side * from.x, side * to.x) + 5);
        }
      }
    }
  }
});

test("lines end inside the cell they mean, below its number, side by side in their order", () => {
  for (const [size, number] of [
    [13, 4], // the number of its row
    [16, 4],
    [18, 5.5],
    [22, 5.5],
    [28, 5.5],
    [38, 5.5],
  ])
    for (const count of [1, 2, 3, 9]) {
      const cell = { ...place(0, 0, 4, 4, 1, 1), size, y: 100 };
      const lanes = inLanes(Array(count).fill(cell)).map(({ lane }) => lane);
      for (const lane of lanes) {
        assert.ok(lane < 100 + size / 2, `${size}: ${lane} is inside the cell`);
        assert.ok(lane >= 100 + number - 1e-9, `${size}: ${lane} is below the number`);
      }
      for (let i = 1; i < count; i += 1) assert.ok(lanes[i] > lanes[i - 1], `${lanes}`);
      const upwards = inLanes(Array(count).fill(cell), true).map(({ lane }) => lane);
      assert.deepEqual(upwards, lanes.toReversed());
    }
});

test("each row of cells has lanes of its own, and a line whose cell is not shown has none", () => {
  const [first, second] = [place(0, 0, 4, 4, 0, 0), place(0, 0, 4, 4, 1, 0)];
  const [a, none, b] = inLanes([first, null, second]);
  assert.equal(none, null);
  assert.equal(a.lane - first.y, b.lane - second.y);
  const [, path] = [0, points(route(a, { ...place(100, 0, 4, 4, 3, 3), lane: 33 }))];
  assert.equal(path[0][1], Number(a.lane.toFixed(1)));
  assert.equal(path.at(-1)[1], 33);
});

test("lines that go around from one cell nest in each other", () => {
  const from = place(60, 0, 4, 4, 1, 1);
  const farthest = [0, 1, 2].map((row) =>
    Math.max(...walk(route(from, place(70, 100, 3, 3, row, 0), row - 1, 1, 170)).map(([x]) => x)),
  );
  const leaves = [0, 1, 2].map((row) => points(route(from, place(70, 100, 3, 3, row, 0), row - 1, 1, 170))[0][1]);
  assert.ok(farthest[0] < farthest[1] && farthest[1] < farthest[2], `${farthest}`);
  assert.ok(leaves[0] > leaves[1] && leaves[1] > leaves[2], `${leaves}`);
});

test("a line back to a sheet further left leaves to the left", () => {
  const path = points(route(place(100, 0, 4, 4, 1, 1), place(0, 0, 4, 4, 1, 1)));
  assert.ok(path[1][0] < path[0][0]);
});

test("every coordinate is a number, also for a line within one sheet", () => {
  const one = place(0, 0, 4, 4, 1, 1);
  assert.doesNotMatch(route(one, place(0, 0, 4, 4, 3, 3)), /NaN|Infinity/);
  assert.doesNotMatch(route(one, one), /NaN|Infinity/);
});
