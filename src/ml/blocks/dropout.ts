import * as tf from '@tensorflow/tfjs-core';
import { mulberry32 } from '../../core/random.ts';
import type { Params } from '../params.ts';

/** Multiplies by 0 with probability `rate` and by 1 / (1 - rate) otherwise, while training; else nothing. */
export function dropout<T extends tf.Tensor>(p: Params, x: T, rate: number): T {
  if (!p.mode.training || rate <= 0) return x;
  const random = mulberry32(Math.floor(p.mode.random() * 2 ** 32));
  const kept = Float32Array.from({ length: x.size }, () => (random() < rate ? 0 : 1 / (1 - rate)));
  return tf.mul(x, tf.tensor(kept, x.shape)) as T;
}
