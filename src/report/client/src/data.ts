// What the page carries: written by src/report/page/data.rs as JSON, read once here. Nothing is computed.
//
// Legend: V variants, K classes, C shown classes, S sampled examples of a split, G temperatures, M confidence bins.

/** An array: base64 of little-endian values, row by row. An i16 stands for `q * scale + offset`; -32768 for NaN. */
export interface Packed {
  t: "f32" | "f64" | "i16" | "u8";
  shape: number[];
  b: string;
  scale?: number;
  offset?: number;
}

/** A statistic, or why it has no value. */
export type Value = { value: number; low?: number; high?: number; n: number } | { undefined: string };

/** How numbers of a metric are shown, see format.ts. */
export type Unit = "fraction" | "nats" | "plain";

export interface Metric {
  name: string;
  title: string;
  /** Head of a table column. */
  short: string;
  unit: Unit;
  /** `↑`, `↓`, or empty where neither way is better. */
  direction: string;
  definition: string;
}

/** How a group looks in every panel; `color` is a CSS value that follows light and dark. */
export interface Style {
  color: string;
  shape: "circle" | "square" | "triangle" | "diamond" | "down" | "star";
  fill: "solid" | "open";
  /** Stroke and gap in line widths; empty for a solid line. */
  dash: number[];
}

/** Numbers at several temperatures: `table` (G, columns), `reliability` (G, 3 M): count, confidence and accuracy of each bin. */
export interface Temperatures {
  at: number[];
  columns: string[];
  table: Packed;
  reliability: Packed;
}

/** Matrices (C, C), rows are true classes; see ClassMatrices of src/analysis/schema/shown.rs. */
export interface Matrices {
  off_target?: Packed;
  confusion?: Packed;
  class_mean_cosines?: Packed;
  logit_correlation?: Packed;
}

/** What was measured of one variant on one split. */
export interface VariantSplit {
  metrics: { [name: string]: Value };
  /** (S, C), of the shown classes. */
  logits?: Packed;
  /** (S, 3): the predicted class, its logit, the log-sum-exp of all K logits. */
  summary?: Packed;
  /** (S, 2). */
  pca?: Packed;
  /** (S, 2). */
  tsne?: Packed;
  temperatures?: Temperatures;
  margins?: { edges: number[]; shares: number[] };
  /** Of `n` examples: all of them, or a sample of very many. */
  rank_size?: { n: number; ranks: number[]; shares: number[] };
  /** (K, 4): examples, accuracy, mean confidence, classwise ECE; NaN without examples. */
  per_class?: Packed;
  matrices: Matrices;
}

export interface Variant {
  id: string;
  group: string;
  role: "teacher" | "assistant" | "student" | "scratch";
  seed: number | null;
  /** Id of the teacher that taught it. */
  teacher: string | null;
  /** Id of the variant that it is compared with. */
  reference: string | null;
  /** Of its distillation. */
  temperature: number | null;
  /** Label smoothing. */
  alpha: number | null;
  /** How it was trained, in words. */
  about: string;
  style: Style;
  /** (C, C) f64: inner products of the templates (weights and bias) of the shown classes. */
  template_products?: Packed;
  splits: { [split: string]: VariantSplit };
}

/** Mean and sample standard deviation over seeds; no deviation of one seed. */
export interface Aggregate {
  mean: number;
  sd: number | null;
  seeds: number;
}

export interface Group {
  id: string;
  variants: string[];
  style: Style;
  /** Means over its seeds by split and metric, where it is defined for every seed. */
  splits: { [split: string]: { [metric: string]: Aggregate } };
}

/** Small images of a sample side by side in one picture, row by row. */
export interface Thumbnails {
  /** A data URI. */
  uri: string;
  width: number;
  height: number;
  columns: number;
}

export interface Sample {
  /** Which examples of the split. */
  ids: number[];
  /** Class indices, out of all K. */
  labels: number[];
  chosen_by: string;
  thumbnails?: Thumbnails;
}

/** A paired difference `b - a` of variants or of groups. */
export interface Difference {
  a: string;
  b: string;
  split: string;
  metric: string;
  value: number;
  low: number;
  high: number;
}

export interface Pair {
  a: string;
  b: string;
  split: string;
  metrics: { [name: string]: Value };
}

/** Debiased linear CKA of layers of `a` (rows) with layers of `b` (columns). */
export interface Layers {
  a: string;
  b: string;
  split: string;
  rows: string[];
  columns: string[];
  matrix: Packed;
}

export interface PageData {
  settings: { level: number; bins: number; equivalence: number };
  name: string;
  /** All K names. */
  classes: string[];
  /** Indices of the C classes that matrices and samples cover, ascending. */
  shown: number[];
  /** How they were chosen, in words. */
  shown_by: string;
  /** The test split first. */
  splits: string[];
  samples: { [split: string]: Sample };
  metrics: Metric[];
  variants: Variant[];
  groups: Group[];
  differences: Difference[];
  pairs: Pair[];
  layers: Layers[];
  /** Default classes of the template plane, by index out of K. */
  triple: [number, number, number] | null;
  /** What is chosen at first. */
  start: { variants: string[]; baseline: string };
  /** What was left out of the page and why, in words; empty where nothing was. */
  left_out: string[];
}

/** The data of the page; null where it has none. */
export function readPage(page: Document): PageData | null {
  const text = page.getElementById("penult-data")?.textContent;
  return text ? (JSON.parse(text) as PageData) : null;
}

const WIDTH = { f32: 4, f64: 8, i16: 2, u8: 1 } as const;
const MISSING = -32768;
const unpacked = new WeakMap<Packed, Float64Array>();

/** The values of an array, row by row; kept, so that views may ask again. */
export function unpack(packed: Packed): Float64Array {
  const known = unpacked.get(packed);
  if (known) return known;
  const text = atob(packed.b);
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const width = WIDTH[packed.t];
  const read = {
    f32: (at: number) => view.getFloat32(at, true),
    f64: (at: number) => view.getFloat64(at, true),
    u8: (at: number) => view.getUint8(at),
    i16: (at: number) => dequantised(view.getInt16(at, true), packed),
  }[packed.t];
  const values = Float64Array.from({ length: bytes.length / width }, (_, i) => read(i * width));
  const expected = packed.shape.reduce((a, b) => a * b, 1);
  if (values.length !== expected) throw new Error(`expected ${expected} values of shape ${packed.shape}, found ${values.length}`);
  unpacked.set(packed, values);
  return values;
}

function dequantised(q: number, { scale = 1, offset = 0 }: Packed): number {
  return q === MISSING ? NaN : q * scale + offset;
}

/** One row of an array of two dimensions. */
export function row(packed: Packed, index: number): Float64Array {
  const columns = packed.shape[1] ?? 1;
  return unpack(packed).subarray(index * columns, (index + 1) * columns);
}

/** Name of a class by its index out of K. */
export function className(data: PageData, index: number): string {
  return data.classes[index] ?? `class ${index}`;
}
