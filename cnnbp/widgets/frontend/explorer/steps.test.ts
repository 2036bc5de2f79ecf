import assert from "node:assert/strict";
import test from "node:test";
import { back, forward, leap } from "./steps";

const terms = [2, 0, 3];
const count = (flat) => terms[flat];

test("steps go through every term of every unit, once", () => {
  const seen = [];
  for (let place = { flat: 0, shown: 1 }; place; place = forward(place, count, 3)) seen.push([place.flat, place.shown]);
  assert.deepEqual(seen, [
    [0, 1],
    [0, 2],
    [1, 0],
    [2, 1],
    [2, 2],
    [2, 3],
  ]);
});

test("back takes the same way", () => {
  const seen = [];
  for (let place = { flat: 2, shown: 3 }; place; place = back(place, count)) seen.push([place.flat, place.shown]);
  assert.deepEqual(seen, [
    [2, 3],
    [2, 2],
    [2, 1],
    [1, 0],
    [0, 2],
    [0, 1],
  ]);
});

test("leaps show whole sums", () => {
  const seen = [];
  for (let place = { flat: 0, shown: 0 }; place; place = leap(place, count, 3)) seen.push([place.flat, place.shown]);
  assert.deepEqual(seen, [
    [0, 0],
    [0, 2],
    [1, 0],
    [2, 3],
  ]);
});
