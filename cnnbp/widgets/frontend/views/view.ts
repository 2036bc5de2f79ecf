/** What a view is: made for one layer, thrown away with it, lit up by every selection. */

import type { At } from "../core/chain";
import type { Theme } from "../core/colour";
import type { Related, Scene } from "../core/data";

/** What a view is about, and what it may do. */
export interface Context {
  scene: Scene;
  direction: string;
  /** choose a cell of a panel, everywhere */
  pick: (panel: string, flat: number) => void;
  /** the same in another layer, which opens */
  choose: (stage: number, panel: string, flat: number) => void;
  /** the loss is to be that of another label */
  label: (label: number) => void;
  /** another layer; the unit stays chosen where it is on its edge */
  open: (stage: number) => void;
  /** something is chosen, not only under the pointer */
  pinned: () => boolean;
  /** the unit whose paths are followed through a network */
  origin: () => At | null;
  /** a network's layer is folded away */
  closed: () => boolean;
  /** numbers are being changed */
  edits?: boolean;
  /** show what a choice would light up; null: no longer */
  preview?: (panel: string, flat: number | null) => void;
}

export interface View {
  el: HTMLElement;
  /** called before it is first lit, and whenever the room or the theme changes; light() follows */
  resize: (width: number, theme: Theme, height: number, far: boolean) => void;
  /** called for every selection, with what it lights up, or null */
  light: (related: Related | null) => void;
  /** another layer is open: only of a view of all layers */
  enter?: (context: Context) => void;
}

export interface Kind {
  /** as in the trait `views` */
  name: string;
  label: string;
  title: string;
  /** whether it makes sense for a layer */
  fits: (scene: Scene, direction: string) => boolean;
  make: (context: Context) => View;
  /** a view of all layers: it stands above the panels and outlives them */
  above?: boolean;
}

/** The views that stand beside what is chosen and what comes of it, each with the layers it makes sense for. */
export const BESIDE: Record<"rotated" | "matrix" | "table", Kind["fits"]> = {
  rotated: (scene, direction) => scene.rotated !== null && direction === "backward",
  matrix: (scene, direction) => scene.byId.has(direction === "forward" ? "output" : "gradient"),
  table: () => true,
};
