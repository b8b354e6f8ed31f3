import { expect, test } from 'vitest';
import { fromFloat16 } from './checkpoint/halfFloat.ts';
import { HEADER, halvesOf } from './halves.ts';
import { randomValues } from './ops/gradientCheck.testing.ts';

/** The values that halves stand for, as a shader reads them. */
const valuesOf = (words: Int32Array<ArrayBuffer>, count: number): Float32Array => {
  const [scale] = new Float32Array(words.buffer, 0, 1);
  return fromFloat16(new Uint16Array(words.buffer, 4 * HEADER, count)).map((half) => scale! * half);
};
const norm = (values: Float32Array) => Math.hypot(...values);

test('two halves lie in a word, the first in its lower bits, behind their scale', () => {
  // 1 is the largest: 2^14 of it is 2^14 as a half, which is 0x7400
  const words = halvesOf(Float32Array.of(1, -0.5, 0.25))!;
  expect([...new Uint32Array(words.buffer)].map((word) => word.toString(16))).toEqual([
    (0x38800000).toString(16),
    '0',
    'f0007400',
    '6c00',
  ]);
  expect([...valuesOf(words, 3)]).toEqual([1, -0.5, 0.25]);
});

test('values of whatever size are rounded by no more than 2^-11 of themselves', () => {
  for (const size of [1e-25, 1e-9, 1e-5, 1, 65504, 1e7, 1e38]) {
    const values = randomValues([1001], 1).map((v) => v * size);
    const halves = valuesOf(halvesOf(values)!, 1001);
    const error = norm(values.map((v, i) => (halves[i]! - v) / size)) / norm(values.map((v) => v / size));
    expect(error).toBeLessThan(2 ** -11);
    expect(error).toBeGreaterThan(0);
  }
  expect([...valuesOf(halvesOf(new Float32Array(5))!, 5)]).toEqual([0, 0, 0, 0, 0]);
});

test('what halves cannot hold stays float32: values that are not finite, or of too wide a range', () => {
  const values = randomValues([200], 1);
  for (const odd of [NaN, Infinity, -Infinity, 1e9]) expect(halvesOf(values.with(7, odd))).toBeNull();
  expect(halvesOf(values.with(7, 1e5))).not.toBeNull();
  // one small value in two hundred is nobody's loss
  expect(halvesOf(values.with(7, 1e-12))).not.toBeNull();
  expect(halvesOf(values.map(() => 1e-35))).toBeNull();
});
