import * as tf from '@tensorflow/tfjs-core';
import { binaryTruth } from './binaryTruth.ts';
import type { LossSpec } from './loss.ts';
import { overlap, type OverlapOptions, tverskyLoss } from './overlap.ts';

export interface DiceOptions extends OverlapOptions {
  /** Added to numerator and denominator; > 0 keeps empty masks finite. */
  readonly smooth: number;
  /** Squares in the denominator (Milletari's form). */
  readonly squared: boolean;
}

/** 1 - (2 Σ p t + s) / (Σ p² + Σ t² + s) = Σ (p - t)² / (Σ p² + Σ t² + s). */
function squaredDice(logits: tf.Tensor, truth: tf.Tensor, { smooth, perImage, ignore }: DiceOptions): tf.Tensor {
  const { t, valid } = binaryTruth(truth, ignore);
  const p = tf.mul(tf.sigmoid(logits), valid);
  const axes = perImage ? p.shape.map((_, axis) => axis).slice(1) : undefined;
  const squares = (x: tf.Tensor) => tf.sum(tf.square(x), axes);
  return tf.div(squares(tf.sub(p, t)), tf.add(tf.add(squares(p), squares(t)), smooth));
}

/** 1 - (2 Σ p t + s) / (Σ p + Σ t + s), p = sigmoid(logit); in 0..1. The mean over images with `perImage`. */
export const dice: LossSpec<DiceOptions> = {
  id: 'dice',
  title: 'Dice',
  paper: 'Milletari, Navab, Ahmadi 2016, arXiv 1606.04797',
  truth: 'binary',
  options: { smooth: 1, perImage: false, squared: false, ignore: null },
  make: (options) => (logits, truth) =>
    tf.tidy(() => {
      // Dice is Tversky with α = β = 1/2, whose numerator and denominator are half of Dice's: so is the smoothing
      const loss = options.squared
        ? squaredDice(logits, truth, options)
        : tverskyLoss(overlap(logits, truth, options), 0.5, 0.5, options.smooth / 2);
      return tf.mean(loss) as tf.Scalar;
    }),
};
