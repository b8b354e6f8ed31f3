import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput } from '../checkpoint/deterministic.ts';
import { type GradErrors, gradErrors } from '../gradGolden.testing.ts';
import { brauNetPP, type BrauNetPPConfig } from './brauNetPP.ts';

/** Published variants: Synapse, ISIC, and two small images at full width. */
export const PUBLISHED = {
  synapse224: brauNetPP.defaults,
  isic256: { ...brauNetPP.defaults, imageSize: 256, windows: 8, classes: 1 },
  small64: { ...brauNetPP.defaults, imageSize: 64, windows: 4, classes: 2 },
  small128: { ...brauNetPP.defaults, imageSize: 128, windows: 4, classes: 2 },
} satisfies Record<string, BrauNetPPConfig>;

/** 0.4 cross-entropy + 0.6 softmax Dice (squares below, smooth 1e-5, mean over all classes): the published loss. */
export function publishedLoss(logits: tf.Tensor4D, labels: tf.Tensor3D): tf.Scalar {
  const classes = logits.shape[3];
  const truth = tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'float32');
  const log = tf.logSoftmax(tf.reshape(logits, [-1, classes]));
  const entropy = tf.neg(tf.mean(tf.sum(tf.mul(tf.reshape(truth, [-1, classes]), log), 1)));
  const p = tf.exp(log);
  const t = tf.reshape(truth, [-1, classes]);
  const overlap = tf.add(tf.mul(tf.sum(tf.mul(p, t), 0), 2), 1e-5);
  const sizes = tf.add(tf.add(tf.sum(tf.square(p), 0), tf.sum(tf.square(t), 0)), 1e-5);
  const dice = tf.sub(1, tf.mean(tf.div(overlap, sizes)));
  return tf.add(tf.mul(entropy, 0.4), tf.mul(dice, 0.6));
}

/** One training step of the 64-pixel variant in batches of two, against the published code's. */
export function brauGradErrors(): Promise<GradErrors> {
  const input = (kind: 'V' | 'U', name: string, shape: number[]) =>
    tf.tensor(deterministicInput(`grad/braunetpp_small64/${name}`, kind, shape), shape);
  const x: tf.Tensor4D = tf.tidy(() => tf.transpose(input('V', 'x', [2, 3, 64, 64]) as tf.Tensor4D, [0, 2, 3, 1]));
  return gradErrors(
    'grad.braunetpp_small64.json',
    brauNetPP,
    { ...PUBLISHED.small64, dropPath: 0 },
    x,
    true,
    ([logits]) => publishedLoss(logits!, tf.floor(tf.mul(input('U', 't', [2, 64, 64]), 2)) as tf.Tensor3D),
  );
}
