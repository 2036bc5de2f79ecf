/** Keeps an element in sight while the page scrolls past what stands beside it. */

/** The top of what can be seen around an element: below the window's edge and every scrolling box. */
function visibleTop(el: HTMLElement) {
  let top = 0;
  for (let node = el.parentElement; node; node = node.parentElement) {
    const scrolls = node.scrollHeight > node.clientHeight && getComputedStyle(node).overflowY !== "visible";
    if (scrolls && node !== document.documentElement && node !== document.body)
      top = Math.max(top, node.getBoundingClientRect().top);
  }
  return top;
}

/**
 * How far down an element goes, so that it stays below `top` and inside its column.
 * @param top of what can be seen
 * @param height of the element
 */
export const shiftOf = (top: number, column: { top: number; bottom: number }, height: number) =>
  Math.max(0, Math.min(top - column.top, column.bottom - column.top - height));

/**
 * `position: sticky` ends at the first ancestor that could scroll, as the output of a notebook's
 * cell does; this follows whatever scrolls. Returns what ends it.
 * @param el stands at the top of its column
 */
export function follow(el: HTMLElement, column: HTMLElement, wanted: () => boolean) {
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
