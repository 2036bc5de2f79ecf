/**
 * Where everything of a ledger stands, in px of its frame: a row for each filter within the height
 * there is, one of them open, and lines that cross no number. Pure, tested by node alone.
 */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What of a layer decides how its ledger stands. */
export interface About {
  /** channels of the input, and one of them */
  channels: number;
  rows: number;
  cols: number;
  /** one channel of the output */
  outRows: number;
  outCols: number;
  /** the kernel; null: each row has one term */
  kernel: { rows: number; cols: number } | null;
  /** σ′ is a line of its own below the total */
  slope: boolean;
}

/** A row as far as its place goes. */
export interface Line {
  group: number;
  sum: number;
  empty: boolean;
}

export interface Stacked {
  /** the rows that are shown, in order, each with its place */
  shown: { group: number; y: number; height: number; open: boolean }[];
  /** what finds no room: one row for all of it */
  rest: { groups: number[]; sum: number; y: number; height: number } | null;
  height: number;
}

export const STACKED = 576; // narrower frames stand below each other
const FULL = 960; // narrower frames have no map and no bars
const TIGHT = 736; // narrower frames have products without their factors
const [CLOSED, THIN, SHORTEST, SHORTEST_PHONE] = [26, 13, 14, 11];
const [HEAD, FOOT, SLOPE] = [42, 50, 34]; // headings with badges; the total with its sentence; σ′
export const [TITLE, HEADS, SIDE] = [20, 15, 16]; // title, column numbers and row numbers of a sheet
const SCALES = 26;
const [LARGEST, SLICE] = [38, 26]; // cells of the slices in the open row
const READ = 18; // a closed row that leaves its height to the open one
const LEAST_MAP = 8; // px for each of its columns
const [UNDER, CHIP, SAY] = [23, 27, 24]; // stacked: headings of the rows, a row of chips, the total in words
const LANE = 2.4; // between lines that share a gutter
const CHIPS = 9; // one below the other
const MOST_LINES = 25; // terms that are joined by lines
export const BUTTONS = 44; // what a finger needs

/** Whole px; thirds where a sheet is large. */
const third = (size: number) => (size < 18 ? Math.floor(size * 3) / 3 : Math.floor(size));
const clamp = (low: number, value: number, high: number) => Math.max(low, Math.min(value, high));

/** The cells of a slice in the open row; lines run below each of its rows. */
export interface Cells {
  x: number;
  y: number;
  cell: number;
  /** from one row to the next */
  pitch: number;
  gutter: number;
}

export interface Frame {
  stacked: boolean;
  full: boolean;
  width: number;
  height: number;
  /** the two sheets: where their first cell is */
  cell: number;
  input: { x: number; y: number };
  gradient: { x: number; y: number };
  /** one small map for each channel, beside (stacked: above) the sheet */
  strips: { input: Box[]; gradient: Box[] };
  /** columns of the rows */
  label: { x: number; width: number };
  bar: { x: number; width: number } | null;
  number: { x: number; width: number };
  terms: { x: number; width: number };
  kernel: { x: number; width: number };
  delta: { x: number; width: number };
  map: { x: number; cell: number } | null;
  /** where the rows begin */
  top: number;
  rows: Stacked;
  /** the open row: its slices and chips; stacked: below the rows */
  detail: Box | null;
  slices: { kernel: Cells; delta: Cells } | null;
  chips: Box[];
  /** whether weights and deltas are joined, and chips with them: only where no chip stands in the way */
  lines: boolean;
  leads: boolean;
  foot: number;
}

/**
 * The rows within a height: those that are all 0 are thin; where the others would be lower than can
 * be read, the smallest |Σ| are one row together, which turns to the next of them.
 */
