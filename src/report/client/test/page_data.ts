// A small page to test with: two groups of two seeds, three classes.

import type { Group, PageData, Style, Value, Variant } from "../src/data.ts";

const STYLE: Style = { color: "#0072b2", shape: "circle", fill: "solid", dash: [] };

function variant(id: string, group: string, accuracy: number): Variant {
  const value: Value = { value: accuracy, low: accuracy - 0.01, high: accuracy + 0.01, n: 100 };
  const metrics = { accuracy: value, temperature: { undefined: "no finite optimum" } };
  const facts = { role: "teacher" as const, seed: 1, teacher: null, reference: null, temperature: null, alpha: null, about: "hard labels" };
  return { id, group, ...facts, style: STYLE, splits: { test: { metrics, matrices: {} } } };
}

function group(id: string, mean: number): Group {
  return { id, variants: [`${id}_1`, `${id}_2`], style: STYLE, splits: { test: { accuracy: { mean, sd: 0.01414, seeds: 2 } } } };
}

export function pageData(): PageData {
  const metric = { title: "", direction: "↑", definition: "" };
  return {
    settings: { level: 0.95, bins: 15, equivalence: 0.005 },
    name: "made up",
    classes: ["cat", "dog", "owl"],
    shown: [0, 1, 2],
    shown_by: "all of them",
    splits: ["test"],
    samples: {},
    metrics: [
      { ...metric, name: "accuracy", short: "Acc", unit: "fraction" },
      { ...metric, name: "temperature", short: "T", unit: "plain" },
    ],
    variants: [variant("hard_1", "hard", 0.8), variant("hard_2", "hard", 0.82), variant("smooth_1", "smooth", 0.83), variant("smooth_2", "smooth", 0.85)],
    groups: [group("hard", 0.81), group("smooth", 0.84)],
    differences: [{ a: "hard", b: "smooth", split: "test", metric: "accuracy", value: 0.03, low: 0.01, high: 0.05 }],
    pairs: [],
    layers: [],
    triple: [0, 1, 2],
    start: { variants: ["hard", "smooth"], baseline: "hard" },
    left_out: [],
  };
}
