import * as tf from '@tensorflow/tfjs-core';

/** Truth of a binary loss as float32 in 0..1, and which elements count: 1, or 0 where they are to be ignored. */
export interface BinaryTruth {
  readonly t: tf.Tensor;
  readonly valid: tf.Tensor;
}

/** truth [n, h, w, c]; ignored elements come out as 0 in both. */
export function binaryTruth(truth: tf.Tensor, ignore: number | null): BinaryTruth {
  const t = tf.cast(truth, 'float32');
  if (ignore === null) return { t, valid: tf.onesLike(t) };
  const valid = tf.cast(tf.notEqual(t, ignore), 'float32');
  return { t: tf.mul(tf.clipByValue(t, 0, 1), valid), valid };
}

/** Sum of `x` over that of `weight`; 0 where nothing counts. */
export function weightedMean(x: tf.Tensor, weight: tf.Tensor): tf.Scalar {
  const total = tf.sum(weight);
  return tf.div(tf.sum(tf.mul(x, weight)), tf.add(total, tf.cast(tf.equal(total, 0), 'float32')));
}
