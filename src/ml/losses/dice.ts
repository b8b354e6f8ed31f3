import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec } from './loss.ts';

export interface DiceOptions {
  /** Added to numerator and denominator; > 0 keeps empty masks finite. */
  readonly smooth: number;
  /** One ratio an image, then their mean; else one over the whole batch. */
  readonly perImage: boolean;
  /** Squares in the denominator (Milletari's form). */
  readonly squared: boolean;
}

/** 1 - (2 Σ p t + s) / (Σ p + Σ t + s), p = sigmoid(logit). */
export const dice: LossSpec<DiceOptions> = {
  id: 'dice',
  title: 'Dice',
  paper: 'Milletari, Navab, Ahmadi 2016, arXiv 1606.04797',
  truth: 'binary',
  options: { smooth: 1, perImage: false, squared: false },
  make:
    ({ smooth, perImage, squared }) =>
    (logits, truth) =>
      tf.tidy(() => {
        const axes = perImage ? logits.shape.map((_, axis) => axis).slice(1) : undefined;
        const p = tf.sigmoid(logits);
        const t = tf.cast(truth, 'float32');
        const size = (x: tf.Tensor) => tf.sum(squared ? tf.mul(x, x) : x, axes);
        const both = tf.sum(tf.mul(p, t), axes);
        const ratio = tf.div(tf.add(tf.mul(both, 2), smooth), tf.add(tf.add(size(p), size(t)), smooth));
        return tf.sub(1, tf.mean(ratio)) as tf.Scalar;
      }),
};
