/** Pages of plates, and the window of a closer look: pure, tested by node alone. */

/** @typedef {{plates: number, rows: number, cols: number, shape?: number[], alone?: boolean}} Plated */
/** @typedef {{start: number, count: number}} Page */

const CHANNELS = 4; // sheets of an image on a page
const KERNELS = 12; // sheets of a kernel on a page

/** Too many cells for numbers and for an element each. @param {{rows: number, cols: number}} panel */
export const isLarge = (panel) => panel.rows * panel.cols > 400 || panel.cols > 20;

/**
 * Plates of a panel stand in a square block: channels of a kernel, filters of an output.
 * @param {number} plates
 */
export const plateColumns = (plates) => (plates > 3 ? Math.ceil(Math.sqrt(plates)) : 1);

/** The axes in front of rows and columns. @param {Plated} panel */
export const leading = (panel) => (panel.shape ?? []).slice(0, -2);

/**
 * What of a panel is shown at once. The pages of a kernel hold whole filters where they can, those
 * of a layer that keeps its channels apart hold one: then all its panels fit side by side.
 * @param {Plated} panel
 * @returns {Page[]}
 */
export function platePages(panel) {
  const lead = leading(panel);
  const { plates } = panel;
  if (lead.length === 2 && plates > 9) {
    const channels = lead[1];
    const filters = Math.min(4, Math.floor(KERNELS / channels));
    if (filters > 0) return split(0, plates, filters * channels);
    return Array.from({ length: lead[0] }, (_, filter) => split(filter * channels, channels, KERNELS)).flat();
  }
  const most = lead.length === 1 && plates > 3 ? CHANNELS : plates;
  return split(0, plates, panel.alone && plates > most ? 1 : most);
}

/** @param {number} first @param {number} count @param {number} size @returns {Page[]} */
function split(first, count, size) {
  const pages = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size);
  return pages.map((start) => ({ start: first + start, count: Math.min(size, count - start) }));
}

/** Sheets side by side in the block of a page. @param {Plated} panel */
export function blockColumns(panel) {
  const [{ count }] = platePages(panel);
  const channels = leading(panel)[1] ?? 0;
  if (isLarge(panel)) return Math.min(count, 2);
  return channels > 1 && channels <= 4 ? channels : plateColumns(count);
}

/**
 * The page to show: the present one as long as it holds something of what is lit.
 * @param {Page[]} pages
 * @param {number} now
 * @param {Iterable<number>} wanted plates that hold a lit cell
 */
export function turnTo(pages, now, wanted) {
  const holds = (/** @type {Page} */ page) => (/** @type {number} */ plate) => plate >= page.start && plate < page.start + page.count;
  const plates = [...wanted];
  if (!plates.length || plates.some(holds(pages[now]))) return now;
  return Math.max(0, pages.findIndex((page) => plates.some(holds(page))));
}

/**
 * What a page shows, in words: "filters 0–3 of 8", "filter 2, channels 0–11 of 16".
 * @param {Plated} panel
 * @param {Page} page
 */
export function pageName(panel, page) {
  const lead = leading(panel);
  const range = (/** @type {string} */ word, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ of) =>
    `${word}${to > from ? `s ${from}–${to}` : ` ${from}`} of ${of}`;
  const last = page.start + page.count - 1;
  if (lead.length !== 2) return range("channel", page.start, last, panel.plates);
  const [filters, channels] = lead;
  const at = (/** @type {number} */ plate) => [Math.floor(plate / channels), plate % channels];
  const [from, to] = [at(page.start), at(last)];
  if (page.count >= channels) return range("filter", from[0], to[0], filters);
  return `filter ${from[0]} of ${filters}, ${range("channel", from[1], to[1], channels)}`;
}

/**
 * Where a window of at most `size` starts so that it stays on the sheet with `centre` in its middle.
 * @param {number} centre
 * @param {number} length
 * @param {number} size
 */
export const windowStart = (centre, length, size) =>
  Math.max(0, Math.min(Math.round(centre) - Math.floor(size / 2), length - size));

/**
 * The middle of some cells of one plate: of the rectangle around them.
 * @param {Iterable<number>} flats
 * @param {{rows: number, cols: number}} panel
 */
export function middle(flats, { rows, cols }) {
  let [top, bottom, left, right] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const flat of flats) {
    const inside = flat % (rows * cols);
    const row = Math.floor(inside / cols);
    const col = inside % cols;
    [top, bottom, left, right] = [Math.min(top, row), Math.max(bottom, row), Math.min(left, col), Math.max(right, col)];
  }
  return { row: (top + bottom) / 2, col: (left + right) / 2 };
}
