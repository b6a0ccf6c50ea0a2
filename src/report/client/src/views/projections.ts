// PCA and t-SNE of the sampled examples' features, one panel a variant. Each panel has its own axes: the axes of two networks have
// nothing in common.

import { ofAll } from "../charts/class_looks.ts";
import { choice, html } from "../charts/element.ts";
import { sign } from "../charts/marks.ts";
import { MOST_AS_SVG, type Named, Scatter, type Spot, squareDomain } from "../charts/scatter.ts";
import { className, type Packed, type PageData, row } from "../data.ts";
import { deedsOf } from "../hover.ts";
import type { Chosen, Context, View } from "../view.ts";
import { followExamples, panel } from "./panel.ts";

type Kind = "pca" | "tsne";

const TITLES: Record<Kind, string> = { pca: "PCA", tsne: "t-SNE" };
const ABOUT: Record<Kind, string> = {
  pca: "First two principal components of the features; equal scales on both axes.",
  tsne: "t-SNE of the features: neighbours stay neighbours; distances between clusters and their sizes say nothing.",
};
/** More names than these would cover the marks. */
const MOST_NAMES = 12;

function has(data: PageData, kind: Kind): boolean {
  return data.variants.some((v) => Object.values(v.splits).some((s) => s[kind]));
}

export const PROJECTIONS: View = {
  id: "projections",
  title: "Projections of the features",
  available: (data) => has(data, "pca") || has(data, "tsne"),
  mount(root, context) {
    const { data, store } = context;
    const kinds = (["pca", "tsne"] as const).filter((kind) => has(data, kind));
    const picked = (): Kind => (kinds.includes("tsne") && store.get().settings["projections.kind"] === "tsne" ? "tsne" : (kinds[0] ?? "pca"));
    const about = html("p", { class: "about" });
    const panels = html("div", { class: "panels" });
    const options = kinds.map((kind): [string, string] => [kind, TITLES[kind]]);
    const controls = html("div", { class: "controls" }, choice("Projection", options, picked(), (kind) => store.setting("projections.kind", kind)));
    root.append(about, ...(kinds.length > 1 ? [controls] : []), panels);
    followExamples(context, ({ variants, split, classes }) => [variants, split, classes, picked()], () => {
      about.textContent = ABOUT[picked()];
      return draw(panels, context, picked());
    });
  },
};

function draw(panels: HTMLElement, context: Context, kind: Kind): Scatter[] {
  const chosen = context.chosen();
  const spots = chosen.map((of) => spotsOf(context, of, kind));
  const isCanvas = spots.reduce((sum, s) => sum + s.length, 0) > MOST_AS_SVG;
  const scatters: Scatter[] = [];
  const children = chosen.map((of, at) => {
    const here = spots[at] ?? [];
    const head = [sign(of.style), of.id];
    if (here.length === 0) return panel(head, html("p", { class: "missing" }, `No ${TITLES[kind]} of it on this split.`));
    const label = `${of.id}: ${TITLES[kind]} of ${here.length} examples`;
    const domain = squareDomain(here.map((s) => s.at));
    const named = namesOf(context, here);
    const scatter = new Scatter({ label, spots: here, named, domain, hasTicks: kind === "pca", isCanvas }, deedsOf(context));
    scatters.push(scatter);
    return panel(head, scatter.root);
  });
  panels.replaceChildren(...children);
  return scatters;
}

function spotsOf({ data, store }: Context, of: Chosen, kind: Kind): Spot[] {
  const state = store.get();
  const labels = data.samples[state.split]?.labels ?? [];
  const packed: Packed | undefined = of.on?.[kind];
  // Points of another sample than that of the page cannot be matched with its examples.
  if (!packed || packed.shape[0] !== labels.length) return [];
  return labels.map((label, example) => {
    const [x = NaN, y = NaN] = row(packed, example);
    return { example, at: [x, y], look: ofAll(data, state, label) };
  });
}

/** The names of the classes at the medians of their examples: of all, or of the three of the plane where there are many. */
function namesOf({ data, store }: Context, spots: Spot[]): Named[] {
  const { classes, split } = store.get();
  const labels = data.samples[split]?.labels ?? [];
  const named = data.shown.length <= MOST_NAMES ? data.shown : (classes ?? []);
  return named.flatMap((klass) => {
    const own = spots.filter((s) => labels[s.example] === klass);
    if (own.length === 0) return [];
    const middle = (at: 0 | 1) => own.map((s) => s.at[at]).sort((a, b) => a - b)[Math.floor(own.length / 2)] ?? 0;
    return [{ text: className(data, klass), at: [middle(0), middle(1)] as [number, number] }];
  });
}
