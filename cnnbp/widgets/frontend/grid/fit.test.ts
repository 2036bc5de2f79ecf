import assert from "node:assert/strict";
import { test } from "node:test";
import { extent, fit, isLedger, pair, styleOf } from "./fit";
import { isLarge } from "./plates";

const panel = (id, rows, cols, plates = 1, alone = false) => {
  const shape = plates > 1 ? [plates, rows, cols] : [rows, cols];
  return { id, rows, cols, plates, shape, alone };
};
const layer = (panels, most, more = {}) => {
  const terms = typeof most === "number" ? { input: most, output: most, weights: 36 } : most;
  return { panels, terms, backward: true, asks: false, view: false, ...more };
};
const conv = (n, k = 3, more = []) => [
  panel("input", n, n),
  panel("weights", k, k),
  panel("delta", n - k + 1, n - k + 1),
  panel("gradient", n, n),
  ...more,
];
const behind = (n) => [panel("sigma_prime", n, n), panel("input_delta", n, n)];
const pool = (n, k, plates = 1) => [
  panel("input", n, n, plates, plates > 1),
  panel("delta", n / k, n / k, plates, plates > 1),
  panel("gradient", n, n, plates, plates > 1),
];
const channels = (c, f, n, m) => [
  panel("input", n, n, c),
  { ...panel("weights", 3, 3, c * f), shape: [f, c, 3, 3] },
  panel("delta", m, m, f),
  panel("gradient", n, n, c),
];
const forward = (n) => [panel("input", n, n), panel("weights", 3, 3), panel("output", n - 2, n - 2)];

const LAYERS = {
  "8 × 8": layer(conv(8), 9),
  "8 × 8, 5 × 5 kernel": layer(conv(8, 5), 25),
  "8 × 8 predicted": layer(conv(8), 9, { asks: true }),
  "8 × 8 behind σ": layer(conv(8, 3, behind(8)), 9),
  "8 × 8 forward": layer(forward(8), 9, { backward: false }),
  "8 × 8 with a view": layer(conv(8), 9, { view: true }),
  "6 channels to 12 with a view": layer(channels(6, 12, 8, 6), { input: 108, output: 54, weights: 36 }, { view: true }),
  "20 × 20": layer(conv(20), 9),
  "28 × 28": layer(conv(28), 9),
  "28 × 28 with a view": layer(conv(28), 9, { view: true }),
  "64 × 64": layer(conv(64), 9),
  "one row": layer([panel("input", 1, 6), panel("weights", 1, 3), panel("delta", 1, 4), panel("gradient", 1, 6)], 3),
  dense: layer([panel("input", 4, 1), panel("weights", 3, 4), panel("delta", 3, 1), panel("gradient", 4, 1)], 4),
  "max pool": layer(pool(8, 2), 4),
  "max pool of 6 channels": layer(pool(8, 2, 6), 4),
  "average pool of 28 × 28": layer(pool(28, 2), 4),
  "average pool of 64 × 64": layer(pool(64, 4), 16),
  "convolution of 2 channels to 3": layer(channels(2, 3, 8, 6), { input: 27, output: 18, weights: 36 }),
  "convolution of 6 channels to 12": layer(channels(6, 12, 4, 4), { input: 108, output: 54, weights: 16 }),
  "dense of 192 in 12 channels": layer(
    [panel("input", 4, 4, 12), panel("weights", 10, 192), panel("delta", 10, 1), panel("gradient", 4, 4, 12)],
    { input: 10, output: 192, weights: 1 },
  ),
  "one draws on it": layer(channels(1, 6, 8, 8).slice(0, 2), 54, { draws: true }),
  "nothing can be changed": layer([], 4),
};
const WIDTHS = [320, 366, 390, 599, 600, 736, 800, 976, 1076, 1256, 1900];
const HEIGHTS = [300, 391, 480, 532, 570, 600, 700, 760, 844, 1200];

/** The smallest cell that a finger hits and an eye sees; on a large sheet a tap takes the nearest cell. */
const least = (one) => (isLarge(one) ? (one.cols > 150 ? 1 : 2) : Math.max(one.rows, one.cols) > 12 ? 6 : 11);