export function stack(
  lines: Line[],
  open: number | null,
  height: number,
  openHeight: number,
  page = 0,
  least = SHORTEST,
  most = CLOSED,
): Stacked {
  const thin = Math.min(THIN, most);
  const inside = openHeight > 0 && open !== null;
  const isOpen = (line: Line) => inside && line.group === open;
  const free = height - (inside ? openHeight : 0);
  const zeros = lines.filter((line) => line.empty && !isOpen(line));
  const others = lines.filter((line) => !line.empty && !isOpen(line));
  const closed = others.length ? Math.min(most, Math.floor((free - zeros.length * thin) / others.length)) : most;
  if (closed >= least) return placed(lines, (line) => (isOpen(line) ? openHeight : line.empty ? thin : closed), isOpen);
  const room = Math.max(1, Math.floor(free / least) - 1);
  // The open one stays; the others come by size, page by page.
  const ranked = lines
    .filter((line) => !isOpen(line))
    .sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum) || a.group - b.group);
  if (ranked.length <= room + 1) return placed(lines, (line) => (isOpen(line) ? openHeight : least), isOpen);
  const pages = Math.ceil(ranked.length / room);
  const start = Math.min((page % pages) * room, ranked.length - room);
  const seen = new Set(ranked.slice(start, start + room));
  const rest = ranked.filter((line) => !seen.has(line));
  const kept = lines.filter((line) => isOpen(line) || seen.has(line));
  const stacked = placed(kept, (line) => (isOpen(line) ? openHeight : least), isOpen);
  const sum = rest.reduce((so, line) => so + line.sum, 0);
  const groups = rest.map(({ group }) => group);
  return { ...stacked, rest: { groups, sum, y: stacked.height, height: least }, height: stacked.height + least };
}

function placed(lines: Line[], heightOf: (line: Line) => number, isOpen: (line: Line) => boolean): Stacked {
  let y = 0;
  const shown = lines.map((line) => {
    const height = heightOf(line);
    y += height;
    return { group: line.group, y: y - height, height, open: isOpen(line) };
  });
  return { shown, rest: null, height: y };
}

/** Small maps of all channels in a box, in as few columns as make them large. */
function strip(count: number, rows: number, cols: number, box: Box, largest: number): Box[] {
  if (count < 2) return [];
  let best = { size: 0, across: 1 };
  for (let across = 1; across <= count; across += 1) {
    const down = Math.ceil(count / across);
    const wide = box.width / across - 4;
    const high = (box.height / down - 4) * (cols / rows);
    const size = Math.min(wide, high, largest);
    if (size > best.size + 0.5) best = { size, across };
  }
  const { size, across } = best;
  const high = (size * rows) / cols;
  const down = Math.ceil(count / across);
  const step = { x: box.width / across, y: Math.min(box.height / down, high + 8) };
  return Array.from({ length: count }, (_, i) => ({
    x: box.x + (i % across) * step.x + (step.x - size) / 2,
    y: box.y + Math.floor(i / across) * step.y + 2,
    width: size,
    height: high,
  }));
}

/** Terms of a row, and how its chips stand. */
const placesOf = ({ kernel }: About) => (kernel ? kernel.rows * kernel.cols : 1);

/** The gutter below a row of cells in which that many lines run. */
const gutterOf = (cols: number) => 4 + LANE * cols;

/** Where all of a ledger stands, from what it shows and the room there is. */
type Framed = (about: About, lines: Line[], open: number | null, page: number, width: number, height: number) => Frame;

export const frameOf: Framed = (about, lines, open, page, width, height) =>
  (width < STACKED ? stackedFrame : wideFrame)(about, lines, open, page, width, height);

/** How large the two sheets are, and what stands beside them. */
function sheetsIn({ channels, rows, cols }: About, width: number, height: number, tight: boolean) {
  const side = channels < 2 ? 0 : tight ? 34 : 44;
  const region = (tight ? 104 : 120) + 0.12 * (width + 24);
  const high = (height - 2 * (TITLE + HEADS) - SCALES - 10) / (2 * rows);
  return { side, cell: clamp(2, third(Math.min(36, (region - SIDE - side) / cols, high)), 36) };
}

/** The least that everything between the sheets and the last slice takes, without the slices. */
const partsOf = (about: About, full: boolean, tight: boolean) => ({
  ribbons: full ? 58 : tight ? 28 : 42,
  label: full ? 34 : 28,
  bar: full ? 52 : 0,
  number: 48,
  brace: 14,
  terms: tight ? 88 : placesOf(about) > CHIPS ? 186 : 166,
  toKernel: tight ? 20 : 30,
  toDelta: tight ? 34 : 40,
  toMap: full && about.kernel ? 24 : 0,
});

const added = (parts: Record<string, number>) => Object.values(parts).reduce((sum, part) => sum + part, 0);

