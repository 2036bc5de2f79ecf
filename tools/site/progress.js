/**
 * Which predictions and exercises are done: kept by the browser on this device, sent nowhere, and
 * forgotten when asked. A prediction ticks its box when it is right; an exercise is ticked by hand.
 */

const KEY = "cnnbp done";

/** @returns {string[]} the boxes that are ticked, as "lesson kind number" */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return []; // nothing may be kept here, or something else stands there
  }
}

/** @param {Set<string>} done @returns {boolean} whether it will be there when the page is opened again */
function write(done) {
  try {
    if (done.size) localStorage.setItem(KEY, JSON.stringify([...done].sort()));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

class Progress {
  done = new Set(read());
  kept = true;
  /** what was forgotten last, to bring it back @type {string[]} */
  gone = [];

  constructor() {
    this.boxes = [...document.querySelectorAll("[data-mark]")];
    this.line = document.querySelector(".so-far");
    this.cards = [...document.querySelectorAll(".done[data-of]")];
    if (!this.line) return;
    this.bar = document.createElement("progress");
    this.bar.setAttribute("aria-label", "done");
    this.words = document.createElement("span");
    this.words.setAttribute("role", "status");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.addEventListener("click", () => (this.gone.length ? this.bringBack() : this.forget()));
    this.line.append(this.bar, this.words, this.button);
    for (const box of this.boxes) {
      box.addEventListener("change", () => this.tick(box, box.checked));
      box.closest(".mark").hidden = false;
    }
    // Another page of the course may have changed it meanwhile.
    for (const event of ["storage", "pageshow"])
      addEventListener(event, () => {
        if (this.kept) this.done = new Set(read());
        this.draw();
      });
    this.draw();
    this.line.hidden = false;
  }

  tick(box, done) {
    this.gone = [];
    this.change((all) => (done ? all.add(box.dataset.mark) : all.delete(box.dataset.mark)));
  }

  /** What another page has kept meanwhile stays. */
  change(how) {
    if (this.kept) this.done = new Set(read());
    how(this.done);
    this.kept = write(this.done);
    this.draw();
  }

  /** Of this lesson; of the whole course where all lessons are listed. */
  forget() {
    this.gone = this.mine();
    this.change((all) => {
      for (const one of this.gone) all.delete(one);
    });
  }

  bringBack() {
    const { gone } = this;
    this.gone = [];
    this.change((all) => {
      for (const one of gone) all.add(one);
    });
  }

  mine() {
    const { of } = this.line.dataset;
    return [...this.done].filter((one) => !of || one.startsWith(`${of} `));
  }

  draw() {
    for (const box of this.boxes) box.checked = this.done.has(box.dataset.mark);
    let [all, done] = [this.boxes.length, this.boxes.filter((box) => box.checked).length];
    for (const card of this.cards) {
      const { of, count } = card.dataset;
      const here = Math.min([...this.done].filter((one) => one.startsWith(`${of} `)).length, Number(count));
      card.textContent = here ? `${here} of ${count} done` : "";
      card.hidden = !here;
      all += Number(count);
      done += here;
    }
    this.bar.max = all;
    this.bar.value = done;
    const where = this.kept ? "kept on this device alone" : "this browser keeps it until the page is closed";
    const what = `${done} of ${all} predictions and exercises done`;
    this.words.textContent = this.gone.length ? `${what}: forgotten.` : `${what}${done ? `, ${where}.` : "."}`;
    this.button.textContent = this.gone.length ? "Bring back" : "Forget";
    this.button.hidden = !done && !this.gone.length;
  }
}

/** Shows the boxes and how much is done; @returns what ticks the box below an explorer by itself. */
export function remember() {
  const progress = new Progress();
  return (place, model) => {
    const box = place.nextElementSibling?.querySelector("[data-mark]");
    if (!box) return;
    model.on("change:verdict", () => {
      const { right, question } = model.get("verdict");
      if (right && question === "value") progress.tick(box, true);
    });
  };
}
