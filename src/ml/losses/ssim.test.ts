import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { deterministicInput } from '../checkpoint/deterministic.ts';
import { goldensPresent, readReference, relativeError } from '../goldens.testing.ts';
import { readTensor } from '../tf.ts';
import { ssimLoss } from './ssim.ts';

interface Input {
  readonly name: string;
  readonly kind: string;
  readonly shape: [number, number, number, number];
}
interface SsimGolden {
  readonly fused: Input;
  readonly target: Input;
  readonly value: number;
  readonly grad: number[];
}

describe.skipIf(!goldensPresent)('as the reference', () => {
  onEveryBackend('value and gradient', async () => {
    const golden = readReference<SsimGolden>('op.ssim_loss.json');
    const [fused, target] = [golden.fused, golden.target].map(({ name, kind, shape: [n, c, h, w] }) => {
      // one image of one channel: NCHW and NHWC are the same numbers
      expect(c).toBe(1);
      return tf.tensor4d(deterministicInput(name, kind, [n, c, h, w]), [n, h, w, 1]);
    });
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => ssimLoss(x as tf.Tensor4D, target!))(fused!);
    expect((await readTensor(value))[0]).toBeCloseTo(golden.value, 5);
    expect(relativeError(await readTensor(grad), golden.grad)).toBeLessThan(1e-4);
  });
});

test('an image is like itself', async () => {
  await useBackend('cpu');
  const image = tf.tensor4d(deterministicInput('image', 'U', [1, 9, 8, 2]), [1, 9, 8, 2]);
  expect((await readTensor(ssimLoss(image, image)))[0]).toBeCloseTo(0, 6);
});
