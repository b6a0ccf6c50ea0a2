// One panel of examples as marks: axes, names of classes, a brush, and the example below the pointer or the arrow keys.
//
// Marks are SVG up to 1,500 of a view, else a canvas below the SVG. Sizes are those of the viewBox; CSS scales the panel.

import { scaleLinear, type ScaleLinear } from "d3-scale";

import { html, svg } from "./element.ts";
import { below, beside } from "./frame.ts";
import { type Look, mark, resolved, shapePath } from "./marks.ts";
import { apart, type Name } from "./names.ts";

/** Side of the drawn square, and its margins. */
export const SIDE = 300;
const MARGIN = { left: 34, right: 8, top: 8, bottom: 26 };
/** Marks of a view from which on a canvas draws them. */
export const MOST_AS_SVG = 1500;
/** Pixels from the pointer within which an example is found. */
const REACH = 12;

type Point = [number, number];

export interface Spot {
  /** Index into the sample. */
  example: number;
  at: Point;
  look: Look;
}

export interface Named {
  text: string;
  at: Point;
  /** Drawn larger with a rim: a template. */
  look?: Look;
}

/** What a panel shows. */
export interface Shown {
  label: string;
  spots: Spot[];
  named: Named[];
  /** Limits of both axes; equal scales. */
  domain: { x: [number, number]; y: [number, number] };
  hasTicks: boolean;
  isCanvas: boolean;
}

/** What the reader does on a panel. */
export interface Deeds {
  brushed(examples: number[]): void;
  hovered(example: number | null, place: DOMRect | null): void;
  /** By keyboard: in or out of the brushed ones. */
  toggled(example: number): void;
}

/** Limits of points with a margin, so that both axes have one scale. */
export function squareDomain(points: Point[]): Shown["domain"] {
  const finite = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (finite.length === 0) return { x: [0, 1], y: [0, 1] };
  const span = (at: 0 | 1) => {
    const values = finite.map((p) => p[at]);
    return [Math.min(...values), Math.max(...values)] as const;
  };
  const [left, right] = span(0);
  const [bottom, top] = span(1);
  const half = (Math.max(right - left, top - bottom) || 1) * 0.54;
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return { x: [x - half, x + half], y: [y - half, y + half] };
}

export class Scatter {
  readonly root: HTMLElement;
  #canvas = html("canvas", { width: 2 * SIDE, height: 2 * SIDE, "aria-hidden": "true" });
  #svg = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}` });
  #marks = svg("g", { class: "marks" });
  #halo = svg("path", { class: "halo", hidden: true });
  #shown: Shown;
  #x: ScaleLinear<number, number>;
  #y: ScaleLinear<number, number>;
  #deeds: Deeds;
  #focus = -1;

