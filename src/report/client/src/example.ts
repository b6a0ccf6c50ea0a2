// One sampled example in words and as a picture: for the card below the pointer and the list of brushed ones.

import { html } from "./charts/element.ts";
import { sign } from "./charts/marks.ts";
import { className, type Thumbnails } from "./data.ts";
import { decimals } from "./format.ts";
import { confidence, outputsOf, predicted } from "./sampled_outputs.ts";
import type { Chosen, Context } from "./view.ts";

/** What a chosen variant says of one example. */
export interface Said {
  of: Chosen;
  predicted: number;
  /** Probability of the predicted class at T = 1. */
  confidence: number;
  isRight: boolean;
}

/** What each chosen variant says of an example; without those that say nothing. */
export function saidOf(context: Context, example: number): Said[] {
  return context.chosen().flatMap((of) => answerOf(context, of, example) ?? []);
}

/** What one variant says of an example of the sample; null where it says nothing. */
export function answerOf({ data, store }: Context, of: Chosen, example: number): Said | null {
  const labels = data.samples[store.get().split]?.labels ?? [];
  const outputs = outputsOf(data, of.on);
  if (!outputs || example >= labels.length) return null;
  const answer = predicted(outputs, example);
  return { of, predicted: answer, confidence: confidence(outputs, example), isRight: answer === labels[example] };
}

/** `Sneaker 98.21 %`, with a cross where it is wrong. */
export function answerText(context: Context, said: Said): string {
  const wrong = said.isRight ? "" : " ✗";
  return `${className(context.data, said.predicted)}${wrong} ${decimals(said.confidence * 100, 2)} %`;
}

/** `Sneaker, id 123`. */
export function titleOf(context: Context, example: number): string {
  const sample = context.data.samples[context.store.get().split];
  const label = sample?.labels[example];
  return label === undefined ? "" : `${className(context.data, label)}, id ${sample?.ids[example] ?? "?"}`;
}

/** The image of an example, so many CSS pixels wide; null where images were not at hand. */
export function imageOf(context: Context, example: number, wide: number): HTMLElement | null {
  const images = context.data.samples[context.store.get().split]?.thumbnails;
  if (!images) return null;
  const picture = html("span", { class: "thumbnail", role: "img", "aria-label": titleOf(context, example) });
  Object.assign(picture.style, placed(images, example, wide));
  return picture;
}

/** Where one image lies in the picture of all, as CSS. */
export function placed(images: Thumbnails, example: number, wide: number) {
  const scale = wide / images.width;
  const column = example % images.columns;
  const row = Math.floor(example / images.columns);
  const pixels = (value: number) => `${Math.round(value * 100) / 100}px`;
  return {
    width: pixels(wide),
    height: pixels(images.height * scale),
    backgroundImage: `url(${images.uri})`,
    backgroundSize: `${pixels(images.columns * wide)} auto`,
    backgroundPosition: `${pixels(-column * wide)} ${pixels(-row * images.height * scale)}`,
  };
}

/** The card of an example: its picture, its label, what each chosen variant says. */
export function card(context: Context, example: number): HTMLElement {
  const lines = saidOf(context, example).map((said) =>
    html("tr", {}, html("th", { scope: "row" }, sign(said.of.style), said.of.id), html("td", {}, answerText(context, said))),
  );
  return html(
    "div",
    { class: "card-of-example" },
    imageOf(context, example, 84),
    html("div", {}, html("strong", {}, titleOf(context, example)), html("table", {}, html("tbody", {}, ...lines))),
  );
}

/** The same in one sentence. */
export function sentence(context: Context, example: number): string {
  const said = saidOf(context, example).map((s) => `${s.of.id}: ${answerText(context, s)}`);
  return [titleOf(context, example), ...said].join("; ");
}
