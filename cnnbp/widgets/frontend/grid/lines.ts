/** The lines between the panels: each edge runs from its input unit through its weight to its output unit. */

import type { Related, Term } from "../core/data";
import { inLanes, type Place, route } from "../core/geometry";
import { s, write } from "../ui/dom";

/** null: on a page that is not shown */
export type Places = (flat: number) => Place | null;
/** width: of the place they are in */
export type Ends = { input?: Places; weights?: Places; output?: Places; width?: number };

const MOST = 150; // more lines than that are a cloud, not an explanation
const MANY = 40;

export function drawLines(svg: SVGSVGElement, related: Related | null, ends: Ends) {
  const terms = related && related.terms.length <= MOST ? related.terms : [];
  const many = terms.length > MANY;
  const stops = stopsOf(terms, ends);
  const lines = terms.flatMap((term, order) => {
    const d = lineOf(
      stops.flatMap((places) => (places ? [places[order]] : [])),
      ends.width,
    );
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

/** Where the lines start, pass and end, each in a lane of its own. */
function stopsOf(terms: Term[], ends: Ends) {
  const at = (places: Places | undefined, flat: (term: Term) => number) =>
    places && terms.some((term) => flat(term) >= 0) ? terms.map((term) => places(flat(term))) : null;
  const input = at(ends.input, ({ source }) => source);
  const weights = at(ends.weights, ({ parameter }) => parameter);
  const output = at(ends.output, ({ target }) => target);
  // Around a side the outermost line of the upper sheet is the lowest on the other: so they nest.
  const around = weights && output && below(weights, output);
  return [input && inLanes(input), weights && inLanes(weights), output && inLanes(output, Boolean(around))];
}

/** Whether some places are on a sheet below that of others. */
function below(upper: (Place | null)[], lower: (Place | null)[]) {
  const [one, other] = [upper, lower].map((places) => places.find((place) => place));
  return Boolean(one && other && other.box.top >= one.box.bottom);
}

/** Through the cells that are shown; empty where an end is on another page. */
function lineOf(stops: (Place | null)[], width?: number) {
  const there = stops.flatMap((stop) => stop ?? []);
  if (there.length < stops.length) return "";
  // Around the right side to a weight below, on around the left: so a line passes through its weight. In a loop it
  // has come to the weight from the left already.
  const loop = there.length > 2 && there[1].box.left >= there[0].box.right;
  return there
    .slice(1)
    .map((stop, i) => route(there[i], stop, 0, i && !loop ? -1 : 1, width))
    .join(" ");
}

/** As many paths as are needed. Those of the last choice are used again. */
function pathsIn(svg: SVGSVGElement, count: number) {
  while (svg.childElementCount > count) svg.lastElementChild?.remove();
  while (svg.childElementCount < count) svg.append(s("path"));
  return [...svg.children];
}
