/** The lines between the panels: each edge runs from its input unit through its weight to its output unit. */

import type { Related, Term } from "../core/data";
import { type Place, route } from "../core/geometry";
import { s, write } from "../ui/dom";

/** null: on a page that is not shown */
export type Places = (flat: number) => Place | null;
/** width: of the place they are in */
export type Ends = { input?: Places; weights?: Places; output?: Places; width?: number };

const MOST = 150; // more lines than that are a cloud, not an explanation
const MANY = 40;

export function drawLines(svg: SVGSVGElement, related: Related | null, ends: Ends) {
  const terms = related && related.terms.length <= MOST ? related.terms : [];
  const middle = (terms.length - 1) / 2;
  const many = terms.length > MANY;
  const lines = terms.flatMap((term, order) => {
    const d = lineOf(term, ends, middle ? (order - middle) / middle : 0);
    return d ? [{ d, term }] : [];
  });
  svg.classList.toggle("cnnbp-many", many);
  // A paler line underneath keeps the lines apart from the cells they cross: one path for all of them.
  const [under, ...paths] = pathsIn(svg, lines.length + 1);
  write(under, "class", "cnnbp-line-under");
  write(under, "d", many ? "" : lines.map(({ d }) => d).join(" "));
  lines.forEach(({ d, term }, i) => {
    const wanted = {
      class: "cnnbp-line",
      d,
      style: `--badge:${term.colour}`,
      "stroke-width": many ? 0.9 : 1.8,
      "data-badge": term.badge,
    };
    for (const [name, value] of Object.entries(wanted)) write(paths[i], name, value);
  });
}

/** Through the cells that are shown; empty where an end is on another page. */
function lineOf(term: Term, ends: Ends, offset: number) {
  const stops = [
    ends.input?.(term.source),
    term.parameter >= 0 ? ends.weights?.(term.parameter) : undefined,
    ends.output?.(term.target),
  ];
  if (stops.includes(null)) return "";
  const there = stops.filter((stop) => stop !== undefined && stop !== null);
  // To the weight around the right side, on around the left: the line passes through the weight.
  return there
    .slice(1)
    .map((stop, i) => route(there[i], stop, offset, i ? -1 : 1, ends.width))
    .join(" ");
}

/** As many paths as are needed. Those of the last choice are used again. */
function pathsIn(svg: SVGSVGElement, count: number) {
  while (svg.childElementCount > count) svg.lastElementChild?.remove();
  while (svg.childElementCount < count) svg.append(s("path"));
  return [...svg.children];
}
