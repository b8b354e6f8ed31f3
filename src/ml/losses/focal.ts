import * as tf from '@tensorflow/tfjs-core';
import { binaryTruth, weightedMean } from './binaryTruth.ts';
import { logSigmoid } from './logSigmoid.ts';
import type { Ignore, LossSpec } from './loss.ts';

export interface FocalOptions extends Ignore {
  /** Weight of truth 1; truth 0 has 1 - alpha. */
  readonly alpha: number;
  /** How little easy pixels count: 0 = all alike. */
  readonly gamma: number;
}

/**
 * Mean over pixels of -α_t (1 - p_t)^γ ln p_t, with p_t the probability given to the true class and α_t its weight;
 * 0 or more. Focusing is per pixel: the power of a mean cross-entropy, seen in listings, focuses nothing.
 */
export const focal: LossSpec<FocalOptions> = {
  id: 'focal',
  title: 'Focal',
  paper: 'Lin et al. 2017, arXiv 1708.02002',
  truth: 'binary',
  options: { alpha: 0.25, gamma: 2, ignore: null },
  make:
    ({ alpha, gamma, ignore }) =>
    (logits, truth) =>
      tf.tidy(() => {
        const { t, valid } = binaryTruth(truth, ignore);
        // p_t = sigmoid(z), 1 - p_t = sigmoid(-z); the power by logarithms, finite with its gradient for every γ
        const z = tf.mul(logits, tf.sub(tf.mul(t, 2), 1));
        const easy = tf.exp(tf.mul(logSigmoid(tf.neg(z)), gamma));
        const weight = tf.add(tf.mul(t, 2 * alpha - 1), 1 - alpha);
        return weightedMean(tf.neg(tf.mul(tf.mul(weight, easy), logSigmoid(z))), valid);
      }),
};
