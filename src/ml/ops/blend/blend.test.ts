import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { readTensor } from '../../tf.ts';
import { blend } from './index.ts';

onEveryBackend('is a share of one and a share of the other', async () => {
  const y = blend(tf.tensor1d([1, -2, 0, 8, 5]), 0.75, tf.tensor1d([4, 4, -4, 0, 1]), 0.5);
  expect([...(await readTensor(y))]).toEqual([2.75, 0.5, -2, 6, 4.25]);
});

onEveryBackend('keeps nothing for a gradient', async () => {
  const [x, running] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
  const { kernelNames } = await tf.profile(() =>
    tf.grad((t) => {
      blend(running, 0.9, t, 0.1);
      return tf.sum(tf.square(t));
    })(x),
  );
  expect(kernelNames.filter((name) => name === 'Identity').length).toBeLessThanOrEqual(2);
});
