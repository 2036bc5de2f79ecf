import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluated } from "./arithmetic";

const READ = [
  ["0.5", 0.5],
  [" −1,25 ", -1.25],
  ["+.5", 0.5],
  ["4.", 4],
  ["1e-3", 0.001],
  ["2E2", 200],
  ["0.25*0.84-0.5*0.44", 0.25 * 0.84 - 0.5 * 0.44],
  ["0,25 · 0,84 − 0,5 · 0,44", 0.25 * 0.84 - 0.5 * 0.44],
  ["0.25 × 0.84 + (−0.5) × 0.44", 0.25 * 0.84 - 0.5 * 0.44],
  ["(−1)(−0.6)", 0.6],
  ["-(1 + 2) * -3", 9],
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["8 / 2 / 2", 2],
  ["8 : 4", 2],
  ["1 - 2 - 3", -4],
  ["2--3", 5],
];
for (const [text, value] of READ)
  test(`${text} is ${value}`, () => {
    const found = evaluated(text);
    assert.ok(found !== null && Math.abs(found - value) < 1e-12, String(found));
  });

const REFUSED = [
  ["", "   ", "many", "0x1", "0b1", "1_000", "1 2", "1.2.3", "1;2", "1,234.5", "NaN", "Infinity", "1e", "e5", "."],
  ["+", "1 +", "* 2", "(1", "1)", "()", "(1))", "2 3 *", "1 / 0", "0 / 0", "1e400", "2**3", "2^3", "5%", "1=1"],
  ["alert(1)", "Math.PI", "this", "constructor", "[1][0]", "`1`", "'1'", "1//2", "/*1*/", "1n", "\u0661", "1\u0000"],
  ["<img src=x onerror=alert(1)>", "1;process.exit()", "(()=>1)()", "a.b", "__proto__", "$1", "1,,2"],
].flat();
for (const text of REFUSED) test(`${JSON.stringify(text)} is no number`, () => assert.equal(evaluated(text), null));

test("a text without end is refused, and deep brackets are worked out", () => {
  assert.equal(evaluated("1+".repeat(1e6)), null);
  assert.equal(evaluated("(".repeat(1e6)), null);
  assert.equal(evaluated("(".repeat(500)), null);
  assert.equal(evaluated(`${"(".repeat(200)}7${")".repeat(200)}`), 7);
  assert.equal(evaluated(`${"-".repeat(400)}1`), 1);
});

/** Arithmetic with its value; a bracket stands only where one is needed. rank: 1 a sum, 2 a product, 3 one thing */
const RANK = { "+": 1, "-": 1, "*": 2, "/": 2 };
const worked = { "+": (x, y) => x + y, "-": (x, y) => x - y, "*": (x, y) => x * y, "/": (x, y) => x / y };

test("what a program writes down is read as it works out", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const inside = (one, least) => (one.rank < least ? `(${one.text})` : one.text);
  const any = (depth) => {
    const text = (random() * 4).toFixed(2);
    if (!depth || random() < 0.2) return { text, value: Number(text), rank: 3 };
    const sign = "+-*/"[Math.floor(random() * 4)];
    const [left, right, rank] = [any(depth - 1), any(depth - 1), RANK[sign]];
    const value = worked[sign](left.value, right.value);
    return { text: `${inside(left, rank)} ${sign} ${inside(right, rank + 1)}`, value, rank };
  };
  for (let i = 0; i < 2000; i += 1) {
    const { text, value } = any(4);
    const found = evaluated(text);
    if (!Number.isFinite(value)) assert.equal(found, null, text);
    else assert.ok(found !== null && Math.abs(found - value) <= 1e-9 * (1 + Math.abs(value)), `${text}: ${found}`);
  }
});
