import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput, deterministicWeights } from '../checkpoint/deterministic.ts';
import { weightSpecs } from '../describe.ts';
import { relativeError } from '../goldens.testing.ts';
import { type GradErrors, gradErrors } from '../gradGolden.testing.ts';
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

/** A training step of both generators, towards their own images. */
export function generatorGradErrors(): Promise<GradErrors> {
  const x = pairInput('grad/dcif', [1, 1, 20, 28]);
  const squares = (a: tf.Tensor, b: tf.Tensor) => tf.mean(tf.squaredDifference(a, b));
  return gradErrors('grad.dcifgan_generators.json', dcifGan, dcifGan.defaults, x, false, (y) => {
    const [ct, pet] = tf.split(x, 2, 3);
    return tf.add(squares(y[1]!, ct!), squares(y[2]!, pet!));
  });
}

/** A training step of both discriminators, batch norm in training. */
export function discriminatorGradErrors(): Promise<GradErrors> {
  const file = 'grad.dcifgan_discriminators_small64.json';
  const x = pairInput('grad/dcifd', [3, 1, 64, 64]);
  return gradErrors(file, dcifGanDiscriminators, JUDGES_64, x, true, (y) =>
    tf.add(tf.mean(tf.square(tf.sub(y[0]!, 1))), tf.mean(tf.square(tf.add(y[1]!, 1)))),
  );
}
