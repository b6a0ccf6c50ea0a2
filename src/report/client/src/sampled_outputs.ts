// What variants say of single sampled examples: confidence at T, loss of the label, distance of two answers.
// Fed by logits of the shown classes and their summary (schema::SampledOutputs); read by the temperature and knowledge views.

import { unpack, type PageData, type VariantSplit } from "./data.ts";

/** The unpacked outputs of one variant on the sample. */
export interface Outputs {
  /** (S, C): logits of the shown classes. */
  logits: ArrayLike<number>;
  /** (S, 3): predicted class, its logit, log-sum-exp of all K logits. */
  summary: ArrayLike<number>;
  /** C. */
  shown: number;
  /** K. */
  classes: number;
}

/** The outputs of a variant on the sample of a split; null where the page has none. */
export function outputsOf(data: PageData, on: VariantSplit | undefined): Outputs | null {
  if (!on?.logits || !on.summary) return null;
  return {
    logits: unpack(on.logits),
    summary: unpack(on.summary),
    shown: data.shown.length,
    classes: data.classes.length,
  };
}

/** The predicted class, among all K. */
export function predicted(outputs: Outputs, example: number): number {
  return outputs.summary[3 * example]!;
}

/** The confidence at T = 1. */
export function confidence(outputs: Outputs, example: number): number {
  return Math.exp(outputs.summary[3 * example + 1]! - outputs.summary[3 * example + 2]!);
}

/** The confidence at any T; null where it would need logits of classes that are not shown. */
export function confidenceAt(outputs: Outputs, example: number, temperature: number): number | null {
  if (temperature === 1) return confidence(outputs, example);
  if (outputs.shown < outputs.classes) return null;
  const largest = outputs.summary[3 * example + 1]!;
  let sum = 0;
  for (let c = 0; c < outputs.shown; c += 1) {
    // Logits are rounded on the page: none may pass the largest, which is not.
    const below = Math.min(0, outputs.logits[example * outputs.shown + c]! - largest);
    sum += Math.exp(below / temperature);
  }
  return Math.min(1, 1 / sum);
}

/** −log p of the shown class at a position, at T = 1. */
export function loss(outputs: Outputs, example: number, position: number): number {
  return Math.max(0, outputs.summary[3 * example + 2]! - outputs.logits[example * outputs.shown + position]!);
}

/** Probabilities of the shown classes, then of all others together (T = 1). */
export function probabilities(outputs: Outputs, example: number): number[] {
  const all = Array.from({ length: outputs.shown }, (_, c) => Math.exp(-loss(outputs, example, c)));
  return [...all, Math.max(0, 1 - all.reduce((sum, p) => sum + p, 0))];
}

/** Total variation ½ Σ |p − q| of two answers; classes that are not shown count as one. */
export function totalVariation(a: Outputs, b: Outputs, example: number): number {
  const q = probabilities(b, example);
  return probabilities(a, example).reduce((sum, p, c) => sum + Math.abs(p - q[c]!), 0) / 2;
}

/** The examples of `among` with the largest score, so many; ties in the order of the sample. */
export function largest(among: number[], score: (example: number) => number, count: number): number[] {
  return among
    .map((example) => ({ example, score: score(example) }))
    .sort((a, b) => b.score - a.score || a.example - b.example)
    .slice(0, count)
    .map((scored) => scored.example);
}

/** The share of `among` to which two variants give different answers; null without examples. */
export function disagreement(a: Outputs, b: Outputs, among: number[]): number | null {
  if (among.length === 0) return null;
  return among.filter((example) => predicted(a, example) !== predicted(b, example)).length / among.length;
}
