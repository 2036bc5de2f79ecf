import assert from "node:assert/strict";
import { test } from "node:test";

import { blend, block } from "./magnifier";

const empty = (wide, high) => ({ wide, high, data: new Uint8ClampedArray(4 * wide * high) });
const pixel = ({ wide, data }, x, y) => [...data.slice(4 * (y * wide + x), 4 * (y * wide + x) + 4)];

test("a cell fills its box and leaves a paler line below and beside it", () => {
  const pixels = empty(5, 4);
  block(pixels, [1, 1, 4, 3], [10, 20, 30], 0.5);
  assert.deepEqual(pixel(pixels, 1, 1), [10, 20, 30, 255]);
  assert.deepEqual(pixel(pixels, 2, 1), [10, 20, 30, 255]);
  assert.deepEqual(pixel(pixels, 3, 1), [10, 20, 30, 128]);
  assert.deepEqual(pixel(pixels, 1, 2), [10, 20, 30, 128]);
  for (const [x, y] of [
    [0, 1],
    [4, 1],
    [1, 0],
    [1, 3],
  ])
    assert.deepEqual(pixel(pixels, x, y), [0, 0, 0, 0]);
});

test("ink covers as far as the mask says, on colour and on nothing", () => {
  const pixels = empty(3, 2);
  block(pixels, [0, 0, 3, 1], [100, 100, 100], 1);
  const mask = { dx: Int16Array.of(0, 1, 0), dy: Int16Array.of(0, 0, 1), over: Float32Array.of(1, 0.5, 0.25) };
  blend(pixels, mask, 1, 0, [200, 0, 50]);
  assert.deepEqual(pixel(pixels, 0, 0), [100, 100, 100, 255]);
  assert.deepEqual(pixel(pixels, 1, 0), [200, 0, 50, 255]);
  assert.deepEqual(pixel(pixels, 2, 0), [150, 50, 75, 255]);
  assert.deepEqual(pixel(pixels, 1, 1), [200, 0, 50, 64]);
});

test("what would lie outside the picture is left out", () => {
  const pixels = empty(2, 2);
  const mask = { dx: Int16Array.of(0, 1), dy: Int16Array.of(0, 1), over: Float32Array.of(1, 1) };
  blend(pixels, mask, -1, -1, [1, 2, 3]);
  blend(pixels, mask, 1, 1, [4, 5, 6]);
  assert.deepEqual(pixel(pixels, 0, 0), [1, 2, 3, 255]);
  assert.deepEqual(pixel(pixels, 1, 1), [4, 5, 6, 255]);
  assert.deepEqual(pixel(pixels, 1, 0), [0, 0, 0, 0]);
  assert.deepEqual(pixel(pixels, 0, 1), [0, 0, 0, 0]);
});
