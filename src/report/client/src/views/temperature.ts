// Temperature: one slider over the grid of T moves reliability, γ, off-target entropy, ECE and NLL together.
//
// Fed by the temperature grids of the chosen variants; a bin that is picked selects those of
// the sampled examples that fall into it at this T.

import { scaleLinear, scaleLog } from "d3-scale";
import { html, table } from "../charts/element.ts";
import { trimmed } from "../charts/frame.ts";
import { lines, type Lines } from "../charts/lines.ts";
import { reliability, type Diagram } from "../charts/reliability.ts";
import { unpack, type Temperatures } from "../data.ts";
import { count, DASH, exact, head, number, unitOf } from "../format.ts";
import { confidenceAt, outputsOf, predicted, type Outputs } from "../sampled_outputs.ts";
import { along, binOf, bins, nearest, statistic, type Grid } from "../temperature_grid.ts";
import type { Chosen, Context, View } from "../view.ts";
import { follow } from "./follow.ts";

/** The statistics that are drawn against T. */
const DRAWN = ["gamma", "off_target_entropy", "ece", "nll"];

export const TEMPERATURE: View = {
  id: "temperature",
  title: "What temperature does",
  available: (data) => data.variants.some((v) => Object.values(v.splits).some((s) => s.temperatures)),
  mount,
};

/** A chosen variant with its grid. */
interface Panel {
  chosen: Chosen;
  grid: Grid;
  outputs: Outputs | null;
  diagram: Diagram;
}

function mount(root: HTMLElement, context: Context): void {
  const slider = html("input", { type: "range", min: 0, step: 1, id: "explore-t" });
  const says = html("output", { for: "explore-t" });
  const control = html("p", { class: "slider" }, html("label", { for: "explore-t" }, "Temperature"), slider, says);
  const [diagrams, note, charts, below] = [
    html("div", { class: "panels narrow" }),
    html("p", { class: "fine" }),
    html("div", { class: "panels charts" }),
    html("div", {}),
  ];
  root.append(control, diagrams, note, charts, below);
  let panels: Panel[] = [];
  let drawn: Lines[] = [];
  const at = () => panels[0]?.grid.at ?? [1];
  const show = () => {
    const index = nearest(at(), context.store.get().temperature);
    const temperature = at()[index]!;
    slider.value = String(index);
    says.textContent = `T = ${exact(temperature)}`;
    slider.setAttribute("aria-valuetext", `T = ${exact(temperature)}`);
    for (const panel of panels) showPanel(panel, context, index);
    for (const chart of drawn) chart.mark(temperature);
    below.replaceChildren(...(panels.length > 0 ? [numbers(panels, context, index)] : []));
  };
  const build = () => {
    panels = panelsOf(context, (bin, panel) => pick(context, panel, bin));
    slider.max = String(at().length - 1);
    slider.disabled = panels.length === 0;
    diagrams.replaceChildren(...panels.map((panel) => panel.diagram.root));
    drawn = DRAWN.flatMap((name) => chart(name, panels, context));
    charts.replaceChildren(...drawn.map((each) => each.root));
    note.textContent =
      panels.length === 0 ? "The chosen variants have no temperature grid on this split." : howPicked(panels, context);
  };
  slider.addEventListener("input", () => context.store.set({ temperature: at()[Number(slider.value)]! }));
  follow(context.store, ({ variants, split }) => [variants, split], build);
  follow(context.store, ({ variants, split, temperature, brushed }) => [variants, split, temperature, brushed], show);
}

function panelsOf(context: Context, onPick: (bin: number, panel: Panel) => void): Panel[] {
  return context.chosen().flatMap((chosen) => {
    const grid = chosen.on?.temperatures && gridOf(chosen.on.temperatures);
    if (!grid) return [];
    const diagram = reliability(chosen.id, chosen.style, examplesOf(grid), (bin) => onPick(bin, panel));
    const panel: Panel = { chosen, grid, outputs: outputsOf(context.data, chosen.on), diagram };
    return [panel];
  });
}

/** How many examples a grid is of. */
function examplesOf(grid: Grid): number {
  return bins(grid, 0).reduce((sum, bin) => sum + bin.count, 0);
}

function gridOf({ at, columns, table, reliability: flat }: Temperatures): Grid {
  return { at, columns, table: unpack(table), reliability: unpack(flat) };
}

