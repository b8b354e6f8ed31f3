import * as tf from '@tensorflow/tfjs-core';
import { classTruth } from './classTruth.ts';
import type { Ignore, LossSpec } from './loss.ts';

export interface SoftmaxDiceOptions extends Ignore {
  /** Added to numerator and denominator; > 0 keeps absent classes finite. */
  readonly smooth: number;
  /** Σ p² + Σ t² in the denominator, else Σ p + Σ t. */
  readonly squared: boolean;
  /** Whether class 0 counts. */
  readonly includeBackground: boolean;
  /** One ratio an image and class, else one a class over the whole batch. */
  readonly perImage: boolean;
  /** Weight of each class (background first where it counts); null = all 1. The mean is over the number of classes. */
  readonly weights: readonly number[] | null;
}

/** Dice loss of every class, [classes] or [n, classes]: 1 - (2 Σ p t + s) / (Σ p² + Σ t² + s), p = softmax(logits). */
export function diceByClass(logits: tf.Tensor, truth: tf.Tensor, options: SoftmaxDiceOptions): tf.Tensor {
  const { smooth, squared, includeBackground, perImage, ignore } = options;
  const { hot, valid } = classTruth(logits, truth, ignore);
  const p = tf.mul(tf.softmax(logits), valid);
  const axes = perImage ? [1, 2] : [0, 1, 2];
  const size = (x: tf.Tensor) => tf.sum(squared ? tf.square(x) : x, axes);
  // the part that is wrong over the whole: Σ (p - t)², or Σ p (1 - t) + (1 - p) t
  const wrong = squared ? size(tf.sub(p, hot)) : tf.sum(tf.abs(tf.sub(p, hot)), axes);
  const loss = tf.div(wrong, tf.add(tf.add(size(p), size(hot)), smooth));
  if (includeBackground) return loss;
  const first = loss.shape.map((_, axis) => (axis === loss.rank - 1 ? 1 : 0));
  return tf.slice(
    loss,
    first,
    loss.shape.map((n, axis) => n - first[axis]!),
  );
}

/** Mean over classes of the Dice loss; in 0..1. The defaults are those of BRAU-Net++. */
export const softmaxDice: LossSpec<SoftmaxDiceOptions> = {
  id: 'softmax-dice',
  title: 'Dice of classes',
  paper: 'Milletari, Navab, Ahmadi 2016, arXiv 1606.04797; by class as in BRAU-Net++, arXiv 2401.00722',
  truth: 'classes',
  options: { smooth: 1e-5, squared: true, includeBackground: true, perImage: false, ignore: null, weights: null },
  make: (options) => (logits, truth) =>
    tf.tidy(() => {
      const loss = diceByClass(logits, truth, options);
      return tf.mean(options.weights ? tf.mul(loss, tf.tensor1d([...options.weights])) : loss) as tf.Scalar;
    }),
};
