import * as tf from '@tensorflow/tfjs-core';
import { bce, type BceOptions } from './bce.ts';
import { dice, type DiceOptions } from './dice.ts';
import type { LossSpec } from './loss.ts';

/** Binary cross-entropy + Dice loss, both with weight 1; 0 or more. */
export const bceDice: LossSpec<DiceOptions & BceOptions> = {
  id: 'bce-dice',
  title: 'Cross-entropy + Dice',
  paper: 'Isensee et al. 2021, doi 10.1038/s41592-020-01008-z (binary form)',
  truth: 'binary',
  options: { ...dice.options, ...bce.options },
  make: (options) => (logits, truth) =>
    tf.tidy(() => tf.add(bce.make(options)(logits, truth), dice.make(options)(logits, truth))),
};
