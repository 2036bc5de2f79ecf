/** What a page without Python can answer: verdicts by its own numbers, hints, prepared cases. */

import { layerScene } from "../../../cnnbp/widgets/js/data.js";
import { edgesAt } from "../../../cnnbp/widgets/js/edges.js";
import { unflatten } from "../../../cnnbp/widgets/js/geometry.js";

const NEEDS_PYTHON =
  "This needs Python: open the lesson in Binder or on your own computer.";

/** @param {any} model */
const sceneOf = (model) => layerScene(model.get("scene"), model.get("stage"));

/** How far off still counts as right: products rounded to a hundredth of their size. */
function tolerance(scene, source) {
  const delta = scene.byId.get("delta").values;
  let squares = 0;
  for (const edge of edgesAt(scene, "input", source)) {
    squares += (scene.edges.weight(edge) * delta[scene.edges.target[edge]]) ** 2;
  }
  return Math.max(0.005, 0.01 * Math.sqrt(squares));
}

function judgeValue(scene, source, typed) {
  const value = Number(String(typed).trim().replace("−", "-").replace(",", "."));
  if (!String(typed).trim() || !Number.isFinite(value)) {
    throw new Error(`got ${String(typed).trim() || "nothing"}, expected a number such as 0.5 or -1.2`);
  }
  const right = (scene.byId.get("input_delta") ?? scene.byId.get("gradient")).values[source];
  return Math.abs(value - right) <= tolerance(scene, source);
}

function judgeOutputs(scene, source, marks) {
  const targets = new Set(edgesAt(scene, "input", source).map((edge) => scene.edges.target[edge]));
  return marks.length === targets.size && marks.every((mark) => targets.has(mark));
}

function judge(model, { question, source, answer }) {
  const scene = sceneOf(model);
  const right = (question === "value" ? judgeValue : judgeOutputs)(scene, source, answer);
  const reason = right
    ? "Right."
    : "Not yet. Which edges leave this pixel, and with which weights? With Python you are told which mistake gives this answer.";
  const shape = scene.byId.get("input").shape;
  const attempt = { question, panel: "input", index: unflatten(source, shape), answer, right, reason, mistakes: [] };
  model.set("attempts", [...model.get("attempts"), attempt]);
  model.set("verdict", attempt);
}

function hint(model, { source, count }) {
  const known = model.case === 0 && model.prepared.hints[source];
  if (!known) throw new Error(NEEDS_PYTHON);
  model.set("hints", known.slice(0, count));
}

/** Another case of the same layer, if it was prepared. */
function option(model, { name, value }) {
  const { names, cases } = model.prepared;
  const options = { ...model.options, [name]: String(value) };
  const index = names.includes(name) ? cases[names.map((key) => options[key]).join(" ")] : undefined;
  if (index === undefined) throw new Error(NEEDS_PYTHON);
  model.past.push([model.options, model.case]);
  show(model, options, index);
}

function show(model, options, index) {
  model.options = options;
  model.case = index;
  const cleared = { selection: null, shown: null, marks: [], verdict: {}, hints: [] };
  for (const [name, value] of Object.entries(cleared)) model.set(name, value);
  model.replace("scene", model.scenes[index]);
}

function undo(model) {
  const before = model.past.pop();
  if (before) show(model, ...before);
}

function reset(model) {
  const [first] = model.past;
  model.past = [];
  if (first) show(model, ...first);
}

const ACTIONS = { judge, hint, option, undo, reset };

/**
 * @param {any} model
 * @param {any} request
 */
export function answer(model, request) {
  model.set("message", {});
  try {
    const act = ACTIONS[request.do];
    if (!act) throw new Error(NEEDS_PYTHON);
    act(model, request);
  } catch (error) {
    const where = "panel" in request ? { panel: request.panel, flat: request.flat } : {};
    model.set("message", { text: error.message, ...where });
  }
}
