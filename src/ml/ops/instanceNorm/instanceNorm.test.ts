import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { readTensor } from '../../tf.ts';
import { instanceNorm } from './index.ts';

/** The same by tfjs's own operators, whose gradients are known to be right. */
const plain = (x: tf.Tensor4D, eps: number): tf.Tensor => {
  const { mean, variance } = tf.moments(x, [1, 2], true);
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, eps)));
};

onEveryBackend('every map gets mean 0 and variance 1, whatever its offset', async () => {
  // two elements, three channels: values far from zero would lose their variance in a sum of squares
  const x = tf.tensor4d(
    Float32Array.from({ length: 2 * 5 * 7 * 3 }, (_, i) => 1000 * (i % 3) + Math.sin(i * i)),
    [2, 5, 7, 3],
  );
  const z = instanceNorm(x);
  const { mean, variance } = tf.moments(z, [1, 2]);
  for (const value of await readTensor(mean)) expect(Math.abs(value)).toBeLessThan(1e-3);
  for (const value of await readTensor(variance)) expect(value).toBeCloseTo(1, 3);
});

onEveryBackend('it agrees with the formula, and so does its gradient', async () => {
  const x = tf.tensor4d(
    Float32Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => Math.cos(i * 1.7) + (i % 5)),
    [2, 3, 4, 5],
  );
  const r = tf.tensor4d(
    Float32Array.from({ length: x.size }, (_, i) => Math.sin(i * 0.9)),
    x.shape,
  );
  const check = async (a: tf.Tensor, b: tf.Tensor) => {
    const [got, want] = [await readTensor(a), await readTensor(b)];
    for (const [i, value] of want.entries()) expect(got[i]).toBeCloseTo(value, 4);
  };
  await check(instanceNorm(x, 0.1), plain(x, 0.1));
  const slope = (f: (x: tf.Tensor4D) => tf.Tensor) =>
    tf.grad((t: tf.Tensor) => tf.sum(tf.mul(f(t as tf.Tensor4D), r)))(x);
  await check(
    slope((t) => instanceNorm(t, 0.1)),
    slope((t) => plain(t, 0.1)),
  );
});
