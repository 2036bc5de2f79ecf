/** The focus stays in a view, whatever is made anew or hidden in it. */

const STOPS = "button, select, input, textarea, summary, [tabindex='0']";

/** Where the Tab key stops in an element. */
const stopsOf = (el: Element) => [...el.querySelectorAll<HTMLElement>(STOPS)].filter((one) => !one.closest("[hidden]"));

/**
 * Call what it returns before a view is drawn, and what that returns afterwards: if what had the focus,
 * or was about to get it, is gone or hidden by then, what now stands in its place in the same part takes
 * it, else the first in the view.
 */
export function focusHolder(root: Element): () => () => void {
  // A cell that is left tells of it before the next has the focus; what is drawn then may take that away.
  let next: EventTarget | null = null;
  root.addEventListener(
    "focusout",
    (event) => {
      next = (event as FocusEvent).relatedTarget;
    },
    true,
  );
  root.addEventListener(
    "focusin",
    () => {
      next = null;
    },
    true,
  );
  return () => {
    const comes = next !== null;
    const focused = next ?? document.activeElement;
    if (!(focused instanceof HTMLElement)) return () => {};
    const part = [...root.children].find((child) => child.contains(focused));
    if (!part) return () => {};
    const at = stopsOf(part).indexOf(focused);
    return () => {
      const now = document.activeElement;
      const nowhere = !now || now === document.body;
      const gone = !focused.isConnected || focused.closest("[hidden]") !== null;
      if (!(nowhere ? gone || !comes : now === focused && gone)) return;
      const here = stopsOf(part);
      const first = Math.min(Math.max(at, 0), here.length);
      // What is away by its style takes no focus: the next does.
      for (const one of [...here.slice(first), ...here.slice(0, first).reverse(), ...stopsOf(root)]) {
        one.focus();
        if (document.activeElement === one) return;
      }
    };
  };
}
