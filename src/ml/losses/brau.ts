import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from './crossEntropy.ts';
import type { LossSpec } from './loss.ts';
import { softmaxDice, type SoftmaxDiceOptions } from './softmaxDice.ts';

export interface BrauOptions extends SoftmaxDiceOptions {
  /** Weight of Dice; cross-entropy has 1 - alpha. */
  readonly alpha: number;
}

/** 0.6 Dice of classes (squared) + 0.4 cross-entropy; 0 or more. `weights` are those of Dice, as published. */
export const brau: LossSpec<BrauOptions> = {
  id: 'brau',
  title: 'Dice + cross-entropy (BRAU-Net++)',
  paper: 'Lan et al. 2024, arXiv 2401.00722',
  truth: 'classes',
  options: { ...softmaxDice.options, alpha: 0.6 },
  make: (options) => (logits, truth) =>
    tf.tidy(() => {
      const { alpha, ignore } = options;
      const entropy = crossEntropy.make({ ignore, weights: null })(logits, truth);
      return tf.add(tf.mul(softmaxDice.make(options)(logits, truth), alpha), tf.mul(entropy, 1 - alpha));
    }),
};
