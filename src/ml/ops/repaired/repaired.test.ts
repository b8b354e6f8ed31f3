import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { mulberry32 } from '../../../core/random.ts';
import { onEveryBackend } from '../../backends.testing.ts';
import { readTensor } from '../../tf.ts';

/** Uniform in [low, low + 1), all different. */
const noise = (shape: number[], seed: number, low = -0.5) => {
  const random = mulberry32(seed);
  const n = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: n }, () => low + random()),
    shape,
  );
};

/**
 * Largest difference between the gradient of Σ f(...inputs) · weights and central differences, relative to the largest
 * gradient; `probes` values of each input are moved.
 */
async function gradientError(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  probes = 12,
): Promise<number> {
  const weights = noise(f(...inputs).shape, 99);
  const scalar = (...x: tf.Tensor[]) => tf.sum(tf.mul(f(...x), weights)) as tf.Scalar;
  const gradients = tf.grads(scalar)(inputs);
  let worst = 0;
  let largest = 1e-6;
  for (const [k, input] of inputs.entries()) {
    const values = await readTensor(input);
    const gradient = await readTensor(gradients[k]!);
    for (let probe = 0; probe < Math.min(probes, values.length); probe++) {
      const at = Math.floor((probe * values.length) / Math.min(probes, values.length));
      const step = 0.02;
      const moved = async (by: number) => {
        const copy = Float32Array.from(values);
        copy[at]! += by;
        const [v] = await readTensor(scalar(...inputs.map((t, i) => (i === k ? tf.tensor(copy, t.shape) : t))));
        return v!;
      };
      const slope = ((await moved(step)) - (await moved(-step))) / (2 * step);
      worst = Math.max(worst, Math.abs(slope - gradient[at]!));
      largest = Math.max(largest, Math.abs(gradient[at]!));
    }
  }
  return worst / largest;
}

const CONVS: { title: string; x: number[]; filter: number[]; stride: number; pad: 'valid' | 'same' | number }[] = [
  { title: '3x3 padded, batch 2', x: [2, 6, 7, 3], filter: [3, 3, 3, 4], stride: 1, pad: 1 },
  { title: '3x3 valid', x: [1, 7, 6, 2], filter: [3, 3, 2, 3], stride: 1, pad: 'valid' },
  { title: '1x1', x: [2, 5, 4, 3], filter: [1, 1, 3, 5], stride: 1, pad: 'valid' },
  { title: '5x3 same', x: [1, 6, 6, 2], filter: [5, 3, 2, 2], stride: 1, pad: 'same' },
  { title: '3x3 stride 2 padded', x: [1, 7, 8, 2], filter: [3, 3, 2, 3], stride: 2, pad: 1 },
  { title: '2x2 stride 2', x: [2, 6, 8, 2], filter: [2, 2, 2, 3], stride: 2, pad: 'valid' },
];
for (const { title, x, filter, stride, pad } of CONVS) {
  onEveryBackend(`gradient of conv2d, ${title}`, async () => {
    const rounding = typeof pad === 'number' ? 'floor' : undefined;
    const f = (a: tf.Tensor, b: tf.Tensor) =>
      tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad, 'NHWC', 1, rounding);
    expect(await gradientError(f, [noise(x, 1), noise(filter, 2)])).toBeLessThan(1e-3);
  });
}

onEveryBackend('gradient of a matrix product, transposed either way', async () => {
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const a = noise(transposeA ? [2, 5, 4] : [2, 4, 5], 3);
    const b = noise(transposeB ? [2, 3, 5] : [2, 5, 3], 4);
    expect(await gradientError((p, q) => tf.matMul(p, q, transposeA, transposeB), [a, b])).toBeLessThan(1e-3);
  }
});

onEveryBackend('gradient of max pooling where every value is negative', async () => {
  const x = noise([2, 6, 8, 3], 5, -2);
  const spread = tf.mul(x, 10);
  const f = (t: tf.Tensor) => tf.maxPool(t as tf.Tensor4D, 2, 2, 'valid');
  expect(await gradientError(f, [spread], 48)).toBeLessThan(2e-3);
});

onEveryBackend('a cast to float can be transposed', async () => {
  const bits = tf.greater(tf.tensor2d([1, -1, 2, -2, 3, -3], [2, 3]), 0);
  expect([...(await readTensor(tf.transpose(tf.cast(bits, 'float32'))))]).toEqual([1, 0, 0, 1, 1, 0]);
  const whole = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32');
  expect([...(await readTensor(tf.transpose(tf.cast(whole, 'float32'))))]).toEqual([1, 4, 2, 5, 3, 6]);
});

onEveryBackend('nothing stays behind', async () => {
  const f = (a: tf.Tensor, b: tf.Tensor) =>
    tf.sum(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 1, 'NHWC', 1, 'floor'));
  const x = noise([1, 8, 8, 2], 1);
  const w = noise([3, 3, 2, 2], 2);
  const before = tf.engine().backend.numDataIds();
  tf.tidy(() => void tf.grads(f)([x, w]));
  expect(tf.engine().backend.numDataIds()).toBe(before);
});
