/** Buttons as templates: those of all bars look and behave alike. */

import { html, nothing } from "lit-html";

/** How a button looks and is told. */
export interface Looks {
  label?: string;
  title?: string;
  class?: string;
  /** stays pressed; undefined for one that only acts */
  pressed?: boolean;
  /** has nothing to do now. Not `disabled`, which would throw the focus away under the hands of whoever pressed it */
  idle?: boolean;
  hidden?: boolean;
}

export const button = (text: string, press: () => void, looks: Looks = {}) => html`<button
  type="button"
  class="cnnbp-button ${looks.class ?? ""}"
  aria-label=${looks.label ?? nothing}
  title=${looks.title ?? looks.label ?? nothing}
  aria-pressed=${looks.pressed ?? nothing}
  aria-disabled=${looks.idle ?? nothing}
  ?hidden=${looks.hidden}
  @click=${() => looks.idle || press()}
>${text}</button>`;

/** A button of a toolbar, in a group of its own kind. */
export interface Item extends Looks {
  text: string;
  group: string;
  press: () => void;
}

/** Items side by side, group by group; a group with nothing in it is hidden. */
export function toolbar(items: Item[]) {
  const groups = [...new Set(items.map((item) => item.group))];
  return groups.map((name) => {
    const here = items.filter((item) => item.group === name);
    const hidden = here.every((item) => item.hidden);
    return html`<div class="cnnbp-group" role="group" aria-label=${name} ?hidden=${hidden}>${here.map((item) => button(item.text, item.press, item))}</div>`;
  });
}
