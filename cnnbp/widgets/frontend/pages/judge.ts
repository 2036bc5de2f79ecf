/**
 * Predictions on a page. For the numbers that the page came with, Python decided and worded all
 * verdicts, and they are looked up; for changed numbers the edges say what is right, and of the
 * mistakes those that one product or one place explains.
 */

import type { RawAnswers, RawVerdict } from "../core/data";
import { unflatten } from "../core/geometry";
import { python } from "./changes";
import type { Layer } from "./layer";
import { cell, cells, count, inWords, number, product } from "./words";

const WITHOUT_PYTHON = "This is not the number. For numbers of your own, only Python knows which mistake leads to it.";
const ONE_TERM: [string, number, string][] = [
  ["term_missing", -1, "is missing"],
  ["term_sign_turned", -2, "has the wrong sign"],
  ["term_counted_twice", 1, "is counted twice"],
];
const NAMED = 9; // products of a hint

export function judgeValue(layer: Layer, answers: RawAnswers | null, source: number, value: number): RawVerdict {
  if (answers) {
    const row = answers.values[source].find(([near, tolerance]) => Math.abs(value - near) <= tolerance);
    return row ? answers.verdicts[row[2]] : [false, python().unknown, [], []];
  }
  const right = layer.right.values[source];
  const edges = edgesFrom(layer, source);
  const near = tolerance(edges.map(({ term }) => term));
  if (Math.abs(value - right) <= near) return [true, `Right: ${number(right)}.`, [], []];
  if (Math.abs(value) <= near) {
    const leads = edges.length === 1 ? "edge leads" : "edges lead";
    return [false, `Not 0: ${edges.length} ${leads} from here to the outputs, and what comes back is not 0.`, [], []];
  }
  for (const [name, times, words] of ONE_TERM)
    for (const { term, weight, delta, target } of edges)
      if (Math.abs(term) > near && Math.abs(value - right - times * term) <= near) {
        const where = cell(target, layer.connections.outputShape);
        const sentence = `The product ${product(weight, delta)}, which comes from output ${where}, ${words}.`;
        return [false, sentence, [name], []];
      }
  for (const [flat, name] of unitsNear(source, layer.a.shape)) {
    const other = layer.right.values[flat];
    if (Math.abs(other - value) <= near && Math.abs(other - right) > near)
      return [false, `This is the number of ${cell(flat, layer.a.shape)}, another unit.`, [name], []];
  }
  return [false, WITHOUT_PYTHON, [], []];
}

export function judgeOutputs(layer: Layer, answers: RawAnswers | null, source: number, marked: number[]): RawVerdict {
  const marks = [...new Set(marked)].sort((a, b) => a - b);
  const row = answers?.sets[source].find(([outputs]) => String(outputs) === String(marks));
  if (answers && row) return answers.verdicts[row[1]];
  const edges = edgesFrom(layer, source);
  const joined = new Set(edges.map(({ target }) => target));
  const sending = new Set(edges.flatMap(({ weight, delta, target }) => (weight && delta ? target : [])));
  const [found, among] = [sending, joined].map((outputs) => marks.filter((mark) => outputs.has(mark)).length);
  const extra = marks.length - among;
  const { all_found, some_found } = python();
  if (!extra && found === sending.size) return [true, inWords(all_found, among), [], []];
  const counts = [found, sending.size, among - found, extra];
  return [false, `${some_found.map((forms, i) => inWords(forms, counts[i])).join("")}.`, [], []];
}

/** Three sentences, from general to nearly the answer. */
export function hints(layer: Layer, source: number): string[] {
  const { look, look_any } = python();
  const first = look[layer.kind] ?? look_any;
  const here = cell(source, layer.a.shape);
  const edges = edgesFrom(layer, source);
  const Here = here[0].toUpperCase() + here.slice(1);
  if (!edges.length) {
    const alone = `${Here} has no edge to any output: nothing it sent made it into z.`;
    return [first, alone, "A sum without terms: there is nothing to add up."];
  }
  const targets = edges.map(({ target }) => target);
  const where = cells(targets, layer.connections.outputShape);
  const terms = edges.slice(0, NAMED).map(({ weight, delta }) => product(weight, delta));
  const more = edges.length > NAMED ? ` + ${edges.length - NAMED} more products` : "";
  const slope = number(layer.slope.values[source]);
  const then = layer.activation === "identity" ? "" : `, and then multiply by σ′(z) = ${slope}`;
  const verb = edges.length === 1 ? "Work out" : "Add up";
  return [
    first,
    `${Here} has edges to ${count(edges.length, "output")}: ${where}.`,
    `${verb} weight times delta: ${terms.join(" + ")}${more}${then}.`,
  ];
}

/** The edges out of an input; `term` is what comes back over each, through σ′. */
function edgesFrom({ connections, deltas, slope }: Layer, from: number) {
  const { source, target, weight } = connections;
  const found = [...source.keys()].filter((edge) => source[edge] === from);
  return found.map((edge) => {
    const delta = deltas.values[target[edge]];
    return { target: target[edge], weight: weight[edge], delta, term: weight[edge] * delta * slope.values[from] };
  });
}

/** What comes of products rounded to a hundredth of their size: independent roundings add up as their squares do. */
function tolerance(terms: number[]) {
  const rounding = 0.01 * Math.sqrt(terms.reduce((sum, term) => sum + term * term, 0));
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  return Math.max(rounding, Math.min(0.005, 0.1 * size), 1e-9);
}

/** The unit with row and column swapped, then the neighbours. */
function unitsNear(source: number, shape: number[]): [number, string][] {
  const [rows, columns] = shape.length > 1 ? shape.slice(-2) : [1, shape[0]];
  const plane = rows * columns;
  const at = source % plane;
  const [row, column] = [Math.floor(at / columns), at % columns];
  const swapped: [number, number, string][] = shape.length > 1 ? [[column, row, "row_and_column_swapped"]] : [];
  const steps = [
    [0, 1],
    [0, -1],
    [1, 0],
    [-1, 0],
  ];
  const near = steps.map(([dy, dx]): [number, number, string] => [row + dy, column + dx, "neighbour"]);
  return [...swapped, ...near]
    .filter(([y, x]) => y >= 0 && y < rows && x >= 0 && x < columns)
    .map(([y, x, name]) => [source - at + y * columns + x, name]);
}

/** One answer, as an attempt; the same fields as Python's. */
export function judged(
  layer: Layer,
  answers: RawAnswers | null,
  question: "value" | "outputs",
  source: number,
  answer: number | number[],
) {
  const [right, reason, mistakes, more] =
    typeof answer === "number"
      ? judgeValue(layer, answers, source, answer)
      : judgeOutputs(layer, answers, source, answer);
  return { question, panel: "input", index: unflatten(source, layer.a.shape), answer, right, reason, more, mistakes };
}