  constructor(shown: Shown, deeds: Deeds) {
    this.#shown = shown;
    this.#deeds = deeds;
    this.#x = scaleLinear(shown.domain.x, [MARGIN.left, SIDE - MARGIN.right]);
    this.#y = scaleLinear(shown.domain.y, [SIDE - MARGIN.bottom, MARGIN.top]);
    const label = `${shown.label}. Arrow keys go from example to example, space selects, escape lets go.`;
    this.root = html("div", { class: "scatter", tabindex: 0, role: "group", "aria-label": label });
    if (shown.isCanvas) this.root.append(this.#canvas);
    this.root.append(this.#svg);
    this.#axes();
    this.#svg.append(this.#marks);
    this.#names();
    this.#brush();
    this.#svg.append(this.#halo);
    this.#keys();
  }

  /** Draws the marks: the brushed ones strong, all others faint while any is brushed. */
  paint(brushed: ReadonlySet<number>): void {
    const ordered = [...this.#shown.spots].sort((a, b) => Number(brushed.has(a.example)) - Number(brushed.has(b.example)));
    const alpha = (spot: Spot) => (brushed.size === 0 ? 0.75 : brushed.has(spot.example) ? 1 : 0.13);
    if (this.#shown.isCanvas) this.#paintCanvas(ordered, alpha);
    else {
      const drawn = ordered.map((spot) => {
        const path = mark(spot.look, this.#place(spot));
        path.setAttribute("opacity", String(alpha(spot)));
        return path;
      });
      this.#marks.replaceChildren(...drawn);
    }
  }

  /** Rings the example below the pointer, wherever that is. */
  ring(example: number | null): void {
    const spot = this.#shown.spots.find((s) => s.example === example);
    if (!spot) {
      this.#halo.setAttribute("hidden", "");
      return;
    }
    const [x, y] = this.#place(spot);
    this.#halo.removeAttribute("hidden");
    this.#halo.setAttribute("d", shapePath("circle", 150));
    this.#halo.setAttribute("transform", `translate(${x},${y})`);
  }

  #place({ at: [x, y] }: Pick<Spot, "at">): Point {
    return [this.#x(x), this.#y(y)];
  }

  #paintCanvas(spots: Spot[], alpha: (spot: Spot) => number): void {
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, 2 * SIDE, 2 * SIDE);
    const colors = new Map<string, string>();
    for (const spot of spots) {
      const { color, shape, area } = spot.look;
      const known = colors.get(color) ?? resolved(color, this.root);
      colors.set(color, known);
      const [x, y] = this.#place(spot);
      context.setTransform(2, 0, 0, 2, 2 * x, 2 * y);
      context.globalAlpha = alpha(spot);
      context.fillStyle = known;
      context.fill(new Path2D(shapePath(shape, area)));
    }
  }

  #axes(): void {
    const of = (scale: ScaleLinear<number, number>) => {
      const ticks = this.#shown.hasTicks ? scale.ticks(5) : [];
      return { label: "", scale, ticks, text: scale.tickFormat(5) };
    };
    const [left, right] = [MARGIN.left, SIDE - MARGIN.right];
    this.#svg.append(below(of(this.#x), this.#x, SIDE - MARGIN.bottom), beside(of(this.#y), this.#y, { left, right }));
  }

  #names(): void {
    const names = this.#shown.named.map(({ text, at, look }): Name => {
      const [x, y] = this.#place({ at });
      if (look) this.#svg.append(mark(look, [x, y]));
      const anchor = x > SIDE * 0.75 ? "end" : x < SIDE * 0.3 ? "start" : "middle";
      return { text, x, y: look ? y - 10 : y + 4, anchor };
    });
    for (const { text, x, y, anchor } of apart(names, [MARGIN.top + 10, SIDE - MARGIN.bottom - 2])) {
      this.#svg.append(svg("text", { class: "name", x, y, "text-anchor": anchor }, text));
    }
  }

  /** A box drawn with the pointer selects what lies in it; a press without a box lets go, or takes the example below it. */
  #brush(): void {
    const box = svg("rect", { class: "box", hidden: true });
    this.#svg.append(box);
    let from: Point | null = null;
    this.#svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      from = this.#under(event);
      this.#svg.setPointerCapture(event.pointerId);
    });
    this.#svg.addEventListener("pointermove", (event) => {
      if (from) drawBox(box, from, this.#under(event));
      else this.#point(event);
    });
    this.#svg.addEventListener("pointerup", (event) => {
      if (from) this.#choose(from, this.#under(event));
      from = null;
      box.setAttribute("hidden", "");
    });
    this.#svg.addEventListener("pointercancel", () => {
      from = null;
      box.setAttribute("hidden", "");
    });
    this.#svg.addEventListener("pointerleave", () => this.#deeds.hovered(null, null));
  }

  #choose(from: Point, to: Point): void {
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) < 4) {
      const spot = this.#nearest(to);
      if (spot) this.#deeds.toggled(spot.example);
      else this.#deeds.brushed([]);
      return;
    }
    const within = (value: number, a: number, b: number) => value >= Math.min(a, b) && value <= Math.max(a, b);
    const inside = this.#shown.spots.filter((spot) => {
      const [x, y] = this.#place(spot);
      return within(x, from[0], to[0]) && within(y, from[1], to[1]);
    });
    this.#deeds.brushed(inside.map((spot) => spot.example).sort((a, b) => a - b));
  }

  /** The pointer in pixels of the viewBox. */
  #under(event: PointerEvent): Point {
    const { left, top, width } = this.#svg.getBoundingClientRect();
    const scale = SIDE / (width || SIDE);
    return [(event.clientX - left) * scale, (event.clientY - top) * scale];
  }

  #point(event: PointerEvent): void {
    const spot = this.#nearest(this.#under(event));
    this.#deeds.hovered(spot?.example ?? null, spot && this.#box(spot));
  }

  #nearest([px, py]: Point): Spot | null {
    let best: Spot | null = null;
    let nearest = REACH;
    for (const spot of this.#shown.spots) {
      const [x, y] = this.#place(spot);
      const distance = Math.hypot(x - px, y - py);
      if (distance < nearest) [best, nearest] = [spot, distance];
    }
    return best;
  }

  /** Where an example lies on the screen. */
  #box(spot: Spot): DOMRect {
    const [x, y] = this.#place(spot);
    const { left, top, width } = this.#svg.getBoundingClientRect();
    const scale = width / SIDE;
    return new DOMRect(left + x * scale, top + y * scale, 0, 0);
  }

  #keys(): void {
    this.root.addEventListener("keydown", (event) => {
      const count = this.#shown.spots.length;
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const spot = this.#shown.spots[this.#focus];
      if (step && count > 0) {
        this.#focus = (this.#focus + step + count) % count;
        const next = this.#shown.spots[this.#focus];
        if (next) this.#deeds.hovered(next.example, this.#box(next));
      } else if (event.key === " " && spot) this.#deeds.toggled(spot.example);
      else if (event.key === "Escape") this.#deeds.brushed([]);
      else return;
      event.preventDefault();
    });
    this.root.addEventListener("blur", () => {
      this.#focus = -1;
      this.#deeds.hovered(null, null);
    });
  }
}

function drawBox(box: SVGRectElement, [x0, y0]: Point, [x1, y1]: Point): void {
  box.removeAttribute("hidden");
  box.setAttribute("x", String(Math.min(x0, x1)));
  box.setAttribute("y", String(Math.min(y0, y1)));
  box.setAttribute("width", String(Math.abs(x1 - x0)));
  box.setAttribute("height", String(Math.abs(y1 - y0)));
}
