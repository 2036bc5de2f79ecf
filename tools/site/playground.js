/** The playground: a page as any other, with one explorer that it makes itself. */
import { begin } from "../../cnnbp/widgets/frontend/pages/playground.ts";
import { dress, Model, pageData } from "./host.js";

/** @param {Record<string, any>} modules the explorer's own */
export async function start({ explorer }) {
  dress();
  await pageData();
  const widget = typeof explorer === "function" ? await explorer() : explorer;
  begin(document.querySelector(".pg"), widget, (traits) => new Model(traits));
}
