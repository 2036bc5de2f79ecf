/** Colours: badges, the two scales, and text that stays readable on them. */

export type Theme = "light" | "dark";
export type RGB = [number, number, number];

// After Okabe and Ito's colour-blind-safe set, extended to nine; the numbers work without them.
const BADGES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#882255", "#44aa99", "#7b5aa6"];

const SCALES: Record<Theme, { zero: RGB; negative: RGB; positive: RGB; paper: RGB; ink: RGB }> = {
  light: {
    zero: [255, 255, 255],
    negative: [58, 123, 184],
    positive: [219, 138, 28],
    paper: [255, 255, 255],
    ink: [32, 36, 40],
  },
  dark: {
    zero: [34, 38, 43],
    negative: [86, 156, 222],
    positive: [233, 156, 50],
    paper: [34, 38, 43],
    ink: [240, 243, 246],
  },
};

/** @param badge counts from 1 */
export const badgeColour = (badge: number) => BADGES[(badge - 1) % BADGES.length];

export const parseHex = (hex: string): RGB => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as RGB;

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
