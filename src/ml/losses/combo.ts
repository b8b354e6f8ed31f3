import * as tf from '@tensorflow/tfjs-core';
import { binaryTruth, weightedMean } from './binaryTruth.ts';
import { dice } from './dice.ts';
import { logSigmoid } from './logSigmoid.ts';
import type { LossSpec } from './loss.ts';
import type { OverlapOptions } from './overlap.ts';

export interface ComboOptions extends OverlapOptions {
  /** Weight of the cross-entropy; Dice has 1 - alpha. */
  readonly alpha: number;
  /** Weight of truth 1 in the cross-entropy; truth 0 has 1 - beta. Above 1/2 false negatives cost more. */
  readonly beta: number;
  readonly smooth: number;
}

/**
 * α mean(-(β t ln p + (1 - β)(1 - t) ln(1 - p))) - (1 - α) Dice; down to -(1 - α) at best.
 * Listings in circulation return the negative of it, or multiply both cross-entropy terms by β: neither is the paper's.
 */
export const combo: LossSpec<ComboOptions> = {
  id: 'combo',
  title: 'Combo',
  paper: 'Taghanaki et al. 2019, arXiv 1805.02798',
  truth: 'binary',
  options: { alpha: 0.5, beta: 0.5, smooth: 1, perImage: false, ignore: null },
  make:
    ({ alpha, beta, ...rest }) =>
    (logits, truth) =>
      tf.tidy(() => {
        const { t, valid } = binaryTruth(truth, rest.ignore);
        const positive = tf.mul(tf.mul(t, beta), logSigmoid(logits));
        const negative = tf.mul(tf.mul(tf.sub(1, t), 1 - beta), logSigmoid(tf.neg(logits)));
        const entropy = weightedMean(tf.neg(tf.add(positive, negative)), valid);
        const score = tf.sub(1, dice.make({ ...rest, squared: false })(logits, truth));
        return tf.sub(tf.mul(entropy, alpha), tf.mul(score, 1 - alpha));
      }),
};
