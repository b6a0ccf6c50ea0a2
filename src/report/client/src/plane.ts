// The plane through three class templates (Müller 2019), from logits and inner products of the templates alone.
//
// Template t_k = (weights, bias) and example x = (feature, 1) give logit_k = t_k · x and P_jk = t_j · t_k, so that no feature is
// needed: with d = x − t_a, u = t_b − t_a, v = t_c − t_a,
//   d·u = logit_b − logit_a − P_ab + P_aa,   u·v = P_bc − P_ab − P_ac + P_aa.
// Origin at the first template, the second on +x, the third at y > 0, as src/metrics/template_plane.rs; in units of |u|.

export type Point = [number, number];

/** A frame of the plane of three classes, by their positions among the shown ones. */
export interface Plane {
  at: [number, number, number];
  /** |u|: one unit, in feature units. */
  scale: number;
  /** Where the three templates lie. */
  templates: [Point, Point, Point];
  /** What makes coordinates from logits. */
  along: number;
  height: number;
  /** P_aa, P_ab, P_ac. */
  products: [number, number, number];
}

/** The frame of three classes of products (C, C); null where the templates lie on a line. */
export function planeOf(products: ArrayLike<number>, shown: number, at: [number, number, number]): Plane | null {
  const p = (i: number, j: number) => products[i * shown + j] ?? NaN;
  const [a, b, c] = at;
  const scale = Math.sqrt(p(b, b) - 2 * p(a, b) + p(a, a));
  const along = (p(b, c) - p(a, b) - p(a, c) + p(a, a)) / scale;
  const height = Math.sqrt(p(c, c) - 2 * p(a, c) + p(a, a) - along * along);
  if (!(scale > 0 && height > 1e-6 * scale)) return null;
  const templates: [Point, Point, Point] = [[0, 0], [1, 0], [along / scale, height / scale]];
  return { at, scale, templates, along, height, products: [p(a, a), p(a, b), p(a, c)] };
}

/** Where an example lies, from its logits of the shown classes (C). */
export function project(plane: Plane, logits: ArrayLike<number>): Point {
  const [a, b, c] = plane.at.map((k) => logits[k] ?? NaN) as [number, number, number];
  const [aa, ab, ac] = plane.products;
  const x = (b - a - ab + aa) / plane.scale;
  const y = (c - a - ac + aa - plane.along * x) / plane.height;
  return [x / plane.scale, y / plane.scale];
}
