/** The way of a term: off its cell, along its line, times the weight, on into the sum. When, in what words, and drawn. */

import { tint } from "../core/colour";
import { panelOf, type Scene, type Term } from "../core/data";
import { factor, number, written } from "../core/numbers";
import type { Way } from "../grid/lines";
import { groupsOf } from "../ledger/rows";
import { h, s } from "../ui/dom";

/** Until when it lifts, rides to its weight, is multiplied there, rides on, and has been added: ms. */
const [LIFT, RIDE, TIMES, ON, LAND] = [160, 480, 640, 840, 900];
export const NEXT = 220; // ms from one chip to the next
const MANY = 25; // more terms than that fly row by row

/** Each chip carries one term, or one row of them: how many have arrived with each. */
export function endsOf(layer: Scene, terms: Pick<Term, "source" | "target">[], backward: boolean): number[] {
  const { plates, rows, cols } = panelOf(layer, "input");
  const size = plates > 1 ? rows * cols : Math.max(cols, MANY);
  const group = groupsOf(layer);
  const row = ({ source, target }: Pick<Term, "source" | "target">) =>
    backward ? group.of(target) : Math.floor(source / size);
  const apart = (i: number) => terms.length <= MANY || i + 1 === terms.length || row(terms[i]) !== row(terms[i + 1]);
  return terms.flatMap((_, i) => (apart(i) ? i + 1 : []));
}

/** How long all of it takes. */
export const lengthOf = (ends: number[]) => (ends.length ? LAND + NEXT * (ends.length - 1) : 0);

const within = (count: number, most: number) => Math.max(0, Math.min(Math.floor(count), most));

/** How many terms have been added at a moment, and how many have left their cells. */
export const landedAt = (time: number, ends: number[]) => ends[within((time - LAND) / NEXT + 1, ends.length) - 1] ?? 0;
export const leftAt = (time: number, ends: number[]) => ends[within(time / NEXT + 1, ends.length) - 1] ?? 0;

/** The chips of which that many terms have been added. */
const chipsOf = (shown: number, ends: number[]) => ends.filter((end) => end <= shown).length;

/** The moment at which so many terms have just been added; that at which the next one leaves. */
export const momentOf = (shown: number, ends: number[]) => lengthOf(ends.slice(0, chipsOf(shown, ends)));
export const startOf = (shown: number, ends: number[]) => NEXT * chipsOf(shown, ends);

const productOf = (terms: Term[]) => terms.reduce((sum, { left, right }) => sum + left * right, 0);

/** The product with its factors; of several terms their sum. */
export function productIn(terms: Term[]) {
  const product = productOf(terms);
  if (terms.length > 1) return `${terms.length} terms: ${number(product, 3)}`;
  const { decimals, sign } = written(terms, null, product);
  return `${number(terms[0].left, decimals)} · ${factor(terms[0].right, decimals)} ${sign} ${number(product, 3)}`;
}

/** What a chip says: a delta, the product, and what goes on. */
const textAt = (terms: Term[], age: number) => {
  if (age >= RIDE && age < TIMES) return productIn(terms);
  if (age >= TIMES) return number(productOf(terms), 3);
  return terms.length > 1 ? `${terms.length} terms` : number(terms[0].right);
};

type Point = { x: number; y: number };
const ease = (t: number) => (t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) ** 2);

/** Along a line, beginning and ending at given points beside its ends. */
function along(d: string, back: boolean, from: Point, to: Point, share: number): Point {
  const line = s("path", { d });
  const at = (t: number) => line.getPointAtLength(line.getTotalLength() * (back ? 1 - t : t));
  const [t, [first, here, last]] = [ease(share), [at(0), at(ease(share)), at(1)]];
  const between = (axis: "x" | "y") =>
    here[axis] + (from[axis] - first[axis]) * (1 - t) ** 6 + (to[axis] - last[axis]) * t ** 6;
  return { x: between("x"), y: between("y") };
}

const UP = 14; // px that a chip lifts off its cell

/** Where a chip is at an age; without a weight to pass it is multiplied half way. */
function placeAt({ input, weight, output, legs }: Way, backward: boolean, age: number): Point {
  const [from, to] = backward ? [output, input] : [input, output];
  const share = (start: number, end: number) => Math.max(0, Math.min((age - start) / (end - start), 1));
  const risen = { x: from.x, y: from.y - UP * share(0, LIFT) };
  const far = share(LIFT, RIDE) + share(TIMES, ON);
  if (!weight) return along(legs[0], backward, risen, to, far / 2);
  const below = { x: weight.x, y: weight.y + weight.size / 2 + UP };
  const second = far > 1;
  const leg = legs[Number(second !== backward)];
  return second ? along(leg, backward, below, to, far - 1) : along(leg, backward, risen, below, far);
}

type Mark = Point & { text: string; kind: string; term?: Term };

/** What is in the air, over what it flies across. */
export class Flight {
  readonly el = h("div", { class: "cnnbp-flight", "aria-hidden": "true" });

  /** @param shown how many terms have been added; @param wayOf where those of a chip fly */
  at(time: number, shown: number, ends: number[], terms: Term[], back: boolean, wayOf: (terms: Term[]) => Way | null) {
    const chips = ends.flatMap((end, i): Mark[] => {
      const age = time - NEXT * i;
      const mine = terms.slice(ends[i - 1] ?? 0, end);
      const way = end > shown && age >= 0 && age < LAND ? wayOf(mine) : null;
      return way
        ? [
            {
              ...placeAt(way, back, age),
              text: textAt(mine, age),
              kind: "chip",
              term: mine.length > 1 ? undefined : mine[0],
            },
          ]
        : [];
    });
    this.show(chips.reverse()); // what comes first stands above
  }

  /** The places of a term at once, lettered. */
  stations({ input, weight, output }: Way, back: boolean) {
    const places = back ? [output, weight, input] : [input, weight, output];
    this.show(places.flatMap((at, i): Mark[] => (at ? [{ ...at, text: ["a", "b", "d"][i], kind: "letter" }] : [])));
  }

  show(marks: Mark[]) {
    const { el } = this;
    while (el.childElementCount > marks.length) el.lastElementChild?.remove();
    while (el.childElementCount < marks.length) el.append(h("div"));
    marks.forEach(({ x, y, text, kind, term }, i) => {
      const mark = el.children[i] as HTMLElement;
      if (mark.textContent !== text) mark.textContent = text;
      mark.className = `cnnbp-${kind}`;
      mark.dataset.badge = term ? String(term.badge) : "";
      mark.style.cssText = `${term ? tint(term.colour) : ""};translate:${x.toFixed(1)}px ${y.toFixed(1)}px`;
    });
  }
}
