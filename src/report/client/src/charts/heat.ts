// A matrix of numbers in [0, 1] as a table with coloured cells, so that every value is text, for readers of screens too.
//
// Origin at the lower left, as in the figures: rows go up, the heads of the columns stand below. Arrow keys move a cursor, and a
// line below says what is under it or under the pointer.

import { css, inkOn, viridis } from "./colors.ts";
import { html } from "./element.ts";

export interface Heat {
  caption: string;
  /** Names of the rows, the lowest first. */
  rows: string[];
  columns: string[];
  /** Null where there is no value. */
  value(row: number, column: number): number | null;
  /** What stands in a cell. */
  text(value: number): string;
  /** What the line below says of a cell. */
  says(row: number, column: number): string;
}

/** Wider matrices show their numbers in the line below alone. */
const WITH_TEXT = 9;

export function heat(of: Heat): HTMLElement {
  const cells = of.rows.map((_, row) => of.columns.map((_, column) => cell(of, row, column)));
  const says = html(
    "p",
    { class: "readout", "aria-live": "polite" },
    "Point at a cell, or move over the table with the arrow keys.",
  );
  const body = of.rows.map((name, row) => html("tr", {}, html("th", { scope: "row" }, name), ...cells[row]!)).reverse();
  const heads = of.columns.map((name) => html("th", { scope: "col" }, html("span", {}, name)));
  const table = html(
    "table",
    { class: of.columns.length > WITH_TEXT ? "heat small" : "heat" },
    html("caption", {}, of.caption),
    html("tbody", {}, ...body),
    html("tfoot", {}, html("tr", {}, html("td", {}), ...heads)),
  );
  const box = html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": of.caption }, table);
  followCursor(box, cells, (row, column) => says.replaceChildren(of.says(row, column)));
  return html("div", { class: "heat-box" }, box, says);
}

function cell(of: Heat, row: number, column: number): HTMLTableCellElement {
  const value = of.value(row, column);
  if (value === null) return html("td", {}, "–");
  const color = viridis(value);
  return html("td", { style: `background:${css(color)};color:${inkOn(color)}` }, html("span", {}, of.text(value)));
}

/** Tells where the cursor or the pointer is. */
function followCursor(
  box: HTMLElement,
  cells: HTMLTableCellElement[][],
  tell: (row: number, column: number) => void,
): void {
  let at = { row: 0, column: 0 };
  const move = (row: number, column: number) => {
    const next = cells[row]?.[column];
    if (!next) return;
    cells[at.row]?.[at.column]?.classList.remove("current");
    next.classList.add("current");
    at = { row, column };
    tell(row, column);
  };
  cells.forEach((line, row) =>
    line.forEach((td, column) => td.addEventListener("pointerenter", () => move(row, column))),
  );
  box.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (!step) return;
    event.preventDefault();
    move(at.row + step[0]!, at.column + step[1]!);
    cells[at.row]?.[at.column]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  box.addEventListener("focus", () => move(at.row, at.column));
}

/** What the colours mean. */
export function heatKey(label: string): HTMLElement {
  const stops = Array.from({ length: 11 }, (_, step) => css(viridis(step / 10))).join(",");
  return html(
    "p",
    { class: "heat-key" },
    label,
    html("span", {}, "0"),
    html("span", { class: "bar", style: `background:linear-gradient(to right,${stops})` }),
    html("span", {}, "1"),
  );
}
