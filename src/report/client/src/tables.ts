// The static tables of the page follow the choice: rows of chosen variants and groups carry their sign, and the reader may hide
// the others. Rows say whose they are by `data-id`, or `data-a` and `data-b`; where columns are variants, their cells do.

import { html } from "./charts/element.ts";
import { sign } from "./charts/marks.ts";
import type { Context } from "./view.ts";

const SETTING = "tables";

/** Makes the tables outside Explore follow; gives the switch that hides the rows of all others. */
export function mountTables(context: Context): HTMLElement {
  const { store } = context;
  const box = html("input", { type: "checkbox" });
  box.addEventListener("change", () => store.setting(SETTING, box.checked ? "chosen" : null));
  const follow = () => {
    const isOnly = store.get().settings[SETTING] === "chosen";
    box.checked = isOnly;
    for (const row of rows()) mark(context, row, isOnly);
    for (const table of tables()) markColumns(context, table, isOnly);
    for (const body of document.querySelectorAll<HTMLElement>("main > section:not(#explore) tbody")) {
      const own = [...body.querySelectorAll<HTMLElement>("tr:not(.role)")];
      const isEmpty = own.length > 0 && own.every((row) => row.classList.contains("not-chosen") && row.hidden);
      for (const role of body.querySelectorAll<HTMLElement>("tr.role")) role.hidden = isEmpty;
    }
  };
  follow();
  store.subscribe((_, changed) => {
    if (changed.has("variants") || changed.has("settings")) follow();
  });
  return html("label", { class: "choice" }, box, html("span", {}, "Hide all others in the tables below"));
}

function rows(): NodeListOf<HTMLElement> {
  return document.querySelectorAll("main > section:not(#explore) tr:is([data-id], [data-b])");
}

/** Tables whose columns are variants. */
function tables(): HTMLTableElement[] {
  const cells = document.querySelectorAll("main > section:not(#explore) td[data-id]");
  return [...new Set([...cells].flatMap((cell) => cell.closest("table") ?? []))];
}

function markColumns(context: Context, table: HTMLTableElement, isOnly: boolean): void {
  const ids = [...(table.querySelector("tbody tr")?.querySelectorAll<HTMLElement>("td[data-id]") ?? [])].map((cell) => cell.dataset.id ?? "");
  const isHidden = ids.map((id) => isOnly && !covers(context, id));
  const [roles, heads] = table.tHead?.rows ?? [];
  isHidden.forEach((hidden, at) => {
    for (const row of [heads, ...(table.tBodies[0]?.rows ?? [])]) {
      const cell = row?.cells[at + 1];
      if (cell) cell.hidden = hidden;
    }
  });
  // The head above spans the columns of a role.
  let at = 0;
  for (const role of [...(roles?.cells ?? [])].slice(1)) {
    const span = Number((role.dataset.span ??= String(role.colSpan)));
    const left = isHidden.slice(at, at + span).filter((hidden) => !hidden).length;
    role.hidden = left === 0;
    role.colSpan = Math.max(1, left);
    at += span;
  }
}

function mark(context: Context, row: HTMLElement, isOnly: boolean): void {
  const { id, a, b } = row.dataset;
  const of = [id, a, b].filter((name) => name !== undefined);
  const isChosen = of.every((name) => covers(context, name));
  row.classList.toggle("chosen", isChosen);
  row.classList.toggle("not-chosen", !isChosen);
  row.hidden = isOnly && !isChosen;
  const name = row.querySelector(".name");
  name?.querySelector(".sign")?.remove();
  const shown = id ?? b;
  if (isChosen && name && shown !== undefined) name.prepend(sign(context.style(shown)));
}

/** Whether the choice has a variant or its group, or a group of which it has a seed. */
export function covers({ data, store }: Context, id: string): boolean {
  const { variants } = store.get();
  const group = data.variants.find((v) => v.id === id)?.group;
  const seeds = data.groups.find((g) => g.id === id)?.variants ?? [];
  return variants.includes(id) || (group !== undefined && variants.includes(group)) || seeds.some((seed) => variants.includes(seed));
}
