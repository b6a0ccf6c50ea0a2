import assert from "node:assert/strict";
import { test } from "node:test";

import type { Unit } from "../src/data.ts";
import { aggregate, cell, count, decimals, difference, interval, number, reason, signed } from "../src/format.ts";
import cases from "./format_cases.json";

/** JSON has no infinities and no NaN: they are texts there. */
const read = (value: number | string) => (typeof value === "string" ? { inf: Infinity, "-inf": -Infinity }[value] ?? NaN : value);

test("plain numbers are the texts that Rust writes", () => {
  assert.ok(cases.decimals.length > 200);
  for (const [value, places, text] of cases.decimals as [number | string, number, string][]) {
    assert.equal(decimals(read(value), places), text, `${value} with ${places}`);
  }
});

test("numbers, differences and intervals of each unit are the texts that Rust writes", () => {
  assert.ok(cases.units.length > 20);
  for (const { unit: name, value, low, high, texts } of cases.units) {
    const unit = name as Unit;
    const made = [number(unit, value), signed(unit, value), difference(unit, value, low, high), interval(unit, value, low, high)];
    assert.deepEqual([...made, aggregate(unit, { mean: value, sd: high, seeds: 3 })], texts, `${value} in ${unit}`);
  }
});

test("counts have their thousands apart, as Rust writes them", () => {
  for (const [value, text] of cases.counts as [number, string][]) assert.equal(count(value), text);
});

test("what has no value is a dash with its reason", () => {
  assert.equal(cell("plain", { undefined: "one class" }), "–");
  assert.equal(reason({ undefined: "one class" }), "one class");
  assert.equal(reason(undefined), "not measured");
  assert.equal(cell("fraction", { value: 0.5, n: 1 }), "50.00");
});
