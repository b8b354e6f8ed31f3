import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec } from './loss.ts';
import { overlap, type OverlapOptions, tverskyLoss } from './overlap.ts';

export interface IouOptions extends OverlapOptions {
  /** Added to numerator and denominator; > 0 keeps empty masks finite. */
  readonly smooth: number;
}

/** 1 - (Σ p t + s) / (Σ p + Σ t - Σ p t + s), p = sigmoid(logit); in 0..1. */
export const iou: LossSpec<IouOptions> = {
  id: 'iou',
  title: 'IoU (Jaccard)',
  paper: 'Rahman and Wang 2016, doi 10.1007/978-3-319-50835-1_22',
  truth: 'binary',
  options: { smooth: 1, perImage: false, ignore: null },
  make: (options) => (logits, truth) =>
    tf.tidy(() => tf.mean(tverskyLoss(overlap(logits, truth, options), 1, 1, options.smooth)) as tf.Scalar),
};
