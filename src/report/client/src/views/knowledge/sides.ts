// Who is compared in "Where the knowledge went": a teacher, its student, the baseline, and the student of that.

import type { Variant } from "../../data.ts";
import type { Chosen, Context } from "../../view.ts";

/** Settings that keep what was picked. */
export const TEACHER = "knowledge.teacher";
export const STUDENT = "knowledge.student";
export const CLASS = "knowledge.class";

export interface Sides {
  teacher: Variant;
  /** Null where nobody was taught by it. */
  student: Variant | null;
  /** Null where the baseline is the teacher itself. */
  baseline: Variant | null;
  /** The student of the baseline that is most like `student`. */
  baselineStudent: Variant | null;
}

/** Those that can be the teacher: chosen teachers beside the baseline, else whoever else is chosen. */
export function teachers(context: Context): Chosen[] {
  const { baseline } = context.store.get();
  const measured = context.chosen().filter(({ on }) => on?.matrices.off_target || on?.matrices.confusion);
  const others = measured.filter(({ id }) => id !== baseline);
  const taught = others.filter(({ variant }) => isTeacher(variant));
  return [taught, others, measured].find((some) => some.length > 0) ?? [];
}

function isTeacher({ role }: Variant): boolean {
  return role === "teacher" || role === "assistant";
}

/** Those that a variant taught, the chosen ones first. */
export function studentsOf(context: Context, teacher: Variant): Variant[] {
  const chosen = new Set(context.chosen().map(({ variant }) => variant.id));
  const all = context.data.variants.filter((v) => v.teacher === teacher.id);
  return [...all.filter((v) => chosen.has(v.id)), ...all.filter((v) => !chosen.has(v.id))];
}

/** What the reader picked, as far as it is there, else the first of each. */
export function sidesOf(context: Context): Sides | null {
  const { settings, baseline: id } = context.store.get();
  const possible = teachers(context);
  const teacher = (possible.find((c) => c.id === settings[TEACHER]) ?? possible[0])?.variant;
  if (!teacher) return null;
  const students = studentsOf(context, teacher);
  const student = students.find((v) => v.id === settings[STUDENT]) ?? students[0] ?? null;
  const reference = context.resolve(id);
  const baseline = reference.id === teacher.id ? null : reference;
  return {
    teacher,
    student,
    baseline,
    baselineStudent: baseline && student && alike(studentsOf(context, baseline), student),
  };
}

/** The variant with the temperature and seed of another, else with its temperature; null where none has that. */
export function alike(all: Variant[], other: Variant): Variant | null {
  const warm = all.filter((v) => v.temperature === other.temperature);
  return warm.find((v) => v.seed === other.seed) ?? warm[0] ?? null;
}
