/** Making elements. Text is always set as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Element} node
 * @param {Record<string, any>} attributes
 * @param {(Node | string | null)[]} children
 */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child !== null)));
}

/**
 * h("button", {class: "cnnbp-button"}, "Clear")
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  fill(node, attributes, children);
  return node;
}

/**
 * The same for SVG.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]
 * @returns {SVGElementTagNameMap[K]}
 */
export function s(tag, attributes = {}) {
  const node = document.createElementNS(SVG, tag);
  fill(node, attributes, []);
  return node;
}

/** What an element should be: tag, attributes, children. @typedef {{tag: keyof HTMLElementTagNameMap, attributes: Record<string, any>, children: Content[]}} Wanted */
/** @typedef {Wanted | string} Content */

/**
 * The same as h(), as a plan for patch().
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Content} children
 * @returns {Wanted}
 */
export const v = (tag, attributes = {}, ...children) => ({ tag, attributes, children });

/** Set an attribute that is not so yet. @param {Element} node @param {string} name @param {string | number} value */
export function write(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
}

/**
 * Give an element the children it should have. Those that stay are kept, and only what differs
 * is touched: a click changes numbers, and the browser need not make everything around them anew.
 * @param {Element} el
 * @param {Content[]} wanted
 */
export function patch(el, wanted) {
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

/** @param {Element} el @param {ChildNode | undefined} old @param {Node} node */
function place(el, old, node) {
  if (old) old.replaceWith(node);
  else el.append(node);
}

/** How much CSS `zoom` enlarges an element; boxes and pointers are told in pixels after it. @param {Element} el */
const zoomOf = (el) => /** @type {{currentCSSZoom?: number}} */ (el).currentCSSZoom ?? 1;

/** Where an element is, in the pixels in which its styles are written. @param {Element} el */
export function boxOf(el) {
  const { x, y, width, height } = el.getBoundingClientRect();
  const zoom = zoomOf(el);
  return new DOMRect(x / zoom, y / zoom, width / zoom, height / zoom);
}

/** Where the pointer is in an element, in the same pixels. @param {MouseEvent} event @param {Element} el */
export function placeIn(event, el) {
  const { left, top } = el.getBoundingClientRect();
  const zoom = zoomOf(el);
  return { x: (event.clientX - left) / zoom, y: (event.clientY - top) / zoom };
}
