import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec } from './loss.ts';

/**
 * Per-element binary cross-entropy from logits, finite everywhere:
 * max(x, 0) - x t + ln(1 + e^-|x|). Its gradient is sigmoid(x) - t.
 */
export const bceElements = (logits: tf.Tensor, truth: tf.Tensor): tf.Tensor =>
  tf.add(tf.sub(tf.relu(logits), tf.mul(logits, truth)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));

/** Mean binary cross-entropy. */
export const bce: LossSpec<object> = {
  id: 'bce',
  title: 'Binary cross-entropy',
  paper: 'Good 1952; logits form as in Goodfellow, Bengio, Courville 2016, 6.2.2',
  truth: 'binary',
  options: {},
  make: () => (logits, truth) => tf.tidy(() => tf.mean(bceElements(logits, tf.cast(truth, 'float32'))) as tf.Scalar),
};
