/** The traits of each widget class, as in Python: a test compares the names, and the kinds. */

import type { Packed, RawSet, Selection } from "./data";

/** What the last prediction was told; `revealed` when the answer was asked for instead. */
export interface Verdict {
  right?: boolean;
  reason?: string;
  /** what is right in place of it, and other ways to get there */
  more?: string[];
  question?: "value" | "outputs";
  revealed?: boolean;
  /** the outputs were found before, and a number is tried now */
  found?: boolean;
}

export interface Attempt extends Verdict {
  panel: string;
  index: number[];
  answer: number | number[];
  mistakes: string[];
}

/** Something that Python says, about a cell of a panel or about a setting where it names one. */
export interface Message {
  text?: string;
  panel?: string;
  flat?: number;
  name?: string;
}

/** What the browser asks Python for. */
export interface Request {
  id?: number;
  do?: string;
  [detail: string]: unknown;
}

export type Direction = "backward" | "forward";
export type Mode = "explore" | "predict" | "edit";

export interface DeltaFlow {
  selection: Selection | null;
  direction: Direction;
  views: string[];
  mode: Mode;
  shown: number | null;
  marks: number[];
  attempts: Attempt[];
  verdict: Verdict;
  hints: string[];
  stage: number;
  scene: RawSet;
  message: Message;
  request: Request;
  answered: number;
  undoable: number;
  redoable: number;
}

/** Which of the three derivations. */
export type Gradient = "delta" | "kernel" | "bias";

export interface Derivation {
  gradient: Gradient;
  convention: string;
  place: number[];
  weight: number[];
  output: number[] | null;
  symbol: string;
  scene: RawDerivation;
}

export interface FrontEnd {
  browser: string;
  kernel: string;
}

export interface OnDemand {
  label: string;
  pressed: boolean;
  shown: string | null;
  error: string;
}

export interface Training {
  chosen: string;
  x: number[];
  y: number;
  names: string[];
  running: boolean;
  done: number;
  steps: number;
  said: string;
  picture: DataView;
  sheet: Sheet;
  read: number[];
  cost: string;
  request: Request;
  answered: number;
}

/** What can be drawn on; nothing where the data are no images. */
export interface Sheet {
  rows?: number;
  columns?: number;
  classes?: number;
}

/** A line of a derivation: the rule that leads to it, what its numbers are, and the formula. */
export interface Line {
  rule: string;
  numbers: string;
  tokens: Token[];
}

export type Token = string | Sign | Fraction;

/** A symbol with its scripts; `key` names what it lights, `say` how it is spoken. */
export interface Sign {
  text: string;
  key: string;
  say: string;
  sup: string;
  sub: Token[];
}

export interface Fraction {
  over: Token[];
  under: Token[];
}

/** What Python sends of a derivation: a layer for each convention, and what its lines say. */
export interface RawDerivation extends RawSet {
  conventions: string[];
  panels: Record<Gradient, string[]>;
  lines: Record<string, Record<Gradient, Line[]>>;
  indices: Record<string, Record<string, string[]>>;
  lights: Record<Gradient, Record<string, Record<string, string>>>;
  measured: Record<string, Record<Gradient, Packed>>;
}

/** A widget's model as anywidget gives it to a view. */
export interface Model<Traits> {
  get<Name extends keyof Traits & string>(name: Name): Traits[Name];
  set<Name extends keyof Traits & string>(name: Name, value: Traits[Name]): void;
  on(event: string, call: () => void): void;
  off(event: string, call: () => void): void;
  save_changes(): void;
}

/** Sets several traits; nothing is sent yet. */
export function assign<Traits>(model: Model<Traits>, values: Partial<Traits>) {
  for (const name of Object.keys(values) as (keyof Traits & string)[])
    model.set(name, values[name] as Traits[typeof name]);
}

/** Sends the traits that were set to Python. False when the kernel is gone, which is no error of the widget. */
export function save<Traits>(model: Model<Traits>): boolean {
  try {
    model.save_changes();
    return true;
  } catch {
    return false;
  }
}
