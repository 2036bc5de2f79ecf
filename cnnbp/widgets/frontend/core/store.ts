/**
 * One place for what a view shows: the traits, which Python sees too, and what this view alone knows.
 * A change goes in through patch(); every part is told once, draws from what it is given, and knows
 * no other part. What several parts need is worked out once for all of them, by `derive`.
 */

import { assign, type Model, save } from "./model";

/** Draws a part of a view. `changed` names what is new since it was last told. */
export type Part<Shown> = (shown: Shown, changed: Changed<Shown>) => void;

/** The names that changed; has() takes several, and says whether any of them did. */
export interface Changed<Shown> {
  has(...names: (keyof Shown)[]): boolean;
}

export class Store<Traits extends object, Own extends object, Shown extends Traits & Own> {
  #state: Traits & Own;
  #shown: Shown | null = null;
  #parts: Part<Shown>[] = [];
  #changed = new Set<PropertyKey>();
  #busy = false;
  #listening: [string, () => void][];

  /**
   * @param names of the traits
   * @param own what this view alone knows, as it begins
   * @param derive what follows from the state; pure
   * @param failed hears of a part that could not be drawn; the others are drawn all the same
   */
  constructor(
    readonly model: Model<Traits>,
    readonly names: (keyof Traits & string)[],
    own: Own,
    readonly derive: (state: Traits & Own) => Shown,
    readonly failed: (error: unknown) => void,
  ) {
    const traits = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    this.#state = { ...(traits as Traits), ...own };
    this.#listening = names.map((name) => [`change:${name}`, () => this.#heard(name)]);
    for (const [event, call] of this.#listening) model.on(event, call);
  }

  /** The state, and what follows from it. */
  get shown(): Shown {
    this.#shown ??= this.derive(this.#state);
    return this.#shown;
  }

  /** The parts are told in the order given, now and after every change. */
  draw(...parts: Part<Shown>[]) {
    this.#parts = parts;
    this.#changed = new Set(Reflect.ownKeys(this.shown));
    this.#tell();
  }

  /**
   * Changes several things at once: each part is told once, Python once if a trait is among them.
   * False when Python cannot be told.
   */
  patch(values: Partial<Traits & Own>): boolean {
    const traits: Partial<Traits> = {};
    const own: Partial<Traits & Own> = {};
    for (const name of Object.keys(values) as (keyof (Traits & Own) & string)[]) {
      if (this.#isTrait(name)) traits[name] = values[name];
      else if (!Object.is(this.#state[name], values[name])) own[name] = values[name];
    }
    this.#note(own);
    const outer = this.#busy;
    this.#busy = true;
    assign(this.model, traits);
    this.#busy = outer;
    let sent = true;
    try {
      if (!outer) this.#tell();
    } finally {
      if (Object.keys(traits).length) sent = save(this.model);
    }
    return sent;
  }

  dispose() {
    for (const [event, call] of this.#listening) this.model.off(event, call);
    this.#parts = [];
  }

  #isTrait(name: PropertyKey): name is keyof Traits & string {
    return (this.names as PropertyKey[]).includes(name);
  }

  #note(values: Partial<Traits & Own>) {
    this.#state = { ...this.#state, ...values };
    this.#shown = null;
    for (const name of Object.keys(values)) this.#changed.add(name);
  }

  /** A trait has changed: here, in another view, or in Python, which may change several in one message. */
  #heard(name: keyof Traits & string) {
    this.#note({ [name]: this.model.get(name) } as Partial<Traits & Own>);
    if (!this.#busy) queueMicrotask(() => this.#tell());
  }

  #tell() {
    if (this.#busy) return;
    this.#busy = true;
    let error: unknown;
    while (this.#changed.size) {
      const names = this.#changed;
      this.#changed = new Set();
      const changed = { has: (...any: PropertyKey[]) => any.some((name) => names.has(name)) };
      for (const part of this.#parts) {
        try {
          part(this.shown, changed);
        } catch (one) {
          error ??= one;
          this.failed(one);
        }
      }
    }
    this.#busy = false;
    if (error) throw error;
  }
}
