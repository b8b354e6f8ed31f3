import { expect, test } from 'vitest';
import { nextRate } from './rateSteps.ts';

test('rates step through 1, 2, 5 without the noise of binary fractions', () => {
  expect([1, 2, 3, 4].map((n) => nextRate(0.0001, n))).toEqual([0.0002, 0.0005, 0.001, 0.002]);
  expect(nextRate(0.0005, -1)).toBe(0.0002);
  expect(nextRate(0.001, -1)).toBe(0.0005);
  expect(nextRate(0.01, 10)).toBe(20);
});

test('a rate between two places goes to the nearest one that way', () => {
  expect(nextRate(0.0003, 1)).toBe(0.0005);
  expect(nextRate(0.0003, -1)).toBe(0.0002);
});
