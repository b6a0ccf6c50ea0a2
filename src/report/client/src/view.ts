// What a view is: one part of the section Explore that draws itself from the data and the reader's choice.

import type { PageData, Style, Variant, VariantSplit } from "./data.ts";
import type { Store } from "./state.ts";

/** What a view works with. */
export interface Context {
  data: PageData;
  store: Store;
  /** How a variant or group looks; grey where it is not known. */
  style(id: string): Style;
  /** The variant of an id; of a group, its first seed. */
  resolve(id: string): Variant;
  /** The chosen ids with their variants and what was measured on the chosen split, in the order of the choice. */
  chosen(): Chosen[];
}

/** A chosen variant or group. */
export interface Chosen {
  /** As it was chosen: of a variant or a group. */
  id: string;
  variant: Variant;
  style: Style;
  /** On the chosen split. */
  on: VariantSplit | undefined;
}

export interface View {
  /** Anchor of its part: `explore-` and this. */
  id: string;
  title: string;
  /** Whether the page has data for it. */
  available(data: PageData): boolean;
  /** Builds it once inside `root`, which has its heading; it then listens to the store. */
  mount(root: HTMLElement, context: Context): void;
}

const UNKNOWN: Style = { color: "var(--soft)", shape: "circle", fill: "solid", dash: [] };

/** The context of a page. */
export function contextOf(data: PageData, store: Store): Context {
  const variants = new Map(data.variants.map((v) => [v.id, v]));
  const groups = new Map(data.groups.map((g) => [g.id, g]));
  const resolve = (id: string): Variant => {
    const found = variants.get(id) ?? variants.get(groups.get(id)?.variants[0] ?? "") ?? data.variants[0];
    if (!found) throw new Error("a page without variants has no section Explore");
    return found;
  };
  const style = (id: string) => groups.get(id)?.style ?? variants.get(id)?.style ?? UNKNOWN;
  const chosen = () => {
    const { variants: ids, split } = store.get();
    return ids.map((id) => {
      const variant = resolve(id);
      return { id, variant, style: style(id), on: variant.splits[split] };
    });
  };
  return { data, store, style, resolve, chosen };
}
