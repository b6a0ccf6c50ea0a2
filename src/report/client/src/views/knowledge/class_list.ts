// The classes, sorted by how much more often a student answers otherwise than its teacher than the baseline's student does.
//
// Counted on the sampled examples of each class; accuracies are of all examples of the class.

import { html } from "../../charts/element.ts";
import { className, row, type Packed, type VariantSplit } from "../../data.ts";
import { count, DASH, number, signed } from "../../format.ts";
import { disagreement, outputsOf } from "../../sampled_outputs.ts";
import type { Context } from "../../view.ts";
import type { Sides } from "./sides.ts";

export interface ClassLine {
  /** Index out of K. */
  class: number;
  sampled: number;
  /** Share of the sampled examples on which student and teacher differ. */
  differs: number | null;
  /** The same of the baseline and its student. */
  baselineDiffers: number | null;
  /** `differs - baselineDiffers`: agreement that was lost. */
  lost: number | null;
  teacherAccuracy: number | null;
  studentAccuracy: number | null;
}

/** The lines, the most agreement lost first; where there is no baseline, the most differing first. */
export function classLines(context: Context, sides: Sides): ClassLine[] {
  const { data } = context;
  const { split } = context.store.get();
  const labels = data.samples[split]?.labels ?? [];
  const on = (v: Sides["student"]) => v?.splits[split];
  const between = (a: Sides["student"], b: Sides["student"]) => {
    const [x, y] = [outputsOf(data, on(a)), outputsOf(data, on(b))];
    return (among: number[]) => (x && y ? disagreement(x, y, among) : null);
  };
  const differ = between(sides.teacher, sides.student);
  const baselineDiffer = between(sides.baseline, sides.baselineStudent);
  const lines = data.shown.map((index): ClassLine => {
    const among = labels.flatMap((label, example) => (label === index ? [example] : []));
    const [differs, baselineDiffers] = [differ(among), baselineDiffer(among)];
    return {
      class: index,
      sampled: among.length,
      differs,
      baselineDiffers,
      lost: differs === null || baselineDiffers === null ? null : differs - baselineDiffers,
      teacherAccuracy: accuracy(on(sides.teacher), index),
      studentAccuracy: accuracy(on(sides.student), index),
    };
  });
  return sorted(lines);
}

/** By agreement lost, then by how often they differ; classes without either last, else in the order of the classes. */
export function sorted(lines: ClassLine[]): ClassLine[] {
  const rank = (value: number | null) => value ?? -Infinity;
  const order = (a: number, b: number) => (a === b ? 0 : b - a);
  return [...lines].sort(
    (a, b) => order(rank(a.lost), rank(b.lost)) || order(rank(a.differs), rank(b.differs)) || a.class - b.class,
  );
}

/** Numbers of one class: examples, accuracy, mean confidence, classwise ECE. */
export function perClass(packed: Packed | undefined, index: number): (number | null)[] {
  const values = packed ? [...row(packed, index)] : [];
  return [0, 1, 2, 3].map((column) => {
    const value = values[column];
    return value === undefined || Number.isNaN(value) ? null : value;
  });
}

function accuracy(on: VariantSplit | undefined, index: number): number | null {
  return perClass(on?.per_class, index)[1] ?? null;
}

/** The list as a table; the name of a class chooses it. */
export function classList(
  context: Context,
  lines: ClassLine[],
  chosen: number,
  onPick: (index: number) => void,
): HTMLElement {
  const percent = (value: number | null) => (value === null ? DASH : number("fraction", value));
  const heads = [
    "Class",
    "Sampled",
    "Differ (%)",
    "Baseline (%)",
    "Lost (points)",
    "Teacher acc. (%)",
    "Student acc. (%)",
  ];
  const body = lines.map((line) => {
    const pick = html(
      "button",
      { type: "button", class: "plain", "aria-pressed": String(line.class === chosen) },
      className(context.data, line.class),
    );
    pick.addEventListener("click", () => onPick(line.class));
    const cells = [
      count(line.sampled),
      percent(line.differs),
      percent(line.baselineDiffers),
      line.lost === null ? DASH : signed("fraction", line.lost),
      percent(line.teacherAccuracy),
      percent(line.studentAccuracy),
    ];
    const isChosen = line.class === chosen ? "chosen" : null;
    return html(
      "tr",
      { class: isChosen },
      html("th", { scope: "row" }, pick),
      ...cells.map((text) => html("td", {}, text)),
    );
  });
  const caption = "Classes by agreement lost between teacher and student";
  const head = html("tr", {}, ...heads.map((text) => html("th", { scope: "col" }, text)));
  const table = html("table", {}, html("caption", {}, caption), html("thead", {}, head), html("tbody", {}, ...body));
  return html("div", { class: "scroll tall", tabindex: 0, role: "region", "aria-label": caption }, table);
}
