/**
 * What stands on the screen, as an SVG file: rectangles, lines and words where the browser has put them, in the
 * order in which it paints them. What is painted on a canvas pixel by pixel becomes rectangles too.
 */

import { boxOf, h, penOf, s, zoomOf } from "./dom";

export interface Picture {
  /** the file */
  text: string;
  width: number;
  height: number;
}

/** Where something stands in the order of painting; see `places`. */
type Place = number[];
type Styles = CSSStyleDeclaration;

/** What is there to be used, or to be heard: no part of a picture. */
const WITHOUT =
  ".cnnbp-top, .cnnbp-predict, .cnnbp-live, .cnnbp-all, .cnnbp-copying, .cnnbp-turn, .cnnbp-ledger-buttons, " +
  ".cnnbp-ledger-adds > span, .cnnbp-sum > .cnnbp-say:only-child, .cnnbp-derivation-head";
const MARGIN = 12;
const XLINK = "http://www.w3.org/1999/xlink";
/** of an SVG's shapes: what a style sheet may say of them */
const SHAPE = ["stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "fill-rule", "opacity"];
const FONT = ["font-family", "font-size", "font-weight", "font-style", "letter-spacing", "font-variant-numeric"];
const ARROW = 8; // px beside the words of a list
const WORD = 8; // letters: so few stand on their middle, whatever font draws them

/** A colour as every program reads it, and how much it covers; null for none. */
function paintOf(colour: string) {
  const parts = colour.match(/-?[\d.]+(e-\d+)?/g)?.map(Number);
  if (!parts || parts.length < 3 || colour.startsWith("url")) return null;
  const [red, green, blue] = parts.map((one) => Math.round(colour.startsWith("color(") ? one * 255 : one));
  const cover = parts[3] ?? 1;
  const hex = [red, green, blue].map((one) => one.toString(16).padStart(2, "0")).join("");
  return cover > 0 ? { colour: `#${hex}`, cover } : null;
}

/** The same as attributes, for what is filled or drawn. */
function paint(how: "fill" | "stroke", colour: string): Record<string, string | number> {
  const ink = paintOf(colour);
  if (!ink) return { [how]: "none" };
  return { [how]: ink.colour, ...(ink.cover < 1 && { [`${how}-opacity`]: round(ink.cover) }) };
}

const fontOf = ({ fontStyle, fontWeight, fontSize, fontFamily }: Styles) =>
  `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;

const round = (value: number) => Math.round(value * 100) / 100;

const px = (text: string) => Number.parseFloat(text) || 0;

/** A box that is larger by as much on all sides. */
const grown = ({ x, y, width, height }: DOMRect, by: number) =>
  new DOMRect(x - by, y - by, width + 2 * by, height + 2 * by);

/** Where an element starts an order of painting of its own. */
const isContext = (style: Styles) =>
  style.zIndex !== "auto" ||
  style.isolation === "isolate" ||
  style.opacity !== "1" ||
  style.transform !== "none" ||
  /layout|paint|strict|content/.test(style.contain);

const BEHIND = -Infinity; // an element's own background
const IN_LINE = -0.5; // what has no position of its own, below what has

class Drawing {
  readonly items: { place: Place; node: SVGElement }[] = [];
  readonly #zoom: number;
  /** the letters of all words that have none of their own */
  readonly #font: Styles;
  readonly #pen = penOf(h("canvas"));
  #left = Infinity;
  #top = Infinity;
  #right = -Infinity;
  #bottom = -Infinity;

  constructor(root: Element) {
    this.#zoom = zoomOf(root);
    this.#font = getComputedStyle(root);
  }

  /**
   * An element and all in it.
   * @param around the order of painting that it is in
   * @param layer where in it stands what has no position of its own
   * @param cover how much it covers what is below
   */
  element(el: Element, around: Place, layer: number, cover: number) {
    const style = getComputedStyle(el);
    if (el.matches(WITHOUT) || style.display === "none" || style.clipPath !== "none" || style.opacity === "0") return;
    const own = isContext(style);
    const mine = own ? px(style.zIndex) : style.position === "static" ? layer : 0;
    const at = [...around, mine, this.items.length];
    const [place, inside] = own ? [at, IN_LINE] : [around, mine];
    const all = cover * Number(style.opacity);
    if (el instanceof SVGSVGElement) return this.#shapes(el, at, all);
    const seen = style.visibility === "visible";
    if (seen) {
      this.#box(boxOf(el), style, own ? [...at, BEHIND] : at, all);
      if (el instanceof HTMLCanvasElement) this.#canvas(el, style, at, all);
      for (const which of ["::before", "::after"]) this.#pseudo(el, style, which, place, inside, all);
    }
    if (el instanceof HTMLSelectElement) {
      const { x, y, width, height } = boxOf(el);
      const words = el.selectedOptions[0]?.text ?? "";
      return this.#words(words, new DOMRect(x + ARROW, y, width - 2 * ARROW, height), style, at, all);
    }
    for (const child of el.childNodes) {
      if (child instanceof Element) this.element(child, place, inside, all);
      else if (child instanceof Text && seen) this.#text(child, style, [...place, inside, this.items.length], all);
    }
  }

  /** Background, border, rings around it and outline. */
  #box(box: DOMRect, style: Styles, place: Place, cover: number) {
    if (!box.width || !box.height) return;
    const radius = px(style.borderTopLeftRadius);
    const edge = (name: string) => ({
      width: px(style.getPropertyValue(`border-${name}-width`)),
      colour: style.getPropertyValue(`border-${name}-color`),
      dash: style.getPropertyValue(`border-${name}-style`),
    });
    const sides = ["top", "right", "bottom", "left"].map(edge);
    const [top, right, bottom, left] = sides;
    if (paintOf(style.backgroundColor))
      this.#rect(box, { ...paint("fill", style.backgroundColor), rx: radius }, place, cover);
    // The first shadow lies on top. All of them are rings: none is blurred or moved.
    for (const shadow of style.boxShadow.split(/,(?![^(]*\))/).reverse()) {
      const ring = px(shadow.match(/(-?[\d.]+)px(?: inset)?\s*$/)?.[1] ?? "");
      if (ring <= 0) continue;
      const inner = shadow.includes("inset");
      const inside = inner ? grown(box, -top.width) : box;
      this.#ring(inside, ring, inner ? -ring : 0, shadow.replace(/\)[^)]*$/, ")"), radius, "solid", place, cover);
    }
    if (sides.every((side) => side.width === top.width && side.colour === top.colour && side.dash === top.dash)) {
      if (top.dash !== "none") this.#ring(box, top.width, -top.width, top.colour, radius, top.dash, place, cover);
    } else {
      const { x, y, width, height } = box;
      const strips: [typeof top, DOMRect][] = [
        [top, new DOMRect(x, y, width, top.width)],
        [right, new DOMRect(x + width - right.width, y, right.width, height)],
        [bottom, new DOMRect(x, y + height - bottom.width, width, bottom.width)],
        [left, new DOMRect(x, y, left.width, height)],
      ];
      for (const [side, strip] of strips)
        if (side.width && side.dash !== "none") this.#rect(strip, paint("fill", side.colour), place, cover);
    }
    if (style.outlineStyle !== "none")
      this.#ring(
        box,
        px(style.outlineWidth),
        px(style.outlineOffset),
        style.outlineColor,
        radius,
        style.outlineStyle,
        place,
        cover,
      );
  }

  /** A line around a box, from `off` outwards. */
  #ring(
    box: DOMRect,
    width: number,
    off: number,
    colour: string,
    radius: number,
    look: string,
    place: Place,
    cover: number,
  ) {
    if (!width || !paintOf(colour)) return;
    const middle = off + width / 2;
    const dash = look === "dashed" ? 3 * width : look === "dotted" ? width : 0;
    const line = { ...paint("stroke", colour), "stroke-width": round(width), "stroke-dasharray": dash || null };
    this.#rect(grown(box, middle), { fill: "none", ...line, rx: radius && Math.max(radius + middle, 0) }, place, cover);
  }

  #rect(box: DOMRect, how: Record<string, any>, place: Place, cover: number) {
    const { x, y, width, height } = box;
    if (width <= 0 || height <= 0) return;
    const size = { x: round(x), y: round(y), width: round(width), height: round(height) };
    this.#add(s("rect", { ...size, ...how, rx: how.rx ? round(how.rx) : null }), box, place, cover);
  }

  /** What a style sheet puts in front of or behind what is in an element. */
  #pseudo(el: Element, { position }: Styles, which: string, place: Place, layer: number, cover: number) {
    const style = getComputedStyle(el, which);
    const content = style.content.match(/^"(.*?)"/)?.[1];
    if (content === undefined || style.display === "none") return;
    const apart = style.position === "absolute";
    const at = [...place, apart ? px(style.zIndex) : layer, this.items.length];
    if (apart && position !== "static") {
      const { x, y } = boxOf(el);
      const { borderLeftWidth, borderTopWidth } = getComputedStyle(el);
      const [left, top] = [x + px(borderLeftWidth) + px(style.left), y + px(borderTopWidth) + px(style.top)];
      const box = new DOMRect(left, top, px(style.width), px(style.height));
      this.#box(box, style, at, cover);
      this.#words(content, box, style, at, cover);
    } else if (content.trim() && !apart) {
      const range = document.createRange();
      range.selectNodeContents(el);
      const { left, right, y, height } = this.#own(range.getBoundingClientRect());
      this.#pen.font = fontOf(style);
      const { width } = this.#pen.measureText(content);
      this.#words(
        content,
        new DOMRect(which === "::before" ? left - width : right, y, width, height),
        style,
        at,
        cover,
      );
    }
  }

  /** The words of a node, line by line. */
  #text(node: Text, style: Styles, place: Place, cover: number) {
    const { data } = node;
    if (!data.trim() || px(style.fontSize) < 1) return;
    const range = document.createRange();
    const boxOfPart = (from: number, to: number) => {
      range.setStart(node, from);
      range.setEnd(node, to);
      return this.#own(range.getBoundingClientRect());
    };
    const tell = (from: number, to: number) => {
      const [start, end] = [from + data.slice(from, to).search(/\S/), from + data.slice(from, to).trimEnd().length];
      if (start < from || start >= end) return;
      const box = boxOfPart(start, end);
      // of words that are cut off, the lines that are seen
      const cut =
        style.overflowY === "hidden" && node.parentElement && boxOf(node.parentElement).bottom < box.bottom - 4;
      if (!cut) this.#words(data.slice(start, end).replace(/\s+/g, " "), box, style, place, cover);
    };
    range.selectNodeContents(node);
    if (range.getClientRects().length < 2) return tell(0, data.length);
    let [from, last] = [0, Number.NaN];
    for (let i = 0; i < data.length; i += 1) {
      const { bottom, width } = boxOfPart(i, i + 1);
      if (!width) continue;
      if (bottom - last > 4) {
        tell(from, i);
        from = i;
      }
      last = bottom;
    }
    tell(from, data.length);
  }

  #words(words: string, box: DOMRect, style: Styles, place: Place, cover: number) {
    if (!box.height || !words) return;
    this.#pen.font = fontOf(style);
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = this.#pen.measureText(words);
    // Between the lines of a box the letters stand in its middle.
    const baseline = box.y + box.height / 2 + (up - down) / 2;
    const few = words.length < WORD;
    const node = s("text", {
      x: round(few ? box.x + box.width / 2 : box.x),
      y: round(baseline),
      "text-anchor": few ? "middle" : null,
      ...paint("fill", style.color),
      "xml:space": "preserve",
    });
    for (const name of FONT) {
      const value = style.getPropertyValue(name);
      if (value !== this.#font.getPropertyValue(name)) node.setAttribute(name, value);
    }
    node.textContent = words;
    this.#add(node, box, place, cover);
  }

  #canvas(el: HTMLCanvasElement, { imageRendering }: Styles, place: Place, cover: number) {
    const { width, height } = el;
    const box = boxOf(el);
    if (!width || !height || !box.width) return;
    if (imageRendering !== "pixelated") {
      const { x, y } = box;
      const size = { x: round(x), y: round(y), width: round(box.width), height: round(box.height) };
      const node = s("image", { ...size, preserveAspectRatio: "none" });
      node.setAttributeNS(XLINK, "xlink:href", el.toDataURL());
      return this.#add(node, box, place, cover);
    }
    const { data } = penOf(el).getImageData(0, 0, width, height);
    const colour = (pixel: number) => `rgb(${data.subarray(4 * pixel, 4 * pixel + 4).join()})`;
    const [wide, high] = [box.width / width, box.height / height];
    for (let row = 0; row < height; row += 1) {
      for (let from = 0, to = 0; from < width; from = to) {
        const one = colour(row * width + from);
        while (to < width && colour(row * width + to) === one) to += 1;
        const cells = new DOMRect(box.x + from * wide, box.y + row * high, (to - from) * wide, high);
        this.#rect(cells, { ...paintOfPixel(one), "shape-rendering": "crispEdges" }, place, cover);
      }
    }
  }

  /** The shapes of an SVG, with what style sheets say of them. */
  #shapes(svg: SVGSVGElement, place: Place, cover: number) {
    for (const shape of svg.querySelectorAll<SVGGraphicsElement>("path, line, rect, circle, polygon")) {
      const style = getComputedStyle(shape);
      const matrix = shape.getScreenCTM();
      const box = this.#own(shape.getBoundingClientRect());
      if (!matrix || style.display === "none" || style.visibility !== "visible" || !(box.width || box.height)) continue;
      const node = shape.cloneNode() as SVGElement;
      for (const name of node.getAttributeNames())
        if (/^(class|style|id|data-|aria-)/.test(name)) node.removeAttribute(name);
      const { a, b, c, d, e, f } = matrix;
      const z = this.#zoom;
      node.setAttribute("transform", `matrix(${[a / z, b / z, c / z, d / z, e / z, f / z].map(round).join(" ")})`);
      for (const name of SHAPE) node.setAttribute(name, style.getPropertyValue(name));
      for (const how of ["fill", "stroke"] as const) {
        const ink = paint(how, style[how]);
        const shown = Number(ink[`${how}-opacity`] ?? 1) * Number(style[`${how}Opacity`]);
        for (const [name, value] of Object.entries(ink)) node.setAttribute(name, String(value));
        if (shown < 1) node.setAttribute(`${how}-opacity`, String(round(shown)));
      }
      this.#add(node, box, place, cover * Number(style.opacity));
    }
  }

  /** In the pixels in which styles are written. */
  #own({ x, y, width, height }: DOMRect) {
    const z = this.#zoom;
    return new DOMRect(x / z, y / z, width / z, height / z);
  }

  #add(node: SVGElement, box: DOMRect, place: Place, cover: number) {
    if (cover < 1) node.setAttribute("opacity", String(round(cover)));
    this.items.push({ place, node });
    this.#left = Math.min(this.#left, box.left);
    this.#top = Math.min(this.#top, box.top);
    this.#right = Math.max(this.#right, box.right);
    this.#bottom = Math.max(this.#bottom, box.bottom);
  }

  finish(title: string): Picture {
    const [x, y] = [Math.floor(this.#left) - MARGIN, Math.floor(this.#top) - MARGIN];
    const [width, height] = [Math.ceil(this.#right) + MARGIN - x, Math.ceil(this.#bottom) + MARGIN - y];
    const svg = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
    const name = s("title");
    name.textContent = title;
    const moved = s("g", { transform: `translate(${-x} ${-y})` });
    for (const name of FONT) moved.setAttribute(name, this.#font.getPropertyValue(name));
    moved.append(...this.items.sort((one, other) => order(one.place, other.place)).map(({ node }) => node));
    svg.append(name, s("rect", { width, height, ...paint("fill", this.#font.backgroundColor) }), moved);
    return { text: new XMLSerializer().serializeToString(svg), width, height };
  }
}

const paintOfPixel = (colour: string) => {
  const [r, g, b, alpha] = colour.match(/\d+/g)!.map(Number);
  return paint("fill", `rgb(${r} ${g} ${b} / ${alpha / 255})`);
};

/** What is painted first. */
function order(one: Place, other: Place) {
  for (let i = 0; i < Math.min(one.length, other.length); i += 1) if (one[i] !== other[i]) return one[i] - other[i];
  return 0;
}

/** All that a view shows, without its buttons and fields. */
export function picture(root: HTMLElement, title: string): Picture {
  // What scrolls inside the view is drawn whole, and stands as before when this returns.
  const scrolled = [...root.querySelectorAll("*")].flatMap((el) =>
    el.scrollTop || el.scrollLeft ? [{ el, at: [el.scrollLeft, el.scrollTop] as const }] : [],
  );
  root.classList.add("cnnbp-whole");
  const drawing = new Drawing(root);
  for (const child of root.children) drawing.element(child, [], IN_LINE, 1);
  const made = drawing.finish(title);
  root.classList.remove("cnnbp-whole");
  for (const { el, at } of scrolled) el.scrollTo(...at);
  return made;
}
