import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { relativeError } from '../../goldens.testing.ts';
import { readTensor } from '../../tf.ts';
import { randomValues } from '../gradientCheck.testing.ts';
import { adamStep } from './index.ts';

onEveryBackend('moments fade, the weight follows them and decays', async () => {
  const shape = [3, 5, 7];
  const [w, m, v, g] = [1, 2, 3, 4].map((seed) => randomValues(shape, seed));
  const squares = v!.map(Math.abs);
  const rates = { beta1: 0.9, beta2: 0.999, epsilon: 1e-3, correction: 0.01, rate: 0.1, kept: 0.95 };
  const state = { w: tf.tensor(w!, shape), m: tf.tensor(m!, shape), v: tf.tensor(squares, shape) };
  const next = adamStep(state, tf.tensor(g!, shape), rates);
  const want = {
    m: m!.map((x, i) => 0.9 * x + 0.1 * g![i]!),
    v: squares.map((x, i) => 0.999 * x + 0.001 * g![i]! ** 2),
  };
  expect(relativeError(await readTensor(next.m), want.m)).toBeLessThan(1e-6);
  expect(relativeError(await readTensor(next.v), want.v)).toBeLessThan(1e-6);
  const weights = w!.map((x, i) => 0.95 * x - (0.1 * want.m[i]!) / (Math.sqrt(want.v[i]! / 0.01) + 1e-3));
  expect(relativeError(await readTensor(next.w), weights)).toBeLessThan(1e-6);
  expect(next.w.shape).toEqual(shape);
});
