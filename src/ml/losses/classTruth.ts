import * as tf from '@tensorflow/tfjs-core';

/** Truth of a multi-class loss, one hot, and which pixels count. */
export interface ClassTruth {
  /** float32 [n, h, w, classes]; all 0 where the pixel is ignored. */
  readonly hot: tf.Tensor4D;
  /** float32 [n, h, w, 1], 1 or 0. */
  readonly valid: tf.Tensor4D;
}

/** truth [n, h, w] of class numbers. Throws where its shape is not that of the logits [n, h, w, classes]. */
export function classTruth(logits: tf.Tensor, truth: tf.Tensor, ignore: number | null): ClassTruth {
  const [n, h, w, classes] = logits.shape as [number, number, number, number];
  if (truth.shape.join() !== [n, h, w].join())
    throw new Error(`Labels are [${truth.shape.join(', ')}]; logits want [${[n, h, w].join(', ')}].`);
  const labels = tf.reshape(tf.cast(truth, 'int32'), [n, h, w, 1]);
  const valid =
    ignore === null ? tf.ones([n, h, w, 1]) : tf.cast(tf.notEqual(labels, tf.scalar(ignore, 'int32')), 'float32');
  const numbers = tf.range(0, classes, 1, 'int32');
  const hot = tf.mul(tf.cast(tf.equal(labels, numbers), 'float32'), valid);
  return { hot: hot as tf.Tensor4D, valid: valid as tf.Tensor4D };
}
