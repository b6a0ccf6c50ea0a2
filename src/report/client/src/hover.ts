// The card of the example below the pointer or the arrow keys, beside its mark.

import { html } from "./charts/element.ts";
import type { Deeds } from "./charts/scatter.ts";
import { card, sentence } from "./example.ts";
import type { Context } from "./view.ts";

const GAP = 14;

/** What panels of examples do: all of them through the store, so that every view follows. */
export function deedsOf(context: Context): Deeds {
  const { store } = context;
  return {
    brushed: (brushed) => store.set({ brushed }),
    hovered: (hovered, place) => {
      store.set({ hovered });
      if (hovered !== null && place) show(context, hovered, place);
      else floating().hidden = true;
    },
    toggled: (example) => {
      const { brushed } = store.get();
      const without = brushed.filter((other) => other !== example);
      store.set({ brushed: without.length < brushed.length ? without : [...brushed, example].sort((a, b) => a - b) });
    },
  };
}

let made: HTMLElement | null = null;

function floating(): HTMLElement {
  if (!made) {
    made = html("div", { class: "floating", hidden: true });
    document.getElementById("explore")?.append(made);
  }
  return made;
}

function show(context: Context, example: number, place: DOMRect): void {
  const box = floating();
  box.replaceChildren(card(context, example));
  box.hidden = false;
  const { offsetWidth: width, offsetHeight: height } = box;
  const right = place.x + GAP + width < document.documentElement.clientWidth;
  const left = right ? place.x + GAP : Math.max(4, place.x - GAP - width);
  const isBelow = place.y + GAP + height < window.innerHeight;
  const top = isBelow ? place.y + GAP : Math.max(4, place.y - GAP - height);
  Object.assign(box.style, { left: `${left}px`, top: `${top}px` });
  const said = document.getElementById("explore-said");
  if (said) said.textContent = sentence(context, example);
}
