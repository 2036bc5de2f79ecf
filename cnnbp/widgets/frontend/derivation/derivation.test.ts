import assert from "node:assert/strict";
import { test } from "node:test";
import { shiftOf } from "../ui/follow";
import { cellsOf } from "./loop";
import { lettersOf, litOf, OWN, patchOf, shownOf, substituted } from "./state";
import { isTinted, putIn } from "./substitution";
import { describe, lineWords, valueAt } from "./words";

const [H, W, K] = [3, 4, 2]; // a 3 × 4 image, a 2 × 2 kernel, 2 × 3 outputs
const pack = (values, shape, dtype = "float64") => {
  const array = { float64: Float64Array, uint8: Uint8Array }[dtype].from(values);
  return { dtype, shape, data: new DataView(array.buffer) };
};
const counted = (n, scale) => Array.from({ length: n }, (_, i) => (i + 1) * scale);

/** What Python would send of z_{y,x} = Σ w_{u,v} a_{y+u,x+v}. */
function sent() {
  const a = counted(H * W, 0.1);
  const w = [1, -2, 3, 4];
  const delta = [0.5, -1, 2, 1.5, 0.25, -3];
  const edges = [];
  for (const target of delta.keys()) {
    for (const parameter of w.keys()) {
      const [row, col] = [Math.floor(target / 3) + Math.floor(parameter / K), (target % 3) + (parameter % K)];
      edges.push({ source: row * W + col, target, parameter });
    }
  }
  const sum = (count, end, of) => {
    const total = Array(count).fill(0);
    for (const edge of edges) total[edge[end]] += of(edge);
    return total;
  };
  const gradient = sum(H * W, "source", (e) => w[e.parameter] * delta[e.target]);
  const parameterGradient = sum(4, "parameter", (e) => a[e.source] * delta[e.target]);
  const output = sum(6, "target", (e) => a[e.source] * w[e.parameter]);
  const panel = (id, unit, values, shape) => ({
    id,
    unit,
    name: id,
    symbol: id,
    subtitle: "",
    scale: "signed",
    values: pack(values, shape),
  });
  const padded = Array(4 * 5).fill(0);
  delta.forEach((value, i) => (padded[(1 + Math.floor(i / 3)) * 5 + 1 + (i % 3)] = value));
  const index = (name) =>
    pack(
      edges.map((e) => e[name]),
      [edges.length],
      "uint8",
    );
  const layer = {
    kind: "convolution",
    activation: "sigmoid",
    options: {},
    bias: null,
    controls: [],
    panels: [
      panel("input", "input", a, [H, W]),
      panel("z_in", "input", a, [H, W]),
      panel("weights", "weights", w, [K, K]),
      panel("output", "output", output, [2, 3]),
      panel("delta", "output", delta, [2, 3]),
      panel("gradient", "input", gradient, [H, W]),
      panel("sigma_prime", "input", Array(H * W).fill(0.5), [H, W]),
      panel(
        "input_delta",
        "input",
        gradient.map((g) => g / 2),
        [H, W],
      ),
      panel("parameter_gradient", "weights", parameterGradient, [K, K]),
    ],
    edges: {
      source: index("source"),
      target: index("target"),
      parameter: index("parameter"),
      parameter_gradient: pack(parameterGradient, [K, K]),
    },
    rotated: {
      values: pack(padded, [4, 5]),
      place: pack([7, 8, 9, 12, 13, 14], [6], "uint8"),
      kernel: pack([3, 2, 1, 0], [K, K], "uint8"),
      dilation: 1,
    },
  };
  const lights = {
    delta: {
      all: { delta: "terms", weights: "terms", z_in: "chosen" },
      y: { delta: "term", weights: "term" },
      i: { z_in: "row" },
      window: { z_in: "window", weights: "whole" },
      j: { z_in: "column" },
    },
    kernel: { all: { input: "terms", delta: "terms", weights: "chosen" }, term: { input: "term" }, sum: {} },
  };
  const line = [{ rule: "", numbers: "sum", tokens: [] }];
  return {
    conventions: ["correlation"],
    layers: [layer],
    lights,
    lines: { correlation: { delta: line, kernel: line } },
    panels: {
      delta: ["z_in", "delta", "input_delta", "weights"],
      kernel: ["input", "delta", "parameter_gradient", "weights"],
    },
    indices: { correlation: { pixel: ["y+u", "x+v"], weight: ["i−y", "j−x"], output: ["i−u", "j−v"] } },
    measured: {
      correlation: {
        delta: pack(
          gradient.map((g) => g / 2),
          [H, W],
        ),
        kernel: pack(parameterGradient, [K, K]),
      },
    },
  };
}

