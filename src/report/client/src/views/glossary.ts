// The search over the definitions of the methods section: it hides entries of the static list.

import { html } from "../charts/element.ts";
import { hasWords } from "../claim_filter.ts";
import { count } from "../format.ts";
import { search } from "./ledger.ts";

/** Puts a search field above the definitions of a page; a page without them stays as it is. */
export function filterGlossary(page: Document): void {
  const lists = [...page.querySelectorAll<HTMLElement>("dl.methods")];
  const first = lists[0]?.previousElementSibling;
  if (!first) return;
  const says = html("span", { class: "fine", role: "status" });
  const total = page.querySelectorAll("dl.methods > dt").length;
  const show = (text: string) => {
    const kept = lists.reduce((sum, list) => sum + keep(list, text), 0);
    says.textContent = text.trim() === "" ? "" : `${count(kept)} of ${count(total)} definitions.`;
  };
  const field = search("Find a definition", show);
  first.before(html("div", { class: "filter controls", role: "search" }, field, says));
  // A link to a definition must find it.
  page.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || !target.closest("a[href^='#method-']")) return;
    field.querySelector("input")!.value = "";
    show("");
  });
}

/** Keeps the entries of a topic with all words; how many those are. */
function keep(list: HTMLElement, text: string): number {
  let kept = 0;
  for (const term of list.querySelectorAll<HTMLElement>("dt")) {
    const entry = term.nextElementSibling as HTMLElement;
    const isKept = hasWords(`${term.textContent} ${entry.textContent}`, text);
    term.hidden = entry.hidden = !isKept;
    kept += Number(isKept);
  }
  const heading = list.previousElementSibling as HTMLElement | null;
  list.hidden = kept === 0;
  if (heading?.tagName === "H3") heading.hidden = kept === 0;
  return kept;
}
