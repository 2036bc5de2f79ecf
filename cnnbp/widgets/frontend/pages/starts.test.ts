import assert from "node:assert/strict";
import { test } from "node:test";
import { learn } from "./changes";
import { build } from "./layer";
import { edgesFrom, questionAbout } from "./question";
import { digitIn, examples, kernel, nameOf, ofKind, overlaid } from "./starts";

// Of Python's words the digits alone are asked for here: digit n is a slope that ends at n.
const digits = Array.from({ length: 10 }, (_, n) =>
  Array.from({ length: 64 }, (_, i) => (i % 8) * (n > 0 ? 1 : 0) + n),
);
learn({ digits } as unknown as Parameters<typeof learn>[0]);

const grid = (shape: number[], ...values: number[]) => ({ shape, values: Float64Array.from(values) });
const numbers = (from: { values: Float64Array }) => Array.from(from.values);

test("what two arrays have in common stays", () => {
  const old = grid([2, 2], 1, 2, 3, 4);
  assert.deepEqual(numbers(overlaid(old, grid([3, 2], 9, 9, 9, 9, 8, 8))), [1, 2, 3, 4, 8, 8]);
  assert.deepEqual(numbers(overlaid(old, grid([1, 3], 9, 9, 7))), [1, 2, 7]);
  assert.deepEqual(numbers(overlaid(old, grid([2, 2, 1], 9, 9, 9, 9))), [1, 3, 9, 9]);
  assert.deepEqual(numbers(overlaid(grid([2, 1, 1], 5, 6), grid([1, 2], 9, 9))), [5, 9]);
});

test("a digit stands in the middle, and in each channel one column further to the right", () => {
  const large = digitIn([10, 10], 3);
  assert.equal(large.values[0], 0);
  assert.equal(large.values[10 + 1], 3 / 16);
  const two = digitIn([2, 8, 8], 3);
  assert.equal(two.values[64], 0);
  assert.deepEqual(numbers(two).slice(65, 72), numbers(two).slice(0, 7));
});

test("a kernel of every filter and channel is known by its name", () => {
  for (const flat of [true, false]) assert.equal(nameOf(kernel("blur", flat ? [1, 1] : [3, 2], flat)), "blur");
  const own = kernel("blur", [3, 2], false);
  own.values[17] += 0.1;
  assert.equal(nameOf(own), "");
  assert.equal(nameOf(grid([2, 2], 1, 0, 0, 1)), "");
});

test("a question knows how many edges there will be", () => {
  for (const { given, index } of examples()) {
    const layer = build(given);
    const unit = index.reduce((at, i, axis) => at * layer.z.shape[axis] + i, 0);
    const asked = new Set<string>();
    for (let turn = 0; turn < 4; turn += 1) {
      const question = questionAbout(layer, unit, turn);
      if (!question) continue;
      asked.add(question.asks);
      assert.equal(question.right, edgesFrom(build({ ...question.next, delta: null }), unit));
      assert.ok(question.choices.includes(question.right));
      assert.equal(new Set(question.choices).size, question.choices.length);
    }
    assert.equal(asked.size > 1, given.kind === "convolution" || given.kind === "max_pool");
  }
});

test("layers of other kinds fit the input there is", () => {
  for (const shape of [
    [8, 8],
    [3, 5, 6],
  ])
    for (const kind of ["convolution", "dense", "relu", "max_pool", "average_pool"])
      assert.equal(
        build(ofKind(kind, digitIn(shape, 2))).gradient.values.length,
        shape.reduce((a, b) => a * b),
      );
});
