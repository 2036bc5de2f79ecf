/** What a request gets on a page without Python: the same traits change as if Python had answered. */

import { findCase, judgeOutputs, judgeValue, readAnswers } from "./offline.js";
import { unflatten } from "./geometry.js";

/** @typedef {import("./types.js").Scene} Scene */

export const NEEDS_PYTHON = "This needs Python, and this page runs without it. Open the lesson on Binder or on your own computer to change these numbers.";

/** @type {WeakMap<object, any[]>} the raw scenes that were shown before, for each model */
const before = new WeakMap();

/**
 * @param {any} model
 * @param {Scene} scene the layer that is shown
 * @param {Record<string, any>} request
 * @returns {boolean} false when the page was not prepared for it
 */
export function answerOffline(model, scene, request) {
  const raw = model.get("scene").layers[model.get("stage")];
  if (raw.answers && request.do === "judge") return judge(model, scene, raw.answers, request);
  if (raw.answers && request.do === "hint") {
    model.set("hints", readAnswers(raw.answers).hints[request.source].slice(0, request.count));
    return true;
  }
  const past = before.get(model) ?? [];
  const cases = model.get("scene").cases;
  if (request.do === "undo" || request.do === "reset") {
    const back = request.do === "undo" ? past.pop() : past.splice(0)[0];
    if (back) show(model, back);
    return true;
  }
  const found = request.do === "option" && findCase(cases, raw, request.name, request.value);
  if (!found) return false;
  before.set(model, [...past, raw]);
  show(model, found);
  return true;
}

/** Another layer in the place of the one shown. @param {any} model @param {any} raw */
function show(model, raw) {
  for (const [name, value] of Object.entries({ selection: null, marks: [], verdict: {}, hints: [], shown: null, message: {} })) model.set(name, value);
  model.set("scene", { ...model.get("scene"), layers: [raw] });
}

/** @param {any} model @param {Scene} scene @param {any} raw @param {Record<string, any>} request */
function judge(model, scene, raw, { question, source, answer }) {
  const answers = readAnswers(raw);
  const value = question === "value" ? Number(String(answer).trim().replace("−", "-").replace(",", ".")) : 0;
  if (question === "value" && (String(answer).trim() === "" || !Number.isFinite(value))) {
    model.set("message", { text: `got ${answer ? `'${answer}'` : "nothing"}, expected a number such as 0.5 or -1.2` });
    return true;
  }
  const delta = scene.byId.get("delta")?.values ?? new Float64Array();
  const said = question === "value" ? judgeValue(answers, source, value) : judgeOutputs(answers, scene.edges, delta, source, answer);
  const index = unflatten(source, scene.byId.get("input")?.shape ?? [1]);
  const attempt = { question, panel: "input", index, answer: question === "value" ? value : answer, ...said };
  model.set("message", {});
  model.set("attempts", [...model.get("attempts"), attempt]);
  model.set("verdict", attempt);
  return true;
}
