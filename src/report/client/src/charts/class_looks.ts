// How classes look in projections: the three of the template plane, or up to ten (Tol), else grey; shapes and names beside colour.

import type { PageData, Style } from "../data.ts";
import type { State } from "../state.ts";
import type { Look } from "./marks.ts";

const THREE = ["var(--c-004488)", "var(--c-bb5566)", "var(--c-ddaa33)"];
const TEN = ["cc6677", "332288", "ddcc77", "117733", "88ccee", "882255", "44aa99", "999933", "aa4499", "888888"].map(
  (hex) => `var(--c-${hex})`,
);
const SHAPES: Style["shape"][] = ["circle", "square", "triangle", "diamond", "down", "star"];

/** Look of a class among the three of the plane; null for any other. */
export function ofThree(state: State, klass: number): Look | null {
  const at = state.classes?.indexOf(klass) ?? -1;
  return at < 0 ? null : { color: THREE[at] ?? "var(--soft)", shape: SHAPES[at] ?? "circle", fill: "solid", area: 22 };
}

/** Look of any class: its own of ten, else of three, else grey. */
export function ofAll(data: PageData, state: State, klass: number): Look {
  const at = data.shown.indexOf(klass);
  if (data.shown.length <= TEN.length && at >= 0) {
    return { color: TEN[at] ?? "var(--soft)", shape: SHAPES[at % SHAPES.length] ?? "circle", fill: "solid", area: 20 };
  }
  return ofThree(state, klass) ?? { color: "var(--line)", shape: "circle", fill: "solid", area: 12 };
}
