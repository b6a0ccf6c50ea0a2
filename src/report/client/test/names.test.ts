import assert from "node:assert/strict";
import { test } from "node:test";

import { apart, type Name } from "../src/charts/names.ts";

const at = (text: string, x: number, y: number): Name => ({ text, x, y, anchor: "middle" });

test("names that are apart stay where they are", () => {
  const names = [at("cat", 50, 40), at("dog", 50, 60), at("owl", 150, 41)];
  assert.deepEqual(apart(names, [10, 290]).map((n) => n.y).sort(), [40, 41, 60]);
});

test("names on one spot come apart by whole lines, inside the panel", () => {
  const names = ["Shirt", "Coat", "Pullover", "T-shirt/top"].map((text) => at(text, 100, 14));
  const heights = apart(names, [10, 290]).map((n) => n.y);
  assert.equal(new Set(heights).size, 4);
  assert.ok(heights.every((y) => y >= 10 && y <= 290));
  assert.deepEqual([...heights].sort((a, b) => a - b), [14, 26, 38, 50]);
});

test("where there is no place left a name stays", () => {
  const names = ["a", "b", "c"].map((text) => at(text, 10, 15));
  assert.deepEqual(apart(names, [12, 28]).map((n) => n.y), [15, 27, 15]);
});
