/** The lines between the panels: each edge runs from its input unit through its weight to its output unit. */

import { s } from "./dom.js";
import { route } from "./geometry.js";

/** @typedef {import("./types.js").Related} Related */
/** @typedef {(flat: number) => import("./geometry.js").Place | null} Places null: on a page that is not shown */

const MOST = 150; // more lines than that are a cloud, not an explanation

/**
 * @param {SVGSVGElement} svg
 * @param {Related | null} related
 * @param {{input?: Places, weights?: Places, output?: Places}} ends
 */
export function drawLines(svg, related, ends) {
  const terms = related && related.terms.length <= MOST ? related.terms : [];
  /** @type {SVGElement[]} */
  const under = [];
  /** @type {SVGElement[]} */
  const paths = [];
  const middle = (terms.length - 1) / 2;
  terms.forEach((term, order) => {
    const stops = [ends.input?.(term.source), term.parameter >= 0 ? ends.weights?.(term.parameter) : undefined, ends.output?.(term.target)];
    const there = stops.filter((stop) => stop !== undefined && stop !== null);
    if (stops.includes(null)) return;
    for (let i = 1; i < there.length; i += 1) {
      const d = route(there[i - 1], there[i], middle ? (order - middle) / middle : 0);
      const width = terms.length > 40 ? 0.9 : 1.8;
      // A paler line underneath keeps the lines apart from the cells they cross.
      under.push(s("path", { d, class: "cnnbp-line-under", "stroke-width": width + 2 }));
      paths.push(s("path", { d, class: "cnnbp-line", style: `--badge:${term.colour}`, "stroke-width": width, "data-badge": term.badge }));
    }
  });
  svg.classList.toggle("cnnbp-many", terms.length > 40);
  svg.replaceChildren(...under, ...paths);
}
