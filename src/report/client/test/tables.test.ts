import assert from "node:assert/strict";
import { test } from "node:test";

import { type State, Store } from "../src/state.ts";
import { covers } from "../src/tables.ts";
import { contextOf } from "../src/view.ts";
import { pageData } from "./page_data.ts";

const STATE: State = { variants: ["hard"], baseline: "hard", split: "test", classes: null, temperature: 1, brushed: [], hovered: null, settings: {} };

test("a chosen group has its seeds and a chosen seed its group; others are not chosen", () => {
  const of = (variants: string[]) => contextOf(pageData(), new Store({ ...STATE, variants }));
  const rows = ["hard", "hard_1", "hard_2", "smooth", "smooth_1"];
  assert.deepEqual(rows.filter((id) => covers(of(["hard"]), id)), ["hard", "hard_1", "hard_2"]);
  assert.deepEqual(rows.filter((id) => covers(of(["smooth_1"]), id)), ["smooth", "smooth_1"]);
});

test("a group stands for its first seed where one network is asked for", () => {
  const context = contextOf(pageData(), new Store(STATE));
  assert.equal(context.resolve("smooth").id, "smooth_1");
  assert.deepEqual(context.chosen().map((c) => [c.id, c.variant.id]), [["hard", "hard_1"]]);
  assert.equal(context.style("unknown").color, "var(--soft)");
});
