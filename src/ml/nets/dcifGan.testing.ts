import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { deterministicInput, deterministicWeights } from '../checkpoint/deterministic.ts';
import { weightSpecs } from '../describe.ts';
import { readReference, relativeError } from '../goldens.testing.ts';
import type { Net } from '../net.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { dcifGan, dcifGanDiscriminators } from './dcifGan.ts';

/** Discriminators for images of 64 x 64, of published width. */
export const JUDGES_64 = { ...dcifGanDiscriminators.defaults, imageSize: 64 };

/** A golden of two single-channel inputs: CT, then PET. */
export interface PairGolden {
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly stride: number; readonly values: number[] }[];
}

/** Number in the reference (F_CT, F_PET, F) of each output of ours (F, F_CT, F_PET). */
export const GENERATED = [2, 0, 1] as const;

/** The order in which a network of ours takes the two modalities. */
const CT_PET = ['ct', 'pet'] as const;

/** CT and PET, uniform in [0, 1), published as NCHW of one channel, as one map [n, h, w, 2]. */
export function pairInput(name: string, shape: readonly number[], order: readonly string[] = CT_PET): tf.Tensor4D {
  const [n, , h, w] = shape as [number, number, number, number];
  const images = order.map((modality) =>
    tf.tensor4d(deterministicInput(`${name}/${modality}`, 'U', shape), [n, h, w, 1]),
  );
  return tf.concat(images, 3);
}

/** Relative errors of `net`'s outputs; output i of the net is number `order[i]` of the golden. */
export async function pairErrors<C extends object>(
  net: Net<C>,
  config: C,
  golden: PairGolden,
  order: readonly number[],
  channels: readonly string[] = CT_PET,
): Promise<number[]> {
  const specs = weightSpecs(net, config);
  const weights = Weights.fromValues(specs, deterministicWeights(specs));
  const { name, shape } = golden.inputs[0]!;
  const outputs = tf.tidy(() =>
    net.forward(weights.params(), pairInput(name.slice(0, name.lastIndexOf('/')), shape, channels), config),
  ) as tf.Tensor4D[];
  const errors: number[] = [];
  for (const [i, y] of outputs.entries()) {
    // one channel: NHWC and NCHW are the same numbers
    const values = await readTensor(y);
    const want = golden.outputs[order[i]!]!;
    errors.push(
      relativeError(
        want.values.map((_, k) => values[k * want.stride]!),
        want.values,
      ),
    );
  }
  outputs.forEach((t) => t.dispose());
  weights.dispose();
  return errors;
}

interface GradGolden {
  readonly loss: number;
  readonly grads: Record<string, { readonly l2: number; readonly first: number[] }>;
  readonly bn_running_after_step: Record<string, { readonly first: number[] }>;
}

/** Where a gradient is zero in theory (a bias before batch norm), what is left is rounding. */
const NOISE = 1e-4;

const length = (v: ArrayLike<number>) => Math.sqrt(Array.from(v).reduce((sum, x) => sum + x * x, 0));

/** Loss, and norm of the gradient of every weight; of vectors also the first values. */
async function expectGradients(golden: GradGolden, weights: Weights, loss: () => tf.Scalar) {
  const trainable = weights.trainable();
  const { value, grads } = tf.variableGrads(loss, [...trainable.values()]);
  expect((await readTensor(value))[0]).toBeCloseTo(golden.loss, 2);
  const largest = Math.max(...Object.values(golden.grads).map((g) => g.l2));
  for (const [path, { l2 }] of Object.entries(golden.grads)) {
    const slope = await readTensor(grads[trainable.get(path)!.name]!);
    const norm = length(slope);
    if (l2 > NOISE * largest) expect(Math.abs(norm - l2) / l2, path).toBeLessThan(1e-3);
    else expect(norm, path).toBeLessThan(10 * NOISE * largest);
  }
  const specs = new Map(weights.specs.map((s) => [s.path, s]));
  for (const [path, { l2, first }] of Object.entries(golden.grads)) {
    if (length(first) <= NOISE * l2 || l2 <= NOISE * largest || specs.get(path)!.shape.length !== 1) continue;
    const slope = await readTensor(grads[trainable.get(path)!.name]!);
    expect(relativeError(slope, first), path).toBeLessThan(2e-3);
  }
}

/** Loss and gradients of both generators, towards their own images. */
export async function generatorGradients(): Promise<void> {
  const specs = weightSpecs(dcifGan, dcifGan.defaults);
  const weights = Weights.fromValues(specs, deterministicWeights(specs));
  const x = pairInput('grad/dcif', [1, 1, 20, 28]);
  const [ct, pet] = tf.split(x, 2, 3);
  await expectGradients(readReference('grad.dcifgan_generators.json'), weights, () => {
    const y = dcifGan.forward(weights.params(), x, dcifGan.defaults) as tf.Tensor4D[];
    const squares = (a: tf.Tensor, b: tf.Tensor) => tf.mean(tf.squaredDifference(a, b));
    return tf.add(squares(y[1]!, ct!), squares(y[2]!, pet!));
  });
}

/** Loss and gradient norms of the reference, and the running figures of batch norm after the step. */
export async function discriminatorGradients(): Promise<void> {
  const golden = readReference<GradGolden>('grad.dcifgan_discriminators_small64.json');
  const specs = weightSpecs(dcifGanDiscriminators, JUDGES_64);
  const weights = Weights.fromValues(specs, deterministicWeights(specs));
  const x = pairInput('grad/dcifd', [3, 1, 64, 64]);
  await expectGradients(golden, weights, () => {
    const mode = { training: true, random: () => 0.5 };
    const y = dcifGanDiscriminators.forward(weights.params(mode), x, JUDGES_64) as tf.Tensor4D[];
    return tf.add(tf.mean(tf.square(tf.sub(y[0]!, 1))), tf.mean(tf.square(tf.add(y[1]!, 1))));
  });
  const after = await weights.values();
  for (const [path, want] of Object.entries(golden.bn_running_after_step))
    expect(relativeError(after.get(path)!.data, want.first), path).toBeLessThan(1e-4);
}
