import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor } from '../gradientCheck.testing.ts';
import { gelu } from './index.ts';

onEveryBackend('x times the normal distribution function', async () => {
  // figures of torch.nn.functional.gelu in float64
  const table = [
    [-10, 0],
    [-3, -0.00404969409489031],
    [-1, -0.15865525393145707],
    [-0.1, -0.04601721627229706],
    [0, 0],
    [0.5, 0.34573123063700656],
    [1, 0.8413447460685429],
    [3, 2.99595030590511],
    [10, 10],
  ] as const;
  const y = await readTensor(gelu(tf.tensor1d(table.map(([x]) => x))));
  table.forEach(([, want], i) => expect(Math.abs(y[i]! - want)).toBeLessThan(1e-6));
});

onEveryBackend(
  'where little is left of x, that little is right to four figures',
  async () => {
    const y = await readTensor(gelu(tf.tensor1d([-4, -2, -0.5])));
    // x erfc(-x / sqrt 2) / 2
    const want = [-0.00012668496733247986, -0.04550026389635844, -0.15426876936299344];
    want.forEach((value, i) => expect(Math.abs(y[i]! / value - 1)).toBeLessThan(1e-4));
  },
  ['wasm', 'cpu'],
);

onEveryBackend('its gradient agrees with finite differences', async () => {
  const [error] = await gradientErrors((x) => gelu(x!), [tf.mul(randomTensor([5, 77], 1), 3)]);
  expect(error).toBeLessThan(1e-3);
});
