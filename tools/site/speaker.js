/** The speaker's own window: `S` opens it, with the notes of the slide; both windows turn together. */

const NONE = "No notes for this slide.";

/** @param {any} deck a running reveal.js */
export function speak(deck) {
  const mine = new URLSearchParams(location.search).has("speaker");
  /** @type {Window | null} */
  let other = mine ? window.opener : null;
  let told = "";

  const tell = () => {
    const state = JSON.stringify(deck.getState());
    if (state !== told) other?.postMessage({ deck: state }, "*");
    told = state;
    if (mine) showNotes(deck);
  };
  // A page on the disk has no origin to name; what counts is the window that it comes from.
  addEventListener("message", ({ source, data }) => {
    if (source !== other || typeof data?.deck !== "string" || data.deck === told) return;
    told = data.deck;
    deck.setState(JSON.parse(data.deck));
  });
  for (const name of ["slidechanged", "fragmentshown", "fragmenthidden"]) deck.on(name, tell);

  if (mine) {
    document.documentElement.classList.add("speaker");
    dispatchEvent(new Event("resize"));
    showNotes(deck);
    startClock();
    return;
  }
  const keys = { keyCode: 83, key: "S", description: "Speaker notes in a window of their own" };
  deck.addKeyBinding(keys, () => {
    const address = `${location.href.split(/[?#]/)[0]}?speaker${location.hash}`;
    other = window.open(address, "speaker", "width=1200,height=600");
  });
}

/** @param {any} deck */
function showNotes(deck) {
  const panel = document.querySelector(".speaking");
  if (!(panel instanceof HTMLElement)) return;
  const notes = [...(deck.getCurrentSlide()?.querySelectorAll("aside.notes") ?? [])];
  const clock = panel.querySelector("time") ?? document.createElement("time");
  const copies = notes.flatMap((note) => [...note.cloneNode(true).childNodes]);
  panel.replaceChildren(clock, ...(copies.length ? copies : [NONE]));
  panel.hidden = false;
}

/** Minutes since the window was opened. */
function startClock() {
  const start = Date.now();
  const show = () => {
    const clock = document.querySelector(".speaking time");
    if (clock) clock.textContent = `${Math.floor((Date.now() - start) / 60_000)} min`;
  };
  show();
  setInterval(show, 10_000);
}
