// The filter of the ledger: by paper, outcome, statistic and words. It hides rows of the static tables and keeps itself in the URL.
//
// Fed by the rows' `data-` attributes, which src/report/page/ledger.rs writes.

import { choice, html } from "../charts/element.ts";
import { isFiltering, NO_FILTER, passes, TOPIC, type ClaimFilter, type ClaimRow } from "../claim_filter.ts";
import { count } from "../format.ts";
import type { Store } from "../state.ts";
import { follow } from "./follow.ts";

/** A claim with its row. */
interface Line {
  claim: ClaimRow;
  row: HTMLTableRowElement;
}

/** Puts the filter above the ledger of a page; a page without ledger stays as it is. */
export function filterLedger(page: Document, store: Store): void {
  const first =
    page.getElementById("ledger")?.closest(".scroll") ?? page.getElementById("ledger-open")?.closest("details");
  const lines = [...page.querySelectorAll<HTMLTableRowElement>("tr[data-claim]")].map(lineOf);
  if (!first || lines.length === 0) return;
  const form = html("div", { class: "filter controls", role: "search", "aria-label": "Filter the claims" });
  const says = html("p", { class: "fine", role: "status" });
  first.before(form, says);
  const isOpen = foldsOf(lines).map((fold) => fold.open);
  const show = () => {
    const filter = filterOf(store);
    fill(form, lines, filter, store);
    const kept = lines.filter(({ claim }) => passes(claim, filter));
    hide(lines, new Set(kept.map(({ row }) => row)));
    foldsOf(lines).forEach((fold, at) => {
      fold.open = isFiltering(filter) ? kept.some(({ row }) => fold.contains(row)) : isOpen[at]!;
    });
    says.textContent = isFiltering(filter) ? `${count(kept.length)} of ${count(lines.length)} claims.` : "";
  };
  follow(store, () => filterOf(store), show);
}

function lineOf(row: HTMLTableRowElement): Line {
  const { paper = "", outcome = "", statistic = "", topic = "" } = row.dataset;
  const title = row.closest("tbody")?.querySelector(".role th")?.textContent ?? "";
  return { row, claim: { paper, outcome, statistic, topic, text: `${title} ${row.textContent}` } };
}

/** What folds some of the claims away as a whole. */
function foldsOf(lines: Line[]): HTMLDetailsElement[] {
  const folds = lines.map(({ row }) => row.closest<HTMLDetailsElement>("details"));
  return [...new Set(folds)].filter((fold) => fold !== null);
}

function key(part: keyof ClaimFilter): string {
  return `ledger.${part}`;
}

function filterOf(store: Store): ClaimFilter {
  const { settings } = store.get();
  const parts = Object.keys(NO_FILTER) as (keyof ClaimFilter)[];
  return Object.fromEntries(parts.map((part) => [part, settings[key(part)] ?? ""])) as unknown as ClaimFilter;
}

/** The controls, made once; later they only take the values of the filter. */
function fill(form: HTMLElement, lines: Line[], filter: ClaimFilter, store: Store): void {
  const parts: (keyof ClaimFilter)[] = ["paper", "outcome", "statistic", "text"];
  if (form.childElementCount === 0) {
    const set = (part: keyof ClaimFilter) => (value: string) => store.setting(key(part), value || null);
    const clear = html("button", { type: "button", class: "plain" }, "Show all");
    clear.addEventListener("click", () => {
      for (const part of parts) store.setting(key(part), null);
    });
    form.append(
      choice("Paper", [["", "all"], ...papers(lines)], "", set("paper")),
      choice("Outcome", [["", "all"], ...counted(lines.map(({ claim }) => claim.outcome))], "", set("outcome")),
      statistics(lines, set("statistic")),
      search("Words", set("text")),
      clear,
    );
  }
  [...form.querySelectorAll<HTMLSelectElement | HTMLInputElement>("select, input")].forEach((control, at) => {
    const value = filter[parts[at]!];
    if (control.value !== value) control.value = value;
  });
}

function papers(lines: Line[]): [string, string][] {
  const titles = new Map(
    lines.map(({ claim, row }) => [
      claim.paper,
      row.closest("tbody")?.querySelector(".role th")?.textContent ?? claim.paper,
    ]),
  );
  return [...titles].sort((a, b) => a[1].localeCompare(b[1], "en"));
}

/** Each value once, with how often it occurs. */
function counted(values: string[]): [string, string][] {
  return [...new Set(values)].map((value) => [value, `${value} (${count(values.filter((v) => v === value).length)})`]);
}

/** All statistics by topic; a topic can be chosen as a whole. */
function statistics(lines: Line[], onPick: (value: string) => void): HTMLElement {
  const label = choice("Statistic", [["", "all"]], "", onPick);
  const topics = [...new Set(lines.map(({ claim }) => claim.topic))];
  for (const topic of topics) {
    const names = [
      ...new Set(lines.filter(({ claim }) => claim.topic === topic).map(({ claim }) => claim.statistic)),
    ].sort();
    const options = names.map((name) => html("option", { value: name }, name));
    const whole = html("option", { value: TOPIC + topic }, `all: ${topic}`);
    label.querySelector("select")!.append(html("optgroup", { label: topic }, whole, ...options));
  }
  return label;
}

/** A field for words. */
export function search(label: string, onInput: (text: string) => void): HTMLLabelElement {
  const input = html("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  input.addEventListener("input", () => onInput(input.value));
  return html("label", { class: "choice" }, html("span", {}, label), input);
}

/** Hides all rows but some, and what is left empty by that. */
function hide(lines: Line[], kept: Set<HTMLTableRowElement>): void {
  for (const { row } of lines) row.hidden = !kept.has(row);
  const around = (selector: string) => new Set(lines.map(({ row }) => row.closest<HTMLElement>(selector)));
  for (const part of [...around("tbody"), ...around(".scroll")]) {
    if (part) part.hidden = part.querySelector("tr[data-claim]:not([hidden])") === null;
  }
}
