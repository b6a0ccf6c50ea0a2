// Class by class: where the mass off the label went, and which confusions a student shares with its teacher.
// Fed by rows of the class matrices (schema::ClassMatrices); read by the knowledge view.

/** One wrong class, before (baseline) and after (the chosen teacher). */
export interface Shift {
  /** Position among the shown classes. */
  class: number;
  before: number;
  after: number;
  /** after − before. */
  difference: number;
}

/** All wrong classes, the largest gain first; the label itself is left out, as are undefined entries. */
export function shifts(before: ArrayLike<number>, after: ArrayLike<number>, label: number): Shift[] {
  return Array.from(before)
    .map((b, index) => ({ class: index, before: b, after: after[index]!, difference: after[index]! - b }))
    .filter((s) => s.class !== label && !Number.isNaN(s.difference))
    .sort((a, b) => b.difference - a.difference || a.class - b.class);
}

/** The largest gains and the largest losses, so many of each, without classes that did not move. */
export function extremes(all: Shift[], each: number): Shift[] {
  const gains = all.filter((s) => s.difference > 0).slice(0, each);
  const losses = all.filter((s) => s.difference < 0).slice(-each);
  return [...gains, ...losses];
}

/** One wrong answer to examples of a class. */
export interface Confusion {
  /** Position among the shown classes. */
  class: number;
  teacher: number;
  student: number;
  /** Whose most frequent wrong answers it is among; what both share, the student inherited. */
  frequentIn: "both" | "teacher" | "student";
}

/** The most frequent wrong answers of a row of a confusion matrix: positions, the most frequent first. */
export function wrongAnswers(shares: ArrayLike<number>, label: number, count: number): number[] {
  return Array.from(shares)
    .map((share, index) => ({ share, index }))
    .filter((w) => w.index !== label && w.share > 0)
    .sort((a, b) => b.share - a.share || a.index - b.index)
    .slice(0, count)
    .map((w) => w.index);
}

/** The most frequent wrong answers of either, in the order of the teacher's shares. */
export function confusions(
  teacher: ArrayLike<number>,
  student: ArrayLike<number>,
  label: number,
  count: number,
): Confusion[] {
  const [ofTeacher, ofStudent] = [wrongAnswers(teacher, label, count), wrongAnswers(student, label, count)];
  return [...new Set([...ofTeacher, ...ofStudent])]
    .map((index): Confusion => ({
      class: index,
      teacher: teacher[index]!,
      student: student[index]!,
      frequentIn: !ofStudent.includes(index) ? "teacher" : ofTeacher.includes(index) ? "both" : "student",
    }))
    .sort((a, b) => b.teacher - a.teacher || b.student - a.student || a.class - b.class);
}
