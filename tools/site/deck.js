/** A lesson as slides: reveal.js around the explorers that the pages have too. */

import Reveal from "reveal.js";
import { start as draw } from "./host.js";
import { speak } from "./speaker.js";

const SIZE = { width: 1280, height: 720 };
const SMALLEST = 0.55; // of an explorer, which may grow after a click
const SCROLLING = 0.7;
const STEP = 0.08; // smaller by this at most, for it may then need fewer rows
const FONTS = [30, 28, 26, 25, 24, 23, 22, 21, 20, 19, 18];
const SPARE = 6; // px below an explorer
const USUAL = 23; // px of the words beside an explorer
const PICTURES = [1.5, 1.3, 1.2, 1.1, 1];
const printing = /[?&](print-pdf|view=print)\b/.test(location.search);

/** Slides are laid out for one size and enlarged to the window's: sharp, unlike a transform. */
function enlarge() {
  const frame = document.querySelector(".reveal");
  frame.style.zoom = 1;
  const { clientWidth, clientHeight } = frame;
  frame.style.zoom = Math.min(clientWidth / SIZE.width, clientHeight / SIZE.height);
}

/**
 * An explorer that grows beyond its slide is drawn smaller, step by step: with more room its panels
 * may stand side by side. If not, it keeps its layout as it gets smaller. Before it is too small to
 * read it goes without its colour scales; one of several views scrolls.
 */
function fit(explorer) {
  const { classList, style } = explorer;
  const slide = explorer.closest("section");
  const over = slide.offsetParent ? slide.scrollHeight - slide.clientHeight : 0;
  if (over <= 0 || classList.contains("scrolls")) return;
  const zoom = Number(style.zoom) || 1;
  const shown = explorer.offsetHeight * zoom;
  const exact = (zoom * (shown - over)) / shown - 0.005;
  const narrow = classList.contains("narrow");
  const wanted = narrow ? exact : Math.max(exact, zoom - STEP);
  if (narrow && wanted < SMALLEST && !classList.contains("tight")) {
    classList.add("tight");
    fit(explorer);
    return;
  }
  classList.toggle("narrow", narrow === wanted >= SMALLEST);
  classList.toggle("scrolls", narrow && wanted < SMALLEST);
  style.zoom = wanted >= SMALLEST ? wanted : narrow ? SCROLLING : 1;
}

/** What is left of a slide for its explorer, which lays itself out in it. */
function leaveRoom(slide) {
  const explorer = slide.querySelector(".explorer");
  if (!explorer || explorer.style.getPropertyValue("--screen")) return;
  // It may have been drawn smaller meanwhile.
  explorer.style.zoom = "";
  explorer.classList.remove("narrow", "scrolls", "tight");
  const bottom = Math.max(...[...slide.children].map((one) => one.offsetTop + one.offsetHeight));
  const { paddingBottom } = getComputedStyle(slide);
  const others = bottom - explorer.offsetHeight + SPARE;
  const room = slide.clientHeight - Number.parseFloat(paddingBottom) - others;
  explorer.style.setProperty("--screen", `${Math.floor(room)}px`);
  dispatchEvent(new Event("resize"));
}

/** Few words are set large, to be read from the last row, many a little smaller; pictures take the room that is left. */
function fitWords(slide) {
  if (slide.querySelector(".live")) {
    slide.style.fontSize = `${USUAL}px`;
    return;
  }
  const pictures = [...slide.querySelectorAll("img")];
  const code = [...slide.querySelectorAll("pre")];
  for (const zoom of pictures.length ? PICTURES : [1]) {
    for (const picture of pictures) picture.style.zoom = zoom;
    for (const size of FONTS) {
      if (zoom > 1 && size < USUAL) break;
      slide.style.fontSize = `${size}px`;
      const whole = size <= USUAL || code.every((one) => one.scrollWidth <= one.clientWidth);
      if (whole && slide.scrollHeight <= slide.clientHeight) return;
    }
  }
}

/**
 * In an explorer the keys are the explorer's, on a button those that press it are the button's.
 * @param {KeyboardEvent} event
 */
function turnsSlide({ key, target }) {
  if (!(target instanceof Element)) return true;
  if (target.closest(".explorer, input, select, textarea")) return false;
  return !(target.closest("button, summary, a") && (key === " " || key === "Enter"));
}

/** Presenters' remote controls send page up and page down: these turn the slide everywhere. */
function remote(deck, event) {
  const turn = { PageUp: () => deck.prev(), PageDown: () => deck.next() }[event.key];
  if (!turn) return;
  event.preventDefault();
  event.stopPropagation();
  turn();
}

const OPTIONS = {
  ...SIZE,
  margin: 0,
  minScale: 1,
  maxScale: 1,
  center: false,
  hash: true,
  // At once. Else the address is written up to a second late, and a link that is followed within
  // that second leads nowhere: the late writing of the slide before takes its place.
  history: true,
  transition: "none",
  slideNumber: "h.v",
  pdfSeparateFragments: false,
  pdfMaxPagesPerSlide: 1,
  postMessage: false,
  postMessageEvents: false,
  keyboardCondition: turnsSlide,
};

/** On paper there are pictures in place of the explorers. */
function forPaper() {
  document.documentElement.dataset.theme = "light";
  for (const live of document.querySelectorAll(".live")) live.remove();
}

function forScreen() {
  enlarge();
  addEventListener("resize", enlarge); // before reveal's own listener, which measures
  const growth = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));
  for (const explorer of document.querySelectorAll(".explorer")) growth.observe(explorer);
}

/** Until pictures have their size: nothing is measured before. */
function loaded() {
  if (document.readyState === "complete") return undefined;
  return new Promise((done) => addEventListener("load", done, { once: true }));
}

/** @param {Record<string, any>} modules the widgets' own, by name */
export async function start(modules) {
  await loaded();
  await draw(modules);
  (printing ? forPaper : forScreen)();
  const deck = new Reveal(OPTIONS);
  deck.on("pdf-ready", () => document.querySelectorAll(".pdf-page > section").forEach(fitWords));
  await deck.initialize();
  if (printing) return;
  const turned = () => {
    fitWords(deck.getCurrentSlide());
    leaveRoom(deck.getCurrentSlide());
    // What had the focus is gone with its slide: the arrow keys are the deck's again.
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused.closest("section:not(.present)")) focused.blur();
  };
  deck.on("slidechanged", turned);
  document.addEventListener("keydown", (event) => remote(deck, event), { capture: true });
  turned();
  speak(deck);
}
