import { expect, test } from 'vitest';
import { fromBfloat16, fromFloat16, toFloat16 } from './halfFloat.ts';

const half = (bits: number) => fromFloat16(Uint16Array.of(bits))[0]!;

test('the corners of binary16 (IEEE 754 table of values)', () => {
  expect(half(0x3c00)).toBe(1);
  expect(half(0xc000)).toBe(-2);
  expect(half(0x7bff)).toBe(65504);
  expect(half(0x0400)).toBe(2 ** -14);
  expect(half(0x0001)).toBe(2 ** -24);
  expect(half(0x3555)).toBe(0.333251953125);
  expect(half(0x7c00)).toBe(Infinity);
  expect(half(0xfc00)).toBe(-Infinity);
  expect(half(0x7e00)).toBeNaN();
  expect(Object.is(half(0x8000), -0)).toBe(true);
});

test('every binary16 survives the way to float32 and back', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  const back = toFloat16(fromFloat16(all));
  const isNaN16 = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
  expect(all.every((bits, i) => (isNaN16(bits) ? isNaN16(back[i]!) : back[i] === bits))).toBe(true);
});

test('float32 goes to the nearest binary16, ties to even', () => {
  const to = (x: number) => fromFloat16(toFloat16(Float32Array.of(x)))[0];
  expect(to(1 + 2 ** -11)).toBe(1);
  expect(to(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
  expect(to(2 ** -25)).toBe(0);
  expect(to(3 * 2 ** -25)).toBe(2 ** -23);
  expect(to(65519)).toBe(65504);
  expect(to(65520)).toBe(Infinity);
  expect(to(-1e-9)).toBe(-0);
});

test('bfloat16 is the upper half of a float32', () => {
  expect([...fromBfloat16(Uint16Array.of(0x3f80, 0xc049, 0x7f80))]).toEqual([1, -3.140625, Infinity]);
});
