// The one place of the client where numbers become text: a port of src/analysis/format.rs.
//
// test/format_cases.json, which a Rust test writes, holds both to the same texts. Minus is U+2212.

import type { Aggregate, Metric, PageData, Unit, Value } from "./data.ts";

/** What stands where there is no value. */
export const DASH = "–";

/** A plain number with so many decimals. */
export function decimals(value: number, count: number): string {
  const text = fixed(value, count);
  if (!text.startsWith("-")) return text;
  const rest = text.slice(1);
  // A rounded zero has no sign.
  return isZero(rest) ? rest : `−${rest}`;
}

function isZero(text: string): boolean {
  return /^[0.]*$/.test(text);
}

/** As Rust writes it: the exact value rounded, halves to even; `toFixed` rounds exact halves up. */
function fixed(value: number, count: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (count > 0 ? `.${"0".repeat(count)}` : "");
  const text = Math.abs(value).toFixed(count);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + (isHalf(Math.abs(value), count) ? toEven(Math.abs(value), count) : text);
}

/** Whether the exact value lies halfway between two texts of so many decimals. */
function isHalf(value: number, count: number): boolean {
  // What lies halfway has few digits; what does not differs from it within 25 more.
  const more = value.toFixed(count + 25);
  return /^50*$/.test(more.slice(more.indexOf(".") + 1 + count));
}

function toEven(value: number, count: number): string {
  // toFixed took the larger of the two; it stays where its last digit is even.
  const up = value.toFixed(count);
  if (Number(up.at(-1)) % 2 === 0) return up;
  const more = value.toFixed(count + 1);
  return more.slice(0, count === 0 ? -2 : -1);
}

/** One number of a metric, without its unit: percent with two decimals, else three. */
export function number(unit: Unit, value: number): string {
  return unit === "fraction" ? decimals(value * 100, 2) : decimals(value, 3);
}

/** A difference of a metric with its sign, `+1.53` or `−0.12`. */
export function signed(unit: Unit, value: number): string {
  const text = number(unit, value);
  return isZero(text) || text.startsWith("−") ? text : `+${text}`;
}

/** What a difference is counted in: ` points` (of percent), ` nats` or nothing. */
export function differenceUnit(unit: Unit): string {
  return { fraction: " points", nats: " nats", plain: "" }[unit];
}

/** A difference with its interval, `+1.53 [+0.32, +2.73] points`. */
export function difference(unit: Unit, value: number, low: number, high: number): string {
  return `${signed(unit, value)} [${signed(unit, low)}, ${signed(unit, high)}]${differenceUnit(unit)}`;
}

/** A value with its interval, `12.34 [12.00, 12.68]`. */
export function interval(unit: Unit, value: number, low?: number, high?: number): string {
  if (low === undefined || high === undefined) return number(unit, value);
  return `${number(unit, value)} [${number(unit, low)}, ${number(unit, high)}]`;
}

/** Mean and sample standard deviation over seeds, `12.34 ± 0.20`. */
export function aggregate(unit: Unit, { mean, sd }: Aggregate): string {
  return sd === null ? number(unit, mean) : `${number(unit, mean)} ± ${number(unit, sd)}`;
}

/** A statistic as text; an undefined or absent one is a dash. */
export function cell(unit: Unit, value: Value | undefined): string {
  return value && "value" in value ? interval(unit, value.value, value.low, value.high) : DASH;
}

/** Why a cell is a dash. */
export function reason(value: Value | undefined): string | undefined {
  if (!value) return "not measured";
  return "undefined" in value ? value.undefined : undefined;
}

/** The head of a metric's column, with its unit: `Acc (%)`. */
export function head({ short, unit }: Pick<Metric, "short" | "unit">): string {
  return unit === "fraction" ? `${short} (%)` : short;
}

/** A count with its thousands apart, `10,000`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A setting at full precision: the shortest text that reads back as the same number. */
export function exact(value: number): string {
  return String(value);
}

/** The unit of a metric; plain where the page does not know it. */
export function unitOf(data: PageData, metric: string): Unit {
  return data.metrics.find((m) => m.name === metric)?.unit ?? "plain";
}
