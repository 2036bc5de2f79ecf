/** Colours: badges, the two scales, and text that stays readable on them. Python has the palette. */

import PALETTE from "../../../_core/palette.json";

export type Theme = "light" | "dark";
export type RGB = [number, number, number];

const { badges: BADGES } = PALETTE;

/** The ends of the two scales, and what else is painted in a theme. */
const SCALES = { light: scale(PALETTE.light), dark: scale(PALETTE.dark) };

/** @param badge counts from 1 */
export const badgeColour = (badge: number) => BADGES[(badge - 1) % BADGES.length];

export function parseHex(hex: string): RGB {
  const [red, green, blue] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  return [red, green, blue];
}

function scale({ zero, negative, positive, paper, full_ink: ink }: typeof PALETTE.light) {
  return {
    zero: parseHex(zero),
    negative: parseHex(negative),
    positive: parseHex(positive),
    paper: parseHex(paper),
    ink: parseHex(ink),
  };
}

/** Paper, ink and softer ink of a theme, for what is painted and not styled. */
export const inksOf = (theme: Theme) => PALETTE[theme];

export const css = (rgb: RGB) => `rgb(${rgb.map((c) => Math.round(c)).join(" ")})`;

export const mix = (from: RGB, to: RGB, t: number): RGB => from.map((c, i) => c + (to[i] - c) * t) as RGB;

/**
 * The colour of a value. Images run from paper to ink; signed values from blue through the paper's
 * colour at zero to orange, with the same length on both sides.
 * @param top the end of the scale
 */
export function valueColour(value: number, top: number, scale: "image" | "signed", theme: Theme): RGB {
  const { zero, negative, positive, paper, ink } = SCALES[theme];
  if (scale === "image") return mix(paper, ink, Math.min(Math.max(value, 0), 1) * 0.85);
  const share = top > 0 ? Math.min(Math.abs(value) / top, 1) : 0;
  return mix(zero, value < 0 ? negative : positive, share);
}

/** What takes no part steps back towards the paper. */
export const dimmed = (rgb: RGB, theme: Theme) => mix(rgb, SCALES[theme].paper, 0.68);

/** Relative luminance (WCAG 2.2). */
export function luminance(rgb: RGB) {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The colour of a badge and of the number on it, as style. */
export const tint = (colour: string) => `--badge:${colour};--on-badge:${css(textOn(parseHex(colour)))}`;

/** Contrast ratio (WCAG 2.2). */
export function contrast(one: RGB, two: RGB) {
  const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** The quietest of some greys that is still readable (4.5 : 1) on a background. */
export function textOn(background: RGB, quiet = false): RGB {
  const greys: RGB[] = quiet
    ? [
        [118, 122, 128],
        [96, 100, 106],
        [150, 155, 160],
        [70, 74, 80],
        [175, 180, 185],
      ]
    : [
        [17, 20, 24],
        [255, 255, 255],
      ];
  const readable = greys.find((grey) => contrast(grey, background) >= 4.6);
  if (readable) return readable;
  return contrast([0, 0, 0], background) > contrast([255, 255, 255], background) ? [0, 0, 0] : [255, 255, 255];
}