const scene = sent();
const shown = (traits) => {
  const all = {
    scene,
    gradient: "delta",
    convention: "correlation",
    place: [1, 1],
    weight: [0, 1],
    output: null,
    symbol: "",
    ...traits,
  };
  return shownOf({ ...OWN, ...all });
};
const lit = (what, symbol, id) => {
  const panel = what.panels.find((one) => one.id === id);
  const { lit: cells, chosen } = litOf(what, symbol, panel);
  return [[...cells.keys()], chosen];
};

test("the terms of a pixel are its edges, and add up to the package's sum", () => {
  const now = shown({});
  assert.deepEqual(
    now.terms.map((term) => [term.parameter, term.target]),
    [
      [0, 4],
      [1, 3],
      [2, 1],
      [3, 0],
    ],
  );
  const total = now.terms.reduce((so, term) => so + term.left * term.right, 0);
  assert.ok(Math.abs(total - now.sum) < 1e-12);
  assert.ok(Math.abs(total * now.slope - now.result) < 1e-12);
  assert.equal(now.measured, now.result);
});

test("the terms of a weight are its uses", () => {
  const now = shown({ gradient: "kernel" });
  assert.deepEqual(
    now.terms.map((term) => term.target),
    [0, 1, 2, 3, 4, 5],
  );
  assert.deepEqual(
    now.terms.map((term) => term.source),
    [1, 2, 3, 5, 6, 7],
  );
  assert.equal(now.slope, 1);
  assert.ok(Math.abs(now.terms.reduce((so, term) => so + term.left * term.right, 0) - now.result) < 1e-12);
});

test("the term in hand is that of the chosen output, else the middle one", () => {
  assert.equal(shown({ output: [1, 0] }).term.target, 3);
  assert.equal(shown({}).term.target, 1);
  assert.equal(shown({ output: [0, 2] }).term.target, 1); // no edge joins it to the pixel
});

test("no symbol lights all that takes part, an index the one δ and the one weight", () => {
  const now = shown({ output: [1, 0] });
  assert.deepEqual(lit(now, "", "delta"), [[4, 3, 1, 0], -1]);
  assert.deepEqual(lit(now, "", "z_in"), [[], 5]);
  assert.deepEqual(lit(now, "y", "delta"), [[3], -1]);
  assert.deepEqual(lit(now, "y", "weights"), [[1], -1]);
  assert.deepEqual(lit(now, "y", "input_delta"), [[], -1]);
});

test("i and j light a row and a column, the window what one output reads", () => {
  const now = shown({ output: [1, 0] });
  assert.deepEqual(lit(now, "i", "z_in"), [[4, 5, 6, 7], 5]);
  assert.deepEqual(lit(now, "j", "z_in"), [[1, 5, 9], 5]);
  assert.deepEqual(lit(now, "window", "z_in"), [[4, 5, 8, 9], -1]);
  assert.deepEqual(lit(now, "window", "weights"), [[0, 1, 2, 3], -1]);
});

test("a symbol of another derivation lights what no symbol lights", () => {
  assert.deepEqual(
    lit(shown({ gradient: "kernel" }), "i", "weights"),
    lit(shown({ gradient: "kernel" }), "", "weights"),
  );
});

