// The toolbar of Explore: which variants side by side, against which baseline, on which split; reset and a link to this view.

import { html } from "./charts/element.ts";
import { sign } from "./charts/marks.ts";
import { MOST, type State } from "./state.ts";
import { mountTables } from "./tables.ts";
import type { Context } from "./view.ts";

/** Says something to those who look and to readers of screens. */
type Say = (text: string) => void;

/** Fills the toolbar; it follows the store. */
export function mountToolbar(root: HTMLElement, context: Context, start: State): void {
  const { data, store } = context;
  const said = html("span", { class: "fine", role: "status" });
  const say: Say = (text) => (said.textContent = text);
  const isGroup = (id: string) => data.groups.some((g) => g.id === id && g.variants.length > 1);
  const seeds = data.variants.filter((v) => isGroup(v.group));
  const alone = data.variants.filter((v) => !isGroup(v.group)).map((v) => v.id);
  const groups = data.groups.filter((g) => g.variants.length > 1).map((g) => g.id);
  const chips = [...groups, ...alone].map((id) => chip(context, id, say));
  const single = seeds.map((v) => chip(context, v.id, say));
  const baseline = picker("Baseline", "of the differences", (value) => store.set({ baseline: value }));
  const split = picker("Split", "", (value) => store.set({ split: value }));
  root.append(
    html("div", { class: "chips", role: "group", "aria-label": `Variants side by side, up to ${MOST}` }, ...chips.map((c) => c.root)),
    html(
      "div",
      { class: "controls" },
      baseline.root,
      data.splits.length > 1 ? split.root : null,
      button("Reset", () => {
        store.set(start);
        say("Back to what was chosen at first.");
      }),
      button("Copy link", () => void copyLink(say)),
      mountTables(context),
      single.length > 0 ? folded("Single seeds", single.map((c) => c.root)) : null,
      said,
    ),
  );
  const follow = (state: State) => {
    for (const each of [...chips, ...single]) each.follow(state);
    baseline.fill(state.variants, state.baseline);
    split.fill(data.splits, state.split);
  };
  follow(store.get());
  store.subscribe(follow);
}

interface Chip {
  root: HTMLElement;
  follow(state: State): void;
}

/** A switch of one variant or group. */
function chip(context: Context, id: string, say: Say): Chip {
  const about = context.resolve(id).about;
  const root = html("button", { type: "button", class: "chip", title: about }, sign(context.style(id)), id);
  root.addEventListener("click", () => {
    const refused = toggle(context.store.get(), id);
    if (typeof refused === "string") return say(refused);
    say("");
    context.store.set(refused);
  });
  return { root, follow: (state) => root.setAttribute("aria-pressed", String(state.variants.includes(id))) };
}

/** The choice with a variant more or less; or why that cannot be. */
export function toggle({ variants, baseline }: State, id: string): Pick<State, "variants" | "baseline"> | string {
  if (!variants.includes(id)) {
    if (variants.length >= MOST) return `${MOST} variants are the most side by side: take one away first.`;
    return { variants: [...variants, id], baseline };
  }
  if (variants.length === 1) return "One variant must stay.";
  const left = variants.filter((other) => other !== id);
  return { variants: left, baseline: baseline === id ? (left[0] ?? baseline) : baseline };
}

interface Picker {
  root: HTMLElement;
  fill(options: string[], picked: string): void;
}

function picker(label: string, about: string, onPick: (value: string) => void): Picker {
  const select = html("select");
  select.addEventListener("change", () => onPick(select.value));
  const root = html("label", { class: "choice", title: about || null }, html("span", {}, label), select);
  const fill = (options: string[], picked: string) =>
    select.replaceChildren(...options.map((text) => html("option", { value: text, selected: text === picked }, text)));
  return { root, fill };
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const made = html("button", { type: "button", class: "plain" }, text);
  made.addEventListener("click", onClick);
  return made;
}

function folded(text: string, children: HTMLElement[]): HTMLDetailsElement {
  return html("details", {}, html("summary", {}, text), html("div", { class: "chips" }, ...children));
}

async function copyLink(say: Say): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link to this view is copied.");
  } catch {
    say(`The link to this view is in the address bar: ${location.href}`);
  }
}
