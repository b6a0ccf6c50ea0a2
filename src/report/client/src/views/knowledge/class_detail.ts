// One class: where its mass off the label went, which confusions its student shares, and its numbers in each variant.

import { breakable, html, table } from "../../charts/element.ts";
import { sign } from "../../charts/marks.ts";
import { confusions, extremes, shifts, type Shift } from "../../class_mass.ts";
import { className, row, type Matrices, type Variant } from "../../data.ts";
import { count, DASH, number, signed, unitOf } from "../../format.ts";
import type { Context } from "../../view.ts";
import { perClass } from "./class_list.ts";
import type { Sides } from "./sides.ts";

/** Largest gains, and as many losses. */
const EACH = 5;
/** Most frequent wrong answers of either. */
const ANSWERS = 3;

function percent(share: number): string {
  return number("fraction", share);
}

/** Which wrong classes gained and lost; why not, where the matrices are not there. */
export function massTable(context: Context, { teacher, baseline }: Sides, position: number): HTMLElement {
  const [before, after] = [baseline, teacher].map((v) => matrixRow(context, v, "off_target", position));
  if (!baseline)
    return html(
      "p",
      { class: "missing" },
      "The baseline is this teacher: choose another baseline to see what changed.",
    );
  if (!before || !after)
    return html("p", { class: "missing" }, "One of the two has no shares of this class's wrong classes on this split.");
  const shown = extremes(shifts(before, after, position), EACH);
  const most = Math.max(...shown.map((s) => Math.abs(s.difference)));
  const name = (s: Shift) => nameOf(context, s.class);
  const rows = shown.map((s) => [name(s), percent(s.before), percent(s.after), changed(s, most)]);
  return table(
    "Wrong classes: share of the mass off the label (%)",
    ["Wrong class", breakable(baseline.id), breakable(teacher.id), "Change (points)"],
    rows,
  );
}

/** A difference with its bar to the right (gain) or left (loss) of the middle. */
function changed({ difference }: Shift, most: number): HTMLElement {
  const share = most > 0 ? (Math.abs(difference) / most) * 50 : 0;
  const place = difference > 0 ? `left:50%;width:${share}%` : `right:50%;width:${share}%`;
  const bar = html("span", { class: difference > 0 ? "bar gain" : "bar loss", style: place });
  return html(
    "span",
    { class: "change" },
    html("span", { class: "track", "aria-hidden": "true" }, bar),
    html("span", {}, signed("fraction", difference)),
  );
}

/** The most frequent wrong answers of a teacher and of its student, side by side, with those of the baseline and its student. */
export function confusionTable(context: Context, sides: Sides, position: number): HTMLElement {
  const { teacher, student, baseline, baselineStudent } = sides;
  const [of, taught] = [teacher, student].map((v) => matrixRow(context, v, "confusion", position));
  if (!student || !of || !taught)
    return html("p", { class: "missing" }, "No student of this teacher was measured on examples of this class.");
  const beside = [baseline, baselineStudent].flatMap((v) => {
    const shares = matrixRow(context, v, "confusion", position);
    return v && shares ? [{ id: v.id, shares }] : [];
  });
  const found = confusions(of, taught, position, ANSWERS);
  if (found.length === 0) return html("p", { class: "fine" }, "Both answer every example of this class rightly.");
  const rows = found.map((c) => [
    nameOf(context, c.class),
    percent(c.teacher),
    percent(c.student),
    c.frequentIn,
    ...beside.map(({ shares }) => percent(shares[c.class]!)),
  ]);
  const heads = [
    "Wrong answer",
    breakable(teacher.id),
    breakable(student.id),
    `Among the ${ANSWERS} most frequent of`,
    ...beside.map(({ id }) => breakable(id)),
  ];
  return table("Wrong answers: share of the examples of this class (%)", heads, rows);
}

/** The row of a class; null where the matrix is not there or the class has no example. */
function matrixRow(context: Context, of: Variant | null, name: keyof Matrices, position: number): Float64Array | null {
  const packed = of?.splits[context.store.get().split]?.matrices[name];
  const found = packed && row(packed, position);
  return found && !found.some(Number.isNaN) ? found : null;
}

function nameOf({ data }: Context, position: number): string {
  return className(data, data.shown[position]!);
}

/** Accuracy, confidence and classwise ECE of the class in each chosen variant and both sides. */
export function perClassTable(context: Context, sides: Sides, index: number): HTMLElement {
  const { split } = context.store.get();
  const chosen = context.chosen().map(({ id, variant, style }) => ({ id, variant, style }));
  const known = new Set(chosen.map(({ variant }) => variant.id));
  const others = [sides.student, sides.baselineStudent].flatMap((variant) =>
    variant && !known.has(variant.id) ? [{ id: variant.id, variant, style: context.style(variant.id) }] : [],
  );
  const rows = [...chosen, ...others].map(({ id, variant, style }) => {
    const [n, ...shares] = perClass(variant.splits[split]?.per_class, index);
    const texts = ["accuracy", "mean_confidence", "ece_classwise"].map((metric, at) => {
      const value = shares[at];
      return value === null || value === undefined ? DASH : number(unitOf(context.data, metric), value);
    });
    return [html("span", {}, sign(style), id), n === null || n === undefined ? DASH : count(n), ...texts];
  });
  return table(
    `This class in each variant, all ${split} examples`,
    ["Variant", "Examples", "Accuracy (%)", "Confidence (%)", "Classwise ECE"],
    rows,
  );
}
