/** Sending the traits that were set to Python; a kernel that is gone is no error of the widget. */

/** @param {any} model @returns {boolean} whether there was somebody to send them to */
export function save(model) {
  try {
    model.save_changes();
    return true;
  } catch {
    return false;
  }
}
