/** Places and numbers in plain words, as cnnbp.mistakes.words writes them. */

import { unflatten } from "../core/geometry";

const AXES: Record<number, string[]> = { 1: ["unit"], 2: ["row", "column"], 3: ["channel", "row", "column"] };
const DIGITS = 4;

/** A row-major index in words: "row 1, column 2". */
export function cell(flat: number, shape: number[]) {
  const index = unflatten(flat, shape);
  const names = AXES[shape.length] ?? index.map((_, axis) => `index ${axis}`);
  return index.map((i, axis) => `${names[axis]} ${i}`).join(", ");
}

/** Some of them in words, the first few named and the rest counted. */
export function cells(flat: number[], shape: number[], most = 6) {
  const named = flat.slice(0, most).map((i) => `(${cell(i, shape)})`);
  if (flat.length > most) named.push(`${flat.length - most} more`);
  return named.length === 1 ? named[0] : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** A number with at most four digits, a true minus sign, and no minus before zero. */
export function number(value: number) {
  if (!value) return "0";
  const sign = value < 0 ? "−" : "";
  const [mantissa, power] = exact(Math.abs(value));
  const digits = mantissa.replace(/0+$/, "");
  if (power < -4 || power >= DIGITS) {
    const dot = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${dot}e${power < 0 ? "−" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  const whole = mantissa.slice(0, power + 1);
  const rest = mantissa.slice(power + 1).replace(/0+$/, "");
  return sign + (rest ? `${whole}.${rest}` : whole);
}

/** Four digits and the power of ten of the first; half way between two, the even one, as in Python. */
function exact(value: number): [string, number] {
  const long = value.toExponential(60).replace(".", "");
  const half = /^\d{3}[02468]50*e/.test(long);
  const [digits, power] = value.toExponential(DIGITS - 1).split("e");
  return [half ? long.slice(0, DIGITS) : digits.replace(".", ""), Number(power)];
}

/** Two numbers with a × between them, negative ones in brackets. */
export const product = (weight: number, delta: number) =>
  [weight, delta].map((one) => (one < 0 ? `(${number(one)})` : number(one))).join(" × ");

export const count = (n: number, noun: string) => (n === 1 ? `${n} ${noun}` : `${n} ${noun}s`);

/** The form for none, for one or for {n}. */
export const inWords = (forms: string[], n: number) => forms[Math.min(n, 2)].replace("{n}", String(n));
