/** What anywidget loads: one explorer per view. */

import { Explorer } from "./explorer.js";
import { guarded } from "./guarded.js";

export default { render: guarded((model, el) => new Explorer(model, el)) };
