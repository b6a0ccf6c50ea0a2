// What the views of examples share: a panel with its head, and panels that follow the store.

import { html } from "../charts/element.ts";
import type { Scatter } from "../charts/scatter.ts";
import type { State } from "../state.ts";
import type { Context } from "../view.ts";

/** A panel: a variant's sign and name, and what is drawn of it. */
export function panel(head: (Node | string)[], ...body: Node[]): HTMLElement {
  return html("figure", { class: "panel" }, html("figcaption", {}, ...head), ...body);
}

/** Draws panels anew where their key changes; else the marks follow the brushed and the hovered example. */
export function followExamples({ store }: Context, key: (state: State) => unknown, draw: () => Scatter[]): void {
  let scatters: Scatter[] = [];
  let drawn = "";
  const paint = ({ brushed }: State) => {
    const strong = new Set(brushed);
    for (const scatter of scatters) scatter.paint(strong);
  };
  const follow = (state: State) => {
    const now = JSON.stringify(key(state));
    if (now === drawn) return false;
    drawn = now;
    scatters = draw();
    return true;
  };
  follow(store.get());
  paint(store.get());
  store.subscribe((state, changed) => {
    if (follow(state) || changed.has("brushed")) paint(state);
    if (changed.has("hovered")) for (const scatter of scatters) scatter.ring(state.hovered);
  });
  // A canvas holds the colours of the scheme that it was painted in.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(store.get()));
}
