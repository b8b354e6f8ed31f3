import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { useBackend } from '../backends.testing.ts';
import { INFERENCE, type Mode } from '../params.ts';
import { readTensor } from '../tf.ts';
import { dropPath } from './dropPath.ts';

beforeAll(() => useBackend('cpu'));

const training = (draws: number[]): Mode => ({ training: true, random: () => draws.shift()! });

test('drops whole samples and scales the others, so that the mean stays', async () => {
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  expect([...(await readTensor(dropPath(training([0.1, 0.3, 0.2]), x, 0.25)))]).toEqual(
    [0, 0, 4, 16 / 3, 0, 0].map(Math.fround),
  );
});

test('does nothing at rate 0, nor at inference', () => {
  const x = tf.ones([2, 2]);
  expect(dropPath(training([]), x, 0)).toBe(x);
  expect(dropPath(INFERENCE, x, 0.5)).toBe(x);
});
