import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput, deterministicWeights } from '../checkpoint/deterministic.ts';
import { weightSpecs } from '../describe.ts';
import { readReference, relativeError } from '../goldens.testing.ts';
import type { Net } from '../net.ts';
import { toPublished } from '../params.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
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

interface GradGolden {
  readonly loss: number;
  readonly grads: Record<string, { readonly l2: number; readonly first: number[] } | null>;
}

export interface GradientErrors {
  readonly loss: number;
  /** Relative error of the norm of every weight's gradient. */
  readonly norms: Readonly<Record<string, number>>;
  /** Error of its first six values, relative to their norm or to the typical size of a value where that is larger. */
  readonly firsts: Readonly<Record<string, number>>;
  /** Weights of which only one of the two has a gradient. */
  readonly unlike: readonly string[];
}

// Where a gradient is zero in theory (a bias before an instance norm) the rest is rounding.
const NOISE = 1e-6;

/** `grad.<reference>.json` against the network on the backend in use; drop path off, as there. */
export async function gradientErrors(net: Net<SwinUMambaConfig>, reference: string): Promise<GradientErrors> {
  const golden = readReference<GradGolden>(`grad.${reference}.json`);
  const [height, width] = [64, 96];
  const draws = deterministicInput(`grad/${reference}/t`, 'U', [height, width]);
  const labels = Array.from({ length: height }, (_, y) =>
    Array.from(draws.subarray(y * width, (y + 1) * width), (u) => Math.floor(14 * u)),
  );
  const x = tf.tensor4d(deterministicInput(`grad/${reference}/x`, 'V', [1, height, width, 1]), [1, height, width, 1]);
  const specs = weightSpecs(net, net.defaults);
  const weights = Weights.fromValues(specs, deterministicWeights(specs));
  const trainable = weights.trainable();
  const { value, grads } = tf.variableGrads(
    () => deepSupervision(net.forward(weights.params(), x, net.defaults) as tf.Tensor4D[], labels),
    [...trainable.values()],
  );
  const [loss] = await readTensor(value);
  const norms: Record<string, number> = {};
  const firsts: Record<string, number> = {};
  const unlike: string[] = [];
  for (const spec of specs) {
    const want = golden.grads[spec.path];
    const slope = grads[trainable.get(spec.path)!.name];
    if (!want !== !slope) unlike.push(spec.path);
    if (!want || !slope) continue;
    const got = toPublished((await readTensor(slope)) as Float32Array, spec);
    const norm = Math.sqrt(got.reduce((sum, v) => sum + v * v, 0));
    if (want.l2 < NOISE && norm < NOISE) continue;
    norms[spec.path] = Math.abs(norm - want.l2) / want.l2;
    const typical = want.l2 / Math.sqrt(got.length);
    const size = Math.hypot(...want.first);
    firsts[spec.path] = relativeError(got, want.first) * Math.min(1, size / typical);
  }
  weights.dispose();
  tf.dispose([grads, value, x]);
  return { loss: Math.abs(loss! - golden.loss) / golden.loss, norms, firsts, unlike };
}
