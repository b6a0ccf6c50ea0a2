import assert from "node:assert/strict";
import { test } from "node:test";
import {
  confidence,
  confidenceAt,
  disagreement,
  largest,
  loss,
  probabilities,
  totalVariation,
  type Outputs,
} from "../src/sampled_outputs.ts";

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

// Two examples, three classes, all shown: probabilities 1/2, 1/4, 1/4 and 1/4, 1/4, 1/2.
const ln2 = Math.log(2);
const teacher: Outputs = {
  logits: [ln2, 0, 0, 0, 0, ln2],
  summary: [0, ln2, Math.log(4), 2, ln2, Math.log(4)],
  shown: 3,
  classes: 3,
};
// Always one third each.
const student: Outputs = {
  logits: [0, 0, 0, 0, 0, 0],
  summary: [0, 0, Math.log(3), 0, 0, Math.log(3)],
  shown: 3,
  classes: 3,
};
// One of four classes is not shown: 1/2, 1/4, 1/8 and the rest.
const partly: Outputs = { logits: [ln2 * 2, ln2, 0], summary: [0, ln2 * 2, Math.log(8)], shown: 3, classes: 4 };

test("confidence at T = 1 is that of all classes, shown or not", () => {
  near(confidence(teacher, 0), 0.5);
  near(confidenceAt(partly, 0, 1)!, 0.5);
});

test("confidence at another T follows from all logits, and is null where some are not shown", () => {
  // Logits ln 2, 0, 0 over T = 1/2: 4, 1, 1.
  near(confidenceAt(teacher, 0, 0.5)!, 4 / 6);
  assert.equal(confidenceAt(partly, 0, 2), null);
});

test("a rounded logit above the largest does not make a confidence above what it is", () => {
  const rounded = { ...teacher, logits: [ln2 + 0.01, 0, 0, 0, 0, ln2] };
  near(confidenceAt(rounded, 0, 0.5)!, 4 / 6);
});

test("the loss of the label is −log p", () => near(loss(teacher, 0, 1), Math.log(4)));

test("what is not shown counts as one class", () => {
  [1 / 2, 1 / 4, 1 / 8, 1 / 8].forEach((p, c) => near(probabilities(partly, 0)[c]!, p));
});

test("total variation is half the sum of the differences", () => {
  near(totalVariation(teacher, student, 0), (1 / 6 + 1 / 12 + 1 / 12) / 2);
  near(totalVariation(teacher, teacher, 1), 0);
});

test("disagreement counts different answers", () => {
  assert.equal(disagreement(teacher, student, [0, 1]), 0.5);
  assert.equal(disagreement(teacher, student, []), null);
});

test("the largest come first, ties in the order of the sample", () => {
  assert.deepEqual(
    largest([3, 1, 2, 0], (e) => (e === 2 ? 1 : 0), 3),
    [2, 0, 1],
  );
});
