import assert from "node:assert/strict";
import { test } from "node:test";
import { band, curve, drawLayer } from "../views/network_lines";
import { carried, readout, sentence, sizeName, unitName } from "../views/network_words";
import { blockOf, moveIn, pathAround, placeOf, rectOf, sizesIn, unitAt, unitAtPoint } from "../views/picture";
import { carrier, count, follow, pathsFrom, readChain } from "./chain";

const link = (source, target, weight) => ({
  source: Uint8Array.from(source),
  target: Uint8Array.from(target),
  weight: (e) => weight[e],
});
const marks = (bytes) => Array.from(bytes.keys()).filter((i) => bytes[i]);

/** 4 inputs, windows of 2 on 3 units, a ReLU that is off at unit 1, a dense layer with 2 outputs. */
const windows = link([0, 1, 1, 2, 2, 3], [0, 0, 1, 1, 2, 2], [1, -1, 1, -1, 1, -1]);
const relu = link([0, 1, 2], [0, 1, 2], [1, 0, 1]);
const dense = link([0, 1, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1], [2, 3, 4, 5, 6, 7]);
const links = [windows, relu, dense];
const sizes = [4, 3, 3, 2];

test("a pixel reaches what its edges reach; an edge of weight 0 ends the path", () => {
  const { reached, live, edges } = follow(links, sizes, 0, 1);
  assert.deepEqual(reached.map(marks), [[1], [0, 1], [0], [0, 1]]);
  assert.deepEqual(live.map(marks), [[1], [0], [0], [0, 1]]);
  assert.deepEqual(edges, [[1], [0], [0, 3]]);
});

test("a unit in the middle has paths to both sides", () => {
  const { reached, live, edges } = follow(links, sizes, 2, 2);
  assert.deepEqual(reached.map(marks), [[2, 3], [2], [2], [0, 1]]);
  assert.deepEqual(live.map(marks), reached.map(marks));
  assert.deepEqual(edges, [[4, 5], [2], [2, 5]]);
});

test("an output depends on what was not switched off; a dead unit leads nowhere", () => {
  assert.deepEqual(follow(links, sizes, 3, 0).reached.map(marks), [[0, 1, 2, 3], [0, 2], [0, 1, 2], [0]]);
  const dead = follow(links, sizes, 1, 1);
  assert.deepEqual(dead.reached.map(marks), [[1, 2], [1], [], []]);
  assert.deepEqual(dead.live.map(marks), [[1, 2], [], [], []]);
});

test("following agrees with the products of the layers' matrices", () => {
  const matrix = ({ source, target, weight }, inputs, outputs) => {
    const rows = Array.from({ length: outputs }, () => new Float64Array(inputs));
    source.forEach((s, e) => (rows[target[e]][s] += Math.abs(weight(e))));
    return rows;
  };
  for (let flat = 0; flat < 4; flat += 1) {
    let vector = Float64Array.from({ length: 4 }, (_, i) => Number(i === flat));
    const wanted = [marks(vector)];
    links.forEach((one, k) => {
      vector = Float64Array.from(matrix(one, sizes[k], sizes[k + 1]), (row) =>
        row.reduce((sum, w, i) => sum + w * vector[i], 0),
      );
      wanted.push(marks(vector));
    });
    assert.deepEqual(follow(links, sizes, 0, flat).reached.map(marks), wanted);
  }
});

test("the paths of a unit are those that begin in it", () => {
  const paths = link([1, 0, 1], [0, 0, 1], [0.5, 2, -1]);
  assert.deepEqual(pathsFrom(paths, 3, 1), [
    { target: 0, weight: 0.5 },
    { target: 1, weight: -1 },
  ]);
  assert.deepEqual(pathsFrom(paths, 3, 2), []);
  assert.equal(count(Uint8Array.of(1, 0, 1)), 2);
});

