import type { Theme } from "../core/colour";
import type { Related, Scene } from "../core/data";
import { MatrixView } from "./matrix";
import { ChainView } from "./network";
import { RotatedView } from "./rotated";
import { TableView } from "./table";

export interface Context {
  scene: Scene;
  direction: string;
  /** choose a cell of a panel, everywhere */
  pick: (panel: string, flat: number) => void;
  /** the same in another layer, which opens */
  choose: (stage: number, panel: string, flat: number) => void;
  /** another layer; the unit stays chosen where it is on its edge */
  open: (stage: number) => void;
  /** something is chosen, not only under the pointer */
  pinned: () => boolean;
  /** show what a choice would light up; null: no longer */
  preview?: (panel: string, flat: number | null) => void;
}

export interface View {
  el: HTMLElement;
  resize: (width: number, theme: Theme) => void;
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

export const VIEWS: Kind[] = [
  {
    name: "network",
    label: "Network",
    title: "all layers, from the input to the loss and back",
    fits: (scene) => Boolean(scene.set?.chain),
    make: (context) => new ChainView(context),
    above: true,
  },
  {
    name: "rotated",
    label: "Rotated",
    title: "the padded delta with the rotated kernel lying on it",
    fits: (scene, direction) => scene.rotated !== null && direction === "backward",
    make: (context) => new RotatedView(context),
  },
  {
    name: "matrix",
    label: "Matrix",
    title: "the layer as a sparse matrix: rows are outputs, columns are inputs",
    fits: (scene, direction) => scene.byId.has(direction === "forward" ? "output" : "gradient"),
    make: (context) => new MatrixView(context),
  },
  {
    name: "table",
    label: "Table",
    title: "the numbers as tables, to read, hear or copy",
    fits: () => true,
    make: (context) => new TableView(context),
  },
];
