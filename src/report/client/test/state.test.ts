import assert from "node:assert/strict";
import { test } from "node:test";

import { hashOf, indicesOf, runsOf, type State, stateOf, Store } from "../src/state.ts";

const START: State = {
  variants: ["hard", "smooth"],
  baseline: "hard",
  split: "test",
  classes: [0, 1, 2],
  temperature: 1,
  brushed: [],
  hovered: null,
  settings: {},
};
const CHOICES = {
  ids: new Set(["hard", "smooth", "student,of&hard=1"]),
  splits: ["test", "train"],
  shown: [0, 1, 2, 5],
  sampled: { test: 100, train: 40 },
};

const back = (state: State) => stateOf(hashOf(state, START) || "#explore?", START, CHOICES);

test("the state at first needs no hash", () => {
  assert.equal(hashOf(START, START), "");
  assert.deepEqual(back(START), START);
});

test("every state comes back from its hash, whatever its ids contain", () => {
  const state: State = {
    variants: ["student,of&hard=1", "hard"],
    baseline: "hard",
    split: "train",
    classes: [5, 0, 2],
    temperature: 0.75,
    brushed: [0, 1, 2, 7, 39],
    hovered: null,
    settings: { "ledger.text": "a & b = ü, 5%", tables: "chosen" },
  };
  assert.deepEqual(back(state), state);
});

test("the hovered example is not in the hash", () => {
  assert.equal(hashOf({ ...START, hovered: 3 }, START), "");
});

test("anchors of the page are no states", () => {
  for (const hash of ["", "#method-accuracy", "#explore", "#explored?v=hard"]) assert.equal(stateOf(hash, START, CHOICES), null);
});

test("of an old link what is no longer there is left out and the rest counts", () => {
  const hash = "#explore?v=gone,smooth&base=gone&split=val&classes=0,1,9&t=-1&brushed=3,200";
  const found = stateOf(hash, START, CHOICES);
  assert.deepEqual(found, { ...START, variants: ["smooth"], baseline: "smooth", brushed: [3] });
});

test("a damaged link gives a state all the same", () => {
  for (const hash of ["#explore?v=%E0%A4%A", "#explore?=&&==", "#explore?classes=1,1,1", "#explore?brushed=9-1,x,1e9", "#explore?t=abc"]) {
    assert.deepEqual({ ...stateOf(hash, START, CHOICES), settings: {} }, START, hash);
  }
});

test("more than six variants of a link are cut, each once", () => {
  const ids = new Set(["a", "b", "c", "d", "e", "f", "g", "h"]);
  const found = stateOf("#explore?v=a,a,b,c,d,e,f,g,h", START, { ...CHOICES, ids });
  assert.deepEqual(found?.variants, ["a", "b", "c", "d", "e", "f"]);
});

test("indices are runs and back", () => {
  assert.equal(runsOf([0, 1, 2, 5, 7, 8]), "0-2,5,7-8");
  assert.equal(runsOf([]), "");
  assert.deepEqual(indicesOf("7-8,0-2,5,1"), [0, 1, 2, 5, 7, 8]);
});

test("the store tells what changed, and nothing where nothing did", () => {
  const store = new Store(START);
  const told: string[][] = [];
  store.subscribe((_, changed) => told.push([...changed].sort()));
  store.set({ split: "test", variants: ["hard", "smooth"] });
  store.set({ temperature: 2, baseline: "hard" });
  store.setting("ledger.paper", "x");
  store.setting("ledger.paper", null);
  assert.deepEqual(told, [["temperature"], ["settings"], ["settings"]]);
});

test("another split lets go of the brushed examples, which are of this one", () => {
  const store = new Store({ ...START, brushed: [1, 2], hovered: 2 });
  store.set({ split: "train" });
  assert.deepEqual([store.get().brushed, store.get().hovered], [[], null]);
});