test("every unit has one place in its picture, and a click on it finds it again", () => {
  for (const shape of [[10], [50], [7, 5], [1, 8, 8], [4, 3, 5], [6, 2, 2], [3, 4, 4]]) {
    const block = blockOf(shape);
    for (const side of [30, 100, 132]) {
      const cells = sizesIn(block, side);
      for (let flat = 0; flat < block.units; flat += 1) {
        const { row, col } = placeOf(flat, block);
        assert.equal(unitAt(row, col, block), flat);
        const { x, y, w, h } = rectOf(flat, block, cells);
        assert.ok(x >= 0 && y >= 0 && x + w <= cells.width && y + h <= cells.height, `${shape} ${flat}`);
        assert.equal(unitAtPoint(x + w / 2, y + h / 2, block, cells), flat);
      }
    }
  }
});

test("outside the block, between plates and behind the last unit there is nothing", () => {
  const block = blockOf([4, 3, 3]);
  assert.equal(unitAt(-1, 0, block), -1);
  assert.equal(unitAt(0, 6, block), -1);
  const cells = sizesIn(block, 60);
  assert.equal(unitAtPoint(cells.across * 3 + 1, 1, block, cells), -1);
  assert.equal(unitAt(1, 1, blockOf([3, 1, 1])), -1);
  assert.equal(unitAt(7, 7, blockOf([50])), -1);
});

test("keys walk from plate to plate and stop at the edge", () => {
  const block = blockOf([4, 2, 2]);
  assert.equal(moveIn("ArrowRight", 1, block), 4);
  assert.equal(moveIn("ArrowDown", 2, block), 8);
  assert.equal(moveIn("ArrowLeft", 0, block), 0);
  assert.equal(moveIn("End", 0, block, true), 15);
  assert.equal(moveIn("a", 0, block), null);
  assert.equal(moveIn("ArrowRight", 2, blockOf([3, 1, 1])), 2);
});

test("the path around units joins neighbours in a row when asked", () => {
  const block = blockOf([2, 3]);
  const cells = sizesIn(block, 30);
  const lit = Uint8Array.of(1, 1, 0, 1, 0, 0);
  assert.equal(pathAround(lit, block, cells, true), "M0 0h30v15H0zM0 15h15v15H0z");
  assert.equal(pathAround(lit, block, cells, false).match(/M/g).length, 3);
});

const panel = (values, shape) => ({ values: Float64Array.from(values), shape });
const chain = {
  states: [
    { symbol: "x", delta: "∂C/∂x", shape: [1, 2, 2], values: panel([0.5, 1, 0, 0]), deltas: panel([0.25, 0, -1, 0]) },
    { symbol: "z¹", delta: "δ¹", shape: [3], values: panel([1, -2, 3]), deltas: panel([0.5, 0, -0.1]) },
  ],
  links: [link([0, 0], [0, 2], [2, -1])],
};

test("units are named, and what they are joined to is said in words", () => {
  assert.equal(unitName("z¹", [2, 3, 3], 13), "z¹ channel 1 row 1 column 1");
  assert.equal(unitName("x", [1, 2, 2], 3), "x row 1 column 1");
  assert.equal(unitName("z²", [10], 7), "z² unit 7");
  assert.equal(sizeName([1]), "1 unit");
  assert.equal(sizeName([4, 8, 8]), "4 × 8 × 8");
  assert.equal(readout(chain, { state: 0, flat: 0 }), "x row 0 column 0 = 0.500, ∂C/∂x = 0.2500");
  const from = follow(chain.links, [4, 3], 0, 0);
  assert.equal(
    sentence(chain, 0, 0, from, "backward"),
    "x row 0 column 0: ∂C/∂x = 0.2500; paths to the loss pass 2 units of z¹",
  );
  const dead = follow(chain.links, [4, 3], 0, 3);
  assert.match(sentence(chain, 0, 3, dead, "backward"), /every path to the loss ends on the way/);
  const end = follow(chain.links, [4, 3], 1, 2);
  assert.equal(
    sentence(chain, 1, 2, end, "forward"),
    "z¹ unit 2: value 3.000; goes into the loss; it comes from 1 unit of x",
  );
});

