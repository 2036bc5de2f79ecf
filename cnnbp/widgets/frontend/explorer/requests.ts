/** Asking Python: for new numbers, verdicts and hints. All else happens without it. */

import type { Scene } from "../core/data";
import { type DeltaFlow, type Model, save } from "../core/model";
import { answerOffline, NEEDS_PYTHON } from "./offline";

const PATIENCE = 2500; // ms; Python answers within some tens of them

export const NO_KERNEL =
  "Python does not answer. Choosing, highlighting and stepping work without it; new numbers and verdicts need a running kernel: run the cell again.";

export class Requests {
  timer: ReturnType<typeof setTimeout> | undefined = undefined;
  answered: () => void;

  /** @param say shows a note when no answer comes */
  constructor(
    readonly model: Model<DeltaFlow>,
    readonly scene: () => Scene,
    readonly say: (text: string) => void,
  ) {
    this.answered = () => {
      if (model.get("answered") >= (model.get("request").id ?? 0)) this.#calm();
    };
    model.on("change:answered", this.answered);
  }

  ask(what: string, details: Record<string, any> = {}) {
    if (this.model.get("scene").cases) {
      const done = answerOffline(this.model, this.scene(), { do: what, ...details });
      this.say(done ? "" : NEEDS_PYTHON);
      return;
    }
    const id = Math.max(this.model.get("request").id ?? 0, this.model.get("answered")) + 1;
    this.model.set("request", { id, do: what, ...details });
    const sent = save(this.model);
    clearTimeout(this.timer);
    if (!sent) this.say(NO_KERNEL);
    else if (this.model.get("answered") >= id) this.#calm();
    else this.timer = setTimeout(() => this.say(NO_KERNEL), PATIENCE);
  }

  #calm() {
    clearTimeout(this.timer);
    this.say("");
  }

  dispose() {
    clearTimeout(this.timer);
    this.model.off("change:answered", this.answered);
  }
}
