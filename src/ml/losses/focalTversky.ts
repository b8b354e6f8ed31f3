import * as tf from '@tensorflow/tfjs-core';
import type { LossSpec } from './loss.ts';
import { overlap, tverskyLoss } from './overlap.ts';
import { tversky, type TverskyOptions } from './tversky.ts';

export interface FocalTverskyOptions extends TverskyOptions {
  /** Exponent of the Tversky loss, > 0. The paper writes it 1/γ with γ in 1..3; its best, γ = 4/3, is 0.75 here. */
  readonly gamma: number;
}

/** Below this the slope of x^γ with γ < 1 would grow without bound. */
const FLOOR = 1e-8;

/** Tversky loss ^ γ; in 0..1. With `perImage`, the power of each image's loss. */
export const focalTversky: LossSpec<FocalTverskyOptions> = {
  id: 'focal-tversky',
  title: 'Focal Tversky',
  paper: 'Abraham and Khan 2019, arXiv 1810.07842',
  truth: 'binary',
  options: { ...tversky.options, gamma: 0.75 },
  make: (options) => (logits, truth) =>
    tf.tidy(() => {
      const { alpha, beta, smooth, gamma } = options;
      const loss = tverskyLoss(overlap(logits, truth, options), alpha, beta, smooth);
      return tf.mean(tf.pow(tf.maximum(loss, FLOOR), gamma)) as tf.Scalar;
    }),
};
