// The sampled examples of a class at which a teacher or its student fails worst, or at which the two differ most.

import { choice, html } from "../../charts/element.ts";
import { className } from "../../data.ts";
import { imageOf, titleOf } from "../../example.ts";
import { decimals, number } from "../../format.ts";
import {
  confidence,
  largest,
  loss,
  outputsOf,
  predicted,
  totalVariation,
  type Outputs,
} from "../../sampled_outputs.ts";
import type { Context } from "../../view.ts";
import type { Sides } from "./sides.ts";

const ORDER = "knowledge.worst";
const SHOWN = 8;

interface Both {
  teacher: Outputs;
  student: Outputs | null;
}

type Order = "difference" | "teacher" | "student";

export function worstExamples(context: Context, sides: Sides, index: number): HTMLElement {
  const { split, settings } = context.store.get();
  const [teacher, student] = [sides.teacher, sides.student].map((v) => outputsOf(context.data, v?.splits[split]));
  const sample = context.data.samples[split];
  if (!teacher || !sample) return html("p", { class: "missing" }, "No sampled examples of this teacher on this split.");
  const both: Both = { teacher, student: student ?? null };
  const orders = ordersOf(sides, both);
  const order = (orders.find(([key]) => key === settings[ORDER]) ?? orders[0]!)[0];
  const among = sample.labels.flatMap((label, example) => (label === index ? [example] : []));
  const position = context.data.shown.indexOf(index);
  const found = largest(among, (example) => score(both, order, { example, position }), SHOWN);
  const pick = choice("Worst by", orders, order, (key) => context.store.setting(ORDER, key));
  const about = `The ${found.length} worst of the ${among.length} sampled examples of this class; choosing one selects it in every panel. Distance is the total variation ½ Σ |p − q| of the two answers.`;
  return html(
    "div",
    {},
    html("div", { class: "controls" }, pick),
    html("p", { class: "fine" }, about),
    html(
      "ul",
      { class: "worst" },
      ...found.map((example) => html("li", {}, item(context, sides, both, { example, position }))),
    ),
  );
}

function ordersOf({ teacher, student }: Sides, both: Both): [Order, string][] {
  const all: [Order, string][] = [["teacher", `−log p of the label, ${teacher.id}`]];
  if (!student || !both.student) return all;
  return [["difference", "distance of teacher and student"], ...all, ["student", `−log p of the label, ${student.id}`]];
}

interface Place {
  example: number;
  /** Of the label among the shown classes. */
  position: number;
}

function score({ teacher, student }: Both, order: Order, { example, position }: Place): number {
  if (order === "teacher" || !student) return loss(teacher, example, position);
  return order === "student" ? loss(student, example, position) : totalVariation(teacher, student, example);
}

function item(context: Context, sides: Sides, both: Both, place: Place): HTMLElement {
  const { example } = place;
  const { brushed } = context.store.get();
  const isBrushed = brushed.includes(example);
  const lines = [said(context, sides.teacher.id, both.teacher, place)];
  if (both.student && sides.student) {
    lines.push(said(context, sides.student.id, both.student, place));
    lines.push(`distance ${decimals(totalVariation(both.teacher, both.student, example), 2)}`);
  }
  const button = html(
    "button",
    { type: "button", class: "example", "aria-pressed": String(isBrushed) },
    imageOf(context, example, 56),
    html("span", {}, html("strong", {}, titleOf(context, example)), ...lines.map((line) => html("span", {}, line))),
  );
  button.addEventListener("click", () => {
    const rest = context.store.get().brushed.filter((other) => other !== example);
    const next = rest.length < context.store.get().brushed.length ? rest : [...rest, example];
    context.store.set({ brushed: next.sort((a, b) => a - b) });
  });
  return button;
}

/** `teacher_hard: Coat 93.20 %, −log p 2.31`; two decimals, since the logits of a page are rounded. */
function said(context: Context, id: string, of: Outputs, { example, position }: Place): string {
  const answer = `${className(context.data, predicted(of, example))} ${number("fraction", confidence(of, example))} %`;
  return `${id}: ${answer}, −log\u00a0p\u00a0${decimals(loss(of, example, position), 2)}`;
}
