import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { useBackend } from '../backends.testing.ts';
import { peakBytes } from './peakBytes.ts';

it('tells the most that tensors held at a time, freed ones too, and leaves the engine as it was', async () => {
  await useBackend('cpu');
  const before = tf.memory().numBytes;
  const { value, bytes } = await peakBytes(async () => {
    const [sum] = await tf.tidy(() => tf.sum(tf.add(tf.ones([1000]), 1))).data();
    return sum;
  });
  expect(value).toBe(2000);
  // ones and their sum with 1, [1000] each; a scalar or two
  expect(bytes - before).toBeGreaterThanOrEqual(8000);
  expect(bytes - before).toBeLessThan(8100);
  expect(Object.hasOwn(tf.engine(), 'trackTensor')).toBe(false);
  await expect(peakBytes(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(Object.hasOwn(tf.engine(), 'trackTensor')).toBe(false);
});
