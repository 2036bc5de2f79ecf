import assert from "node:assert/strict";
import { test } from "node:test";
import {
  blockColumns,
  isLarge,
  middle,
  moveOn,
  pageName,
  plateColumns,
  platePages,
  turnTo,
  windowStart,
} from "./plates";

const panel = (...shape) => {
  const [rows, cols] = shape.slice(-2);
  return { shape, rows, cols, plates: shape.slice(0, -2).reduce((a, b) => a * b, 1) };
};

test("images of more than 20 columns or 400 cells are large", () => {
  assert.equal(isLarge(panel(20, 20)), false);
  assert.equal(isLarge(panel(28, 28)), true);
  assert.equal(isLarge(panel(2, 21)), true);
});

test("many plates stand in a block", () => {
  assert.deepEqual([1, 3, 4, 6, 9, 16].map(plateColumns), [1, 1, 2, 3, 3, 4]);
});

for (const shape of [
  [5, 5],
  [3, 5, 5],
  [8, 30, 30],
  [9, 1, 3, 3],
  [8, 3, 3, 3],
  [5, 4, 3, 3],
  [2, 16, 3, 3],
  [7, 13, 1, 1],
  [64, 3, 3],
]) {
  test(`the pages of ${shape.join(" × ")} hold each plate once, in order, and never too many`, () => {
    const p = panel(...shape);
    const pages = platePages(p);
    const plates = pages.flatMap(({ start, count }) => Array.from({ length: count }, (_, i) => start + i));
    assert.deepEqual(
      plates,
      Array.from({ length: p.plates }, (_, i) => i),
    );
    assert.ok(pages.every(({ count }) => count <= 12));
    assert.ok(blockColumns(p) >= 1 && blockColumns(p) <= pages[0].count);
  });
}

test("few plates need no pages", () => {
  for (const shape of [
    [3, 32, 32],
    [3, 3, 3, 3],
    [4, 8, 8],
  ])
    assert.equal(platePages(panel(...shape)).length, 1);
});

test("channels that keep apart are shown one by one when they are many", () => {
  const pages = (...shape) => platePages({ ...panel(...shape), alone: true }).map(({ count }) => count);
  assert.deepEqual(pages(6, 8, 8), [1, 1, 1, 1, 1, 1]);
  assert.deepEqual(pages(4, 8, 8), [4]);
  assert.deepEqual(
    platePages(panel(6, 8, 8)).map(({ count }) => count),
    [4, 2],
  );
});

test("a page of a kernel holds whole filters where it can, and says which", () => {
  const kernel = panel(8, 3, 3, 3);
  assert.deepEqual(
    platePages(kernel).map((page) => pageName(kernel, page)),
    ["filters 0–3 of 8", "filters 4–7 of 8"],
  );
  assert.equal(blockColumns(kernel), 3, "one column for each channel");
  const wide = panel(2, 16, 3, 3);
  assert.deepEqual(
    platePages(wide).map((page) => pageName(wide, page)),
    [
      "filter 0 of 2, channels 0–11 of 16",
      "filter 0 of 2, channels 12–15 of 16",
      "filter 1 of 2, channels 0–11 of 16",
      "filter 1 of 2, channels 12–15 of 16",
    ],
  );
  const odd = panel(5, 30, 30);
  assert.deepEqual(
    platePages(odd).map((page) => pageName(odd, page)),
    ["channels 0–3 of 5", "channel 4 of 5"],
  );
});

test("the page turns only when it holds nothing of what is lit", () => {
  const pages = platePages(panel(12, 8, 8));
  assert.equal(turnTo(pages, 0, []), 0);
  assert.equal(turnTo(pages, 1, [2, 5, 11]), 1);
  assert.equal(turnTo(pages, 1, [11]), 2);
  assert.equal(turnTo(pages, 2, [1, 6]), 0);
});

test("the window of a closer look stays on its sheet", () => {
  assert.deepEqual(
    [0, 3, 4, 30, 63].map((centre) => windowStart(centre, 64, 7)),
    [0, 0, 1, 27, 57],
  );
  assert.equal(windowStart(2, 5, 7), 0, "a sheet smaller than the window is shown whole");
});

test("the middle of cells is the middle of the rectangle around them", () => {
  assert.deepEqual(middle([0, 4, 22], { rows: 5, cols: 5 }), { row: 2, col: 2 });
  assert.deepEqual(middle([25 + 7, 25 + 13], { rows: 5, cols: 5 }), { row: 1.5, col: 2.5 });
});

/** All plates that arrow keys lead to from the first cell, on whatever way. */
function reached(panel) {
  const size = panel.rows * panel.cols;
  const seen = new Set([0]);
  for (const flat of seen) {
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) seen.add(moveOn(key, flat, panel));
  }
  return { cells: seen.size, of: panel.plates * size };
}

test("arrow keys reach every cell of every sheet", () => {
  const shapes = [
    [7, 5],
    [2, 7, 5],
    [3, 4, 4],
    [5, 3, 3],
    [9, 2, 3],
    [3, 2, 3, 1],
    [6, 9, 3, 3],
    [2, 16, 2, 2],
    [2, 24, 24],
    [5, 21, 2],
  ];
  for (const shape of shapes) {
    const [rows, cols] = shape.slice(-2);
    const plates = shape.slice(0, -2).reduce((n, m) => n * m, 1);
    for (const alone of [false, true]) {
      const { cells, of } = reached({ plates, rows, cols, shape, alone });
      assert.equal(cells, of, `${shape} ${alone}`);
    }
  }
});

test("an arrow goes to the sheet that stands there, and back the same way", () => {
  const kernel = { plates: 6, rows: 3, cols: 1, shape: [3, 2, 3, 1] }; // filters below each other, two channels beside
  assert.equal(moveOn("ArrowRight", 1, kernel), 4); // channel 1, the same row
  assert.equal(moveOn("ArrowLeft", 4, kernel), 1);
  assert.equal(moveOn("ArrowDown", 2, kernel), 6); // filter 1, channel 0
  assert.equal(moveOn("ArrowUp", 6, kernel), 2);
  assert.equal(moveOn("ArrowUp", 0, kernel), 0); // there is nothing above
  assert.equal(moveOn("ArrowRight", 4, kernel), 4);
  assert.equal(moveOn("End", 0, kernel), 0); // other keys stay on the sheet
  assert.equal(moveOn("x", 0, kernel), null);
});