test("numbers are put in for letters", () => {
  const letters = lettersOf(shown({ output: [1, 0] }), shown({ output: [1, 0] }).term);
  assert.deepEqual(letters, { i: 1, j: 1, y: 1, x: 0, u: 0, v: 1 });
  assert.equal(substituted("i−y", letters), "1 − 1");
  assert.equal(substituted("y−i+2", letters), "1 − 1 + 2");
});

test("the padded delta under the lying kernel holds the same products", () => {
  for (const place of [
    [1, 1],
    [0, 0],
    [2, 3],
    [0, 2],
  ]) {
    const now = shown({ place });
    const { cells, wide } = patchOf(now);
    assert.equal(wide, K);
    assert.ok(Math.abs(cells.reduce((so, cell) => so + cell.delta * cell.weight, 0) - now.sum) < 1e-12);
    for (const { term, delta, weight } of cells) {
      if (term) assert.deepEqual([term.left, term.right], [weight, delta]);
      else assert.equal(delta, 0); // the frame of zeros
    }
  }
});

test("a choice is said in words", () => {
  const now = shown({ output: [1, 0] });
  assert.match(
    describe(now, "y"),
    /^output row 1 column 0: its δ = 1\.50 comes through weight row 0 column 1, −2\.00: 1\.50 · \(−2\.00\) = −3\.000/,
  );
  assert.match(describe(now, ""), /^pixel row 1 column 1: 4 deltas come back, .* in all/);
  assert.match(
    describe(shown({ gradient: "kernel" }), "sum"),
    /over 6 outputs: all that weight row 0 column 1 acts on/,
  );
});

const sign = (text, sub = "") => ({ text, key: text, say: text, sup: "", sub: sub ? [sub] : [] });
const over = { over: ["∂", sign("z")], under: ["∂", sign("a")] };
/** Wanted, chain rule, forward pass, the derivative found, put in, counted anew. */
const LINES = [
  { rule: "wanted", numbers: "measured", tokens: [sign("δ"), " = ", "C"] },
  { rule: "chain", numbers: "factors", tokens: [sign("δ"), " = ", sign("Σ"), " ", sign("δ"), " ", over] },
  { rule: "forward", numbers: "window", tokens: [sign("z"), " = ", sign("w", "i"), " + ", sign("b")] },
  { rule: "found", numbers: "one", tokens: [over, " = ", sign("w", "i−y"), " ", "σ′", "(", ")"] },
  { rule: "put in", numbers: "sum", tokens: [sign("δ"), " = ", "σ′", "(", ")", " ", sign("δ"), " ", sign("w", "i−y")] },
  { rule: "again", numbers: "shifted", tokens: [sign("δ"), " = ", "σ′", "(", ")", " ", sign("w", "u")] },
];

test("what is put in is marked in the chain rule, where it is found, and in the sum; nowhere else", () => {
  const found = putIn(LINES);
  assert.deepEqual([found.from, found.into], [[1, 3], 4]);
  const marked = LINES.map(({ tokens }, i) => tokens.filter((_, n) => found.marks[i][n]));
  assert.deepEqual(marked, [
    [],
    [over],
    [],
    [over, sign("w", "i−y"), " ", "σ′", "(", ")"],
    ["σ′", "(", ")", sign("w", "i−y")],
    [],
  ]);
});

test("lines that have nothing to put in mark nothing", () => {
  const found = putIn(LINES.slice(0, 1));
  assert.deepEqual(found, { from: [], into: -1, marks: [[false, false, false]] });
});

test("the joined lines are tinted while one of them is open, or all are", () => {
  const tinted = (open, every = false) => LINES.map((_, i) => isTinted(putIn(LINES), { open, every }, i)).map(Number);
  for (const open of [1, 3, 4]) assert.deepEqual(tinted(open), [0, 1, 0, 1, 1, 0]);
  for (const open of [0, 2, 5]) assert.deepEqual(tinted(open), [0, 0, 0, 0, 0, 0]);
  assert.deepEqual(tinted(0, true), [0, 1, 0, 1, 1, 0]);
});

