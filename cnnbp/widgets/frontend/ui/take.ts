/** Takes what a view shows along as a picture: into the clipboard, or as a file. */

import { html, render } from "lit-html";
import { button } from "./button";
import { h, penOf, taken } from "./dom";
import { type Picture, picture } from "./vector";

/** What the button says that opens this. */
export const TAKE = "take what is shown along: copy it, or save it as SVG or PNG";

const SVG = "image/svg+xml";
const PNG = "image/png";
const SHARP = 2; // pixels of a PNG for one of the screen

const dataOf = ({ text }: Picture) => `data:${SVG};charset=utf-8,${encodeURIComponent(text)}`;

/** The picture on a canvas. From a data: address, for one from a blob: would not be given back. */
async function painted(made: Picture) {
  const image = new Image();
  image.src = dataOf(made);
  await image.decode();
  const canvas = h("canvas", { width: SHARP * made.width, height: SHARP * made.height });
  penOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const blobOf = async (made: Picture) => {
  const canvas = await painted(made);
  return new Promise<Blob>((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("too large for a PNG"))), PNG),
  );
};

export class Take {
  readonly el = h("div", { class: "cnnbp-take", role: "group", "aria-label": "take the picture along", hidden: true });
  #said = "";

  /**
   * @param root what is drawn
   * @param about the file's name, and the words that go with the picture
   * @param close puts the buttons away
   */
  constructor(
    readonly root: HTMLElement,
    readonly about: () => { name: string; title: string },
    readonly close: () => void,
  ) {
    this.el.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      taken(event);
      this.close();
    });
  }

  show(open: boolean) {
    if (open === !this.el.hidden) return;
    this.el.hidden = !open;
    this.#say("");
    if (open) this.#place();
  }

  /** Below the button that opens it, from there to where there is more room. */
  #place() {
    const [button, around] = [this.root.querySelector(`[title="${TAKE}"]`), this.el.offsetParent];
    if (!button || !around) return;
    const { left: start, right: end } = button.getBoundingClientRect();
    const [from, wide] = [around.getBoundingClientRect().left, around.clientWidth];
    const [left, right] = [start - from, end - from];
    const toTheRight = { left: `${left}px`, right: "auto", maxWidth: `${wide - left}px` };
    const toTheLeft = { left: "auto", right: `${wide - right}px`, maxWidth: `${right}px` };
    Object.assign(this.el.style, left + right < wide ? toTheRight : toTheLeft);
  }

  #say(text: string) {
    this.#said = text;
    const act = (what: () => Promise<string>) => () => this.#try(what);
    render(
      html`${button("Copy", act(this.#copy), { title: "to paste into a slide or a document" })}${button(
        "Save SVG",
        act(() => this.#save("svg")),
        { title: "lines and letters that stay sharp, for papers" },
      )}${button(
        "Save PNG",
        act(() => this.#save("png")),
        { title: "twice as sharp as the screen" },
      )}<span role="status">${this.#said}</span>`,
      this.el,
    );
  }

  async #try(what: () => Promise<string>) {
    try {
      this.#say(await what());
    } catch (error) {
      this.#say(`There is no picture: ${error instanceof Error ? error.message : error}`);
    }
  }

  #draw = () => picture(this.root, this.about().title);

  #copy = async () => {
    const made = this.#draw();
    try {
      const kinds: Record<string, Blob | Promise<Blob>> = { [PNG]: blobOf(made) };
      if (ClipboardItem.supports?.(SVG)) kinds[SVG] = new Blob([made.text], { type: SVG });
      await navigator.clipboard.write([new ClipboardItem(kinds)]);
      return `Copied, ${made.width} × ${made.height}: paste it.`;
    } catch {
      // A browser, or who shows this page in another one, may forbid it.
      return `Nothing may be copied here. ${await this.#save("png")}`;
    }
  };

  #save = async (ending: "svg" | "png") => {
    const made = this.#draw();
    const href = ending === "svg" ? dataOf(made) : (await painted(made)).toDataURL(PNG);
    const file = `${this.about().name}.${ending}`;
    h("a", { href, download: file }).click();
    return `Saved as ${file}.`;
  };
}
