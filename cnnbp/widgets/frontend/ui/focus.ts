/** The focus stays in a view, whatever is made anew or hidden in it. */

const STOPS = "button, select, input, textarea, summary, [tabindex='0']";

/** Where the Tab key stops in an element. */
const stopsOf = (el: Element) => [...el.querySelectorAll<HTMLElement>(STOPS)].filter((one) => !one.closest("[hidden]"));

/**
 * Call it before a view is drawn, and what it returns afterwards: if what had the focus is gone or
 * hidden by then, what now stands in its place in the same part takes it, else the first in the view.
 */
export function holdFocus(root: Element): () => void {
  const focused = document.activeElement;
  const part = focused && [...root.children].find((child) => child.contains(focused));
  if (!(focused instanceof HTMLElement) || !part) return () => {};
  const at = stopsOf(part).indexOf(focused);
  return () => {
    const now = document.activeElement;
    const lost = !now || now === document.body || (now === focused && focused.closest("[hidden]"));
    if (!lost) return;
    const here = stopsOf(part);
    (here[Math.min(Math.max(at, 0), here.length - 1)] ?? stopsOf(root)[0])?.focus();
  };
}
