import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { relativeError } from '../../goldens.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor } from '../gradientCheck.testing.ts';
import { layerNorm } from './index.ts';

onEveryBackend('each row gets mean 0 and variance 1, then its scale and offset', async () => {
  // variance 5, mean 4; far from zero in the second row, where a sum of squares would lose the variance
  const x = tf.tensor2d([1, 3, 5, 7, 10001, 10003, 10005, 10007], [2, 4]);
  const y = await readTensor(layerNorm(x, tf.tensor1d([1, 1, 1, 2]), tf.tensor1d([0, 0, 0, 10]), 0));
  const [a, b] = [3 / Math.sqrt(5), 1 / Math.sqrt(5)];
  const row = [-a, -b, b, 2 * a + 10];
  [...row, ...row].forEach((value, i) => expect(y[i]).toBeCloseTo(value, 5));
});

/** 45 rows: not a whole number of workgroups; 37 channels: not one of lanes. */
const example = () => [randomTensor([3, 15, 37], 1), randomTensor([37], 2), randomTensor([37], 3)] as const;

onEveryBackend("agrees with tfjs's own operators", async () => {
  const [x, gamma, beta] = example();
  const { mean, variance } = tf.moments(x, -1, true);
  const plain = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), gamma), beta);
  const y = layerNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D);
  expect(relativeError(await readTensor(y), await readTensor(plain))).toBeLessThan(1e-6);
});

onEveryBackend('its gradients agree with finite differences', async () => {
  const errors = await gradientErrors(
    (x, gamma, beta) => layerNorm(x!, gamma as tf.Tensor1D, beta as tf.Tensor1D),
    example(),
  );
  for (const error of errors) expect(error).toBeLessThan(1e-3);
});

test('scales of another width are refused', () => {
  expect(() => layerNorm(tf.zeros([2, 4]), tf.ones([3]), tf.zeros([3]))).toThrow(/4 channels, gamma 3/);
});