const wideFrame: Framed = (about, lines, open, page, width, height) => {
  const { kernel, channels } = about;
  const full = width >= FULL;
  // Small sheets leave the terms their factors on narrow frames, too.
  const loose = sheetsIn(about, width, height, false);
  const beside = loose.side + SIDE + about.cols * loose.cell + added(partsOf(about, full, false));
  const tight = width < TIGHT && beside + 2 * (kernel ? kernel.cols * SLICE : 52) + 8 > width;
  const { side, cell } = tight ? sheetsIn(about, width, height, true) : loose;
  const sheet = { width: about.cols * cell, height: about.rows * cell };
  const input = { x: side + SIDE, y: TITLE + HEADS };
  const gradient = { x: input.x, y: input.y + sheet.height + 10 + TITLE + HEADS };
  const strips = {
    input: strip(channels, about.rows, about.cols, { x: 0, y: input.y, width: side - 2, height: sheet.height }, 28),
    gradient: strip(
      channels,
      about.rows,
      about.cols,
      { x: 0, y: gradient.y, width: side - 2, height: sheet.height },
      28,
    ),
  };
  const parts = partsOf(about, full, tight);
  const right = input.x + sheet.width;
  const fixed = right + added(parts);
  const half = Math.floor((width - fixed - 8) / 2);
  const below = FOOT + (about.slope ? SLOPE : 0);
  const mapLeast = full && kernel ? Math.min(LEAST_MAP * about.outCols, 88) : 0;
  // What there is beyond the least goes to the cells of the open row, then to the terms, then between them.
  const room = kernel
    ? Math.max((half - mapLeast / 2) / kernel.cols, Math.min(tight ? 22 : 26, half / kernel.cols))
    : 0;
  const free = height - HEAD - below - 2 - (lines.length - 1) * READ;
  const slice = sliceSize(about, height, Math.min(LARGEST, room), free);
  const wide = kernel ? kernel.cols * slice.cell : Math.min(52, half);
  const used = fixed + 2 * wide;
  let extra = width - used - mapLeast - 4;
  const give = (most: number) => {
    const given = clamp(0, extra, most);
    extra -= given;
    return given;
  };
  parts.terms += give(24);
  parts.toDelta += give(14);
  parts.toKernel += give(14);
  const mapWidth = mapLeast && mapLeast + Math.min(extra, 0) + give(5 * about.outCols);
  const mapCell = Math.min(13, mapWidth / about.outCols, (slice.open - 26) / about.outRows);
  parts.ribbons += give(26);
  parts.terms += give(20);
  const label = { x: right + parts.ribbons, width: parts.label };
  const bar = full ? { x: label.x + label.width, width: parts.bar } : null;
  const number = { x: label.x + label.width + parts.bar, width: parts.number };
  const terms = { x: number.x + number.width + parts.brace, width: parts.terms };
  const kernelAt = { x: terms.x + terms.width + parts.toKernel, width: wide };
  const delta = { x: kernelAt.x + wide + parts.toDelta, width: wide };
  const map = mapCell >= 1.5 ? { x: delta.x + wide + parts.toMap, cell: mapCell } : null;
  const rows = stack(lines, open, height - HEAD - below - 2, slice.open, page);
  // Another choice may have thinner rows: what stands below them stays where it is.
  const most = stack(
    lines.map((line) => ({ ...line, empty: false })),
    lines[0]?.group ?? null,
    height - HEAD - below - 2,
    slice.open,
    page,
  );
  const opened = rows.shown.find((row) => row.open);
  const detail = opened
    ? { x: label.x - 8, y: HEAD + opened.y, width: width - label.x + 8, height: opened.height }
    : null;
  const sheets = gradient.y + sheet.height + SCALES;
  const foot = HEAD + Math.max(rows.height, most.height) + 2;
  return {
    stacked: false,
    full,
    width,
    height: Math.max(foot + below, sheets),
    cell,
    input,
    gradient,
    strips,
    label,
    bar,
    number,
    terms,
    kernel: kernelAt,
    delta,
    map,
    top: HEAD,
    rows,
    detail,
    slices: detail && kernel ? slicesIn(detail, kernel, slice, kernelAt.x, delta.x) : null,
    chips: detail ? chipsIn({ ...terms, y: detail.y + 4, height: detail.height - 8 }, placesOf(about), CHIPS) : [],
    lines: slice.lines,
    leads: placesOf(about) <= CHIPS,
    foot,
  };
};

/**
 * How high the open row is, and its cells.
 * @param free what the other rows leave of the height, if they are as low as they may be to be read
 */
