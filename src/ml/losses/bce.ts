import * as tf from '@tensorflow/tfjs-core';
import { binaryTruth, weightedMean } from './binaryTruth.ts';
import { logSigmoid } from './logSigmoid.ts';
import type { Ignore, LossSpec } from './loss.ts';

export interface BceOptions extends Ignore {
  /** Weights of truth 0 and truth 1; null = both count alike. The mean is over the weights. */
  readonly weights: readonly [number, number] | null;
}

/** Per-element binary cross-entropy from logits, finite everywhere: -(t ln p + (1 - t) ln(1 - p)), p = sigmoid(logit). */
const bceElements = (logits: tf.Tensor, t: tf.Tensor): tf.Tensor =>
  tf.neg(tf.add(tf.mul(t, logSigmoid(logits)), tf.mul(tf.sub(1, t), logSigmoid(tf.neg(logits)))));

/** Mean binary cross-entropy; 0 or more. */
export const bce: LossSpec<BceOptions> = {
  id: 'bce',
  title: 'Binary cross-entropy',
  paper: 'Good 1952; logits form as in Goodfellow, Bengio, Courville 2016, 6.2.2',
  truth: 'binary',
  options: { ignore: null, weights: null },
  make:
    ({ ignore, weights }) =>
    (logits, truth) =>
      tf.tidy(() => {
        const { t, valid } = binaryTruth(truth, ignore);
        const weight = weights ? tf.mul(valid, tf.add(tf.mul(t, weights[1]), tf.mul(tf.sub(1, t), weights[0]))) : valid;
        return weightedMean(bceElements(logits, t), weight);
      }),
};
