// The client's start: reads the page's data and the state that the URL says, fills the toolbar, mounts the views one by one.
//
// Nothing here is needed to read the report: the section Explore stays hidden until all of it can be used.

import { html } from "./charts/element.ts";
import { readPage, type PageData } from "./data.ts";
import { hashOf, type State, stateOf, Store } from "./state.ts";
import { mountToolbar } from "./toolbar.ts";
import { type Context, contextOf, type View } from "./view.ts";
import { COMPARE } from "./views/compare.ts";
import { EXAMPLES } from "./views/examples.ts";
import { filterGlossary } from "./views/glossary.ts";
import { KNOWLEDGE } from "./views/knowledge/index.ts";
import { LAYERS } from "./views/layers.ts";
import { filterLedger } from "./views/ledger.ts";
import { PLANE } from "./views/plane.ts";
import { PROJECTIONS } from "./views/projections.ts";
import { SPREAD } from "./views/spread.ts";
import { TEMPERATURE } from "./views/temperature.ts";

/** The views in the order of the page: one line each. */
export const VIEWS: View[] = [
  COMPARE,
  PLANE,
  PROJECTIONS,
  EXAMPLES,
  TEMPERATURE,
  SPREAD,
  KNOWLEDGE,
  LAYERS,
];

/** What is chosen at first. */
export function startOf(data: PageData): State {
  return {
    ...data.start,
    split: data.splits[0] ?? "",
    classes: data.triple,
    temperature: 1,
    brushed: [],
    hovered: null,
    settings: {},
  };
}

function begin(): void {
  const data = readPage(document);
  const section = document.getElementById("explore");
  if (!data || !section || data.variants.length === 0) return;
  const start = startOf(data);
  const store = new Store(stateOf(location.hash, start, choicesOf(data)) ?? start);
  const context = contextOf(data, store);
  const toolbar = document.getElementById("explore-toolbar");
  if (!toolbar) return;
  mountToolbar(toolbar, context, start);
  toolbar.before(...noted(data));
  section.hidden = false;
  linkInContents(section);
  followHash(store, start, data);
  filterLedger(document, store);
  filterGlossary(document);
  mountViews(context);
  if (location.hash.startsWith("#explore")) section.scrollIntoView();
}

function choicesOf(data: PageData) {
  const ids = new Set([...data.variants, ...data.groups].map((of) => of.id));
  const sampled = Object.fromEntries(Object.entries(data.samples).map(([split, s]) => [split, s.labels.length]));
  return { ids, splits: data.splits, shown: data.shown, sampled };
}

/** What the page had no room for. */
function noted(data: PageData): HTMLElement[] {
  return data.left_out.map((text) => html("p", { class: "fine" }, text));
}

/** In the contents it stands where it stands on the page. */
function linkInContents(section: HTMLElement): void {
  const before = document.querySelector(`header nav a[href="#${section.previousElementSibling?.id}"]`);
  before?.closest("li")?.after(html("li", {}, html("a", { href: "#explore" }, "Explore")));
}

/** The hash says the state, and the state follows a hash that says one. */
function followHash(store: Store, start: State, data: PageData): void {
  store.subscribe((state, changed) => {
    if (changed.size === 1 && changed.has("hovered")) return;
    const hash = hashOf(state, start);
    history.replaceState(null, "", hash || location.pathname + location.search);
  });
  window.addEventListener("hashchange", () => {
    const said = stateOf(location.hash, start, choicesOf(data));
    if (said) store.set(said);
  });
}

/** One view whenever the browser is idle, all of them before it prints. */
function mountViews(context: Context): void {
  const place = document.getElementById("explore-views");
  const waiting = VIEWS.filter((view) => view.available(context.data)).map((view) => {
    const title = html("h3", { id: `explore-${view.id}-title` }, view.title);
    const root = html("section", { id: `explore-${view.id}`, class: "view", "aria-labelledby": title.id }, title);
    place?.append(root);
    return () => view.mount(root, context);
  });
  const idle = window.requestIdleCallback ?? ((callback: () => void) => setTimeout(callback, 1));
  const next = () => {
    waiting.shift()?.();
    if (waiting.length > 0) idle(next);
  };
  idle(next);
  window.addEventListener("beforeprint", () => waiting.splice(0).forEach((mount) => mount()));
}

// After the first paint; where nothing is painted, as in a tab behind others, a little later.
let hasBegun = false;
const once = () => {
  if (!hasBegun) begin();
  hasBegun = true;
};
if (typeof document !== "undefined") {
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, 300);
}
