import { expect, it } from 'vitest';
import { meanEntropy } from './uncertainty.ts';

const scores = (channels: number, ...data: number[]) => ({ channels, data: Float32Array.from(data) });

it('is 0 where the network is sure and 1 bit where it cannot tell', () => {
  expect(meanEntropy(scores(1, 0, 1, 1, 0), false)).toBe(0);
  expect(meanEntropy(scores(1, 0.5, 0.5), false)).toBe(1);
  expect(meanEntropy(scores(2, 0.5, 0, 0.5, 1), false)).toBe(0.5);
});

it('is the entropy of the classes where they exclude each other', () => {
  expect(meanEntropy(scores(4, 0.25, 0.25, 0.25, 0.25), true)).toBe(2);
  expect(meanEntropy(scores(2, 1, 0, 0.5, 0.5), true)).toBe(0.5);
  // 1/2 log2 2 + 2 * 1/4 log2 4
  expect(meanEntropy(scores(3, 0.5, 0.25, 0.25), true)).toBe(1.5);
});
