/** What flows between the pictures of a network: a line per edge, or a band where there are many. */

import type { Chain } from "../core/chain";
import type { Numbers } from "../core/data";
import { s } from "../ui/dom";

export type Point = { x: number; y: number };
/** the middle of a unit, in px of the strip */
export type Places = (flat: number) => Point;
export type Drawn = { d: string; class: string; sign?: number; width?: number };

export const MANY = 40; // more lines than that are a band

/** A curve that leaves and arrives level. */
export function curve(from: Point, to: Point) {
  const bend = (to.x - from.x) / 2;
  const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${at(from.x, from.y)}C${at(from.x + bend, from.y)} ${at(to.x - bend, to.y)} ${at(to.x, to.y)}`;
}

/**
 * A band between two upright spans.
 * @param half half a cell
 */
export function band(from: Point[], to: Point[], half: number) {
  const span = (points: Point[], x: number) => {
    const ys = points.map((point) => point.y);
    return [
      { x, y: Math.min(...ys) - half },
      { x, y: Math.max(...ys) + half },
    ];
  };
  const [top, bottom] = span(from, Math.max(...from.map(({ x }) => x)));
  const [high, low] = span(to, Math.min(...to.map(({ x }) => x)));
  return `${curve(top, high)}L${low.x.toFixed(1)} ${low.y.toFixed(1)}${curve(low, bottom).replace("M", "L")}z`;
}

/** The lines of one layer: as wide as what the edge carries, in the colour of its sign. */
export function drawLayer(
  chain: Chain,
  k: number,
  edges: number[],
  from: Places,
  to: Places,
  direction: string,
  soft: boolean,
): Drawn[] {
  const { source, target, weight } = chain.links[k];
  const kind = soft ? " cnnbp-soft" : "";
  if (edges.length > MANY) {
    const ends = (units: Numbers, place: Places) => Array.from(new Set(edges.map((edge) => units[edge])), place);
    return [{ d: band(ends(source, from), ends(target, to), 3), class: `cnnbp-band${kind}` }];
  }
  const carried = edges.map((edge) => {
    const value =
      direction === "backward"
        ? chain.states[k + 1].deltas.values[target[edge]]
        : chain.states[k].values.values[source[edge]];
    return weight(edge) * value;
  });
  const top = Math.max(...carried.map(Math.abs), 1e-300);
  return edges.map((edge, i) => ({
    d: curve(from(source[edge]), to(target[edge])),
    class: `cnnbp-flow${kind}`,
    sign: Math.sign(carried[i]),
    width: 0.8 + (2.2 * Math.abs(carried[i])) / top,
  }));
}

export function showFlow(svg: SVGSVGElement, drawn: Drawn[]) {
  svg.replaceChildren(
    ...drawn.map(({ d, class: name, sign, width }) =>
      s("path", { d, class: name, "data-sign": sign, "stroke-width": width }),
    ),
  );
}
