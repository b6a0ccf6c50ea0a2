import assert from "node:assert/strict";
import { test } from "node:test";
import { along, binOf, bins, nearest, statistic, type Grid } from "../src/temperature_grid.ts";

const grid: Grid = {
  at: [0.5, 1, 2],
  columns: ["nll", "ece"],
  table: [0.4, 0.1, 0.3, NaN, 0.5, 0.2],
  // Two bins at each T: count, mean confidence, share right.
  reliability: [0, 0, 0, 4, 0.9, 0.75, 1, 0.4, 1, 3, 0.8, 0.5, 2, 0.3, 0.5, 2, 0.7, 1],
};

test("the nearest temperature is nearest in the logarithm", () => {
  assert.equal(nearest(grid.at, 1), 1);
  assert.equal(nearest(grid.at, 1.45), 2); // 1.45 / 1 > 2 / 1.45
  assert.equal(nearest(grid.at, 1.4), 1);
  assert.equal(nearest(grid.at, 64), 2);
});

test("a statistic is read at its row and column, and is null where it is undefined or absent", () => {
  assert.equal(statistic(grid, 2, "ece"), 0.2);
  assert.equal(statistic(grid, 1, "ece"), null);
  assert.equal(statistic(grid, 1, "gamma"), null);
  assert.deepEqual(along(grid, "ece"), [
    [0.5, 0.1],
    [2, 0.2],
  ]);
});

test("bins move with the temperature, and empty ones have no accuracy", () => {
  assert.deepEqual(bins(grid, 0), [
    { low: 0, high: 0.5, count: 0, confidence: null, accuracy: null },
    { low: 0.5, high: 1, count: 4, confidence: 0.9, accuracy: 0.75 },
  ]);
  assert.equal(bins(grid, 2)[0]!.accuracy, 0.5);
});

test("a confidence on an edge belongs to the bin below, 0 to the first", () => {
  assert.equal(binOf(0, 15), 0);
  assert.equal(binOf(1, 15), 14);
  for (let edge = 1; edge < 15; edge += 1) {
    assert.equal(binOf(edge / 15, 15), edge - 1);
    assert.equal(binOf(edge / 15 + 1e-15, 15), edge);
  }
});
