import assert from "node:assert/strict";
import { test } from "node:test";
import { cellBox, frameOf, joined, productBox, ribbonWidth, stack } from "./geometry";

const about = (channels, side, out, k, slope = false) => ({
  channels,
  rows: side,
  cols: side,
  outRows: out,
  outCols: out,
  kernel: k ? { rows: k, cols: k } : null,
  slope,
});
const dense = { channels: 1, rows: 12, cols: 16, outRows: 10, outCols: 1, kernel: null, slope: false };
const LAYERS = {
  "8×8×6 → 12": [about(6, 8, 8, 3), 12],
  "8×8×6 → 64": [about(6, 8, 8, 3), 64],
  "4×4×12 → 12": [about(12, 4, 4, 3), 12],
  "8×8×2 → 3 with slope": [about(2, 8, 6, 3, true), 3],
  "28×28 → 6": [about(1, 28, 28, 3), 6],
  "64×64×3 → 16": [about(3, 64, 64, 3), 16],
  "kernel of 5 × 5": [about(3, 10, 10, 5), 4],
  "kernel of 7 × 7": [about(1, 12, 12, 7), 1],
  "dense 192 → 10": [dense, 10],
  "dense 192 → 100": [dense, 100],
};
const SIZES = [
  [976, 532],
  [1076, 552],
  [1256, 620],
  [1876, 900],
  [960, 532],
  [736, 532],
  [576, 520],
  [366, 626],
  [336, 626],
];
const linesOf = (count) =>
  Array.from({ length: count }, (_, group) => ({ group, sum: Math.sin(3 * group + 1), empty: false }));
const openOf = ({ kernel }, count) => (kernel ? Math.floor(count / 2) : null);
const each = (call) => {
  for (const [name, [layer, count]] of Object.entries(LAYERS))
    for (const [width, height] of SIZES)
      call(
        frameOf(layer, linesOf(count), openOf(layer, count), 0, width, height),
        `${name} in ${width} × ${height}`,
        layer,
        count,
        width,
        height,
      );
};
const kernelSide = ({ kernel }) => kernel?.rows ?? 0;

test("a ledger is never higher than the screen, and never wider", () => {
  each((frame, name, layer, _count, width, height) => {
    // On a phone a kernel of more than 3 × 3 with a line for σ′ asks for the room it needs.
    if (!frame.stacked || kernelSide(layer) <= 3) assert.ok(frame.height <= height, `${name}: ${frame.height}`);
    const columns = frame.stacked
      ? [frame.label, frame.bar, frame.number, frame.terms]
      : [frame.label, frame.bar, frame.number, frame.terms, frame.kernel, frame.delta];
    const there = columns.filter((one) => one !== null);
    there
      .slice(1)
      .forEach((one, i) =>
        assert.ok(one.x >= there[i].x + there[i].width, `${name}: column ${i + 1} begins at ${one.x}`),
      );
    const last = there[there.length - 1];
    assert.ok(last.x + last.width <= width, `${name}: ${last.x + last.width}`);
    if (frame.map) assert.ok(frame.map.x + frame.map.cell * layer.outCols <= width, `${name}: the map`);
  });
});

test("a sheet ends before what stands beside or below it", () => {
  each((frame, name, layer) => {
    const [right, bottom] = [layer.cols * frame.cell, layer.rows * frame.cell];
    assert.ok(frame.cell >= 2, `${name}: cells of ${frame.cell}`);
    if (frame.stacked) {
      assert.ok(frame.gradient.x >= frame.input.x + right && frame.gradient.x + right <= frame.width, name);
      assert.ok(frame.top >= frame.input.y + bottom, name);
    } else {
      assert.ok(frame.label.x >= frame.input.x + right, name);
      assert.ok(frame.gradient.y >= frame.input.y + bottom && frame.gradient.y + bottom <= frame.height, name);
    }
  });
});

test("all rows are shown, or one row holds the rest; together they are the total", () => {
  each((frame, name, _layer, count) => {
    const { shown, rest } = frame.rows;
    const groups = [...shown.map((row) => row.group), ...(rest?.groups ?? [])].sort((a, b) => a - b);
    assert.deepEqual(
      groups,
      Array.from({ length: count }, (_, i) => i),
      name,
    );
    const lines = linesOf(count);
    const hidden = (rest?.groups ?? []).reduce((so, group) => so + lines[group].sum, 0);
    assert.ok(Math.abs(hidden - (rest?.sum ?? 0)) < 1e-12, name);
    for (const { height } of shown) assert.ok(height >= 11, name);
  });
});

test("rows that are all 0 are thin, and leave their room to the others", () => {
  const lines = linesOf(12).map((line, i) => (i % 2 ? { ...line, sum: 0, empty: true } : line));
  const { shown, rest } = stack(lines, 0, 400, 160);
  assert.equal(rest, null);
  assert.deepEqual(new Set(shown.filter((_, i) => i % 2).map(({ height }) => height)), new Set([13]));
  assert.deepEqual(shown[0], { group: 0, y: 0, height: 160, open: true });
  assert.equal(shown[2].height, 26);
});

test("the smallest sums are the rest, whose pages show every row once", () => {
  const lines = linesOf(64);
  const { shown, rest } = stack(lines, 3, 400, 160);
  const least = Math.min(...shown.filter(({ group }) => group !== 3).map(({ group }) => Math.abs(lines[group].sum)));
  for (const group of rest.groups) assert.ok(Math.abs(lines[group].sum) <= least);
  const seen = new Set([0, 1, 2, 3].flatMap((page) => stack(lines, 3, 400, 160, page).shown.map(({ group }) => group)));
  assert.equal(seen.size, 64);
});