for (const [name, about] of Object.entries(LAYERS)) {
  test(`${name}: never taller than the screen, never wider than the root, no cell too small`, () => {
    for (const width of WIDTHS)
      for (const height of HEIGHTS) {
        const it = fit(about, width, height);
        const where = `${name} in ${width} × ${height}: ${JSON.stringify(it)}`;
        assert.ok(it.height <= height + 1e-9, where);
        assert.ok(it.sum > 0 && it.panels >= 0, where);
        const panels = about.panels.map((one) => ({ ...one, single: it.single }));
        const shown = panels.filter(({ id }) => it.rows.flat().includes(id));
        for (const one of shown) assert.ok(it.cells[one.id] >= least(one), where);
        const box = extent({ ...it, shown });
        const { scrolls } = it;
        if (!scrolls) assert.ok(box.height <= it.panels + 1e-9 && box.width <= width, where);
        // What scrolls inside does so with the smallest cells there are.
        if (scrolls)
          assert.ok(
            shown.some((one) => it.cells[one.id] === least(one)),
            where,
          );
        if (it.view && !scrolls) assert.ok(it.view.height >= 200 && it.view.width > 0, where);
      }
  });

  test(`${name}: each panel stands once`, () => {
    for (const width of WIDTHS) {
      const ids = fit(about, width, 600).rows.flat();
      assert.equal(new Set(ids).size, ids.length);
      if (!about.view) assert.deepEqual([...ids].sort(), about.panels.map(({ id }) => id).sort());
    }
  });

  test(`${name}: more room never makes the cells smaller`, () => {
    for (const height of [570, 760]) {
      let [before, kept] = [0, ""];
      for (let width = WIDTHS[4]; width < 1900; width += 100) {
        const it = fit(about, width, height);
        const smallest = Math.min(...it.rows.flat().map((id) => it.cells[id]));
        // Room may go to other channels, to more terms, or to the shares' own cells instead.
        const keeps = `${it.single} ${it.few} ${it.brief}`;
        if (keeps !== kept) before = 0;
        kept = keeps;
        assert.ok(smallest >= before || !it.plain || it.look, `${width} × ${height}: ${smallest} after ${before}`);
        before = it.plain || it.look ? 0 : smallest;
      }
    }
  });
}

test("a digit on a laptop: one row, numbers with two decimals, all of the sums", () => {
  const it = fit(LAYERS["8 × 8"], 976, 532);
  assert.equal(it.layout, "row");
  assert.equal(it.rows.length, 1);
  assert.ok(Object.values(it.cells).every((cell) => styleOf(cell) === "all"));
});

test("a digit on a tablet: one row, two digits in a cell, the kernel read", () => {
  const it = fit(LAYERS["8 × 8"], 736, 570);
  assert.equal(it.rows.length, 1);
  assert.ok(it.cells.input >= 20 && it.cells.weights >= 28, JSON.stringify(it));
});

test("a digit on a phone: a loop, the gradient below the input, the deltas below the weights", () => {
  const it = fit(LAYERS["8 × 8"], 366, 730);
  assert.deepEqual(it.rows, [
    ["input", "weights"],
    ["gradient", "delta"],
  ]);
  assert.ok(it.cells.input >= 18 && it.cells.delta >= 24 && it.cells.weights >= 31, JSON.stringify(it));
});

test("one draws on large cells: terms give way, and no sum is waited for that nothing can ask for", () => {
  const input = ([width, height]) => fit(LAYERS["one draws on it"], width, height).cells.input;
  assert.deepEqual(
    [
      [998, 305],
      [776, 400],
      [366, 406],
    ].map(input),
    [23, 28, 24],
  );
  const terms = fit({ ...LAYERS["one draws on it"], draws: false }, 998, 305).cells.input;
  assert.ok(terms < 20, String(terms));
});

test("only what has a line for σ′ leaves room for it", () => {
  const relu = [...pool(8, 1, 6), panel("sigma_prime", 8, 8, 6, true)];
  const [plain, sloped] = [false, true].map((behind) => {
    const panels = behind ? [...relu, panel("input_delta", 8, 8, 6, true)] : relu;
    return fit(layer(panels, 1, { asks: true }), 976, 600).sum;
  });
  assert.equal(sloped - plain, 33);
});

test("large sheets have a closer look on a laptop, and none on a phone", () => {
  for (const name of ["28 × 28", "64 × 64"]) {
    assert.ok(fit(LAYERS[name], 976, 532).look >= 22);
    assert.equal(fit(LAYERS[name], 366, 700).look, 0);
  }
});

test("small sheets share one cell size in a row, so that the kernel is seen to fit on the deltas", () => {
  const { cells } = fit(LAYERS["8 × 8"], 976, 532);
  assert.equal(new Set(Object.values(cells)).size, 1);
});

test("beside a view stand what is chosen and what comes of it", () => {
  const it = fit(LAYERS["8 × 8 with a view"], 976, 532);
  assert.deepEqual(it.rows, [["input"], ["gradient"]]);
  assert.ok(it.view && it.view.width > 600 && it.view.height > 250, JSON.stringify(it));
});

test("where channels are many as well, in place of their rows", () => {
  const it = fit(LAYERS["6 channels to 12 with a view"], 976, 532);
  assert.deepEqual([it.rows, it.single, it.ledger], [[["input"], ["gradient"]], true, true]);
  assert.ok(it.view && it.view.width > 600 && it.view.height > 250 && !it.scrolls, JSON.stringify(it));
});

test("side by side where the screen is too low for one below the other", () => {
  const it = fit(LAYERS["6 channels to 12 with a view"], 976, 330);
  assert.deepEqual(it.rows, [["input", "gradient"]]);
  assert.ok(it.view && it.view.width > 560 && !it.scrolls, JSON.stringify(it));
});

