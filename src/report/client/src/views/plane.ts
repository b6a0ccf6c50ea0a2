// The template plane (Müller 2019): where the examples of three classes lie between the templates of their classes, one panel a
// variant on common axes. Any three shown classes, since logits and inner products of templates are all it needs.

import { ofThree } from "../charts/class_looks.ts";
import { html } from "../charts/element.ts";
import { sign } from "../charts/marks.ts";
import { MOST_AS_SVG, type Named, Scatter, type Spot, squareDomain } from "../charts/scatter.ts";
import { className, row, unpack } from "../data.ts";
import { deedsOf } from "../hover.ts";
import { type Plane, planeOf, project } from "../plane.ts";
import type { State } from "../state.ts";
import type { Chosen, Context, View } from "../view.ts";
import { followExamples, panel } from "./panel.ts";

type Triple = [number, number, number];

export const PLANE: View = {
  id: "plane",
  title: "Template plane",
  available: (data) => data.triple !== null && data.variants.some((v) => v.template_products && Object.values(v.splits).some((s) => s.logits)),
  mount(root, context) {
    const panels = html("div", { class: "panels" });
    root.append(about(context), pickers(context), panels);
    followExamples(context, ({ variants, split, classes }) => [variants, split, classes], () => draw(panels, context));
  },
};

function about({ data }: Context): HTMLElement {
  return html(
    "p",
    { class: "about" },
    "Examples of three classes on the plane through the three rows of the last layer that stand for them. One unit is the distance of the first two; the larger marks are the rows themselves. ",
    data.classes.length > data.shown.length ? `Classes to choose from: ${data.shown_by}.` : null,
  );
}

/** Three choices of a class; choosing one that another has swaps the two. */
function pickers({ data, store }: Context): HTMLElement {
  const selects = [0, 1, 2].map((place) => {
    const select = html("select", {}, ...data.shown.map((c) => html("option", { value: c }, className(data, c))));
    select.addEventListener("change", () => {
      const { classes } = store.get();
      if (classes) store.set({ classes: swapped(classes, place, Number(select.value)) });
    });
    return select;
  });
  const follow = ({ classes }: State) => selects.forEach((select, place) => (select.value = String(classes?.[place])));
  follow(store.get());
  store.subscribe(follow);
  const labelled = selects.map((select, place) => {
    const text = html("span", {}, ["First class", "Second", "Third"][place] ?? "");
    return html("label", { class: "choice" }, text, select);
  });
  return html("div", { class: "controls", role: "group", "aria-label": "The three classes of the plane" }, ...labelled);
}

/** The triple with a class at a place; the class that was there goes where the new one came from. */
export function swapped(classes: Triple, place: number, klass: number): Triple {
  const from = classes.indexOf(klass);
  return classes.map((c, at) => (at === place ? klass : at === from ? (classes[place] ?? c) : c)) as Triple;
}

interface Drawn {
  of: Chosen;
  /** Or why there is none. */
  shown: { plane: Plane; spots: Spot[] } | string;
}

function draw(panels: HTMLElement, context: Context): Scatter[] {
  const drawn = context.chosen().map((of): Drawn => ({ of, shown: shownOf(context, of) }));
  const found = drawn.flatMap(({ shown }) => (typeof shown === "string" ? [] : [shown]));
  const domain = squareDomain(found.flatMap(({ plane, spots }) => [...plane.templates, ...spots.map((s) => s.at)]));
  const isCanvas = found.reduce((sum, { spots }) => sum + spots.length, 0) > MOST_AS_SVG;
  const scatters: Scatter[] = [];
  const children = drawn.map(({ of, shown }) => {
    const head = [sign(of.style), of.id];
    if (typeof shown === "string") return panel(head, html("p", { class: "missing" }, shown));
    const named = templatesOf(context, shown.plane);
    const label = `${of.id}: ${shown.spots.length} examples on the plane of ${named.map((n) => n.text).join(", ")}`;
    const scatter = new Scatter({ label, spots: shown.spots, named, domain, hasTicks: true, isCanvas }, deedsOf(context));
    scatters.push(scatter);
    return panel(head, scatter.root);
  });
  panels.replaceChildren(...children);
  return scatters;
}

/** The three templates with the names of their classes. */
function templatesOf({ data, store }: Context, plane: Plane): Named[] {
  const state = store.get();
  return (state.classes ?? []).map((klass, at) => {
    const look = ofThree(state, klass);
    return { text: className(data, klass), at: plane.templates[at] ?? [0, 0], ...(look && { look: { ...look, area: 150, fill: "open" } }) };
  });
}

/** What a variant's panel shows, or why it has none. */
function shownOf({ data, store }: Context, of: Chosen): Drawn["shown"] {
  const state = store.get();
  const sample = data.samples[state.split];
  const { template_products: products } = of.variant;
  if (!products) return "No template plane: it has no linear head.";
  const logits = of.on?.logits;
  if (!logits || !sample || !state.classes) return "No sampled examples on this split.";
  const at = state.classes.map((c) => data.shown.indexOf(c)) as Triple;
  const plane = planeOf(unpack(products), data.shown.length, at);
  if (!plane) return "The three templates lie on a line: there is no plane.";
  const spots = sample.labels.flatMap((label, example): Spot[] => {
    const look = ofThree(state, label);
    return look ? [{ example, at: project(plane, row(logits, example)), look }] : [];
  });
  return { plane, spots };
}