test("the cells of the open row are as large as width and height allow", () => {
  const cells = (count, width, height, k = 3, side = 8) =>
    frameOf(about(1, side, 8, k), linesOf(count), 0, 0, width, height).slices.kernel.cell;
  assert.equal(cells(6, 998, 350), 38); // the other rows give way, but can be read
  const { rows } = frameOf(about(1, 8, 8, 3), linesOf(6), 0, 0, 998, 350);
  assert.ok(rows.rest === null && rows.shown.every(({ height }) => height >= 18));
  assert.equal(cells(12, 998, 350), 25); // more of them: no lower than can be read
  assert.equal(cells(12, 1256, 620), 38);
  assert.equal(cells(6, 714, 222), 25); // on a slide height is short, and width is not
  each((frame, name) => {
    if (!frame.slices || frame.stacked || frame.slices.kernel.cell > 37) return;
    // Not the largest: the next larger one would be too wide, or take too much of the height.
    const { kernel, delta } = frame.slices;
    const cols = (frame.kernel.width / kernel.cell) | 0;
    const spare = frame.width - delta.x - frame.delta.width - (frame.map ? frame.map.cell : 0);
    const high = frame.detail.height >= Math.floor(0.29 * frame.height) || cols > 3;
    assert.ok(high || spare < 2 * cols, `${name}: ${kernel.cell}`);
  });
});

test("on a narrow frame terms keep their factors where the sheets are small", () => {
  const terms = (height) => frameOf(about(1, 8, 8, 3), linesOf(6), 0, 0, 714, height).terms.width;
  assert.ok(terms(222) >= 166, String(terms(222)));
  assert.ok(terms(700) < 166, String(terms(700)));
});

/** Points along a path of M, L, C, Q with absolute numbers. */
function points(d) {
  const found = [];
  let here = [0, 0];
  for (const [, letter, rest] of d.matchAll(/([MLC])([^MLC]*)/g)) {
    const n = rest.trim().split(/\s+/).map(Number);
    const ends = [here, ...Array.from({ length: n.length / 2 }, (_, i) => [n[2 * i], n[2 * i + 1]])];
    const steps = letter === "M" ? [1] : Array.from({ length: 60 }, (_, i) => (i + 1) / 60);
    for (const t of steps) found.push(letter === "M" ? ends[1] : bezier(ends, t));
    here = ends[ends.length - 1];
  }
  return found;
}
const bezier = (ends, t) =>
  ends.length === 1
    ? ends[0]
    : bezier(
        ends.slice(1).map((end, i) => end.map((x, axis) => ends[i][axis] + t * (x - ends[i][axis]))),
        t,
      );
const within = ([x, y], box) =>
  x > box.x + 0.3 && x < box.x + box.width - 0.3 && y > box.y + 0.3 && y < box.y + box.height - 0.3;

test("lines cross no number, and end on the frames of their cells", () => {
  each((frame, name, layer) => {
    if (!frame.lines || !frame.slices) return;
    const side = layer.kernel.rows;
    const { kernel, delta } = frame.slices;
    const places = Array.from({ length: side * side }, (_, i) => ({ row: Math.floor(i / side), col: i % side }));
    const boxes = [
      ...places.flatMap(({ row, col }) => [cellBox(kernel, row, col), cellBox(delta, row, col)]),
      ...frame.chips,
    ];
    for (const [i, w] of places.entries()) {
      const turned = { row: side - 1 - w.row, col: side - 1 - w.col };
      const all = points(joined(frame.leads ? frame.chips[i] : null, kernel, w, side, delta, turned));
      for (const point of all)
        for (const box of boxes) assert.ok(!within(point, box), `${name}: line ${i + 1} at ${point}`);
      const to = cellBox(delta, turned.row, turned.col);
      const [x, y] = all[all.length - 1];
      assert.ok(Math.abs(x - to.x - to.width / 2) < 0.1 && Math.abs(y - to.y - to.height) < 0.1, name);
    }
    for (const row of [kernel, delta])
      assert.ok(kernel.gutter >= 2.4 + 2.4 * (side - 1) || row.cell < 18, `${name}: gutter`);
  });
});

test("slices and chips lie in the open row, products side by side in theirs", () => {
  each((frame, name, layer) => {
    const { detail, slices, chips } = frame;
    if (!detail || !slices || frame.stacked) return;
    const side = layer.kernel.rows;
    const last = cellBox(slices.delta, side - 1, side - 1);
    assert.ok(
      cellBox(slices.kernel, 0, 0).y >= detail.y &&
        last.y + last.height + slices.delta.gutter <= detail.y + detail.height + 1,
      name,
    );
    for (const chip of chips)
      assert.ok(
        chip.y >= detail.y && chip.y + chip.height <= detail.y + detail.height && chip.height >= 13,
        `${name}: chip of ${chip.height}`,
      );
    const boxes = Array.from({ length: side * side }, (_, i) => productBox(frame, side * side, i, 0, 26));
    boxes.slice(1).forEach((box, i) => assert.ok(box.x >= boxes[i].x + boxes[i].width, name));
  });
});

test("a ribbon is as wide as its share", () => {
  assert.equal(ribbonWidth(-4, 4), 10);
  assert.equal(ribbonWidth(2, 4), 5.5);
  assert.equal(ribbonWidth(0, 4), 1);
  assert.equal(ribbonWidth(0, 0), 1);
});
