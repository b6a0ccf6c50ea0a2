// Lines of several variants on common axes; the text below names them, or says their numbers at the mark or under the pointer.

import { line as path } from "d3-shape";
import { html, svg } from "./element.ts";
import { frame, type Axis, type Frame } from "./frame.ts";
import { mark } from "./marks.ts";
import { stroke, swatch } from "./strokes.ts";
import type { Style } from "../data.ts";
import { DASH } from "../format.ts";

export interface Series {
  label: string;
  style: Style;
  /** Ascending in x. */
  points: [number, number][];
}

export interface LineChart {
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  /** How the line below the chart says an x. */
  at(x: number): string;
  /** How it says a value. */
  text(y: number): string;
  /** What a click at an x does. */
  onPick?(x: number): void;
}

export interface Lines {
  root: HTMLElement;
  /** Marks the values at one x. */
  mark(x: number): void;
}

const SIZE = { width: 280, height: 200 };

export function lines(chart: LineChart): Lines {
  const drawn = frame(SIZE, chart.x, chart.y, chart.title);
  const marks = svg("g");
  const says = html("p", { class: "readout" });
  drawn.plot.append(...chart.series.map((series) => curve(series, drawn)), marks);
  let marked: number | null = null;
  const show = (x: number | null) => {
    marks.replaceChildren(...(x === null ? [] : marksAt(chart, x, drawn)));
    says.replaceChildren(...said(chart, x));
  };
  show(null);
  drawn.picture.addEventListener("pointermove", (event) => show(under(event, chart, drawn)));
  drawn.picture.addEventListener("pointerleave", () => show(marked));
  if (chart.onPick) {
    drawn.picture.classList.add("pickable");
    drawn.picture.addEventListener("click", (event) => chart.onPick?.(under(event, chart, drawn)));
  }
  const markAt = (x: number) => {
    marked = x;
    show(x);
  };
  return {
    root: html("figure", { class: "chart" }, html("figcaption", {}, chart.title), drawn.picture, says),
    mark: markAt,
  };
}

function curve({ style, points }: Series, { x, y }: Frame): SVGPathElement {
  const d = path<[number, number]>(
    (p) => x(p[0]),
    (p) => y(p[1]),
  )(points);
  return svg("path", { class: "curve", d, ...stroke(style) });
}

function marksAt(chart: LineChart, at: number, { x, y }: Frame): SVGElement[] {
  const rule = svg("line", { class: "rule", x1: x(at), x2: x(at), y1: y.range()[0]!, y2: y.range()[1]! });
  const markers = chart.series.flatMap(({ style, points }) =>
    points.filter((p) => p[0] === at).map((p) => mark({ ...style, area: 50 }, [x(at), y(p[1])])),
  );
  return [rule, ...markers];
}

/** The values at one x, each beside the swatch of its variant; the names of the variants where none is asked for. */
function said(chart: LineChart, at: number | null): HTMLElement[] {
  const values = chart.series.map(({ label, style, points }) => {
    const found = points.find((p) => p[0] === at);
    return html("span", { title: label }, swatch(style), at === null ? label : found ? chart.text(found[1]) : DASH);
  });
  return at === null ? values : [html("span", {}, chart.at(at)), ...values];
}

/** The x, among those of the series, that is nearest to the pointer. */
function under(event: MouseEvent, chart: LineChart, { picture, x }: Frame): number {
  const box = picture.getBoundingClientRect();
  const place = ((event.clientX - box.left) / box.width) * SIZE.width;
  const all = chart.series.flatMap(({ points }) => points.map((p) => p[0]));
  return all.reduce((best, at) => (Math.abs(x(at) - place) < Math.abs(x(best) - place) ? at : best), all[0] ?? 0);
}
