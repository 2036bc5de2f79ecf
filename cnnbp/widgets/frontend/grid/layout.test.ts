import assert from "node:assert/strict";
import { test } from "node:test";
import { GAP, wrap } from "./layout";
import { plateColumns } from "./plates";

const panel = (id, rows, cols, plates = 1) => ({ id, rows, cols, plates });
const conv = (n) => [
  panel("input", n, n),
  panel("weights", 3, 3),
  panel("delta", n - 2, n - 2),
  panel("gradient", n, n),
];
const LAYERS = {
  "8 × 8": conv(8),
  "16 × 16": conv(16),
  "28 × 28": conv(28),
  "64 × 64": conv(64),
  dense: [panel("input", 4, 1), panel("weights", 3, 4), panel("delta", 3, 1), panel("gradient", 4, 1)],
  "digit to 10": [panel("input", 8, 8), panel("weights", 10, 64), panel("delta", 10, 1), panel("gradient", 8, 8)],
  channels: [panel("input", 6, 6, 3), panel("weights", 3, 3, 6), panel("delta", 6, 6, 2), panel("gradient", 6, 6, 3)],
  "channels to 10": [
    panel("input", 4, 4, 4),
    panel("weights", 10, 192),
    panel("delta", 10, 1),
    panel("gradient", 4, 4, 4),
  ],
  "max pool": [panel("input", 8, 8), panel("delta", 4, 4), panel("gradient", 8, 8)],
};

for (const [name, panels] of Object.entries(LAYERS)) {
  for (const width of [320, 336, 600, 776, 1256, 1900]) {
    test(`${name} in ${width} px: each panel once, in order, and no row wider than there is room`, () => {
      const { rows, cells } = wrap(panels, width);
      assert.deepEqual(
        rows.flat(),
        panels.map((p) => p.id),
      );
      for (const row of rows) {
        const sheets = row.map((id) => {
          const p = panels.find((one) => one.id === id);
          return cells[id] * p.cols * plateColumns(p.plates);
        });
        const used = sheets.reduce((sum, w) => sum + w, 0) + GAP * (row.length - 1);
        assert.ok(used <= width + 0.5, `${row.join(" | ")}: ${used}`);
      }
      for (const p of panels) assert.ok(cells[p.id] >= 1.5 && Number.isFinite(cells[p.id]));
    });
  }
}

test("small sheets share one cell size, so that the kernel fits on the delta", () => {
  for (const width of [336, 776, 1256]) {
    const { cells } = wrap(LAYERS["8 × 8"], width);
    assert.equal(new Set(Object.values(cells)).size, 1);
  }
});

test("a digit has room for its numbers on a phone", () => {
  assert.ok(wrap(LAYERS["8 × 8"], 336).cells.input >= 28);
});

test("wide rooms put the panels side by side, narrow ones below each other", () => {
  assert.equal(wrap(LAYERS["8 × 8"], 1256).rows.length, 1);
  assert.equal(wrap(LAYERS["8 × 8"], 336).rows.length, 4);
});

test("results stand by twos where three find no room, and the joined panels keep their row", () => {
  const behind = [...conv(8), panel("sigma_prime", 8, 8), panel("input_delta", 8, 8)];
  assert.deepEqual(
    wrap(behind, 776).rows.map((row) => row.length),
    [3, 2, 1],
  );
  assert.deepEqual(
    wrap(behind, 600).rows.map((row) => row.length),
    [1, 1, 1, 2, 1],
  );
  assert.ok(wrap(behind, 600).cells.input >= 28);
});

test("many narrow panels do not run out of the page", () => {
  const ids = ["input", "weights", "delta", "gradient", "slope", "input_delta"];
  const panels = ids.map((id) => panel(id, 3, id === "weights" ? 3 : 1));
  const { rows } = wrap(panels, 840);
  assert.ok(Math.max(...rows.map((row) => row.length)) * (138 + GAP) - GAP <= 840);
});
