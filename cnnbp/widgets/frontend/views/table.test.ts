import assert from "node:assert/strict";
import { test } from "node:test";
import { panelTables, panelText, termTable, termText } from "./table";

const panel = (id, values, shape) => {
  const [rows, cols] = shape.slice(-2);
  return { id, name: id, values, shape, rows, cols, plates: shape.slice(0, -2).reduce((a, b) => a * b, 1) };
};
const scene = (kind, ids) => ({ kind, byId: new Map(ids.map((one) => [one.id, one])) });
const LAYER = scene("convolution", [
  panel("input", [1, 2, 3, 4], [2, 2]),
  panel("weights", [0.5, -1], [1, 2]),
  panel("output", [0, 0], [2, 1]),
]);
const term = {
  badge: 2,
  colour: "#000000",
  source: 3,
  target: 1,
  parameter: 1,
  weight: -1,
  left: -1,
  right: 0.1 + 0.2,
};

test("backward: cells, w, δ and product of each edge; the total below", () => {
  const table = termTable(LAYER, { form: "sum", flow: "backward", terms: [term], total: -0.3, bias: null });
  assert.deepEqual(table.head, ["edge", "input cell", "kernel cell", "w", "output cell", "δ", "product"]);
  assert.deepEqual(
    table.rows[0].map((cell) => cell.text),
    ["2", "1, 1", "0, 1", "−1.0000", "1, 0", "0.3000", "−0.3000"],
  );
  assert.deepEqual(
    table.foot.at(-1).map((cell) => cell.text),
    ["sum ∂C/∂a", "−0.3000"],
  );
});

test("forward has a and the bias; a weight's gradient has a and δ", () => {
  const forward = termTable(LAYER, { form: "sum", flow: "forward", terms: [term], total: 1, bias: 2 });
  assert.deepEqual(forward.head, ["edge", "input cell", "a", "kernel cell", "w", "output cell", "product"]);
  assert.deepEqual(
    forward.foot.map(([name]) => name.text),
    ["bias b", "sum z"],
  );
  const gradient = termTable(LAYER, { form: "sum", flow: "gradient", terms: [term], total: 1, bias: null });
  assert.deepEqual(gradient.head, ["edge", "input cell", "a", "output cell", "δ", "product"]);
});

test("a fan has no total, a pool no weight cells", () => {
  const pool = scene(
    "max_pool",
    [...LAYER.byId.values()].filter(({ id }) => id !== "weights"),
  );
  const fan = termTable(pool, {
    form: "fan",
    flow: "backward",
    terms: [{ ...term, parameter: -1 }],
    total: 1,
    bias: null,
  });
  assert.deepEqual(fan.head, ["edge", "input cell", "w", "output cell", "δ", "product"]);
  assert.deepEqual(fan.foot, []);
});

test("the copied text has every digit and a column for each tab", () => {
  const text = termText(termTable(LAYER, { form: "sum", flow: "backward", terms: [term], total: -0.3, bias: null }));
  const lines = text.split("\n").map((line) => line.split("\t"));
  assert.ok(lines.every((line) => line.length === 7));
  assert.equal(Number(lines[1][5]), 0.1 + 0.2);
});

test("a panel is written out whole up to 900 numbers, a larger one around a cell", () => {
  const small = panelTables(panel("a", new Float64Array(18), [2, 3, 3]));
  assert.equal(small.whole, true);
  assert.deepEqual(
    small.tables.map(({ name }) => name),
    ["channel 0", "channel 1"],
  );
  const large = panelTables(panel("a", new Float64Array(4096), [64, 64]), 20 * 64 + 63);
  assert.equal(large.whole, false);
  assert.deepEqual(large.tables[0].rows, [15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
  assert.deepEqual(large.tables[0].cols, [53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63]);
  assert.equal(large.tables[0].cells[5][10], 20 * 64 + 63);
});

test("a panel as text: one line for each row, plates apart", () => {
  assert.equal(panelText(panel("a", [1, -0.5, 2, 3], [2, 2])), "1\t-0.5\n2\t3");
  assert.equal(panelText(panel("a", [1, 2], [2, 1, 1])), "channel 0\n1\n\nchannel 1\n2");
});
