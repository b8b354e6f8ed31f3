import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { mulberry32 } from '../../../core/random.ts';
import { onEveryBackend, useBackend } from '../../backends.testing.ts';
import { readTensor } from '../../tf.ts';
import { lovaszWeights } from './index.ts';

/** Algorithm 1 of the paper as it is printed: differences of the Jaccard loss along the sorted labels. */
function asPrinted(errors: readonly number[], labels: readonly number[]): number[] {
  const order = errors.map((_, i) => i).sort((a, b) => errors[b]! - errors[a]! || a - b);
  const sum = labels.reduce((a, b) => a + b, 0);
  let [ones, zeros, last] = [0, 0, 0];
  const out: number[] = [];
  for (const i of order) {
    if (labels[i]) ones++;
    else zeros++;
    const jaccard = 1 - (sum - ones) / (sum + zeros);
    out[i] = jaccard - last;
    last = jaccard;
  }
  return out;
}

const example = (rows: number, n: number) => {
  const random = mulberry32(n);
  const errors = Array.from({ length: rows }, () => Array.from({ length: n }, () => Math.fround(4 * random() - 2)));
  // the second row has no 1, the third nothing else
  const labels = errors.map((row, r) => row.map(() => (r === 1 ? 0 : r === 2 ? 1 : Number(random() < 0.3))));
  return { errors, labels };
};

onEveryBackend('the printed algorithm, row by row, ties and rows of one kind included', async () => {
  for (const n of [1, 2, 7, 64, 100]) {
    const { errors, labels } = example(3, n);
    if (n > 4) errors[0]![3] = errors[0]![1]!;
    const got = await readTensor(lovaszWeights(tf.tensor2d(errors), tf.tensor2d(labels)));
    const want = errors.flatMap((row, r) => asPrinted(row, labels[r]!));
    for (const [i, w] of want.entries()) expect(got[i], `n ${n}, element ${i}`).toBeCloseTo(w, 6);
  }
});

onEveryBackend('the weights are constants to the gradient', async () => {
  const { errors, labels } = example(1, 9);
  const slope = tf.grad((e) => tf.sum(tf.mul(e, lovaszWeights(e as tf.Tensor2D, tf.tensor2d(labels)))));
  const weights = await readTensor(lovaszWeights(tf.tensor2d(errors), tf.tensor2d(labels)));
  const got = await readTensor(slope(tf.tensor2d(errors)));
  expect([...got]).toEqual([...weights]);
});

test('weights of a row add up to 1', async () => {
  await useBackend('cpu');
  const { errors, labels } = example(1, 50_000);
  const weights = await readTensor(lovaszWeights(tf.tensor2d(errors), tf.tensor2d(labels)));
  expect(Array.from(weights).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
});
