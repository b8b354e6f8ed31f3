import { expect, it } from 'vitest';
import type { WeightValues } from '../params.ts';
import { newTrend } from './train.ts';
import { readTuneState, writeTuneState } from './tuneState.ts';

const tensor = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

it('brings every number back bit for bit, with and without a best step', async () => {
  const weights: WeightValues = new Map<string, { shape: number[]; data: Float32Array | Int32Array }>([
    ['head.weight', tensor(0.1, -2)],
    ['norm.num_batches_tracked', { shape: [], data: Int32Array.of(41) }],
  ]);
  const moments = new Map([['head.weight.m', tensor(1e-9, 3)]]);
  const best = { step: 20, dice: 0.1 + 0.2, weights: new Map([['head.weight', tensor(0.3, 4)]]) };
  const state = {
    step: 41,
    watched: 40,
    weights,
    moments,
    best,
    trend: { sum: 0.1 + 0.2, summed: 1, best: 0.7, worse: 2 },
  };
  expect(await readTuneState(new Blob([writeTuneState(state)]))).toEqual(state);
  const young = { ...state, best: null, watched: -1, trend: newTrend() };
  expect(await readTuneState(new Blob([writeTuneState(young)]))).toEqual(young);
});
