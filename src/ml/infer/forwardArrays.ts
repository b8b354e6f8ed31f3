import * as tf from '@tensorflow/tfjs-core';
import type { Net } from '../net.ts';
import { readTensor } from '../tf.ts';
import { programs } from './program.ts';
import type { Weights } from '../weights.ts';

/** Values in PyTorch's layout [n, c, h, w], row-major. */
export interface Nchw {
  readonly data: Float32Array;
  readonly shape: readonly [n: number, c: number, h: number, w: number];
}

/** One forward pass on the backend in use, arrays in and out. Outputs as the network orders them, finest first. */
export async function forwardArrays<C extends object>(
  net: Net<C>,
  config: C,
  weights: Weights,
  { data, shape }: Nchw,
): Promise<Nchw[]> {
  const all = programs((x) => {
    const y = net.forward(weights.params(), tf.transpose(x, [0, 2, 3, 1]), config);
    return (Array.isArray(y) ? y : [y]).map((t) => tf.transpose(t, [0, 3, 1, 2]));
  });
  const outputs = tf.tidy(() => all.run(tf.tensor4d(data, [...shape])));
  try {
    const values = await Promise.all(outputs.map(readTensor));
    return outputs.map((t, i) => ({ data: values[i] as Float32Array, shape: t.shape }));
  } finally {
    tf.dispose(outputs);
    all.dispose();
  }
}
