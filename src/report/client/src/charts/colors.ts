// Colours of heat maps, as the figures have them: src/figure/cka.rs.

type Rgb = [number, number, number];

/** Viridis at eleven equal steps. */
const STOPS: Rgb[] = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
];

/** The colour of a value in [0, 1], straight lines between the steps; outside it, that of the nearest end. */
export function viridis(value: number): Rgb {
  const place = Math.min(1, Math.max(0, value)) * (STOPS.length - 1);
  const below = Math.min(Math.floor(place), STOPS.length - 2);
  const share = place - below;
  const [from, to] = [STOPS[below]!, STOPS[below + 1]!];
  return from.map((channel, c) => Math.round(channel * (1 - share) + to[c]! * share)) as Rgb;
}

/** Dark or light ink, whichever contrasts more (WCAG relative luminance; equal contrast lies near 0.18). */
export function inkOn([r, g, b]: Rgb): string {
  const linear = (channel: number) => (channel / 255) ** 2.2;
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) > 0.18 ? "#1b1c1d" : "#fff";
}

/** As CSS. */
export function css([r, g, b]: Rgb): string {
  return `rgb(${r} ${g} ${b})`;
}
