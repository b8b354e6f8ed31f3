import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec } from './loss.ts';
import { overlap, type OverlapOptions, tverskyLoss } from './overlap.ts';

export interface TverskyOptions extends OverlapOptions {
  /** Weight of false positives, Σ p (1 - t). */
  readonly alpha: number;
  /** Weight of false negatives, Σ (1 - p) t. */
  readonly beta: number;
  /** Added to numerator and denominator; > 0 keeps empty masks finite. */
  readonly smooth: number;
}

/**
 * 1 - (TP + s) / (TP + α FP + β FN + s); in 0..1. α = β = 1 is IoU; α = β = 1/2 is Dice but for the smoothing, which
 * counts double here.
 */
export const tversky: LossSpec<TverskyOptions> = {
  id: 'tversky',
  title: 'Tversky',
  paper: 'Salehi, Erdogmus and Gholipour 2017, arXiv 1706.05721',
  truth: 'binary',
  options: { alpha: 0.3, beta: 0.7, smooth: 1, perImage: false, ignore: null },
  make: (options) => (logits, truth) =>
    tf.tidy(() => {
      const { alpha, beta, smooth } = options;
      return tf.mean(tverskyLoss(overlap(logits, truth, options), alpha, beta, smooth)) as tf.Scalar;
    }),
};
