// What the page knows of a chosen id, a variant or a group: its value, the values of its seeds, its difference from the baseline.

import type { PageData, Value } from "./data.ts";
import { aggregate, cell, difference, number, reason, signed, unitOf } from "./format.ts";

/** A number of one seed, with its interval over examples where it has one. */
export interface Dot {
  value: number;
  low: number | undefined;
  high: number | undefined;
}

/** A metric of a chosen id on a split. */
export interface Measured {
  text: string;
  /** Why the text is a dash. */
  reason: string | undefined;
  /** The value of a variant, or the mean over the seeds of a group. */
  value: number | null;
  /** One a seed. */
  dots: Dot[];
}

/** The group of several seeds of this id; undefined for a variant. */
function groupOf(data: PageData, id: string) {
  return data.groups.find((g) => g.id === id && g.variants.length > 1);
}

function valueOf(data: PageData, id: string, [split, metric]: [string, string]): Value | undefined {
  const found = data.variants.find((v) => v.id === id) ?? data.variants.find((v) => v.group === id);
  return found?.splits[split]?.metrics[metric];
}

/** A metric of a variant or group on a split. */
export function measured(data: PageData, id: string, on: [string, string]): Measured {
  const unit = unitOf(data, on[1]);
  const group = groupOf(data, id);
  const values = (group?.variants ?? [id]).map((seed) => valueOf(data, seed, on));
  const dots = values.flatMap((v): Dot[] => (v && "value" in v ? [{ value: v.value, low: v.low, high: v.high }] : []));
  if (!group) {
    const value = values[0];
    return { text: cell(unit, value), reason: reason(value), value: dots[0]?.value ?? null, dots };
  }
  const mean = group.splits[on[0]]?.[on[1]];
  const why = values.map(reason).find((r) => r !== undefined) ?? "no mean over seeds was taken";
  if (!mean) return { text: cell(unit, undefined), reason: why, value: null, dots };
  return { text: aggregate(unit, mean), reason: undefined, value: mean.mean, dots };
}

/** A difference from the baseline as text. */
export interface Compared {
  text: string;
  /** Whether an interval that excludes 0 says that they differ. */
  isDecided: boolean;
  isPaired: boolean;
}

/** The paired difference `id - baseline` where one was made, either way round; else that of the values, without interval. */
export function compared(data: PageData, [id, baseline]: [string, string], on: [string, string]): Compared | null {
  if (id === baseline) return null;
  const unit = unitOf(data, on[1]);
  const of = (a: string, b: string) =>
    data.differences.find((d) => d.a === a && d.b === b && d.split === on[0] && d.metric === on[1]);
  const [forth, back] = [of(baseline, id), of(id, baseline)];
  const found = forth ?? (back && { value: -back.value, low: -back.high, high: -back.low });
  if (found) {
    const isDecided = found.low > 0 || found.high < 0;
    return { text: difference(unit, found.value, found.low, found.high), isDecided, isPaired: true };
  }
  const [a, b] = [measured(data, baseline, on).value, measured(data, id, on).value];
  if (a === null || b === null) return null;
  return { text: signed(unit, b - a), isDecided: false, isPaired: false };
}

/** The limits of dots and their intervals. */
export function spanOf(dots: Dot[]): [number, number] | null {
  const ends = dots.flatMap((d) => [d.value, d.low ?? d.value, d.high ?? d.value]).filter(Number.isFinite);
  return ends.length === 0 ? null : [Math.min(...ends), Math.max(...ends)];
}

/** A number of a metric, for an axis. */
export function axisText(data: PageData, metric: string, value: number): string {
  return number(unitOf(data, metric), value);
}
