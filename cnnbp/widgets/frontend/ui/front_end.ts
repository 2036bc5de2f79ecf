/** A line that says whether this browser shows widgets and whether the kernel hears it. */

import type { FrontEnd } from "../core/model";
import type { Context } from "./guarded";

const SECONDS = 10;
const NO_KERNEL =
  "✗ front end: shows widgets, but no kernel answers. In Jupyter: restart the kernel and run " +
  "all cells. A page without Python has no kernel, and needs none to be read and clicked.";

function render({ model, el }: Context<FrontEnd>) {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.style.cssText = "margin: 4px 0; font: 14px var(--jp-ui-font-family, sans-serif); color: inherit";
  el.append(line);
  // A word of its own: an answer that was saved with the notebook is none.
  const hello = `shown ${Math.random().toString(36).slice(2)}`;
  const answered = () => model.get("kernel") === `heard ${hello}`;
  const say = (text: string) => {
    line.textContent = text;
  };
  const update = () => {
    say(answered() ? "✓ front end: answers" : "… front end: shows widgets; waiting for the kernel");
  };
  const timer = setTimeout(() => {
    if (!answered()) say(NO_KERNEL);
  }, SECONDS * 1000);
  model.on("change:kernel", update);
  update();
  model.set("browser", hello);
  model.save_changes();
  return () => {
    clearTimeout(timer);
    model.off("change:kernel", update);
  };
}

export default { render };
