/** Asking Python: for new numbers, verdicts and hints. All else happens without it. */

import type { Changed } from "../core/store";
import type { Patch, Shown } from "./shown";

const PATIENCE = 2500; // ms; Python answers within some tens of them

export const NO_KERNEL =
  "Python does not answer. Choosing, highlighting and stepping work without it; new numbers and verdicts need it: choose Run → Run All Cells.";

export class Requests {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly now: () => Shown,
    readonly patch: (values: Patch) => boolean,
  ) {}

  ask = (what: string, details: Record<string, unknown> = {}) => {
    const { request, answered } = this.now();
    clearTimeout(this.#timer);
    const id = Math.max(request.id ?? 0, answered) + 1;
    if (!this.patch({ request: { id, do: what, ...details } })) this.#say(NO_KERNEL);
    else if (this.now().answered < id) this.#timer = setTimeout(() => this.#say(NO_KERNEL), PATIENCE);
  };

  /** An answer has come: nothing more to wait for. */
  draw = ({ answered, request, note }: Shown, changed: Changed<Shown>) => {
    if (!changed.has("answered") || answered < (request.id ?? 0)) return;
    clearTimeout(this.#timer);
    if (note.text) this.#say("");
  };

  #say(text: string) {
    this.patch({ note: { text } });
  }

  dispose() {
    clearTimeout(this.#timer);
  }
}
