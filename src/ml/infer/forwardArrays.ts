import * as tf from '@tensorflow/tfjs-core';
import type { Net } from '../net.ts';
import { readTensor } from '../tf.ts';
import { programs } from './program.ts';
import type { Weights } from '../weights.ts';
import type { HalfWeights } from '../halfWeights.ts';
import type { Params } from '../params.ts';

/** Values in PyTorch's layout [n, c, h, w], row-major. */
export interface Nchw {
  readonly data: Float32Array;
  readonly shape: readonly [n: number, c: number, h: number, w: number];
}

/** All outputs of a network on x, both in PyTorch's layout. */
export function forwardNchw<C extends object>(net: Net<C>, config: C, params: Params, x: tf.Tensor4D): tf.Tensor4D[] {
  const y = net.forward(params, tf.transpose(x, [0, 2, 3, 1]), config);
  return [y].flat().map((t) => tf.transpose(t, [0, 3, 1, 2]));
}

/** One forward pass on the backend in use, arrays in and out. Outputs as the network orders them, finest first. */
export async function forwardArrays<C extends object>(
  net: Net<C>,
  config: C,
  weights: Weights | HalfWeights,
  { data, shape }: Nchw,
): Promise<Nchw[]> {
  const params = weights.params();
  const all = programs((x) => forwardNchw(net, config, params, x), params);
  const outputs = tf.tidy(() => all.run(tf.tensor4d(data, [...shape])));
  try {
    const values = await Promise.all(outputs.map(readTensor));
    return outputs.map((t, i) => ({ data: values[i] as Float32Array, shape: t.shape }));
  } finally {
    tf.dispose(outputs);
    all.dispose();
  }
}
