import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { relativeError } from '../../goldens.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor } from '../gradientCheck.testing.ts';
import { depthwiseConv2d } from './index.ts';
import * as reference from './reference.ts';

/** Two images of 4 x 7 with five channels; kernels larger than the image is high. */
const example = (kernelHeight: number, kernelWidth: number) =>
  [
    randomTensor<tf.Tensor4D>([2, 4, 7, 5], 1),
    randomTensor<tf.Tensor4D>([kernelHeight, kernelWidth, 5, 1], 2),
    { batch: 2, height: 4, width: 7, channels: 5, kernelHeight, kernelWidth },
  ] as const;
const KERNELS = [
  [1, 1],
  [3, 3],
  [5, 3],
  [7, 5],
] as const;

onEveryBackend('a kernel that is one off its centre shifts the map, zeros enter', async () => {
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const above = tf.tensor4d([0, 1, 0, 0, 0, 0, 0, 0, 0], [3, 3, 1, 1]);
  expect([...(await readTensor(depthwiseConv2d(x, above)))]).toEqual([0, 0, 1, 2]);
});

onEveryBackend('agrees with the loops, and so does the gradient of the kernel', async () => {
  for (const [kernelHeight, kernelWidth] of KERNELS) {
    const [x, filter, shape] = example(kernelHeight, kernelWidth);
    const dy = randomTensor<tf.Tensor4D>(x.shape, 3);
    const [xs, filters, dys] = await Promise.all(
      [x, filter, dy].map(async (t) => Float32Array.from(await readTensor(t))),
    );
    const want = new Float32Array(x.size);
    reference.depthwiseConv2d(xs!, filters!, shape, want);
    expect(relativeError(await readTensor(depthwiseConv2d(x, filter)), want)).toBeLessThan(1e-6);
    const slope = new Float32Array(filter.size);
    reference.depthwiseConv2dFilterGrad(xs!, dys!, shape, slope);
    const got = tf.grad((f: tf.Tensor) => depthwiseConv2d(x, f as tf.Tensor4D))(filter, dy);
    expect(relativeError(await readTensor(got), slope)).toBeLessThan(1e-6);
  }
});

onEveryBackend('its gradients agree with finite differences', async () => {
  for (const [kernelHeight, kernelWidth] of KERNELS) {
    const [x, filter] = example(kernelHeight, kernelWidth);
    const f = (a: tf.Tensor, b: tf.Tensor) => depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D);
    for (const error of await gradientErrors(f as (...xs: tf.Tensor[]) => tf.Tensor, [x, filter])) {
      expect(error).toBeLessThan(1e-3);
    }
  }
});

test('even kernels and other channels are refused', () => {
  expect(() => depthwiseConv2d(tf.zeros([1, 4, 4, 2]), tf.zeros([2, 2, 2, 1]))).toThrow(/does not fit/);
  expect(() => depthwiseConv2d(tf.zeros([1, 4, 4, 2]), tf.zeros([3, 3, 4, 1]))).toThrow(/does not fit/);
});
