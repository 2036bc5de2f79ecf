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

/** Set an attribute that is not so yet. */
export function write(node: Element, name: string, value: string | number) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/** How much CSS `zoom` enlarges an element; boxes and pointers are told in pixels after it. */
export const zoomOf = (el: Element) => (el as { currentCSSZoom?: number }).currentCSSZoom ?? 1;

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

/** A number that the page around an element tells it, such as a slide. */
export const told = (el: Element, name: string) => Number.parseFloat(getComputedStyle(el).getPropertyValue(name));

/** Hear of what happens at an element. */
export const on = <K extends keyof HTMLElementEventMap>(
  el: HTMLElement,
  name: K,
  call: (event: HTMLElementEventMap[K]) => void,
) => el.addEventListener(name, call);

/** A key or a press that has done its work here: neither the page nor a part around it hears of it. */
export function taken(event: Event) {
  event.preventDefault();
  event.stopPropagation();
}

/** What a keystroke asks for: Ctrl+Z (on a Mac Cmd+Z), or the way back from it, Ctrl+Y or Ctrl+Shift+Z. */
export function undoOrRedo({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): "undo" | "redo" | null {
  const letter = ctrlKey || metaKey ? key.toLowerCase() : "";
  if (letter === "y") return "redo";
  return letter === "z" ? (shiftKey ? "redo" : "undo") : null;
}

export type Pen = CanvasRenderingContext2D;

/** The pen of a canvas: every browser that shows widgets has one. */
export function penOf(canvas: HTMLCanvasElement, often = false): Pen {
  const pen = canvas.getContext("2d", { willReadFrequently: often });
  if (!pen) throw new Error("this browser gives no pen for a canvas");
  return pen;
}
