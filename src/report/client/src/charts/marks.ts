// The marks of variants and classes: six shapes, solid or open, on a canvas or as SVG.

import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolStar, symbolTriangle, type SymbolType } from "d3-shape";

import type { Style } from "../data.ts";
import { svg } from "./element.ts";

/** A triangle on its tip. */
const symbolDown: SymbolType = {
  draw(context, size) {
    const y = -Math.sqrt(size / (Math.sqrt(3) * 3));
    context.moveTo(0, -y * 2);
    context.lineTo(-Math.sqrt(3) * y, y);
    context.lineTo(Math.sqrt(3) * y, y);
    context.closePath();
  },
};

const SHAPES: Record<Style["shape"], SymbolType> = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
  down: symbolDown,
  star: symbolStar,
};

const paths = new Map<string, string>();

/** The path of a shape of so many square pixels, about the origin. */
export function shapePath(shape: Style["shape"], area: number): string {
  const key = `${shape} ${area}`;
  const known = paths.get(key) ?? symbol(SHAPES[shape], area)() ?? "";
  paths.set(key, known);
  return known;
}

/** How a mark is painted. */
export interface Look {
  shape: Style["shape"];
  fill: Style["fill"];
  color: string;
  /** Square pixels. */
  area: number;
}

/** A mark as SVG. */
export function mark(look: Look, [x, y]: [number, number]): SVGPathElement {
  const isOpen = look.fill === "open";
  return svg("path", {
    d: shapePath(look.shape, look.area),
    transform: `translate(${x.toFixed(2)},${y.toFixed(2)})`,
    fill: isOpen ? "var(--paper)" : look.color,
    stroke: isOpen ? look.color : null,
    "stroke-width": isOpen ? 1.5 : null,
  });
}

/** The sign of a variant beside its name. */
export function sign(style: Style): SVGSVGElement {
  const look = { ...style, area: 64 };
  return svg("svg", { class: "sign", viewBox: "-8 -8 16 16", width: 14, height: 14, "aria-hidden": "true" }, mark(look, [0, 0]));
}

/** The value of a CSS colour with variables, for a canvas inside `element`. */
export function resolved(color: string, element: Element): string {
  const probe = document.createElement("span");
  probe.style.color = color;
  element.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
