import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { relativeError } from '../../goldens.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor } from '../gradientCheck.testing.ts';
import { linearConv2d } from './index.ts';

const PAD = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
] as tf.backend_util.ExplicitPadding;

onEveryBackend('is a convolution plus its bias, with the gradients of both', async () => {
  const x = randomTensor<tf.Tensor4D>([2, 6, 7, 3], 1);
  const filter = randomTensor<tf.Tensor4D>([3, 3, 3, 4], 2);
  const bias = randomTensor<tf.Tensor1D>([4], 3);
  for (const [strides, pad] of [
    [1, PAD],
    [2, PAD],
    [1, 'valid'],
  ] as const) {
    const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
      linearConv2d({ x: a as tf.Tensor4D, filter: b as tf.Tensor4D, bias: c as tf.Tensor1D }, { strides, pad });
    const plain = tf.add(tf.conv2d(x, filter, strides, pad, 'NHWC', 1), bias);
    expect(relativeError(await readTensor(f(x, filter, bias)), await readTensor(plain))).toBeLessThan(1e-6);
    expect(Math.max(...(await gradientErrors(f, [x, filter, bias])))).toBeLessThan(1e-3);
  }
});

onEveryBackend('the gradient of an image that nobody asks for is not computed', async () => {
  const x = randomTensor<tf.Tensor4D>([1, 6, 7, 3], 1);
  const filter = tf.variable(randomTensor<tf.Tensor4D>([3, 3, 3, 4], 2));
  const { kernelNames } = await tf.profile(() => {
    tf.variableGrads(() => tf.sum(linearConv2d({ x, filter }, { strides: 1, pad: PAD })), [filter]);
    return tf.scalar(0);
  });
  expect(kernelNames).toContain('Conv2DBackpropFilter');
  expect(kernelNames).not.toContain('Conv2DBackpropInput');
});
