/** Colours: badges, the two scales, and text that stays readable on them. */

/** @typedef {[number, number, number]} RGB */

// After Okabe and Ito's colour-blind-safe set, extended to nine; the numbers work without them.
const BADGES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#882255", "#44aa99", "#7b5aa6"];

/** @type {Record<"light" | "dark", {zero: RGB, negative: RGB, positive: RGB, paper: RGB, ink: RGB}>} */
const SCALES = {
  light: { zero: [255, 255, 255], negative: [58, 123, 184], positive: [219, 138, 28], paper: [255, 255, 255], ink: [32, 36, 40] },
  dark: { zero: [34, 38, 43], negative: [86, 156, 222], positive: [233, 156, 50], paper: [34, 38, 43], ink: [240, 243, 246] },
};

/** @param {number} badge counts from 1 */
export const badgeColour = (badge) => BADGES[(badge - 1) % BADGES.length];

/** @param {string} hex @returns {RGB} */
export const parseHex = (hex) => /** @type {RGB} */ ([1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));

/** @param {RGB} rgb */
export const css = (rgb) => `rgb(${rgb.map((c) => Math.round(c)).join(" ")})`;

/** @param {RGB} from @param {RGB} to @param {number} t @returns {RGB} */
export const mix = (from, to, t) => /** @type {RGB} */ (from.map((c, i) => c + (to[i] - c) * t));

/**
 * The colour of a value. Images run from paper to ink; signed values from blue through the paper's
 * colour at zero to orange, with the same length on both sides.
 * @param {number} value
 * @param {number} top the end of the scale
 * @param {"image" | "signed"} scale
 * @param {"light" | "dark"} theme
 * @returns {RGB}
 */
export function valueColour(value, top, scale, theme) {
  const { zero, negative, positive, paper, ink } = SCALES[theme];
  if (scale === "image") return mix(paper, ink, Math.min(Math.max(value, 0), 1) * 0.85);
  const share = top > 0 ? Math.min(Math.abs(value) / top, 1) : 0;
  return mix(zero, value < 0 ? negative : positive, share);
}

/** What takes no part steps back towards the paper. @param {RGB} rgb @param {"light" | "dark"} theme */
export const dimmed = (rgb, theme) => mix(rgb, SCALES[theme].paper, 0.68);

/** Relative luminance (WCAG 2.2). @param {RGB} rgb */
export function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio (WCAG 2.2). @param {RGB} one @param {RGB} two */
export function contrast(one, two) {
  const [high, low] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** The quietest of some greys that is still readable (4.5 : 1) on a background.
 * @param {RGB} background @param {boolean} quiet @returns {RGB}
 */
export function textOn(background, quiet = false) {
  /** @type {RGB[]} */
  const greys = quiet ? [[118, 122, 128], [96, 100, 106], [150, 155, 160], [70, 74, 80], [175, 180, 185]] : [[17, 20, 24], [255, 255, 255]];
  const readable = greys.find((grey) => contrast(grey, background) >= 4.6);
  if (readable) return readable;
  return contrast([0, 0, 0], background) > contrast([255, 255, 255], background) ? [0, 0, 0] : [255, 255, 255];
}