test("one line is open: the sum at first, then whichever is opened; a line that there is not opens none", () => {
  const lines = { correlation: { delta: LINES, kernel: LINES.slice(1, 5) } };
  const open = (traits) => shown({ scene: { ...scene, lines }, ...traits }).open;
  assert.equal(open({}), 4);
  assert.equal(open({ gradient: "kernel" }), 3);
  assert.equal(open({ opened: 0 }), 0);
  assert.equal(open({ opened: 5 }), 5);
  assert.equal(open({ opened: 5, gradient: "kernel" }), 3);
});

test("a folded line has its value at the chosen place", () => {
  const now = shown({ output: [1, 0], scene: { ...scene, lines: { correlation: { delta: LINES, kernel: LINES } } } });
  const values = LINES.map(({ numbers }) => valueAt(numbers, now));
  assert.deepEqual(
    values.map(({ value }) => value),
    [now.measured, now.result, now.layer.byId.get("output").values[3], -2 * 0.5, now.result, now.result],
  );
  assert.deepEqual(
    values.map(({ note }) => note),
    ["measured", "4 terms", "z at (1, 0)", "−2.00 · 0.500", "", ""],
  );
  assert.equal(lineWords(now, 3), "line 4 of 6, found: −1.000, −2.00 · 0.500");
});

const panel = (id, n) => ({ id, rows: n, cols: n });

test("cells of the loop: as large as one screen has room for, never wider than it", () => {
  const panels = [panel("z_in", 8), panel("weights", 3), panel("input_delta", 8), panel("delta", 6)];
  const wide = cellsOf(panels, 1000, false);
  assert.deepEqual(wide.cells, { z_in: 23, weights: 34, input_delta: 23, delta: 28 });
  assert.ok(cellsOf(panels, 1000, true).cells.z_in > 23); // all lines below each other need no one screen
  for (const width of [320, 360, 390, 599, 600, 899, 900]) {
    const { cells, gap } = cellsOf(panels, width, false);
    const most = Math.max(8 * cells.z_in + Math.max(3 * cells.weights, 6 * cells.delta));
    assert.ok(most + gap + 2 * 16 + 26 + 24 <= width, `${width}: ${JSON.stringify(cells)}`);
    assert.ok(8 * cells.z_in <= 184 && cells.z_in >= 14, `${width}: ${JSON.stringify(cells)}`);
  }
  const large = cellsOf([panel("z_in", 16), panel("weights", 5), panel("delta", 12)], 1000, false).cells;
  assert.ok(16 * large.z_in <= 184 && 12 * large.delta <= 184 && 5 * large.weights <= 184);
});

test("from afar the panels stand side by side, every number in a cell that holds it", () => {
  const panels = [panel("z_in", 8), panel("delta", 6), panel("input_delta", 8), panel("weights", 3)];
  const { cells, gap } = cellsOf(panels, 1168, false, 1.6);
  assert.deepEqual(cells, { z_in: 22, delta: 22, input_delta: 22, weights: 31 });
  const wide = panels.reduce((sum, { id, cols }) => sum + cols * cells[id] + 16, 3 * gap);
  assert.ok(1.6 * wide <= 1168 - 24, String(wide));
  // All lines below each other scroll anyway: they are as near as in a notebook.
  assert.deepEqual(cellsOf(panels, 1168, true, 1.6), cellsOf(panels, 1168, true));
  assert.equal(shown({ zoom: 1.6 }).far, true);
  assert.equal(shown({ zoom: 1.6, every: true }).far, false);
});

test("what follows the page stays in its column", () => {
  const column = { top: -300, bottom: 700 };
  assert.equal(shiftOf(0, column, 400), 300);
  assert.equal(shiftOf(0, { top: 50, bottom: 1050 }, 400), 0);
  assert.equal(shiftOf(0, { top: -900, bottom: 100 }, 400), 600); // not below the last line
  assert.equal(shiftOf(40, column, 400), 340); // below a toolbar
  assert.equal(shiftOf(0, { top: -10, bottom: 90 }, 400), 0); // longer than its column
});
