// Layers: CKA of every layer of one variant with every layer of another, and of the chosen variants with each other.
//
// Fed by the layer similarities and the pairs of the page's data.

import { choice, html } from "../charts/element.ts";
import { heat, heatKey } from "../charts/heat.ts";
import { row, type Layers, type PageData, type Value } from "../data.ts";
import { cell, number, reason } from "../format.ts";
import type { Chosen, Context, View } from "../view.ts";
import { follow } from "./follow.ts";

const METRIC = "linear_cka_debiased";
/** The setting that keeps which layers are shown. */
const SETTING = "layers.pair";

export const LAYERS: View = {
  id: "layers",
  title: "Similarity of features",
  available: (data) => data.layers.length > 0 || data.pairs.some((pair) => METRIC in pair.metrics),
  mount,
};

function mount(root: HTMLElement, context: Context): void {
  const [between, picker, layers] = [html("div", {}), html("div", { class: "controls" }), html("div", {})];
  root.append(
    heatKey("Debiased linear CKA"),
    html("div", { class: "heats" }, between, html("div", {}, picker, layers)),
  );
  const show = () => {
    const { split, settings } = context.store.get();
    between.replaceChildren(matrix(context.data, context.chosen(), split));
    const found = layersOf(context.data, split);
    const picked = preferred(found, settings[SETTING], context.chosen());
    picker.replaceChildren(...(picked ? [pick(found, picked, (key) => context.store.setting(SETTING, key))] : []));
    layers.replaceChildren(picked ? layerHeat(picked) : html("p", { class: "fine" }, NO_LAYERS));
  };
  follow(context.store, ({ variants, split, settings }) => [variants, split, settings[SETTING]], show);
}

const NO_LAYERS =
  "Layers were not compared: penult report --layers does that, where the weights and the data are at hand.";

/** Those of a split; of the first split that has any, where it has none. */
export function layersOf(data: PageData, split: string): Layers[] {
  const of = (wanted: string) => data.layers.filter((l) => l.split === wanted);
  return [split, ...data.splits].map(of).find((found) => found.length > 0) ?? [];
}

/** What a pair of layers is called in the URL. */
function key(layers: Layers): string {
  return `${layers.a}|${layers.b}`;
}

/** What the reader picked, else the first of the chosen variants, else the first. */
export function preferred(
  all: Layers[],
  picked: string | undefined,
  chosen: Pick<Chosen, "variant">[],
): Layers | undefined {
  const ids = new Set(chosen.map((c) => c.variant.id));
  return all.find((l) => key(l) === picked) ?? all.find((l) => ids.has(l.a) && ids.has(l.b)) ?? all[0];
}

function pick(all: Layers[], picked: Layers, onPick: (key: string) => void): HTMLElement {
  const named = (layers: Layers) =>
    layers.a === layers.b ? `${layers.a} with itself` : `${layers.a} with ${layers.b}`;
  return choice(
    "Layers of",
    all.map((l): [string, string] => [key(l), named(l)]),
    key(picked),
    onPick,
  );
}

function layerHeat(layers: Layers): HTMLElement {
  const value = (at: number, column: number) => defined(row(layers.matrix, at)[column]);
  const other = layers.a === layers.b ? "itself" : layers.b;
  return heat({
    caption: `Layers of ${layers.a} (upwards) with those of ${other} (to the right), ${layers.split}`,
    rows: layers.rows,
    columns: layers.columns,
    value,
    text: (v) => number("plain", v),
    says: (at, column) =>
      `${layers.rows[at]} of ${layers.a}, ${layers.columns[column]} of ${layers.b}: ${said(value(at, column))}`,
  });
}

function defined(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function said(value: number | null): string {
  return value === null ? "undefined" : number("plain", value);
}

/** The similarity of two variants, whichever is named first; 1 of a variant with itself. */
export function similarity(data: PageData, split: string, [a, b]: [string, string]): Value | undefined {
  if (a === b) return { value: 1, n: 0 };
  const joins = (x: { a: string; b: string }) => (x.a === a && x.b === b) || (x.a === b && x.b === a);
  return data.pairs.find((pair) => pair.split === split && joins(pair))?.metrics[METRIC];
}

function matrix(data: PageData, chosen: Chosen[], split: string): HTMLElement {
  const at = (r: number, c: number) => similarity(data, split, [chosen[r]!.variant.id, chosen[c]!.variant.id]);
  return heat({
    caption: `Penultimate features of the chosen variants, ${split}`,
    rows: chosen.map((c) => c.variant.id),
    columns: chosen.map((c) => c.variant.id),
    value: (r, c) => {
      const found = at(r, c);
      return found && "value" in found ? found.value : null;
    },
    text: (v) => number("plain", v),
    says: (r, c) => `${chosen[r]!.variant.id} with ${chosen[c]!.variant.id}: ${inWords(at(r, c))}`,
  });
}

function inWords(value: Value | undefined): string {
  return reason(value) ?? cell("plain", value);
}
