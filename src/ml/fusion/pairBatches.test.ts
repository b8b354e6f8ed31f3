import { describe, expect, it } from 'vitest';
import type { FusionPair } from './fusionModel.ts';
import { pairBatches } from './pairBatches.ts';

/** CT values tell the pair and the place; the PET is the CT turned over. */
const pair = (number: number, width = 12, height = 10): FusionPair => {
  const ct = Float32Array.from({ length: width * height }, (_, n) => number + n / 1000);
  return { width, height, ct, pet: ct.map((v) => -v) };
};
const pairs = [0, 1, 2, 3, 4].map((n) => pair(n));
const numbersOf = (batch: { values: Float32Array; shape: readonly number[] }) => {
  const one = batch.values.length / batch.shape[0]!;
  return Array.from({ length: batch.shape[0]! }, (_, n) => Math.floor(batch.values[n * one]!));
};

describe('batches of pairs', () => {
  it('show every pair once in an epoch, in another order each time', () => {
    const batches = pairBatches(pairs, { batch: 1, side: 8, seed: 3 });
    const epoch = (e: number) => Array.from({ length: 5 }, (_, n) => numbersOf(batches(5 * e + n))[0]!);
    for (const e of [0, 1, 2]) expect(epoch(e).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set([0, 1, 2].map((e) => epoch(e).join())).size).toBeGreaterThan(1);
  });

  it('are the same for the same seed, whatever was asked before', () => {
    const a = pairBatches(pairs, { batch: 2, side: 8, seed: 3 });
    const b = pairBatches(pairs, { batch: 2, side: 8, seed: 3 });
    a(0);
    a(9);
    expect(a(4)).toEqual(b(4));
    expect(a(4)).not.toEqual(pairBatches(pairs, { batch: 2, side: 8, seed: 4 })(4));
  });

  it('keep CT and PET together, and are neighbours in the slice but for mirroring', () => {
    const { values, shape } = pairBatches(pairs, { batch: 2, side: 8, seed: 5 })(1);
    expect(shape).toEqual([2, 8, 8, 2]);
    for (let n = 0; n < values.length; n += 2) expect(values[n + 1]).toBe(-values[n]!);
    expect(Math.abs(values[2]! - values[0]!)).toBeCloseTo(0.001, 5);
    expect(Math.abs(values[16]! - values[0]!)).toBeCloseTo(0.012, 5);
  });

  it('mirror a slice that is smaller', () => {
    const { values } = pairBatches([pair(0, 4, 4), pair(0, 4, 4)], { batch: 2, side: 6, seed: 1 })(0);
    const row = Array.from({ length: 6 }, (_, x) => Math.round(1000 * values[2 * x]!) % 4);
    expect(row.join('')).toMatch(/^(012321|321012|123210|210123)$/);
  });
});
