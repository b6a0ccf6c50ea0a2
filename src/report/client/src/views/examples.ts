// The brushed examples as a list: picture, label, and what each chosen variant says of it.

import { html } from "../charts/element.ts";
import { sign } from "../charts/marks.ts";
import { answerOf, answerText, imageOf, titleOf } from "../example.ts";
import { count, DASH } from "../format.ts";
import type { Chosen, Context, View } from "../view.ts";

/** More rows than these are counted alone. */
const MOST_ROWS = 60;

export const EXAMPLES: View = {
  id: "examples",
  title: "Selected examples",
  available: (data) => Object.keys(data.samples).length > 0,
  mount(root, context) {
    const list = html("div");
    root.append(list);
    const draw = () => list.replaceChildren(...content(context));
    draw();
    context.store.subscribe((_, changed) => {
      if (changed.has("brushed") || changed.has("variants") || changed.has("split")) draw();
    });
  },
};

function content(context: Context): HTMLElement[] {
  const { brushed, split } = context.store.get();
  const sample = context.data.samples[split];
  if (brushed.length === 0) {
    const what = sample ? `${count(sample.labels.length)} examples of the ${split} split: ${sample.chosen_by}. ` : "";
    return [html("p", { class: "about" }, `None is selected. ${what}Draw a box on a plane or projection, or press space on an example.`)];
  }
  const clear = html("button", { type: "button", class: "plain" }, "Let go of them");
  clear.addEventListener("click", () => context.store.set({ brushed: [] }));
  const more = brushed.length > MOST_ROWS ? ` The first ${MOST_ROWS} are listed.` : "";
  return [
    html("div", { class: "controls" }, html("span", {}, `${count(brushed.length)} of ${count(sample?.labels.length ?? 0)} selected.${more}`), clear),
    html("div", { class: "scroll tall", tabindex: 0, role: "region", "aria-label": "List of the selected examples" }, table(context, brushed)),
  ];
}

function table(context: Context, brushed: number[]): HTMLTableElement {
  const chosen = context.chosen();
  const heads = chosen.map((of) => html("th", { scope: "col", class: "text" }, sign(of.style), of.id, right(context, of, brushed)));
  const rows = brushed.slice(0, MOST_ROWS).map((example) => {
    const cells = chosen.map((of) => {
      const said = answerOf(context, of, example);
      return html("td", { class: said?.isRight === false ? "text wrong" : "text" }, said ? answerText(context, said) : DASH);
    });
    return html("tr", {}, html("th", { scope: "row" }, imageOf(context, example, 28), titleOf(context, example)), ...cells);
  });
  const head = html("thead", {}, html("tr", {}, html("th", { scope: "col" }, "Example"), ...heads));
  return html("table", { class: "examples" }, head, html("tbody", {}, ...rows));
}

/** How many of the brushed ones a variant has right. */
function right(context: Context, of: Chosen, brushed: number[]): HTMLElement {
  const said = brushed.flatMap((example) => answerOf(context, of, example) ?? []);
  const correct = said.filter((answer) => answer.isRight).length;
  return html("span", { class: "about" }, `${count(correct)} of ${count(said.length)} right`);
}
