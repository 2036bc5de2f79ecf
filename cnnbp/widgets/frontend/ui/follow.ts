/** Keeps an element in sight while the page scrolls past what stands beside it. */

/** The top of what can be seen around an element: below the window's edge and every scrolling box. @param {HTMLElement} el */
function visibleTop(el) {
  let top = 0;
  for (let node = el.parentElement; node; node = node.parentElement) {
    const scrolls = node.scrollHeight > node.clientHeight && getComputedStyle(node).overflowY !== "visible";
    if (scrolls && node !== document.documentElement && node !== document.body) top = Math.max(top, node.getBoundingClientRect().top);
  }
  return top;
}

/**
 * How far down an element goes, so that it stays below `top` and inside its column.
 * @param {number} top of what can be seen
 * @param {{top: number, bottom: number}} column
 * @param {number} height of the element
 */
export const shiftOf = (top, column, height) => Math.max(0, Math.min(top - column.top, column.bottom - column.top - height));

/**
 * `position: sticky` ends at the first ancestor that could scroll, as the output of a notebook's
 * cell does; this follows whatever scrolls. Returns what ends it.
 * @param {HTMLElement} el stands at the top of its column
 * @param {HTMLElement} column
 * @param {() => boolean} wanted
 */
export function follow(el, column, wanted) {
  const move = () => {
    if (!el.isConnected) return;
    // On an enlarged slide the page's pixels are not the element's own.
    const { height } = el.getBoundingClientRect();
    const zoom = height / el.offsetHeight || 1;
    const shift = wanted() ? shiftOf(visibleTop(column) + 8, column.getBoundingClientRect(), height) / zoom : 0;
    el.style.transform = shift ? `translateY(${shift}px)` : "";
  };
  document.addEventListener("scroll", move, { capture: true, passive: true });
  return { move, end: () => document.removeEventListener("scroll", move, { capture: true }) };
}
