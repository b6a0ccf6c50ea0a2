// Where the knowledge went: class by class, what a teacher's smoothing took from its wrong classes, and what its student has of it.
//
// Fed by the class matrices, the numbers per class, and the sampled outputs of a teacher, its student, and the baseline.

import { choice, html } from "../../charts/element.ts";
import { className } from "../../data.ts";
import type { State } from "../../state.ts";
import type { Context, View } from "../../view.ts";
import { follow } from "../follow.ts";
import { confusionTable, massTable, perClassTable } from "./class_detail.ts";
import { classLines, classList } from "./class_list.ts";
import { CLASS, sidesOf, STUDENT, studentsOf, TEACHER, teachers, type Sides } from "./sides.ts";
import { worstExamples } from "./worst_examples.ts";

export const KNOWLEDGE: View = {
  id: "knowledge",
  title: "Where the knowledge went",
  available: (data) =>
    data.variants.some((v) => Object.values(v.splits).some((s) => s.matrices.off_target || s.matrices.confusion)),
  mount(root, context) {
    const body = html("div", {});
    root.append(body);
    const show = () => keepingFocus(body, () => body.replaceChildren(...content(context)));
    follow(context.store, read, show);
  },
};

function read({ variants, baseline, split, brushed, settings }: State): unknown {
  const own = Object.entries(settings).filter(([key]) => key.startsWith("knowledge."));
  return [variants, baseline, split, brushed, own];
}

function content(context: Context): HTMLElement[] {
  const sides = sidesOf(context);
  if (!sides) return [html("p", { class: "missing" }, "None of the chosen variants has class matrices on this split.")];
  const { data, store } = context;
  const lines = classLines(context, sides);
  const asked = Number(store.get().settings[CLASS] ?? NaN);
  const index = data.shown.includes(asked) ? asked : (lines[0]?.class ?? data.shown[0]!);
  const position = data.shown.indexOf(index);
  const pickClass = (picked: number) => store.setting(CLASS, String(picked));
  return [
    pickers(context, sides, index, pickClass),
    html("p", { class: "fine" }, about(context, sides)),
    classList(context, lines, index, pickClass),
    html("div", { class: "columns" }, massTable(context, sides, position), confusionTable(context, sides, position)),
    perClassTable(context, sides, index),
    worstExamples(context, sides, index),
  ];
}

function pickers(context: Context, sides: Sides, index: number, pickClass: (index: number) => void): HTMLElement {
  const { data, store } = context;
  const classes = data.shown.map((c): [string, string] => [String(c), className(data, c)]);
  const possible = teachers(context).map(({ id }): [string, string] => [id, id]);
  const students = studentsOf(context, sides.teacher).map(({ id }): [string, string] => [id, id]);
  const teacher = teachers(context).find(({ variant }) => variant === sides.teacher)?.id ?? "";
  return html(
    "div",
    { class: "controls" },
    choice("Class", classes, String(index), (picked) => pickClass(Number(picked))),
    choice("Teacher", possible, teacher, (id) => store.setting(TEACHER, id)),
    sides.student ? choice("Its student", students, sides.student.id, (id) => store.setting(STUDENT, id)) : null,
  );
}

/** What is compared, and what of it is sampled. */
function about({ data, store }: Context, { teacher, student, baseline, baselineStudent }: Sides): string {
  const { split } = store.get();
  const against = baseline ? ` against ${baseline.id}` : "";
  const taught = student ? `; ${student.id} learnt from the first` : "";
  const other = baselineStudent ? `, ${baselineStudent.id} from the second` : "";
  const sample = data.samples[split];
  const sampled = sample ? ` Agreement and single examples are of the sample (${sample.chosen_by}).` : "";
  const few =
    data.shown.length < data.classes.length
      ? ` ${data.shown.length} of ${data.classes.length} classes are shown: ${data.shown_by}.`
      : "";
  return `${teacher.id}${against}${taught}${other}. Shares and accuracies are of all ${split} examples of a class at T = 1.${sampled}${few}`;
}

/** Draws anew, and gives the focus back to the control that had it. */
function keepingFocus(root: HTMLElement, draw: () => void): void {
  const focused = root.contains(document.activeElement) ? nameOf(document.activeElement!) : null;
  const scrolled = root.querySelector(".tall")?.scrollTop ?? 0;
  draw();
  root.querySelector(".tall")?.scrollTo(0, scrolled);
  const controls = [...root.querySelectorAll<HTMLElement>("select, button, [tabindex]")];
  if (focused) controls.find((control) => nameOf(control) === focused)?.focus({ preventScroll: true });
}

/** What tells a control from the others. */
function nameOf(control: Element): string {
  return (
    control.closest("label")?.firstElementChild?.textContent ??
    control.getAttribute("aria-label") ??
    control.textContent ??
    ""
  );
}
