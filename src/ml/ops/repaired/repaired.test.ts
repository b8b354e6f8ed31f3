import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor } from '../gradientCheck.testing.ts';

const worst = async (f: (...xs: tf.Tensor[]) => tf.Tensor, xs: tf.Tensor[]) =>
  Math.max(...(await gradientErrors(f, xs)));

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
    expect(await worst(f, [randomTensor(x, 1), randomTensor(filter, 2)])).toBeLessThan(1e-3);
  });
}

onEveryBackend('gradient of a matrix product, transposed either way', async () => {
  for (const [transposeA, transposeB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const a = randomTensor(transposeA ? [2, 5, 4] : [2, 4, 5], 3);
    const b = randomTensor(transposeB ? [2, 3, 5] : [2, 5, 3], 4);
    expect(await worst((p, q) => tf.matMul(p, q, transposeA, transposeB), [a, b])).toBeLessThan(1e-3);
  }
});

onEveryBackend('max pooling sends the gradient to the largest value where all are negative', async () => {
  const x = tf.tensor4d([-5, -2, -9, -8, -3, -4, -7, -6], [1, 2, 4, 1]);
  const dy = tf.tensor4d([10, 20], [1, 1, 2, 1]);
  const dx = tf.grad((t) => tf.maxPool(t as tf.Tensor4D, 2, 2, 'valid'))(x, dy);
  expect([...(await readTensor(dx))]).toEqual([0, 10, 0, 0, 0, 0, 0, 20]);
});

const POOLS = [
  { title: '2x2', x: [2, 6, 8, 5], size: 2, stride: 2, pad: 'valid' },
  { title: '3x3, overlapping, padded', x: [2, 7, 6, 4], size: 3, stride: 2, pad: 'same' },
  { title: '3x3 at every pixel', x: [1, 5, 6, 7], size: 3, stride: 1, pad: 1 },
] as const;
for (const { title, x, size, stride, pad } of POOLS) {
  onEveryBackend(`gradient of max pooling, ${title}`, async () => {
    const rounding = pad === 1 ? 'floor' : undefined;
    // far enough apart that no finite difference changes which is the largest
    const count = (x as readonly number[]).reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: count }, (_, n) => ((n * 379) % count) / 4);
    const pool = (t: tf.Tensor) => tf.maxPool(t as tf.Tensor4D, size, stride, pad, rounding);
    expect(await worst(pool, [tf.tensor(values, [...x])])).toBeLessThan(1e-3);
  });
}

onEveryBackend('the gradient of relu passes where something came out', async () => {
  const x = tf.tensor1d([-2, -0, 0, 1e-30, 3, -1, 7]);
  const dy = tf.tensor1d([1, 2, 3, 4, 5, 6, NaN]);
  const dx = await readTensor(tf.grad((t) => tf.relu(t))(x, dy));
  expect([...dx]).toEqual([0, 0, 0, 4, 5, 0, NaN]);
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
  const x = randomTensor([1, 8, 8, 2], 1);
  const w = randomTensor([3, 3, 2, 2], 2);
  const before = tf.engine().backend.numDataIds();
  tf.tidy(() => void tf.grads(f)([x, w]));
  expect(tf.engine().backend.numDataIds()).toBe(before);
});
