import assert from "node:assert/strict";
import { test } from "node:test";
import { endsOf, landedAt, leftAt, lengthOf, momentOf, startOf } from "./flight";

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test("the first term takes 0.9 s, each next one lands 220 ms later", () => {
  assert.deepEqual([[], [1], NINE].map(lengthOf), [0, 900, 2660]);
  assert.deepEqual(
    [0, 899, 900, 1119, 1120, 2659, 2660, 9999].map((time) => landedAt(time, NINE)),
    [0, 0, 1, 1, 2, 8, 9, 9],
  );
  assert.deepEqual(
    [0, 219, 220, 1759, 1760, 9999].map((time) => leftAt(time, NINE)),
    [1, 1, 2, 8, 9, 9],
  );
});

test("a sum that is stepped to stands where its last term lands, and goes on where the next one leaves", () => {
  for (const shown of NINE) {
    assert.equal(landedAt(momentOf(shown, NINE), NINE), shown);
    if (shown < 9) assert.equal(leftAt(startOf(shown, NINE), NINE), shown + 1);
  }
  assert.deepEqual([momentOf(0, NINE), startOf(0, NINE)], [0, 0]);
  assert.deepEqual([landedAt(5, []), leftAt(5, []), momentOf(0, [])], [0, 0, 0]); // a unit without an edge
});

const panel = (id, plates, rows, cols, shape) => ({
  id,
  plates,
  rows,
  cols,
  shape,
  values: Array(plates * rows * cols),
});
const layer = (input, delta) => ({ byId: new Map([input, delta].map((one) => [one.id, one])) });
const terms = (count, source, target) =>
  Array.from({ length: count }, (_, i) => ({ source: source(i), target: target(i) }));

test("up to 25 terms fly one by one, more of them row by row", () => {
  const many = layer(panel("input", 6, 8, 8, [6, 8, 8]), panel("delta", 12, 6, 6, [12, 6, 6]));
  const back = terms(
    108,
    () => 0,
    (i) => 36 * Math.floor(i / 9) + (i % 9),
  );
  assert.deepEqual(endsOf(many as any, back, true), [9, 18, 27, 36, 45, 54, 63, 72, 81, 90, 99, 108]);
  assert.deepEqual(endsOf(many as any, back.slice(0, 18), true), [...NINE, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
  const ahead = terms(
    54,
    (i) => 64 * Math.floor(i / 9) + (i % 9),
    () => 0,
  );
  assert.deepEqual(endsOf(many as any, ahead, false), [9, 18, 27, 36, 45, 54]);
});
