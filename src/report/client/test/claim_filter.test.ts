import assert from "node:assert/strict";
import { test } from "node:test";
import { isFiltering, NO_FILTER, passes, TOPIC } from "../src/claim_filter.ts";

const claim = {
  paper: "muller2019",
  outcome: "supported",
  statistic: "ece",
  topic: "Calibration",
  text: "Label smoothing calibrates.",
};

test("no filter lets everything through", () => {
  assert.ok(passes(claim, NO_FILTER));
  assert.ok(!isFiltering(NO_FILTER));
  assert.ok(!isFiltering({ ...NO_FILTER, text: " " }));
});

test("each part of the filter must hold", () => {
  assert.ok(passes(claim, { ...NO_FILTER, paper: "muller2019", outcome: "supported" }));
  assert.ok(!passes(claim, { ...NO_FILTER, paper: "muller2019", outcome: "contradicted" }));
});

test("a statistic is one, or all of a topic", () => {
  assert.ok(passes(claim, { ...NO_FILTER, statistic: "ece" }));
  assert.ok(!passes(claim, { ...NO_FILTER, statistic: "Calibration" }));
  assert.ok(passes(claim, { ...NO_FILTER, statistic: `${TOPIC}Calibration` }));
  assert.ok(!passes(claim, { ...NO_FILTER, statistic: `${TOPIC}Accuracy` }));
});

test("all words must occur, in any order and case", () => {
  assert.ok(passes(claim, { ...NO_FILTER, text: "Calibrates  label" }));
  assert.ok(!passes(claim, { ...NO_FILTER, text: "label temperature" }));
});