function sliceSize({ kernel }: About, height: number, largest: number, free = 0) {
  if (!kernel) return { open: 0, cell: 0, gutter: 0, lines: false };
  const places = kernel.rows * kernel.cols;
  const lines = places <= MOST_LINES;
  const gutter = lines ? gutterOf(kernel.cols) : 0;
  const least = kernel.rows <= 3 ? Math.max(126, Math.floor(0.29 * height)) : Math.floor(0.46 * height);
  const most = Math.max(least, free);
  const wanted = Math.max(lines ? Math.min(places, CHIPS) * 17.4 + 8 : 0, kernel.rows * (largest + gutter) + 16);
  const open = Math.min(Math.ceil(wanted), most);
  const cell = clamp(4, Math.floor((open - 16) / kernel.rows - gutter), Math.floor(largest));
  return { open, cell, gutter, lines };
}

type Slice = ReturnType<typeof sliceSize>;

function slicesIn(detail: Box, kernel: { rows: number }, { cell, gutter }: Slice, kernelX: number, deltaX: number) {
  const pitch = cell + gutter;
  const y = detail.y + (detail.height - kernel.rows * pitch) / 2 + 4;
  const one = { y, cell, pitch, gutter };
  return { kernel: { ...one, x: kernelX }, delta: { ...one, x: deltaX } };
}

/** One chip for each place, in columns of at most so many. */
function chipsIn(box: Box, places: number, down: number): Box[] {
  if (places > MOST_LINES) return [];
  const columns = Math.ceil(places / down);
  const rows = Math.ceil(places / columns);
  const [wide, high] = [box.width / columns, box.height / rows];
  return Array.from({ length: places }, (_, i) => ({
    x: box.x + Math.floor(i / rows) * wide,
    y: box.y + (i % rows) * high,
    width: wide - (columns > 1 ? 6 : 0),
    height: Math.min(high - 2, 20),
  }));
}

const stackedFrame: Framed = (about, lines, open, page, width, height) => {
  const { kernel, channels } = about;
  const above = channels > 1 ? 34 : 0;
  const slice = sliceSize(about, 400, 28);
  const detailHeight = kernel ? 20 + kernel.rows * (slice.cell + slice.gutter) : 0;
  const across = kernel && slice.lines ? Math.max(kernel.cols, 3) : 0;
  const chipRows = across && kernel ? Math.ceil((kernel.rows * kernel.cols) / across) : 0;
  const chipsHeight = chipRows * CHIP;
  const fixed =
    above + TITLE + HEADS + UNDER + detailHeight + chipsHeight + SAY + (about.slope ? 2 * SLOPE : 0) + BUTTONS + 4;
  const few = Math.min(lines.length, 12);
  const cell = clamp(
    2,
    third(
      Math.min(19, (width - 2 * SIDE - 14) / (2 * about.cols), (height - fixed - SHORTEST_PHONE * few) / about.rows),
    ),
    19,
  );
  const sheet = { width: about.cols * cell, height: about.rows * cell };
  const input = { x: SIDE, y: above + TITLE + HEADS };
  const gradient = { x: Math.max(width / 2 + SIDE, input.x + sheet.width + SIDE + 8), y: input.y };
  const half = { y: 0, width: 0, height: above - 4 };
  const maps = strip(channels, about.rows, 2 * about.cols, { ...half, x: 0, width }, 60);
  const part = (right: boolean) =>
    maps.map((box) => ({ ...box, x: box.x + (right ? box.width / 2 : 0), width: box.width / 2 }));
  const top = input.y + sheet.height + UNDER;
  const rows = stack(lines, open, height - fixed - sheet.height, 0, page, SHORTEST_PHONE, 20);
  const most = stack(
    lines.map((line) => ({ ...line, empty: false })),
    open,
    height - fixed - sheet.height,
    0,
    page,
    SHORTEST_PHONE,
    20,
  );
  const y = top + Math.max(rows.height, most.height) + 4;
  const detail = kernel && open !== null ? { x: 0, y, width, height: detailHeight } : null;
  const pitch = slice.cell + slice.gutter;
  const one = { y: y + 22, cell: slice.cell, pitch, gutter: slice.gutter };
  const wide = kernel ? kernel.cols * slice.cell : 0;
  const kernelAt = { x: Math.max(4, width * 0.12), width: wide };
  const delta = { x: width - wide - Math.max(16, width * 0.12), width: wide };
  const chipsAt = y + detailHeight;
  const chips = Array.from({ length: across && kernel ? kernel.rows * kernel.cols : 0 }, (_, i) => ({
    x: (i % across) * (width / across) + 7,
    y: chipsAt + Math.floor(i / across) * CHIP + 3,
    width: width / across - 10,
    height: CHIP - 4,
  }));
  const label = { x: 4, width: 30 };
  const bar = { x: 34, width: 62 };
  const number = { x: 96, width: 48 };
  const terms = { x: 156, width: width - 160 };
  const foot = chipsAt + chipsHeight;
  return {
    stacked: true,
    full: false,
    width,
    height: foot + SAY + (about.slope ? 2 * SLOPE : 0) + BUTTONS,
    cell,
    input,
    gradient,
    strips: { input: part(false), gradient: part(true) },
    label,
    bar,
    number,
    terms,
    kernel: kernelAt,
    delta,
    map: null,
    top,
    rows,
    detail,
    slices: detail ? { kernel: { ...one, x: kernelAt.x }, delta: { ...one, x: delta.x } } : null,
    chips: detail ? chips : [],
    lines: slice.lines,
    leads: false,
    foot,
  };
};

