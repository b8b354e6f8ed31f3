import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput } from '../checkpoint/deterministic.ts';
import type { Held } from '../exactness.testing.ts';
import { relativeError } from '../goldens.testing.ts';
import { type GradErrors, gradErrors, heldGradients } from '../gradGolden.testing.ts';
import type { Net } from '../net.ts';
import float64 from './swinUMamba.float64.json' with { type: 'json' };
import { type SwinUMambaConfig, swinUMambaD, swinUMambaNet, swinUMambaV1 } from './swinUMamba.ts';

export const PUBLISHED: readonly { readonly net: Net<SwinUMambaConfig>; readonly reference: string }[] = [
  { net: swinUMambaV1, reference: 'swinumamba_v1' },
  { net: swinUMambaNet, reference: 'swinumamba' },
  { net: swinUMambaD, reference: 'swinumambad' },
];

/** Labels 0..classes-1, [height, width]. */
type LabelMap = readonly (readonly number[])[];

/**
 * Cross-entropy minus nnU-Net's soft Dice: classes 1.., sums over the whole batch, smooth 1e-5.
 * logits [1, h, w, classes].
 */
const crossEntropyAndDice = (logits: tf.Tensor4D, labels: LabelMap): tf.Scalar => {
  const classes = logits.shape[3];
  const truth = tf.oneHot(tf.tensor1d(labels.flat(), 'int32'), classes).toFloat();
  const rows = tf.reshape(logits, [-1, classes]);
  const crossEntropy = tf.neg(tf.mean(tf.sum(tf.mul(truth, tf.logSoftmax(rows)), 1)));
  const p = tf.softmax(rows);
  const overlap = tf.sum(tf.mul(p, truth), 0);
  const dice = tf.div(tf.add(tf.mul(overlap, 2), 1e-5), tf.add(tf.add(tf.sum(p, 0), tf.sum(truth, 0)), 1e-5));
  return tf.sub(crossEntropy, tf.mean(tf.slice(dice, 1)));
};

/** What the reference weighs its outputs with, finest first. */
const HEAD_WEIGHTS = [4 / 7, 2 / 7, 1 / 7, 0];

const deepSupervision = (outputs: readonly tf.Tensor4D[], labels: LabelMap): tf.Scalar =>
  tf.addN(
    outputs.flatMap((y, i) => {
      if (HEAD_WEIGHTS[i] === 0) return [];
      const stride = labels.length / y.shape[1];
      const every = <T>(list: readonly T[]) => list.filter((_, at) => at % stride === 0);
      return [tf.mul(crossEntropyAndDice(y, every(labels).map(every)), HEAD_WEIGHTS[i]!)];
    }),
  ) as tf.Scalar;

/** `grad.<reference>.json` against the network on the backend in use; drop path off, as there. */
export function mambaGradErrors(net: Net<SwinUMambaConfig>, reference: string): Promise<GradErrors> {
  const [height, width] = [64, 96];
  const draws = deterministicInput(`grad/${reference}/t`, 'U', [height, width]);
  const labels = Array.from({ length: height }, (_, y) =>
    Array.from(draws.subarray(y * width, (y + 1) * width), (u) => Math.floor(14 * u)),
  );
  const x = tf.tensor4d(deterministicInput(`grad/${reference}/x`, 'V', [1, height, width, 1]), [1, height, width, 1]);
  return gradErrors(`grad.${reference}.json`, net, net.defaults, x, false, (outputs) =>
    deepSupervision(outputs, labels),
  );
}

/**
 * Training step of the 60 M net. Its deepest maps are 2 x 3: instance norms over six pixels, and leaky ReLUs at their kink,
 * let float32 rounding turn single values of a gradient. Over the listed values the published float32 gradient is 2.3e-3
 * away from the same network in float64 (swinUMamba.float64.json: a restatement in PyTorch), so that nothing can come
 * nearer to it than that but by the same rounding. What is held to 1e-3 is our distance from float64; against the published
 * values it is theirs and ours together. The norms agree as everywhere.
 */
export async function heldMambaGradients(): Promise<readonly Held[]> {
  const errors = await mambaGradErrors(swinUMambaNet, 'swinumamba');
  const exact: Readonly<Record<string, readonly number[]>> = float64;
  const ours = Object.keys(exact).flatMap((path) => errors.first[path]!);
  return [
    ...heldGradients(errors, { listed: 3.3e-3, worstListed: 1e-2 }),
    {
      figure: 'gradients, listed values, against float64',
      error: relativeError(ours, Object.values(exact).flat()),
      bound: 1e-3,
    },
  ];
}
