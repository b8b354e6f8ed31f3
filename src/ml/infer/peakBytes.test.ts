import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { useBackend } from '../backends.testing.ts';
import { onShapes, shapeTensor } from '../shapeBackend.ts';
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

it('counts no tensor that is a shape alone, in a dry run or beside one', async () => {
  await useBackend('cpu');
  const before = tf.memory().numBytes;
  const empty = onShapes(() => tf.variable(shapeTensor([1000])));
  const { bytes } = await peakBytes(async () => {
    onShapes(() => tf.add(shapeTensor([1000]), shapeTensor([1000])));
    tf.ones([10]).dispose();
  });
  expect(bytes).toBe(before + 40);
  empty.dispose();
  expect((await peakBytes(() => Promise.resolve())).bytes).toBe(before);
});
