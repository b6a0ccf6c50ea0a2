// The frame of a drawing: its picture, its scales, its axes with their ticks and titles.

import type { ScaleContinuousNumeric } from "d3-scale";
import { svg } from "./element.ts";

export type Scale = ScaleContinuousNumeric<number, number>;

export interface Axis {
  label: string;
  /** Its range is set by the frame. */
  scale: Scale;
  ticks: number[];
  text(value: number): string;
}

export interface Size {
  width: number;
  height: number;
}

export interface Frame {
  picture: SVGSVGElement;
  /** What is drawn goes here. */
  plot: SVGGElement;
  x: Scale;
  y: Scale;
}

const MARGIN = { top: 8, right: 10, bottom: 36, left: 46 };

/** A picture of a size in CSS pixels, which shrinks with its container. */
export function picture({ width, height }: Size, title: string): SVGSVGElement {
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title });
}

/** An empty picture with two axes. */
export function frame(size: Size, x: Axis, y: Axis, title: string): Frame {
  const right = size.width - MARGIN.right;
  const bottom = size.height - MARGIN.bottom;
  const scales = { x: x.scale.copy().range([MARGIN.left, right]), y: y.scale.copy().range([bottom, MARGIN.top]) };
  const plot = svg("g");
  const root = picture(size, title);
  root.append(below(x, scales.x, bottom), beside(y, scales.y, { left: MARGIN.left, right }), plot);
  root.append(
    svg(
      "text",
      { class: "axis-title", x: (MARGIN.left + right) / 2, y: size.height - 4, "text-anchor": "middle" },
      x.label,
    ),
    turned(y.label, 11, (MARGIN.top + bottom) / 2),
  );
  return { picture: root, plot, ...scales };
}

/** A text that reads upwards. */
export function turned(text: string, x: number, y: number): SVGTextElement {
  return svg(
    "text",
    { class: "axis-title", transform: `translate(${x} ${y}) rotate(-90)`, "text-anchor": "middle" },
    text,
  );
}

/** The axis at a height `y`. */
export function below(axis: Axis, scale: Scale, y: number): SVGGElement {
  const [from = 0, to = 0] = scale.range();
  const tick = (value: number) => [
    svg("line", { x1: scale(value), x2: scale(value), y1: y, y2: y + 4 }),
    svg("text", { x: scale(value), y: y + 16, "text-anchor": "middle" }, axis.text(value)),
  ];
  return svg("g", { class: "axis" }, svg("line", { x1: from, x2: to, y1: y, y2: y }), ...axis.ticks.flatMap(tick));
}

/** The axis at the left edge, with faint lines across. */
export function beside(axis: Axis, scale: Scale, { left, right }: { left: number; right: number }): SVGGElement {
  const [from = 0, to = 0] = scale.range();
  const tick = (value: number) => [
    svg("line", { class: "grid", x1: left, x2: right, y1: scale(value), y2: scale(value) }),
    svg("line", { x1: left - 4, x2: left, y1: scale(value), y2: scale(value) }),
    svg("text", { x: left - 7, y: scale(value), dy: "0.35em", "text-anchor": "end" }, axis.text(value)),
  ];
  return svg(
    "g",
    { class: "axis" },
    ...axis.ticks.flatMap(tick),
    svg("line", { x1: left, x2: left, y1: from, y2: to }),
  );
}

/** The text of a tick: a number with decimals, without the zeros that it ends with. */
export function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
