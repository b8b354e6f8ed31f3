import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput, deterministicWeights } from './checkpoint/deterministic.ts';
import { weightSpecs } from './describe.ts';
import { readReference } from './goldens.testing.ts';
import type { Net } from './net.ts';
import { toPublished } from './params.ts';
import { readTensor } from './tf.ts';
import { Weights } from './weights.ts';

/** `grad.<net>.json`: loss, and the gradient of every weight by its norm and first values in published layout. */
interface GradGolden {
  readonly loss: number;
  readonly grads: Record<string, { readonly l2: number; readonly first: number[] }>;
  readonly bn_running_after_step: Record<string, { readonly first: number[] }>;
}

export interface GradErrors {
  readonly loss: number;
  /** Largest over the weights: of ‖g‖ relative to the reference, and of the first values relative to the weight's RMS gradient. */
  readonly norm: number;
  readonly first: number;
  /** Largest absolute error of the running statistics after the step. */
  readonly running: number;
  readonly otherNames: readonly string[];
}

/** Errors of one training step's loss and gradients on the backend in use. `x` is NCHW, named as the golden names it. */
export async function gradErrors<C extends object>(
  file: string,
  net: Net<C>,
  config: C,
  input: { readonly name: string; readonly shape: readonly number[] },
  training: boolean,
  loss: (output: tf.Tensor4D) => tf.Scalar,
): Promise<GradErrors> {
  const golden = readReference<GradGolden>(file);
  const specs = weightSpecs(net, config);
  const weights = Weights.fromValues(specs, deterministicWeights(specs));
  const variables = weights.trainable();
  const x = tf.tidy(() => {
    const nchw = tf.tensor(deterministicInput(input.name, 'V', input.shape), [...input.shape]);
    return tf.transpose(nchw, [0, 2, 3, 1]) as tf.Tensor4D;
  });
  const { value, grads } = tf.variableGrads(() => {
    const y = net.forward(weights.params({ training, random: () => 0.5 }), x, config);
    return loss(Array.isArray(y) ? y[0]! : y);
  }, [...variables.values()]);
  const [got] = await readTensor(value);
  let norm = 0;
  let first = 0;
  for (const spec of specs.filter((s) => s.trainable)) {
    const want = golden.grads[spec.path]!;
    const gradient = await readTensor(grads[variables.get(spec.path)!.name]!);
    const published = toPublished(gradient as Float32Array, spec);
    const l2 = Math.sqrt(published.reduce((sum, g) => sum + g * g, 0));
    const rms = want.l2 / Math.sqrt(published.length);
    norm = Math.max(norm, Math.abs(l2 - want.l2) / (want.l2 || 1));
    want.first.forEach((g, i) => (first = Math.max(first, Math.abs(published[i]! - g) / Math.max(rms, Math.abs(g)))));
  }
  let running = 0;
  const after = await weights.values();
  for (const [path, want] of Object.entries(golden.bn_running_after_step)) {
    want.first.forEach((v, i) => (running = Math.max(running, Math.abs(after.get(path)!.data[i]! - v))));
  }
  const names = new Set(specs.filter((s) => s.trainable).map((s) => s.path));
  const otherNames = [...names, ...Object.keys(golden.grads)].filter((n) => !names.has(n) || !(n in golden.grads));
  tf.dispose([x, value, ...Object.values(grads)]);
  weights.dispose();
  return { loss: Math.abs(got! - golden.loss) / golden.loss, norm, first, running, otherNames };
}
