import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput, deterministicWeights } from '../checkpoint/deterministic.ts';
import { weightSpecs } from '../describe.ts';
import { readReference } from '../goldens.testing.ts';
import { toPublished } from '../params.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
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

interface Gradients {
  readonly loss: number;
  readonly grads: Record<string, { readonly l2: number; readonly first: number[] } | null>;
  readonly bn_running_after_step: Record<string, { readonly first: number[] }>;
}

export interface TrainingStepErrors {
  readonly loss: number;
  /** Worst over the weights: of the gradient's norm, and of its first values in units of the weight's RMS gradient. */
  readonly norm: number;
  readonly first: number;
  /** Of the running statistics of batch norm after the step, relative. */
  readonly running: number;
  /** Weights with a gradient here and none there, or the other way round. */
  readonly otherNames: readonly string[];
}

/** Biases before a batch norm have none but rounding errors. */
const NOTHING = 1e-6;

/** One training step of the 64-pixel variant in batches of two, against the published code's. */
export async function trainingStepErrors(): Promise<TrainingStepErrors> {
  const golden = readReference<Gradients>('grad.braunetpp_small64.json');
  const config = { ...PUBLISHED.small64, dropPath: 0 };
  const specs = weightSpecs(brauNetPP, config);
  const weights = Weights.fromValues(specs, deterministicWeights(specs));
  const input = (kind: 'V' | 'U', name: string, shape: number[]) =>
    tf.tensor(deterministicInput(`grad/braunetpp_small64/${name}`, kind, shape), shape);

  const { value, grads } = tf.tidy(() => {
    const x: tf.Tensor4D = tf.transpose(input('V', 'x', [2, 3, 64, 64]) as tf.Tensor4D, [0, 2, 3, 1]);
    const labels = tf.floor(tf.mul(input('U', 't', [2, 64, 64]), 2)) as tf.Tensor3D;
    const params = weights.params({ training: true, random: () => 0.5 });
    return tf.variableGrads(
      () => publishedLoss(brauNetPP.forward(params, x, config) as tf.Tensor4D, labels),
      [...weights.trainable().values()],
    );
  });

  let [norm, first, running] = [0, 0, 0];
  const otherNames: string[] = [];
  for (const spec of specs.filter((s) => s.trainable)) {
    const want = golden.grads[spec.path];
    const gradient = grads[weights.get(spec).name];
    if (!want !== !gradient) otherNames.push(spec.path);
    if (!want || !gradient) continue;
    const values = toPublished((await readTensor(gradient)) as Float32Array, spec);
    const l2 = Math.sqrt(values.reduce((sum, g) => sum + g * g, 0));
    if (want.l2 < NOTHING) {
      norm = Math.max(norm, l2 < NOTHING ? 0 : 1);
      continue;
    }
    norm = Math.max(norm, Math.abs(l2 - want.l2) / want.l2);
    const rms = want.l2 / Math.sqrt(values.length);
    want.first.forEach((g, i) => (first = Math.max(first, Math.abs(values[i]! - g) / Math.max(rms, Math.abs(g)))));
  }
  const after = await weights.values();
  for (const [path, want] of Object.entries(golden.bn_running_after_step)) {
    const got = after.get(path)!.data;
    want.first.forEach((v, i) => (running = Math.max(running, Math.abs(got[i]! - v) / Math.max(1, Math.abs(v)))));
  }
  const [got] = await readTensor(value);
  tf.dispose([value, grads]);
  weights.dispose();
  return { loss: Math.abs(got! - golden.loss) / golden.loss, norm, first, running, otherNames };
}
