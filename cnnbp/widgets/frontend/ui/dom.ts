/** Making elements. Text is always set as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

function fill(node: Element, attributes: Record<string, any>, children: (Node | string | null)[]) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...(children.filter((child) => child !== null) as (Node | string)[]));
}

/** h("button", {class: "cnnbp-button"}, "Clear") */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, any> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  fill(node, attributes, children);
  return node;
}

/** The same for SVG. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, any> = {},
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(SVG, tag);
  fill(node, attributes, []);
  return node;
}

/** What an element should be: tag, attributes, children. */
export type Wanted = { tag: keyof HTMLElementTagNameMap; attributes: Record<string, any>; children: Content[] };
export type Content = Wanted | string;

/** The same as h(), as a plan for patch(). */
export const v = (
  tag: keyof HTMLElementTagNameMap,
  attributes: Record<string, any> = {},
  ...children: Content[]
): Wanted => ({ tag, attributes, children });

/** Set an attribute that is not so yet. */
export function write(node: Element, name: string, value: string | number) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/**
 * Give an element the children it should have. Those that stay are kept, and only what differs
 * is touched: a click changes numbers, and the browser need not make everything around them anew.
 */
export function patch(el: Element, wanted: Content[]) {
  wanted.forEach((content, i) => {
    const old = el.childNodes[i];
    if (typeof content === "string") {
      if (!(old instanceof Text)) place(el, old, document.createTextNode(content));
      else if (old.data !== content) old.data = content;
      return;
    }
    const { tag, attributes, children } = content;
    const kept = old instanceof HTMLElement && old.localName === tag;
    const node = kept ? old : document.createElement(tag);
    if (kept) for (const name of node.getAttributeNames()) if (!(name in attributes)) node.removeAttribute(name);
    for (const [name, value] of Object.entries(attributes)) write(node, name, value);
    patch(node, children);
    if (!kept) place(el, old, node);
  });
  while (el.childNodes.length > wanted.length) el.lastChild?.remove();
}

function place(el: Element, old: ChildNode | undefined, node: Node) {
  if (old) old.replaceWith(node);
  else el.append(node);
}

/** How much CSS `zoom` enlarges an element; boxes and pointers are told in pixels after it. */
const zoomOf = (el: Element) => (el as { currentCSSZoom?: number }).currentCSSZoom ?? 1;

/** Where an element is, in the pixels in which its styles are written. */
export function boxOf(el: Element) {
  const { x, y, width, height } = el.getBoundingClientRect();
  const zoom = zoomOf(el);
  return new DOMRect(x / zoom, y / zoom, width / zoom, height / zoom);
}

/** Where the pointer is in an element, in the same pixels. */
export function placeIn(event: MouseEvent, el: Element) {
  const { left, top } = el.getBoundingClientRect();
  const zoom = zoomOf(el);
  return { x: (event.clientX - left) / zoom, y: (event.clientY - top) / zoom };
}

export type Pen = CanvasRenderingContext2D;

/** The pen of a canvas: every browser that shows widgets has one. */
export function penOf(canvas: HTMLCanvasElement, often = false): Pen {
  const pen = canvas.getContext("2d", { willReadFrequently: often });
  if (!pen) throw new Error("this browser gives no pen for a canvas");
  return pen;
}
