import assert from "node:assert/strict";
import { test } from "node:test";
import { cellName, compact, describe, factor, inCell, number, plural, written } from "./numbers";

const NUMBERS = [
  [0, 2, "0"],
  [-0, 2, "0"],
  [1, 2, "1.00"],
  [-0.594, 3, "−0.594"],
  [0.004, 2, "0.00"],
  [-0.004, 2, "0.00"],
  [12.345, 2, "12.35"],
  [123.456, 2, "123.5"],
  [-1234.5, 2, "−1235"],
  [123456, 2, "1.2e+5"],
  [NaN, 2, "NaN"],
  [Infinity, 2, "Infinity"],
];
for (const [value, decimals, text] of NUMBERS) {
  test(`${value} with ${decimals} decimals is ${text}`, () => assert.equal(number(value, decimals), text));
}

test("a cell's number is at most six characters long below a million", () => {
  for (const value of [0, 0.5, -0.64, 9.999, -12.34, 99.95, -123.4, 999.96, -9999.4, -99999, 123456]) {
    assert.ok(compact(value).length <= 6, compact(value));
  }
});

test("a number leaves air in its cell: no zero before the point, then fewer digits", () => {
  const said = (size) => [0.5, -0.5, -1, 1.25, 10.54, -12.3, 0].map((value) => inCell(value, size));
  assert.deepEqual(said(34), ["0.50", "−0.50", "−1.00", "1.25", "10.5", "−12.3", "0"]);
  assert.deepEqual(said(28), [".50", "−.50", "−1.0", "1.25", "10.5", "−12", "0"]);
  assert.deepEqual(said(22), [".50", "−.50", "−1.0", "1.3", "11", "−12", "0"]);
  assert.deepEqual(said(21), [".50", "−.5", "−1", "1.3", "11", "−12", "0"]);
  assert.equal(inCell(-0.04, 21), "−.04"); // one digit less would say 0
});

test("a negative factor stands in parentheses, because a dot stands before it", () => {
  assert.equal(factor(-0.33), "(−0.33)");
  assert.equal(factor(0.33), "0.33");
  assert.equal(factor(-0.001), "0.00");
});

test("one edge, two edges", () => {
  assert.equal(plural(1, "edge", "edges"), "1 edge");
  assert.equal(plural(0, "edge", "edges"), "0 edges");
});

const panel = (id, shape, word) => ({ id, shape, name: id, word });
const scene = (kind, ...panels) => ({ kind, byId: new Map(panels.map((p) => [p.id, p])) });

test("cells are called by panel, row and column, counted from 0", () => {
  const conv = scene("convolution");
  assert.equal(cellName(panel("input", [4, 5]), conv, 13), "input row 2 column 3");
  assert.equal(cellName(panel("weights", [3, 3]), conv, 1), "kernel row 0 column 1");
  assert.equal(cellName(panel("delta", [2, 2]), conv, 3), "output delta row 1 column 1");
  assert.equal(cellName(panel("gradient", [2, 2]), conv, 2), "input gradient row 1 column 0");
  assert.equal(cellName(panel("input", [6]), scene("dense"), 1), "input 1");
  assert.equal(cellName(panel("weights", [3, 6]), scene("dense"), 7), "weight row 1 column 1");
});

test("channels and filters come before row and column", () => {
  const conv = scene("convolution");
  assert.equal(cellName(panel("input", [3, 4, 5]), conv, 33), "input channel 1 row 2 column 3");
  assert.equal(cellName(panel("weights", [2, 3, 3, 3]), conv, 53), "kernel filter 1 channel 2 row 2 column 2");
});

const related = (unit, count, form = "sum", total = 0.5) => ({
  unit,
  flat: 0,
  terms: Array.from({ length: count }),
  sums: [{ form, flow: "backward", total }],
});

