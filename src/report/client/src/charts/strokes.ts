// The lines of variants: colour, dashes, and a piece of line with its mark for legends.

import type { Style } from "../data.ts";
import { svg, type Attributes } from "./element.ts";
import { mark } from "./marks.ts";

/** How a line of a variant is drawn. */
export function stroke({ color, dash }: Style): Attributes {
  return { stroke: color, "stroke-dasharray": dash.length > 0 ? dash.map((part) => part * 2).join(" ") : null };
}

/** The sign of a variant where its lines are drawn. */
export function swatch(style: Style): SVGSVGElement {
  return svg(
    "svg",
    { class: "swatch", viewBox: "0 0 28 14", width: 28, height: 14, "aria-hidden": "true" },
    svg("line", { x1: 1, x2: 27, y1: 7, y2: 7, "stroke-width": 2, ...stroke(style) }),
    mark({ ...style, area: 50 }, [14, 7]),
  );
}