/** The part of a row's products that one place takes. */
export function productBox(
  { terms }: Pick<Frame, "terms">,
  places: number,
  place: number,
  y: number,
  height: number,
): Box {
  const step = terms.width / places;
  const gap = Math.min(3, step * 0.15);
  return { x: terms.x + place * step, y: y + 1.5, width: step - gap, height: height - 3 };
}

/** A cell of a slice. */
export const cellBox = ({ x, y, cell, pitch }: Cells, row: number, col: number): Box => ({
  x: x + col * cell,
  y: y + row * pitch,
  width: cell,
  height: cell,
});

/** The height of the lane that belongs to a column, in the gutter below a row. */
const laneY = (cells: Cells, row: number, col: number) => cells.y + row * cells.pitch + cells.cell + 2.4 + LANE * col;

type Place = { row: number; col: number };
const round = (n: number) => Number(n.toFixed(1));
const path = (...steps: (string | number)[]) =>
  steps.map((one) => (typeof one === "number" ? round(one) : one)).join(" ");

/**
 * From a chip below its weight on to its delta: along the gutters, bending only between the sheets, with
 * a short end up to the frame of each cell. Without a chip the line begins at the weight.
 */
export function joined(chip: Box | null, kernel: Cells, w: Place, kernelCols: number, delta: Cells, d: Place): string {
  const from = cellBox(kernel, w.row, w.col);
  const to = cellBox(delta, d.row, d.col);
  const [y1, y2] = [laneY(kernel, w.row, w.col), laneY(delta, d.row, d.col)];
  const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
  const left = kernel.x - 4;
  const right = kernel.x + kernelCols * kernel.cell + 4;
  const end = delta.x - 4;
  const middle = (right + end) / 2;
  const start = chip && { x: chip.x + chip.width, y: chip.y + chip.height / 2 };
  const bend = start && (start.x + left) / 2;
  const lead =
    start && bend !== null
      ? path("M", start.x, start.y, "C", bend, start.y, bend, y1, left, y1, "L", x1, y1)
      : path("M", x1, y1);
  return `${lead} ${path("L", x1, from.y + from.height, "M", x1, y1, "L", right, y1, "C", middle, y1, middle, y2, end, y2, "L", x2, y2, "L", x2, to.y + to.height)}`;
}

/** A ribbon from the Σ of a row to where they all meet; the other way its bend is the rest of 1. */
export function ribbon(from: { x: number; y: number }, to: { x: number; y: number }, bend = 0.55): string {
  const middle = from.x * (1 - bend) + to.x * bend;
  return path("M", from.x, from.y, "C", middle, from.y, middle, to.y, to.x, to.y);
}

/** 1 to 10 px, by the share of the largest |Σ|. */
export const ribbonWidth = (sum: number, top: number) => (top ? 1 + (9 * Math.abs(sum)) / top : 1);

/** The brace that gathers the chips of the open row into its Σ. */
export function brace({ x, y, height }: Box, tip: number): string {
  const middle = y + height / 2;
  const deep = x - 3;
  return path(
    "M",
    x,
    y,
    "Q",
    deep,
    y,
    deep,
    y + 6,
    "L",
    deep,
    middle - 5,
    "Q",
    deep,
    middle,
    tip,
    middle,
    "Q",
    deep,
    middle,
    deep,
    middle + 5,
    "L",
    deep,
    y + height - 6,
    "Q",
    deep,
    y + height,
    x,
    y + height,
  );
}
