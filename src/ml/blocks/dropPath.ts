import * as tf from '@tensorflow/tfjs-core';
import type { Mode } from '../params.ts';

/**
 * Stochastic depth (Huang et al. 2016, arXiv:1603.09382): while training, drops the whole branch of a sample with
 * probability `rate` and scales the others by 1 / (1 - rate). x [n, ...]; does nothing at inference.
 */
export function dropPath<T extends tf.Tensor>(mode: Mode, x: T, rate: number): T {
  if (!mode.training || rate === 0) return x;
  const samples = Array.from({ length: x.shape[0]! }, () => (mode.random() < rate ? 0 : 1 / (1 - rate)));
  return tf.mul(x, tf.reshape(tf.tensor1d(samples), [x.shape[0]!, ...x.shape.slice(1).map(() => 1)]));
}