test("what lit up is said in words", () => {
  const conv = scene(
    "convolution",
    panel("input", [4, 4]),
    panel("weights", [3, 3]),
    panel("output", [2, 2]),
    panel("delta", [2, 2]),
  );
  assert.equal(
    describe(conv, related("input", 4), "input"),
    "input row 0 column 0: 4 output deltas flow back, sum 0.500",
  );
  assert.equal(
    describe(conv, related("input", 1), "input"),
    "input row 0 column 0: 1 output delta flows back, sum 0.500",
  );
  const inChain = scene("dense", panel("input", [4, 4]), panel("delta", [2], "output gradient"));
  assert.equal(
    describe(inChain, related("input", 2), "input"),
    "input row 0 column 0: 2 output gradients flow back, sum 0.500",
  );
  assert.match(describe(conv, related("input", 0), "input"), /nothing flows back/);
  assert.equal(
    describe(conv, related("input", 4, "fan"), "input"),
    "input row 0 column 0: its value goes to 4 outputs",
  );
  assert.match(describe(conv, related("weights", 4), "weights"), /used 4 times, gradient 0\.500/);
  assert.match(describe(conv, related("output", 9), "output"), /9 inputs flow in, z 0\.500/);
  assert.match(describe(conv, related("output", 9, "fan"), "output"), /δ 0\.500 flows back to 9 inputs/);
});

let seed = 3;
const random = () => {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647;
};
/** A number as weights and deltas are: often round, sometimes 0, now and then large. */
const any = () => {
  const value = (random() - 0.5) * 10 ** Math.floor(random() * 4 - 1);
  return random() < 0.1 ? 0 : random() < 0.5 ? Math.round(value * 100) / 100 : value;
};
/** What a reader works out from the texts, in whole units of the eighth decimal: no rounding of its own. */
const byHand = (texts) => {
  const whole = (text) => BigInt(Math.round(Number(text.replace(/[()]/g, "").replace("−", "-")) * 1e4));
  return texts.reduce((all, [left, right]) => all + whole(left) * whole(right), 0n);
};

test("what is written adds up as written, or says that it is rounded", () => {
  const signs = { "=": 0, "≈": 0 };
  for (let i = 0; i < 5000; i += 1) {
    const terms = Array.from({ length: Math.floor(random() * 12) }, () => ({ left: any(), right: any() }));
    const bias = random() < 0.3 ? any() : null;
    const total = terms.reduce((all, { left, right }) => all + left * right, bias ?? 0);
    const { decimals, sign } = written(terms, bias, total);
    signs[sign] += 1;
    const fits = (digits) => {
      const texts = terms.map(({ left, right }) => [number(left, digits), factor(right, digits)]);
      const sum = byHand([...texts, [number(bias ?? 0, digits), "1"]]);
      const result = number(total, 3);
      const half = 5n * 10n ** BigInt(7 - (result.split(".")[1] ?? "").length);
      const off = sum - byHand([[result, "1"]]);
      return (off < 0n ? -off : off) <= half;
    };
    const tried = terms.length > 4 ? [2] : [2, 3, 4];
    const first = tried.find(fits);
    assert.deepEqual({ decimals, sign }, { decimals: first ?? 2, sign: first ? "=" : "≈" }, JSON.stringify(terms));
  }
  assert.ok(signs["="] > 500 && signs["≈"] > 500, JSON.stringify(signs));
});

test("a short sum takes the digits that it needs", () => {
  const terms = [
    { left: 0.25, right: 0.8438 },
    { left: -0.5, right: 0.4379 },
  ];
  assert.deepEqual(written(terms, null, 0.25 * 0.8438 - 0.5 * 0.4379), { decimals: 3, sign: "=" });
  assert.deepEqual(written([{ left: 0.5, right: 0.25 }], 1, 1.125), { decimals: 2, sign: "=" });
  assert.deepEqual(written([], null, 0), { decimals: 2, sign: "=" });
  const long = [...terms, ...terms, ...terms];
  assert.equal(written(long, null, 3 * (0.25 * 0.8438 - 0.5 * 0.4379)).sign, "≈");
});
