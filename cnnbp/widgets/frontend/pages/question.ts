/** Before a change: how many deltas will flow back to the chosen unit? Pure. */

import { build, type Given, type Layer, type Options } from "./layer";
import { cell, count } from "./words";

export interface Question {
  /** what is proposed, and what is asked about it */
  says: string;
  asks: string;
  next: Given;
  choices: number[];
  right: number;
}

export const edgesFrom = ({ connections }: Layer, unit: number) =>
  connections.source.reduce((sum, source) => sum + Number(source === unit), 0);

const NAMES: Record<string, string> = { stride: "stride", padding: "padding", dilation: "dilation", size: "window" };

/** The changes that can be asked about, each a number one larger or one smaller. */
function proposals({ kind, options, w, z }: Layer): [string, string, Given][] {
  const given = { kind, z, w, delta: null, b: null, activation: "identity", options };
  const names: (keyof Options)[] = kind === "convolution" ? ["stride", "dilation", "padding"] : ["size", "stride"];
  const usual: Options = { ...options, stride: options.stride ?? options.size };
  return names.flatMap((name) => {
    const now = usual[name];
    if (typeof now !== "number") return [];
    const next = now > 1 ? now - 1 : now + 1;
    const changed = { ...given, options: { ...usual, [name]: next } };
    return [[`${NAMES[name]} ${now}`, `the ${NAMES[name]} is ${next}`, changed]];
  });
}

/** One of the questions about a unit, by turns; null where there is none. */
export function questionAbout(layer: Layer, unit: number, turn: number): Question | null {
  const possible = proposals(layer).flatMap(([now, change, given]) => {
    try {
      return [{ now, change, given, next: build(given) }];
    } catch {
      return [];
    }
  });
  if (!possible.length) return null;
  const { now, change, given, next } = possible[turn % possible.length];
  const [before, right] = [edgesFrom(layer, unit), edgesFrom(next, unit)];
  const others = [before, 0, 1, 2, 4, 3, 6, 9].filter((one) => one !== right);
  const choices = [right, ...new Set(others)].slice(0, 5).sort((a, b) => a - b);
  const here = cell(unit, layer.a.shape);
  return {
    says: `Now ${now}: ${count(before, "delta")} ${before === 1 ? "flows" : "flow"} back to ${here}.`,
    asks: `How many if ${change}? Say it; then it is changed, and you see.`,
    // What the layer has besides, such as a bias, stays.
    next: { ...given, b: layer.b, activation: layer.activation, delta: layer.delta },
    choices,
    right,
  };
}
