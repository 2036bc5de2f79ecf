/** What of a line is put in elsewhere, and when that is tinted. Pure. */

import type { Line, Token } from "../core/model";

/** From which lines something is put into which line, and the tokens of each line that are it. */
export interface PutIn {
  from: number[];
  into: number;
  marks: boolean[][];
}

/**
 * The chain rule leaves a derivative open, another line finds it, and the sum has it put in: the
 * derivative, what it is equal to, and the same symbols in the sum.
 */
export function putIn(lines: Line[]): PutIn {
  const at = (kind: string) => lines.findIndex(({ numbers }) => numbers === kind);
  const [asks, finds, into] = [at("factors"), at("one"), at("sum")];
  const same = (one: Token, other: Token) => JSON.stringify(one) === JSON.stringify(other);
  const [derivative, ...found] = lines[finds]?.tokens.filter((token) => !isSign(token)) ?? [];
  const isPart = (token: Token, i: number) => {
    if (i === finds) return typeof token !== "string" || !token.includes("=");
    if (i === asks) return same(token, derivative);
    return i === into && !isSign(token) && found.some((one) => same(one, token));
  };
  return {
    from: [asks, finds].filter((i) => i >= 0),
    into,
    marks: lines.map(({ tokens }, i) => tokens.map((token) => isPart(token, i))),
  };
}

/** A sign of equality or a space between factors. */
const isSign = (token: Token) => typeof token === "string" && (!token.trim() || token.includes("="));

/** Whether the tokens of a line are tinted: while one of the lines that they join is open. */
export function isTinted({ from, into }: PutIn, { every, open }: { every: boolean; open: number }, line: number) {
  const joined = [...from, into];
  return joined.includes(line) && (every || joined.includes(open));
}
