import * as tf from '@tensorflow/tfjs-core';
import { deterministicWeights } from './checkpoint/deterministic.ts';
import { weightSpecs } from './describe.ts';
import type { Held } from './exactness.testing.ts';
import { readReference, relativeError } from './goldens.testing.ts';
import type { Net } from './net.ts';
import { toPublished } from './params.ts';
import { readTensor } from './tf.ts';
import { Weights } from './weights.ts';

/** `grad.<net>.json`: loss, and the gradient of every weight by its norm and first values in published layout. */
interface GradGolden {
  readonly loss: number;
  readonly grads: Record<string, { readonly l2: number; readonly first: number[] } | null>;
  readonly bn_running_after_step: Record<string, { readonly first: number[] }>;
}

/** Relative errors, ‖ours - reference‖ / ‖reference‖, of one training step. */
export interface GradErrors {
  readonly loss: number;
  /** Over the gradients' norms, all weights as one vector. */
  readonly norms: number;
  /** Over the values of the gradients that the golden lists, all weights as one vector. */
  readonly listed: number;
  /** Of the norm of the worst weight's gradient. */
  readonly worstNorm: number;
  /** Over the listed values of the worst weight; values below the gradient's RMS count as that. */
  readonly worstListed: number;
  /** Over the running statistics after the step, of the worst one; null where the network has none. */
  readonly running: number | null;
  /** Our values of the gradients where the golden lists some, by weight. */
  readonly first: Readonly<Record<string, readonly number[]>>;
}

/** Of the largest norm: a gradient below it is zero in theory (a bias before a norm), what is left is rounding. */
const NOISE = 1e-6;

const length = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0));

/**
 * One training step of `net` with the golden's weights on `x` (NHWC), on the backend in use. Disposes `x`.
 * Throws where a weight has a gradient here and none there, or the other way round.
 */
export async function gradErrors<C extends object>(
  file: string,
  net: Net<C>,
  config: C,
  x: tf.Tensor4D,
  training: boolean,
  loss: (outputs: readonly tf.Tensor4D[]) => tf.Scalar,
): Promise<GradErrors> {
  const golden = readReference<GradGolden>(file);
  const specs = weightSpecs(net, config);
  const weights = Weights.fromValues(specs, deterministicWeights(specs));
  const variables = weights.trainable();
  const { value, grads } = tf.variableGrads(() => {
    const y = net.forward(weights.params({ training, random: () => 0.5 }), x, config);
    return loss(Array.isArray(y) ? y : [y]);
  }, [...variables.values()]);
  const [got] = await readTensor(value);

  const noise = NOISE * Math.max(...Object.values(golden.grads).map((g) => g?.l2 ?? 0));
  const ours: { norms: number[]; listed: number[] } = { norms: [], listed: [] };
  const theirs: typeof ours = { norms: [], listed: [] };
  const otherNames = Object.keys(golden.grads).filter((path) => !variables.has(path));
  const firsts: Record<string, readonly number[]> = {};
  let [worstNorm, worstListed] = [0, 0];
  for (const spec of specs.filter((s) => s.trainable)) {
    const want = golden.grads[spec.path];
    const slope = grads[variables.get(spec.path)!.name];
    if (!want !== !slope) otherNames.push(spec.path);
    if (!want || !slope) continue;
    const values = toPublished((await readTensor(slope)) as Float32Array, spec);
    const norm = length(values);
    if (want.l2 < noise && norm < noise) continue;
    const first = Array.from(values.subarray(0, want.first.length));
    ours.norms.push(norm);
    theirs.norms.push(want.l2);
    firsts[spec.path] = first;
    ours.listed.push(...first);
    theirs.listed.push(...want.first);
    const rms = want.l2 / Math.sqrt(values.length);
    worstNorm = Math.max(worstNorm, Math.abs(norm - want.l2) / want.l2);
    const off = length(first.map((v, i) => v - want.first[i]!));
    worstListed = Math.max(worstListed, off / Math.max(length(want.first), rms));
  }

  let running: number | null = null;
  const after = await weights.values();
  for (const [path, want] of Object.entries(golden.bn_running_after_step))
    running = Math.max(running ?? 0, relativeError(after.get(path)!.data, want.first));
  tf.dispose([x, value, grads]);
  weights.dispose();
  if (otherNames.length > 0) throw new Error(`Only one side has a gradient of ${otherNames.join(', ')}.`);
  return {
    loss: Math.abs(got! - golden.loss) / Math.abs(golden.loss),
    norms: relativeError(ours.norms, theirs.norms),
    listed: relativeError(ours.listed, theirs.listed),
    worstNorm,
    worstListed,
    running,
    first: firsts,
  };
}

/** What a training step is held to. Other bounds: where the reference's own float32 leaves more, and a comment says why. */
export function heldGradients(errors: GradErrors, { listed = 1e-3, worstListed = 1e-3 } = {}): readonly Held[] {
  return [
    { figure: 'loss', error: errors.loss, bound: 1e-5 },
    { figure: 'gradients, norms', error: errors.norms, bound: 1e-3 },
    { figure: 'gradients, listed values', error: errors.listed, bound: listed },
    { figure: 'gradients, norm of the worst weight', error: errors.worstNorm, bound: 1e-3 },
    { figure: 'gradients, listed values of the worst weight', error: errors.worstListed, bound: worstListed },
    ...(errors.running === null ? [] : [{ figure: 'running statistics', error: errors.running, bound: 1e-4 }]),
  ];
}
