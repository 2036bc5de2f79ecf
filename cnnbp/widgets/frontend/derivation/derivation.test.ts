import assert from "node:assert/strict";
import { test } from "node:test";
import { shiftOf } from "../ui/follow";
import { lettersOf, litOf, OWN, patchOf, shownOf, substituted } from "./state";
import { describe } from "./words";

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

test("what follows the page stays in its column", () => {
  const column = { top: -300, bottom: 700 };
  assert.equal(shiftOf(0, column, 400), 300);
  assert.equal(shiftOf(0, { top: 50, bottom: 1050 }, 400), 0);
  assert.equal(shiftOf(0, { top: -900, bottom: 100 }, 400), 600); // not below the last line
  assert.equal(shiftOf(40, column, 400), 340); // below a toolbar
  assert.equal(shiftOf(0, { top: -10, bottom: 90 }, 400), 0); // longer than its column
});
