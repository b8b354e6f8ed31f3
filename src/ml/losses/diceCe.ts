import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy, type CrossEntropyOptions } from './crossEntropy.ts';
import type { LossSpec } from './loss.ts';
import { diceByClass } from './softmaxDice.ts';

export interface DiceCeOptions extends CrossEntropyOptions {
  readonly smooth: number;
  /** One Dice a class over the whole batch, else one an image and class. */
  readonly batchDice: boolean;
  /** Whether class 0 counts in Dice. */
  readonly includeBackground: boolean;
}

/**
 * Cross-entropy - mean Dice of the foreground classes, as nnU-Net writes it (Dice itself, not 1 - Dice): from -1 up.
 * `weights` are those of the cross-entropy. Used by Swin-UMamba.
 */
export const diceCe: LossSpec<DiceCeOptions> = {
  id: 'dice-ce',
  title: 'Dice + cross-entropy (nnU-Net)',
  paper: 'Isensee et al. 2021, doi 10.1038/s41592-020-01008-z',
  truth: 'classes',
  options: { smooth: 1e-5, batchDice: true, includeBackground: false, ignore: null, weights: null },
  make:
    ({ smooth, batchDice, includeBackground, ignore, weights }) =>
    (logits, truth) =>
      tf.tidy(() => {
        const form = { smooth, squared: false, includeBackground, perImage: !batchDice, ignore, weights: null };
        const wrong = tf.mean(diceByClass(logits, truth, form));
        return tf.add(crossEntropy.make({ ignore, weights })(logits, truth), tf.sub(wrong, 1));
      }),
};
