import * as tf from '@tensorflow/tfjs-core';
import { weightedMean } from './binaryTruth.ts';
import { classTruth } from './classTruth.ts';
import type { Ignore, LossSpec } from './loss.ts';

export interface CrossEntropyOptions extends Ignore {
  /** Weight of each class; null = all 1. The mean is over the weights, as PyTorch's. */
  readonly weights: readonly number[] | null;
}

/** -ln p of the true class for every pixel, [n, h, w, 1], and its weight: that of the class, 0 where ignored. */
function elements(logits: tf.Tensor, truth: tf.Tensor, { ignore, weights }: CrossEntropyOptions) {
  const { hot, valid } = classTruth(logits, truth, ignore);
  const entropy = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), hot), 3, true));
  const weight = weights ? tf.sum(tf.mul(hot, tf.tensor1d([...weights])), 3, true) : valid;
  return { entropy, weight };
}

/** Mean of -ln p of the true class, p = softmax(logits); 0 or more. */
export const crossEntropy: LossSpec<CrossEntropyOptions> = {
  id: 'cross-entropy',
  title: 'Cross-entropy',
  paper: 'Good 1952; Goodfellow, Bengio, Courville 2016, 6.2.2',
  truth: 'classes',
  options: { ignore: null, weights: null },
  make: (options) => (logits, truth) =>
    tf.tidy(() => {
      const { entropy, weight } = elements(logits, truth, options);
      return weightedMean(entropy, weight);
    }),
};

/** The same with a further weight for every pixel, `map` [n, h, w]: U-Net's (`borderWeights.ts`). Divided by the pixels. */
export const pixelWeightedCrossEntropy = (logits: tf.Tensor, truth: tf.Tensor, map: tf.Tensor): tf.Scalar =>
  tf.tidy(() => {
    const { entropy } = elements(logits, truth, crossEntropy.options);
    return tf.mean(tf.mul(entropy, tf.reshape(map, entropy.shape))) as tf.Scalar;
  });
