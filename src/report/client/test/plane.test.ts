import assert from "node:assert/strict";
import { test } from "node:test";

import { planeOf, project } from "../src/plane.ts";
import { swapped } from "../src/views/plane.ts";
import cases from "./plane_cases.json";

const close = (found: number, expected: number) => Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected));

test("every triple gives the coordinates of src/metrics/template_plane.rs, in units of the first two templates' distance", () => {
  assert.ok(cases.planes.length >= 24);
  for (const { classes, scale, templates, points } of cases.planes) {
    const plane = planeOf(cases.products, cases.classes, classes as [number, number, number]);
    assert.ok(plane);
    assert.ok(close(plane.scale, scale));
    const made = [...plane.templates, ...cases.logits.map((logits) => project(plane, logits))];
    [...templates, ...points].forEach(([x = NaN, y = NaN], at) => {
      const [u, v] = made[at] ?? [NaN, NaN];
      assert.ok(close(u, x / scale) && close(v, y / scale), `${classes} at ${at}: ${u}, ${v} instead of ${x / scale}, ${y / scale}`);
    });
  }
});

test("templates on a line have no plane", () => {
  // Templates 0, 1 and 2 on one axis: their products are those of the numbers.
  assert.equal(planeOf([0, 0, 0, 0, 1, 2, 0, 2, 4], 3, [0, 1, 2]), null);
  assert.equal(planeOf([1, 1, 1, 1, 1, 1, 1, 1, 1], 3, [0, 1, 2]), null, "all three the same");
});

test("a class that another place has changes places with it", () => {
  assert.deepEqual(swapped([3, 5, 7], 0, 9), [9, 5, 7]);
  assert.deepEqual(swapped([3, 5, 7], 0, 7), [7, 5, 3]);
  assert.deepEqual(swapped([3, 5, 7], 1, 5), [3, 5, 7]);
});
