// The chosen variants side by side: a metric a row, its value with interval or deviation, its difference from the baseline, and
// a strip on which every seed is a dot on the mean of its group.

import { scaleLinear } from "d3-scale";

import { html, svg } from "../charts/element.ts";
import { mark, sign } from "../charts/marks.ts";
import type { Metric } from "../data.ts";
import { head } from "../format.ts";
import { axisText, type Compared, compared, type Measured, measured, spanOf } from "../measured.ts";
import type { Chosen, Context, View } from "../view.ts";

/** Statistics that are not folded away: the first of the page's, as in its static tables. */
const HEADLINE = 9;
/** Sizes of a strip, in pixels of its viewBox. */
const WIDE = 200;
const LINE = 13;
const EDGE = 8;

export const COMPARE: View = {
  id: "compare",
  title: "Side by side",
  available: (data) => data.variants.length > 0,
  mount(root, context) {
    const place = scroll("The chosen variants side by side");
    root.append(html("p", { class: "about" }, ABOUT), place);
    const further = html("details", {});
    root.append(further);
    const draw = () => {
      const metrics = measuredOf(context);
      place.replaceChildren(table(context, metrics.slice(0, HEADLINE)));
      const rest = metrics.slice(HEADLINE);
      further.hidden = rest.length === 0;
      further.replaceChildren(html("summary", {}, `Further statistics: ${rest.length}`), scroll("Further statistics", table(context, rest)));
    };
    draw();
    context.store.subscribe((_, changed) => {
      if (changed.has("variants") || changed.has("baseline") || changed.has("split")) draw();
    });
  },
};

const ABOUT =
  "Below each value its difference from the baseline: with its interval where one was made of pairs, bold where that excludes 0; " +
  "in brackets the mere difference of two numbers. In the last column each seed is a mark, with its interval over examples; the " +
  "long stroke is the mean of a group.";

function scroll(label: string, ...children: Node[]): HTMLElement {
  return html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, ...children);
}

/** The statistics that any chosen variant has on the split. */
function measuredOf({ data, store }: Context): Metric[] {
  const { split, variants } = store.get();
  return data.metrics.filter(({ name }) => variants.some((id) => measured(data, id, [split, name]).dots.length > 0));
}

function table(context: Context, metrics: Metric[]): HTMLTableElement {
  const { baseline, split } = context.store.get();
  const chosen = context.chosen();
  const heads = chosen.map(({ id, style, variant }) =>
    html("th", { scope: "col", title: variant.about }, sign(style), id, id === baseline ? html("span", { class: "about" }, "baseline") : null),
  );
  const rows = metrics.map((metric) => row(context, metric, chosen));
  const first = html("th", { scope: "col" }, `On ${split}`);
  return html(
    "table",
    { class: "wide compare" },
    html("thead", {}, html("tr", {}, first, ...heads, html("th", { scope: "col", class: "text" }, "Seeds"))),
    html("tbody", {}, ...rows),
  );
}

function row({ data, store }: Context, metric: Metric, chosen: Chosen[]): HTMLTableRowElement {
  const { baseline, split } = store.get();
  const on: [string, string] = [split, metric.name];
  const numbers = chosen.map(({ id }) => measured(data, id, on));
  const cells = chosen.map(({ id }, at) => cell(numbers[at], compared(data, [id, baseline], on), metric.name));
  const title = `${metric.title}: ${metric.definition}`;
  const name = html("a", { href: `#method-${metric.name}`, title }, `${head(metric)} ${metric.direction}`.trim());
  const text = (value: number) => axisText(data, metric.name, value);
  return html("tr", {}, html("th", { scope: "row" }, name), ...cells, html("td", { class: "text" }, strip(numbers, chosen, text)));
}

function cell(number: Measured | undefined, difference: Compared | null, metric: string): HTMLTableCellElement {
  const [value = "–", ...spread] = number?.text.split(" ") ?? [];
  const rest = spread.length > 0 ? html("span", { class: "spread" }, ` ${spread.join(" ")}`) : null;
  const below = difference && html("span", { class: difference.isDecided ? "about decided" : "about" }, difference.isPaired ? difference.text : `(${difference.text})`);
  return html("td", { "data-metric": metric, title: number?.reason ?? null }, html("span", { class: "value" }, value), rest, below);
}

/** A line a variant on one axis: a mark a seed with its interval, the mean as a stroke; the ends of the axis as numbers. */
function strip(numbers: Measured[], chosen: Chosen[], text: (value: number) => string): SVGSVGElement | string {
  const span = spanOf(numbers.flatMap((n) => n.dots));
  if (!span) return "";
  const [low, high] = span[0] === span[1] ? [span[0] - 1, span[1] + 1] : span;
  const x = scaleLinear([low, high], [EDGE, WIDE - EDGE]);
  const height = LINE * numbers.length + LINE;
  const label = `Seeds from ${text(span[0])} to ${text(span[1])}`;
  const root = svg("svg", { class: "strip", viewBox: `0 0 ${WIDE} ${height}`, width: WIDE, height, role: "img", "aria-label": label });
  numbers.forEach((number, at) => {
    const y = LINE * (at + 0.5);
    const style = chosen[at]?.style;
    if (!style) return;
    const ends = number.dots.filter((d) => d.low !== undefined && d.high !== undefined);
    const lines = ends.map((d) => svg("line", { x1: x(d.low ?? 0), x2: x(d.high ?? 0), y1: y, y2: y, stroke: style.color, opacity: 0.35 }));
    const mean = number.dots.length > 1 && number.value !== null ? x(number.value) : null;
    const stroke = mean === null ? [] : [svg("line", { x1: mean, x2: mean, y1: y - 6, y2: y + 6, stroke: "var(--ink)", "stroke-width": 1.5 })];
    root.append(...lines, ...stroke, ...number.dots.map((d) => mark({ ...style, area: 26 }, [x(d.value), y])));
  });
  const end = (value: number, anchor: string) => svg("text", { x: x(value), y: height - 2, "text-anchor": anchor }, text(value));
  root.append(end(span[0], "start"), ...(span[0] < span[1] ? [end(span[1], "end")] : []));
  return root;
}
