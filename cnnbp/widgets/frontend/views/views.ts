/** The views that can be switched on around the panels. Each follows the same selection. */

import { MatrixView } from "./matrix";
import { ChainView } from "./network";
import { RotatedView } from "./rotated";
import { TableView } from "./table";
import { BESIDE, type Kind } from "./view";

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
    fits: BESIDE.rotated,
    make: (context) => new RotatedView(context),
  },
  {
    name: "matrix",
    label: "Matrix",
    title: "the layer as a sparse matrix: rows are outputs, columns are inputs",
    fits: BESIDE.matrix,
    make: (context) => new MatrixView(context),
  },
  {
    name: "table",
    label: "Table",
    title: "the numbers as tables, to read, hear or copy",
    fits: BESIDE.table,
    make: (context) => new TableView(context),
  },
];
