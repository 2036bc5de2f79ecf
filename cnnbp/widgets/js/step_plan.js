/** Stepping through positions and terms: pure functions of where we are and how many terms there are. */

/**
 * @typedef {object} Place
 * @property {number} flat the unit whose sum is built up
 * @property {number} shown how many of its terms are there
 */

/**
 * One term on; after the last term of a unit the first of the next. Null at the very end.
 * @param {Place} place
 * @param {(flat: number) => number} count terms of a unit
 * @param {number} units
 * @returns {Place | null}
 */
export function forward({ flat, shown }, count, units) {
  if (shown < count(flat)) return { flat, shown: shown + 1 };
  if (flat + 1 >= units) return null;
  return { flat: flat + 1, shown: Math.min(1, count(flat + 1)) };
}

/**
 * One term back; before the first term of a unit the whole sum of the one before.
 * @param {Place} place
 * @param {(flat: number) => number} count
 * @returns {Place | null}
 */
export function back({ flat, shown }, count) {
  if (shown > 1) return { flat, shown: shown - 1 };
  if (flat === 0) return null;
  return { flat: flat - 1, shown: count(flat - 1) };
}

/**
 * One whole position on: for people who asked for less motion.
 * @param {Place} place
 * @param {(flat: number) => number} count
 * @param {number} units
 * @returns {Place | null}
 */
export function leap({ flat, shown }, count, units) {
  if (shown < count(flat)) return { flat, shown: count(flat) };
  return flat + 1 < units ? { flat: flat + 1, shown: count(flat + 1) } : null;
}
