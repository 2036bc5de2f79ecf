import assert from "node:assert/strict";
import test from "node:test";
import { back, forward } from "./steps";

const terms = [[1, 2], [], [1, 2, 3]];
const ends = (flat) => terms[flat];

test("steps go through every term of every unit, once", () => {
  const seen = [];
  for (let place = { flat: 0, shown: 1 }; place; place = forward(place, ends, 3)) seen.push([place.flat, place.shown]);
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
  for (let place = { flat: 2, shown: 3 }; place; place = back(place, ends)) seen.push([place.flat, place.shown]);
  assert.deepEqual(seen, [
    [2, 3],
    [2, 2],
    [2, 1],
    [1, 0],
    [0, 2],
    [0, 1],
  ]);
});

test("a step is a chip: of many terms a whole row", () => {
  const rows = () => [9, 18];
  assert.deepEqual(forward({ flat: 0, shown: 9 }, rows, 2), { flat: 0, shown: 18 });
  assert.deepEqual(forward({ flat: 0, shown: 18 }, rows, 2), { flat: 1, shown: 9 });
  assert.deepEqual(back({ flat: 1, shown: 9 }, rows), { flat: 0, shown: 18 });
  assert.equal(back({ flat: 0, shown: 9 }, rows), null);
  assert.equal(forward({ flat: 1, shown: 18 }, rows, 2), null);
});