test("below what is chosen a view scrolls in what is left, and all of it stays on the screen", () => {
  for (const height of [480, 532, 600]) {
    const it = fit(LAYERS["6 channels to 12 with a view"], 366, height);
    assert.ok(it.view && it.view.height >= 80, JSON.stringify(it));
    assert.ok(it.panels + 16 + it.view.height + it.sum <= height, `${height}: ${JSON.stringify(it)}`);
  }
});

test("many channels, or more weights than are read side by side, are a ledger", () => {
  const weights = (rows, cols, plates = 1) => isLedger({ panels: [panel("weights", rows, cols, plates)] });
  assert.ok(weights(3, 3, 6) && weights(10, 192) && weights(7, 7));
  assert.ok(!weights(5, 5) && !weights(3, 4) && !isLedger({ panels: pool(8, 2) }));
});

test("what is read side by side stays so: other channels and long sums are given up only where they must be", () => {
  const about = LAYERS["convolution of 2 channels to 3"];
  const large = fit(about, 1256, 1200);
  assert.ok(!large.single && large.few === 12, JSON.stringify(large));
  const laptop = fit(about, 976, 520);
  assert.ok(laptop.single && laptop.ledger && laptop.few === 12 && laptop.cells.input >= 22, JSON.stringify(laptop));
  const strip = fit(about, 976, 330);
  assert.ok(strip.single && strip.few < 12 && !strip.scrolls, JSON.stringify(strip));
  assert.ok(!fit(LAYERS["8 × 8"], 976, 532).single && !fit(LAYERS["8 × 8"], 976, 532).ledger);
});

test("on a phone a large sheet of weights has a row to itself", () => {
  const it = fit(LAYERS["dense of 192 in 12 channels"], 366, 640);
  assert.deepEqual(it.rows, [["input", "delta"], ["weights"], ["gradient"]]);
  assert.ok(192 * it.cells.weights <= 366 && !it.scrolls, JSON.stringify(it));
});

test("for those who sit far away three large panels count for more than four small ones", () => {
  const near = fit(LAYERS["8 × 8"], 1144, 510);
  const far = fit(LAYERS["8 × 8"], 1144, 510, 1.6);
  assert.deepEqual(near.rows, [["input", "weights", "delta", "gradient"]]);
  assert.deepEqual(far.rows, [["input", "weights", "delta"]]);
  assert.ok(far.height <= 510 && far.cells.input * 1.6 > near.cells.input, JSON.stringify(far));
  assert.ok(styleOf(far.cells.input) === "short" && styleOf(far.cells.delta) === "short");
  const view = fit(LAYERS["8 × 8 with a view"], 1144, 510, 1.6);
  assert.ok(view.view && view.view.height * 1.6 <= 510, JSON.stringify(view));
});

test("numbers by the size of a cell", () => {
  assert.deepEqual([38, 28, 27.9, 22, 21, 18, 17, 2].map(styleOf), [
    "all",
    "all",
    "short",
    "short",
    "lit",
    "lit",
    "none",
    "none",
  ]);
});

test("a kernel beside padded deltas is as large as the room they leave it, on a phone, too", () => {
  // f, c: few channels and many take the same room, as one slice is shown at a time.
  for (const [f, c] of [
    [5, 3],
    [8, 6],
    [12, 12],
  ]) {
    const beside = (k, n) => {
      const lying = { ...panel("lying", k, k, f * c), shape: [f, c, k, k], single: true };
      const shown = [lying, panel("padded", n, n)];
      const it = pair(shown, 366, 200);
      const box = extent({ layout: "loop", look: 0, shown, ...it });
      assert.ok(box.width <= 366 && box.height <= 200, `${k} × ${k}, ${f} filters: ${JSON.stringify(box)}`);
      assert.equal(it.rows.length, 1);
      return it.cells;
    };
    assert.deepEqual(beside(3, 10), { lying: 31, padded: 16 });
    assert.deepEqual(beside(3, 8), { lying: 31, padded: 20 });
    assert.equal(styleOf(beside(5, 12).lying), "short");
    assert.equal(styleOf(beside(7, 14).lying), "lit");
  }
});

test("who predicts from afar reads the deltas, where they are many once they are marked", () => {
  const dilated = { ...LAYERS["8 × 8 predicted"], panels: [...conv(8)] };
  dilated.panels[2] = panel("delta", 4, 4);
  const padded = { ...LAYERS["8 × 8 predicted"], panels: [...conv(8)] };
  padded.panels[2] = panel("delta", 8, 8);
  for (let height = 370; height <= 520; height += 10) {
    for (const [layer, least] of [
      [LAYERS["8 × 8 predicted"], 22],
      [dilated, 28],
      [padded, 18],
    ]) {
      const { cells, scrolls, ...it } = fit(layer, 1144, height, 1.6);
      assert.ok(cells.delta >= least && !scrolls && it.height <= height, `${height}: ${JSON.stringify(cells)}`);
    }
  }
});
