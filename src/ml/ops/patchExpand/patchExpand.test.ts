import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor } from '../gradientCheck.testing.ts';
import { patchExpand } from './index.ts';
import * as reference from './reference.ts';

onEveryBackend('the channels of a pixel become a patch, row by row', async () => {
  const x = tf.tensor4d([0, 1, 2, 3, 10, 11, 12, 13], [1, 1, 2, 4]);
  const rows = [
    [0, 1, 10, 11],
    [2, 3, 12, 13],
  ];
  expect([...(await readTensor(patchExpand(x, 2)))]).toEqual(rows.flat());
});

onEveryBackend('agrees with the loops', async () => {
  const x = randomTensor<tf.Tensor4D>([2, 3, 2, 45], 1);
  const want = new Float32Array(x.size);
  reference.patchExpand(Float32Array.from(await readTensor(x)), x.shape, 3, want);
  const y = patchExpand(x, 3);
  expect(y.shape).toEqual([2, 9, 6, 5]);
  expect([...(await readTensor(y))]).toEqual([...want]);
});

onEveryBackend('its gradient agrees with finite differences', async () => {
  const [error] = await gradientErrors((x) => patchExpand(x as tf.Tensor4D, 2), [randomTensor([2, 3, 2, 12], 1)]);
  expect(error).toBeLessThan(1e-3);
});