test("the unit that carries most comes from Python, and is told with its share", () => {
  const pack = (Type, dtype, values) => ({ dtype, shape: [values.length], data: Type.from(values).buffer });
  const one = {
    unit: pack(Uint8Array, "uint8", [3, 0, 1, 1]),
    share: pack(Float32Array, "float32", [0.125, 0, -1, 0]),
  };
  const set = { layers: [], chain: { carriers: [{ 1: one }, {}] } };
  assert.deepEqual(carrier(set, { state: 0, flat: 0 }, 1), { flat: 2, share: 0.125 });
  assert.equal(carrier(set, { state: 0, flat: 1 }, 1), null); // nothing comes
  assert.equal(carrier(set, { state: 0, flat: 0 }, 2), null); // too many paths
  assert.equal(carrier(set, { state: 1, flat: 0 }, 0), null); // not behind it
  const reach = follow(chain.links, [4, 3], 0, 0);
  assert.equal(
    carried(chain, { state: 0, flat: 0 }, 1, { flat: 2, share: 0.125 }, reach),
    "z¹ unit 2: of 2 units on the paths of x row 0 column 0 the one that carries most, 0.125 of ∂C/∂x = 0.250",
  );
});

test("a line is as wide as what its edge carries; many edges become a band", () => {
  const places = [(flat) => ({ x: 10, y: flat * 10 }), (flat) => ({ x: 90, y: flat * 20 })];
  const back = drawLayer(chain, 0, [0, 1], ...places, "backward", false);
  assert.deepEqual(
    back.map(({ sign }) => sign),
    [1, 1],
  );
  assert.deepEqual(
    back.map(({ width }) => width.toFixed(2)),
    ["3.00", "1.02"],
  );
  const forth = drawLayer(chain, 0, [0, 1], ...places, "forward", true);
  assert.deepEqual(
    forth.map(({ sign }) => sign),
    [1, -1],
  );
  assert.match(forth[0].class, /cnnbp-soft/);
  assert.equal(drawLayer(chain, 0, Array(41).fill(0), ...places, "backward", false).length, 1);
  assert.equal(curve({ x: 0, y: 1 }, { x: 10, y: 3 }), "M0.0 1.0C5.0 1.0 5.0 3.0 10.0 3.0");
  assert.ok(band([{ x: 0, y: 0 }], [{ x: 10, y: 5 }], 2).endsWith("z"));
});

test("what Python sends is read once: states take their values from the layers' panels", () => {
  const pack = (Type, values, shape) => ({
    dtype: Type === Float64Array ? "float64" : "uint8",
    shape,
    data: Type.from(values).buffer,
  });
  const sent = (id, values) => ({ id, unit: "input", values: pack(Float64Array, values, [values.length]) });
  const layer = (input, output, delta, gradient) => ({
    panels: [sent("input", input), sent("output", output), sent("delta", delta), sent("gradient", gradient)],
    edges: {
      source: pack(Uint8Array, [0], [1]),
      target: pack(Uint8Array, [1], [1]),
      weight: pack(Float64Array, [3], [1]),
    },
  });
  const set = {
    layers: [layer([1, 2], [3, 4], [5, 6], [7, 8]), layer([3, 4], [9, 9], [10, 11], [5, 6])],
    chain: {
      states: [{ symbol: "x" }, { symbol: "z¹" }, { symbol: "z²" }],
      kinds: ["dense", "dense"],
      paths: [
        null,
        {
          source: pack(Uint8Array, [0], [1]),
          target: pack(Uint8Array, [1], [1]),
          weight: pack(Float64Array, [3], [1]),
        },
      ],
      loss: {
        name: "cross-entropy",
        value: 1,
        prediction: pack(Float64Array, [0.5, 0.5], [2]),
        target: pack(Float64Array, [0, 1], [2]),
      },
    },
  };
  const read = readChain(set);
  assert.equal(readChain(set), read);
  assert.deepEqual(
    read.states.map(({ values }) => [...values.values]),
    [
      [1, 2],
      [3, 4],
      [9, 9],
    ],
  );
  assert.deepEqual(
    read.states.map(({ deltas }) => [...deltas.values]),
    [
      [7, 8],
      [5, 6],
      [10, 11],
    ],
  );
  assert.equal(read.links[0].weight(0), 3);
  assert.equal(read.paths[0], null);
  assert.equal(read.paths[1].weight(0), 3);
  assert.equal(read.loss.top, 1);
});
