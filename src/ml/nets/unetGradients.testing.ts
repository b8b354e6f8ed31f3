import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput } from '../checkpoint/deterministic.ts';
import { type GradErrors, gradErrors } from '../gradGolden.testing.ts';
import { unet, unetMateuszbuda } from './unet.ts';

export const GRADIENT_CASES = ['grad.unet_mateuszbuda', 'grad.unet'] as const;

/** 1 - (2 Σ p t + 1) / (Σ p + Σ t + 1) against t = [u < 0.3], drawn in NCHW order. */
function softDice(p: tf.Tensor4D): tf.Scalar {
  const shape = [2, 1, 32, 48];
  const u = tf.tensor(deterministicInput('grad/unet_mateuszbuda/t', 'U', shape), shape);
  const t = tf.transpose(tf.cast(tf.less(u, 0.3), 'float32'), [0, 2, 3, 1]);
  const both = tf.add(tf.mul(2, tf.sum(tf.mul(p, t))), 1);
  return tf.sub(1, tf.div(both, tf.add(tf.add(tf.sum(p), tf.sum(t)), 1)));
}

/** Mean cross-entropy against floor(2u). */
function crossEntropy(logits: tf.Tensor4D): tf.Scalar {
  const u = deterministicInput('grad/unet/t', 'U', [1, 4, 4]);
  const classes = tf.tensor1d(
    Int32Array.from(u, (v) => Math.floor(2 * v)),
    'int32',
  );
  const truth = tf.cast(tf.oneHot(classes, 2), 'float32');
  return tf.neg(tf.mean(tf.sum(tf.mul(truth, tf.logSoftmax(tf.reshape(logits, [16, 2]))), 1)));
}

/** unet-mateuszbuda in training (batch norm, soft Dice), or unet (valid convolutions and crops, cross-entropy). */
export function unetGradErrors(file: (typeof GRADIENT_CASES)[number]): Promise<GradErrors> {
  const input = (shape: [number, number, number, number]) =>
    tf.tidy(() => {
      const nchw = tf.tensor4d(deterministicInput(`${file.replace('.', '/')}/x`, 'V', shape), shape);
      return tf.transpose<tf.Tensor4D>(nchw, [0, 2, 3, 1]);
    });
  return file === 'grad.unet'
    ? gradErrors(`${file}.json`, unet, unet.defaults, input([1, 1, 188, 188]), false, ([y]) => crossEntropy(y!))
    : gradErrors(`${file}.json`, unetMateuszbuda, unetMateuszbuda.defaults, input([2, 3, 32, 48]), true, ([y]) =>
        softDice(y!),
      );
}
