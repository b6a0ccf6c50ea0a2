// A reliability diagram with its counts below, as src/figure/reliability.rs draws it; here each bin can be picked.
//
// Marks are bins with examples, bars their gaps to the diagonal, ticks at the edges single examples: right ones above, wrong ones below.

import { scaleLinear, scaleLog } from "d3-scale";
import { html, svg } from "./element.ts";
import { below, beside, picture, turned, type Axis } from "./frame.ts";
import { mark, sign } from "./marks.ts";
import type { Style } from "../data.ts";
import { count, decimals } from "../format.ts";
import type { Bin } from "../temperature_grid.ts";

/** What a diagram shows of a variant. */
export interface Reliability {
  bins: Bin[];
  /** Printed below the name. */
  error: string;
  /** Single examples. */
  examples: { confidence: number; isRight: boolean }[];
  /** The bin that is picked; null for none. */
  picked: number | null;
}

export interface Diagram {
  root: HTMLElement;
  show(of: Reliability): void;
}

const SIZE = { width: 210, height: 262 };
const EDGES = { left: 44, right: 204, top: 8, bottom: 168 };
const COUNTS = { top: 178, bottom: 226 };
const UNIT: Axis = { label: "", scale: scaleLinear(), ticks: [0, 0.5, 1], text: (v) => decimals(v, v === 0.5 ? 1 : 0) };

/** A diagram of a variant with so many examples; `onPick` gets a bin. */
export function reliability(name: string, style: Style, examples: number, onPick: (bin: number) => void): Diagram {
  const x = scaleLinear([EDGES.left, EDGES.right]);
  const y = scaleLinear([EDGES.bottom, EDGES.top]);
  const counts = scaleLog([0.5, Math.max(2, examples)], [COUNTS.bottom, COUNTS.top]);
  const [drawn, buttons] = [svg("g"), svg("g", { role: "group", "aria-label": `Bins of ${name}` })];
  const root = picture(SIZE, "");
  root.removeAttribute("aria-label");
  root.setAttribute("role", "presentation");
  root.append(...axes(x, y, counts, examples), drawn, buttons);
  const error = html("span", { class: "about" });
  const show = (of: Reliability) => {
    error.textContent = of.error;
    drawn.replaceChildren(...drawnOf(of, { style, x, y, counts }));
    // Made once, so that the keyboard stays where it is.
    if (buttons.childElementCount !== of.bins.length) buttons.replaceChildren(...hits(of.bins, x, onPick));
    of.bins.forEach((bin, index) => label(buttons.children[index]!, bin, index === of.picked));
  };
  const caption = html("figcaption", {}, sign(style), name, error);
  return { root: html("figure", { class: "chart reliability" }, caption, root), show };
}

type Linear = ReturnType<typeof scaleLinear<number, number>>;
type Log = ReturnType<typeof scaleLog<number, number>>;

function axes(x: Linear, y: Linear, counts: Log, examples: number): SVGElement[] {
  const powers = [1, 100, 10_000, 1_000_000].filter((power) => power <= Math.max(2, examples));
  const middle = (EDGES.left + EDGES.right) / 2;
  return [
    svg("line", { class: "diagonal", x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    beside(UNIT, y, EDGES),
    beside({ ...UNIT, ticks: powers, text: count }, counts, EDGES),
    below({ ...UNIT, ticks: [] }, x, EDGES.bottom),
    below(UNIT, x, COUNTS.bottom),
    svg("text", { class: "axis-title", x: middle, y: SIZE.height - 4, "text-anchor": "middle" }, "confidence"),
    turned("accuracy", 10, (EDGES.top + EDGES.bottom) / 2),
  ];
}

interface Drawing {
  style: Style;
  x: Linear;
  y: Linear;
  counts: Log;
}

function drawnOf(of: Reliability, { style, x, y, counts }: Drawing): SVGElement[] {
  const parts: SVGElement[] = [];
  of.bins.forEach((bin, index) => {
    if (bin.confidence === null || bin.accuracy === null) return;
    const [left, right] = [x(bin.low) + 0.5, x(bin.high) - 0.5];
    const [upper, lower] = [y(Math.max(bin.accuracy, bin.confidence)), y(Math.min(bin.accuracy, bin.confidence))];
    const chosen = index === of.picked ? "bar picked" : "bar";
    parts.push(
      svg("rect", { class: "gap", x: left, width: right - left, y: upper, height: lower - upper }),
      svg("rect", {
        class: chosen,
        style: `fill:${style.color}`,
        x: left,
        width: right - left,
        y: counts(bin.count),
        height: COUNTS.bottom - counts(bin.count),
      }),
      mark({ ...style, area: 34 }, [x(bin.confidence), y(bin.accuracy)]),
    );
  });
  const ticks = of.examples.map(({ confidence, isRight }) => {
    const from = isRight ? EDGES.top : EDGES.bottom;
    return svg("line", { class: "rug", x1: x(confidence), x2: x(confidence), y1: from, y2: from + (isRight ? 8 : -8) });
  });
  return [...parts, ...ticks];
}

/** One button a bin; arrow keys go from one to the next. */
function hits(bins: Bin[], x: Linear, onPick: (bin: number) => void): SVGRectElement[] {
  const all = bins.map((bin, index) =>
    svg("rect", {
      class: "hit",
      role: "button",
      tabindex: index === bins.length - 1 ? 0 : -1,
      x: x(bin.low),
      width: x(bin.high) - x(bin.low),
      y: EDGES.top,
      height: COUNTS.bottom - EDGES.top,
    }),
  );
  all.forEach((hit, index) => {
    hit.addEventListener("click", () => onPick(index));
    hit.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") onPick(index);
      else if (event.key === "ArrowRight" || event.key === "ArrowLeft")
        goTo(all, hit, index + (event.key === "ArrowRight" ? 1 : -1));
      else return;
      event.preventDefault();
    });
  });
  return all;
}

function goTo(all: SVGRectElement[], from: SVGRectElement, index: number): void {
  const next = all[index];
  if (!next) return;
  from.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}

function label(hit: Element, bin: Bin, isPicked: boolean): void {
  const says = describe(bin);
  hit.setAttribute("aria-label", says);
  hit.setAttribute("aria-pressed", String(isPicked));
  hit.replaceChildren(svg("title", {}, says));
}

/** A bin in words. */
export function describe(bin: Bin): string {
  const range = `Confidence ${decimals(bin.low, 2)} to ${decimals(bin.high, 2)}`;
  if (bin.confidence === null || bin.accuracy === null) return `${range}: no example`;
  const percent = (share: number) => `${decimals(share * 100, 2)} %`;
  return `${range}: ${count(bin.count)} examples, accuracy ${percent(bin.accuracy)}, mean confidence ${percent(bin.confidence)}`;
}
