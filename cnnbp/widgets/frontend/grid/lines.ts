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

/** The way of an edge: its ends, its weight if that is seen, and the line between them in one or two parts. */
export interface Way {
  input: Spot;
  weight: Spot | null;
  output: Spot;
  legs: string[];
}
type Spot = Pick<Place, "x" | "y" | "size">;

/** null: where an end is on another page */
export function waysOf(terms: Term[], ends: Ends): (Way | null)[] {
  const [inputs, weights, outputs] = stopsOf(terms, ends);
  return terms.map((_, order) => {
    const [input, weight, output] = [inputs, weights, outputs].map((places) => places?.[order] ?? null);
    if (!input || !output || (weights && !weight)) return null;
    return { input, weight, output, legs: legsOf(weight ? [input, weight, output] : [input, output], ends.width) };
  });
}

/** The terms that have lines. */
export const drawnOf = (whole: Related | null) => (whole && whole.terms.length <= MOST ? whole.terms : []);

/**
 * @param ways of all terms that will be: each line keeps its lane while others come
 * @param lit how many are there
 * @param added how many of them have been added: the lines of the others are heavier
 */
export function drawLines(svg: SVGSVGElement, terms: Term[], ways: (Way | null)[], lit: number, added: number) {
  const many = terms.length > MANY;
  const lines = ways.slice(0, lit).flatMap((way, i) => (way ? [{ d: way.legs.join(" "), i, ...terms[i] }] : []));
  svg.classList.toggle("cnnbp-many", many);
  // A paler line underneath keeps the lines apart from the cells they cross: one path for all of them.
  const [under, ...paths] = pathsIn(svg, lines.length + 1);
  write(under, "class", "cnnbp-line-under");
  write(under, "d", many ? "" : lines.map(({ d }) => d).join(" "));
  lines.forEach(({ d, i, colour, badge }, order) => {
    const wanted = {
      class: i < added ? "cnnbp-line" : "cnnbp-line cnnbp-hot",
      d,
      style: `--badge:${colour}`,
      "stroke-width": many ? 0.9 : 1.8,
      "data-badge": badge,
    };
    for (const [name, value] of Object.entries(wanted)) write(paths[order], name, value);
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

/** From cell to cell. */
function legsOf(stops: Place[], width?: number) {
  // Around the right side to a weight below, on around the left: so a line passes through its weight. In a loop it
  // has come to the weight from the left already.
  const loop = stops.length > 2 && stops[1].box.left >= stops[0].box.right;
  return stops.slice(1).map((stop, i) => route(stops[i], stop, 0, i && !loop ? -1 : 1, width));
}

/** As many paths as are needed. Those of the last choice are used again. */
function pathsIn(svg: SVGSVGElement, count: number) {
  while (svg.childElementCount > count) svg.lastElementChild?.remove();
  while (svg.childElementCount < count) svg.append(s("path"));
  return [...svg.children];
}
