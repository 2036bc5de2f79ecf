/** What anywidget loads for a derivation; an error in drawing is shown where it happened. */

import { DerivationView } from "./derivation.js";
import { guarded } from "./guarded.js";

export default { render: guarded((model, el) => new DerivationView(model, el)) };
