import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

/**
 * Weights of `count` outputs, finest first: each half of the one before, the coarsest left out, together 1.
 * nnU-Net's (Isensee et al. 2021, doi 10.1038/s41592-020-01008-z); a single output weighs 1.
 */
export function deepSupervisionWeights(count: number): number[] {
  const halves = Array.from({ length: count }, (_, i) => (count > 1 && i === count - 1 ? 0 : 2 ** -i));
  const sum = halves.reduce((a, b) => a + b, 0);
  return halves.map((w) => w / sum);
}

/** Truth [n, h, w] or [n, h, w, c] at another size, nearest pixel centre: label values stay label values. */
function resized(truth: tf.Tensor, height: number, width: number): tf.Tensor {
  const [n, h, w] = truth.shape as [number, number, number];
  if (h === height && w === width) return truth;
  const image = tf.reshape(tf.cast(truth, 'float32'), [n, h, w, -1]) as tf.Tensor4D;
  const small = tf.image.resizeNearestNeighbor(image, [height, width], false, true);
  return tf.cast(tf.reshape(small, [n, height, width, ...truth.shape.slice(3)]), truth.dtype);
}

/** `loss` of every output [n, h_i, w_i, c], finest first, against the truth at its size, weighted. */
export const deepSupervision = (loss: Loss, outputs: readonly tf.Tensor[], truth: tf.Tensor): tf.Scalar =>
  tf.tidy(() => {
    const weights = deepSupervisionWeights(outputs.length);
    const terms = outputs.flatMap((y, i) =>
      weights[i] === 0 ? [] : [tf.mul(loss(y, resized(truth, y.shape[1]!, y.shape[2]!)), weights[i]!)],
    );
    return tf.addN(terms) as tf.Scalar;
  });
