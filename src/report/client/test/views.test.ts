import assert from "node:assert/strict";
import { test } from "node:test";
import type { Layers, PageData, Variant } from "../src/data.ts";
import { trimmed } from "../src/charts/frame.ts";
import { layersOf, preferred, similarity } from "../src/views/layers.ts";
import { perClass, sorted, type ClassLine } from "../src/views/knowledge/class_list.ts";
import { alike } from "../src/views/knowledge/sides.ts";
import { decades, power, small } from "../src/views/spread.ts";

const f64 = (values: number[]) => Buffer.from(Float64Array.from(values).buffer).toString("base64");
const layers = (a: string, b: string, split: string): Layers => ({
  a,
  b,
  split,
  rows: ["one"],
  columns: ["one"],
  matrix: { t: "f64", shape: [1, 1], b: f64([1]) },
});
const chosen = (...ids: string[]) => ids.map((id) => ({ variant: { id } as Variant }));

test("layers come from the chosen split, or from the first that has any", () => {
  const data = { splits: ["test", "train"], layers: [layers("a", "a", "train"), layers("a", "b", "test")] } as PageData;
  assert.deepEqual(layersOf(data, "train"), [data.layers[0]]);
  assert.deepEqual(layersOf(data, "val"), [data.layers[1]]);
});

test("layers of the chosen variants come before others, and what was picked before both", () => {
  const all = [layers("a", "a", "test"), layers("b", "a", "test"), layers("b", "b", "test")];
  assert.equal(preferred(all, undefined, chosen("b"))?.a, "b");
  assert.equal(preferred(all, undefined, chosen("c")), all[0]);
  assert.equal(preferred(all, "b|a", chosen("b")), all[1]);
  assert.equal(preferred([], "b|a", chosen("b")), undefined);
});

test("a pair is found whichever variant is named first, and a variant is like itself", () => {
  const pairs = [{ a: "a", b: "b", split: "test", metrics: { linear_cka_debiased: { value: 0.5, n: 9 } } }];
  const data = { pairs } as unknown as PageData;
  assert.deepEqual(similarity(data, "test", ["b", "a"]), { value: 0.5, n: 9 });
  assert.equal(similarity(data, "train", ["a", "b"]), undefined);
  assert.deepEqual(similarity(data, "test", ["a", "a"]), { value: 1, n: 0 });
});

const line = (index: number, lost: number | null, differs: number | null): ClassLine => ({
  class: index,
  sampled: 1,
  differs,
  baselineDiffers: null,
  lost,
  teacherAccuracy: null,
  studentAccuracy: null,
});

test("classes are sorted by agreement lost, then by disagreement, those without last", () => {
  const lines = [line(0, null, null), line(1, null, 0.5), line(2, -0.1, 0.9), line(3, 0.2, 0.1), line(4, 0.2, 0.3)];
  assert.deepEqual(
    sorted(lines).map((l) => l.class),
    [4, 3, 2, 1, 0],
  );
});

test("numbers of a class without examples are null", () => {
  const packed = { t: "f64", shape: [2, 4], b: f64([5, 0.5, 0.75, 0.25, 0, NaN, NaN, NaN]) } as const;
  assert.deepEqual(perClass({ ...packed, shape: [2, 4] }, 0), [5, 0.5, 0.75, 0.25]);
  assert.deepEqual(perClass({ ...packed, shape: [2, 4] }, 1), [0, null, null, null]);
  assert.deepEqual(perClass(undefined, 1), [null, null, null, null]);
});

test("the like of a student has its temperature, and its seed where one has both", () => {
  const student = (id: string, temperature: number, seed: number) => ({ id, temperature, seed }) as Variant;
  const all = [student("t1", 1, 1), student("t4s1", 4, 1), student("t4s2", 4, 2)];
  assert.equal(alike(all, student("other", 4, 2))?.id, "t4s2");
  assert.equal(alike(all, student("other", 4, 3))?.id, "t4s1");
  assert.equal(alike(all, student("other", 8, 1)), null);
});

test("decades go down to below the smallest share, six at most", () => {
  assert.deepEqual(decades(0.02).map(power), ["1", "10⁻¹", "10⁻²"]);
  assert.deepEqual(decades(3e-9).map(power), ["1", "10⁻²", "10⁻⁴", "10⁻⁶", "10⁻⁸"]);
});

test("a small share keeps two figures, others are percent", () => {
  assert.equal(small(0.1234), "12.34 %");
  assert.equal(small(0.000_034), "3.4 × 10⁻⁵");
  assert.equal(small(0), "0.00 %");
});

test("ticks lose the zeros after the point alone", () => {
  assert.deepEqual(["10.000", "0.500", "0.000", "−2.50", "100"].map(trimmed), ["10", "0.5", "0", "−2.5", "100"]);
});
