import assert from "node:assert/strict";
import { test } from "node:test";

import { type Packed, row, unpack } from "../src/data.ts";

/** Little-endian bytes as the page has them. */
function packed(t: Packed["t"], shape: number[], bytes: ArrayBuffer, rest: Partial<Packed> = {}): Packed {
  return { t, shape, b: Buffer.from(bytes).toString("base64"), ...rest };
}

test("floats come back to the bit, NaN as NaN", () => {
  const values = Float64Array.from([0, -1.5, 1 / 3, 1e300, NaN]);
  assert.deepEqual([...unpack(packed("f64", [5], values.buffer))], [...values]);
  const singles = Float32Array.from([0.1, -2, 3e38, NaN]);
  assert.deepEqual([...unpack(packed("f32", [2, 2], singles.buffer))], [...singles]);
});

test("quantised values are q scale + offset, the smallest is NaN", () => {
  const of = packed("i16", [4], Int16Array.from([-32767, 0, 32767, -32768]).buffer, { scale: 0.5, offset: 1 });
  assert.deepEqual([...unpack(of)], [-16382.5, 1, 16384.5, NaN]);
});

test("bytes and rows", () => {
  const of = packed("u8", [2, 3], Uint8Array.from([1, 2, 3, 4, 5, 255]).buffer);
  assert.deepEqual([...row(of, 1)], [4, 5, 255]);
  assert.equal(unpack(of), unpack(of), "unpacked once");
});

test("an array of another size than its shape is refused", () => {
  const of = packed("u8", [2, 2], Uint8Array.from([1, 2, 3]).buffer);
  assert.throws(() => unpack(of), /expected 4 values of shape 2,2, found 3/);
});
