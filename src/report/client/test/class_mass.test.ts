import assert from "node:assert/strict";
import { test } from "node:test";
import { confusions, extremes, shifts, wrongAnswers } from "../src/class_mass.ts";

test("shifts are sorted from the largest gain to the largest loss, without the label", () => {
  const found = shifts([0, 0.5, 0.25, 0.25], [0, 0.25, 0.5, 0.25], 0);
  assert.deepEqual(
    found.map((s) => s.class),
    [2, 3, 1],
  );
  assert.deepEqual(
    found.map((s) => s.difference),
    [0.25, 0, -0.25],
  );
});

test("an undefined entry is no shift", () => {
  assert.deepEqual(
    shifts([0, NaN, 0.5], [0, 0.5, 0.5], 0).map((s) => s.class),
    [2],
  );
});

test("extremes leave out the middle and what did not move", () => {
  const all = shifts([0.2, 0.2, 0.2, 0.2, 0.2, 0], [0.5, 0.3, 0.2, 0, 0, 0], 5);
  assert.deepEqual(
    extremes(all, 1).map((s) => s.class),
    [0, 4],
  );
  assert.deepEqual(
    extremes(all, 9).map((s) => s.class),
    [0, 1, 3, 4],
  );
});

test("wrong answers leave out the label and what was never answered", () => {
  assert.deepEqual(wrongAnswers([0.5, 0.1, 0, 0.4], 0, 3), [3, 1]);
});

test("a confusion is inherited when it is among the most frequent of both", () => {
  const found = confusions([0.6, 0.3, 0.1, 0], [0.6, 0.2, 0, 0.2], 0, 2);
  assert.deepEqual(found, [
    { class: 1, teacher: 0.3, student: 0.2, frequentIn: "both" },
    { class: 2, teacher: 0.1, student: 0, frequentIn: "teacher" },
    { class: 3, teacher: 0, student: 0.2, frequentIn: "student" },
  ]);
});
