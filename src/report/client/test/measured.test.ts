import assert from "node:assert/strict";
import { test } from "node:test";

import { compared, measured, spanOf } from "../src/measured.ts";
import { toggle } from "../src/toolbar.ts";
import { pageData } from "./page_data.ts";

const ON: [string, string] = ["test", "accuracy"];

test("a variant has its interval, a group its mean and deviation and a dot a seed", () => {
  const data = pageData();
  assert.equal(measured(data, "hard_1", ON).text, "80.00 [79.00, 81.00]");
  const group = measured(data, "hard", ON);
  assert.deepEqual([group.text, group.value, group.dots.map((d) => d.value)], ["81.00 ± 1.41", 0.81, [0.8, 0.82]]);
  assert.equal(measured(data, "hard", ["test", "temperature"]).reason, "no finite optimum");
});

test("a paired difference is read either way round, and its sign says which", () => {
  const data = pageData();
  const forth = compared(data, ["smooth", "hard"], ON);
  assert.deepEqual(forth, { text: "+3.00 [+1.00, +5.00] points", isDecided: true, isPaired: true });
  assert.equal(compared(data, ["hard", "smooth"], ON)?.text, "−3.00 [−5.00, −1.00] points");
  assert.equal(compared(data, ["hard", "hard"], ON), null);
});

test("without a pair there is the mere difference, which decides nothing", () => {
  const data = pageData();
  assert.deepEqual(compared(data, ["hard_2", "hard_1"], ON), { text: "+2.00", isDecided: false, isPaired: false });
});

test("the span of dots holds their intervals", () => {
  assert.deepEqual(spanOf(measured(pageData(), "hard", ON).dots), [0.79, 0.83]);
  assert.equal(spanOf([]), null);
});

test("six variants are the most, one must stay, and the baseline is always among them", () => {
  const state = { variants: ["a", "b"], baseline: "a", split: "", classes: null, temperature: 1, brushed: [], hovered: null, settings: {} };
  assert.deepEqual(toggle(state, "c"), { variants: ["a", "b", "c"], baseline: "a" });
  assert.deepEqual(toggle(state, "a"), { variants: ["b"], baseline: "b" });
  assert.match(String(toggle({ ...state, variants: ["a"] }, "a")), /must stay/);
  assert.match(String(toggle({ ...state, variants: ["a", "b", "c", "d", "e", "f"] }, "g")), /6 variants are the most/);
});
