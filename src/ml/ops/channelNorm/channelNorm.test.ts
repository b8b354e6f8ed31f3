import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { relativeError } from '../../goldens.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor, randomValues } from '../gradientCheck.testing.ts';
import { channelNorm } from './index.ts';

const EPS = 1e-5;

onEveryBackend('every channel gets its own mean and spread, however far from zero it lies', async () => {
  for (const [n, h, w, c] of [
    [2, 5, 7, 3],
    [1, 9, 15, 8],
    [3, 1, 1, 13],
  ] as const) {
    const values = randomValues([n, h, w, c], 1).map((v, i) => v * (1 + (i % c)) + 100 * (i % c));
    const [scale, offset] = [randomValues([c], 2), randomValues([c], 3)];
    const rows = n * h * w;
    const { y, mean, variance } = channelNorm(
      tf.tensor4d(values, [n, h, w, c]),
      tf.tensor1d(scale),
      tf.tensor1d(offset),
      { eps: EPS },
    );
    const [ys, means, variances] = [await readTensor(y), await readTensor(mean), await readTensor(variance)];
    for (let k = 0; k < c; k++) {
      let [sum, squares] = [0, 0];
      for (let i = k; i < values.length; i += c) sum += values[i]!;
      for (let i = k; i < values.length; i += c) squares += (values[i]! - sum / rows) ** 2;
      expect(means[k]! / (sum / rows || 1)).toBeCloseTo(1, 5);
      expect(variances[k]! / (squares / rows)).toBeCloseTo(1, 4);
      for (let i = k; i < values.length; i += c) {
        const z = (values[i]! - sum / rows) / Math.sqrt(squares / rows + EPS);
        expect(ys[i]!).toBeCloseTo(z * scale[k]! + offset[k]!, 3);
      }
    }
  }
});

onEveryBackend('its gradients are the slopes', async () => {
  const f = (x: tf.Tensor, s: tf.Tensor, o: tf.Tensor) =>
    channelNorm(x as tf.Tensor4D, s as tf.Tensor1D, o as tf.Tensor1D, { eps: EPS }).y;
  for (const c of [1, 4, 6]) {
    const inputs = [randomTensor([2, 4, 3, c], 1), randomTensor([c], 2), randomTensor([c], 3)];
    for (const error of await gradientErrors(f, inputs)) expect(error).toBeLessThan(2e-3);
  }
});

onEveryBackend('a value that is not a number stays in its channel', async () => {
  const x = tf.tensor4d([1, NaN, 2, 3, 3, 4], [1, 3, 1, 2]);
  const y = await readTensor(channelNorm(x, tf.ones([2]), tf.zeros([2]), { eps: EPS }).y);
  expect([...y].map(Number.isNaN)).toEqual([false, true, false, true, false, true]);
});

onEveryBackend('with a ReLU behind it, it gives what both give one after the other, forward and backward', async () => {
  for (const c of [1, 4, 6, 13]) {
    const inputs = [randomTensor([2, 4, 3, c], 1), randomTensor([c], 2), randomTensor([c], 3)];
    const norm = (relu: boolean) => (x: tf.Tensor, s: tf.Tensor, o: tf.Tensor) =>
      channelNorm(x as tf.Tensor4D, s as tf.Tensor1D, o as tf.Tensor1D, { eps: EPS, relu }).y;
    const both = (...args: [tf.Tensor, tf.Tensor, tf.Tensor]) => tf.relu(norm(false)(...args));
    const dy = randomTensor([2, 4, 3, c], 4);
    const [x, scale, offset] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
    const results = [norm(true), both].map((f) => [f(x, scale, offset), ...tf.grads(f as never)(inputs, dy)]);
    for (const [i, got] of results[0]!.entries()) {
      expect(relativeError(await readTensor(got), await readTensor(results[1]![i]!))).toBeLessThan(1e-6);
    }
  }
});