function showPanel({ chosen, grid, outputs, diagram }: Panel, context: Context, index: number): void {
  const { brushed, split } = context.store.get();
  const labels = context.data.samples[split]?.labels ?? [];
  const all = bins(grid, index);
  const examples = outputs
    ? brushed.flatMap((example) => {
        const confidence = confidenceAt(outputs, example, grid.at[index]!);
        return confidence === null ? [] : [{ confidence, isRight: predicted(outputs, example) === labels[example] }];
      })
    : [];
  const hit = new Set(examples.map((e) => binOf(e.confidence, all.length)));
  const picked = hit.size === 1 ? [...hit][0]! : null;
  diagram.show({ bins: all, error: `ECE ${text(context, "ece", statistic(grid, index, "ece"))} %`, examples, picked });
  diagram.root.setAttribute("aria-label", `Reliability of ${chosen.id} at T = ${exact(grid.at[index]!)}`);
}

/** Selects the sampled examples of a bin at the chosen T; lets go of them when they are just those. */
function pick(context: Context, { grid, outputs }: Panel, bin: number): void {
  if (!outputs) return;
  const { temperature, brushed } = context.store.get();
  const index = nearest(grid.at, temperature);
  const confidences = Array.from({ length: outputs.summary.length / 3 }, (_, example) =>
    confidenceAt(outputs, example, grid.at[index]!),
  );
  if (confidences.includes(null)) return;
  const many = bins(grid, index).length;
  const found = confidences.flatMap((c, example) => (c !== null && binOf(c, many) === bin ? [example] : []));
  context.store.set({ brushed: String(found) === String(brushed) ? [] : found });
}

/** Of what the drawings are, and what picking a bin does. */
function howPicked(panels: Panel[], context: Context): string {
  const { split } = context.store.get();
  const sample = context.data.samples[split];
  const ns = [...new Set(panels.map(({ grid }) => count(examplesOf(grid))))].join(" or ");
  const of = `Bars, marks and lines are of ${ns} ${split} examples, counts logarithmic.`;
  if (!sample || panels.every((panel) => !panel.outputs)) return of;
  const some = `${of} Choosing a bin selects those of the ${count(sample.labels.length)} sampled ones that fall into it, in every panel of this section`;
  const needs = panels.some(({ outputs }) => outputs && outputs.shown < outputs.classes);
  return needs
    ? `${some}; at T = 1 only, since this page holds the logits of ${context.data.shown.length} classes.`
    : `${some}.`;
}

/** A statistic against T; none where nobody has it. */
function chart(name: string, panels: Panel[], context: Context): Lines[] {
  const series = panels.map(({ chosen, grid }) => ({
    label: chosen.id,
    style: chosen.style,
    points: along(grid, name),
  }));
  const values = series.flatMap(({ points }) => points.map((p) => p[1]));
  const metric = context.data.metrics.find((m) => m.name === name);
  if (values.length === 0) return [];
  const at = panels[0]!.grid.at;
  const y = scaleLinear([Math.min(0, ...values), Math.max(...values)], [0, 1]).nice(4);
  const ticks = y.ticks(4);
  return [
    lines({
      title: metric?.title ?? name,
      x: {
        label: "temperature T",
        scale: scaleLog([at[0]!, at.at(-1)!], [0, 1]),
        ticks: at.filter((t) => Number.isInteger(Math.log2(t))),
        text: exact,
      },
      y: { label: metric ? head(metric) : name, scale: y, ticks, text: (v) => trimmed(text(context, name, v)) },
      series,
      at: (t) => `T = ${exact(t)}`,
      text: (v) => text(context, name, v),
      onPick: (temperature) => context.store.set({ temperature }),
    }),
  ];
}

function text(context: Context, name: string, value: number | null): string {
  return value === null ? DASH : number(unitOf(context.data, name), value);
}

function numbers(panels: Panel[], context: Context, index: number): HTMLElement {
  const { columns, at } = panels[0]!.grid;
  const heads = columns.map((name) => {
    const metric = context.data.metrics.find((m) => m.name === name);
    return metric ? head(metric) : name;
  });
  const rows = panels.map(({ chosen, grid }) => [
    chosen.id,
    ...columns.map((name) => text(context, name, statistic(grid, index, name))),
  ]);
  return table(`At T = ${exact(at[index]!)}`, ["Variant", ...heads], rows);
}
