import * as tf from '@tensorflow/tfjs-core';
import type { Init, Params } from '../params.ts';

/**
 * PyTorch's Linear over the last axis: x [..., in] -> [..., out], published as `weight` [out, in] and `bias` [out].
 * The first values are those that vision transformers take: normal with std 0.02, bias 0.
 */
export function linear<T extends tf.Tensor>(
  p: Params,
  x: T,
  out: number,
  { bias = true, init = 'truncated' as Init }: { bias?: boolean; init?: Init } = {},
): T {
  const features = x.shape.at(-1)!;
  const weight = p.weight('weight', [out, features], 'linear', init) as tf.Tensor as tf.Tensor2D;
  const rows = tf.reshape(x, [-1, features]) as tf.Tensor2D;
  const y = bias
    ? tf.fused.matMul({ a: rows, b: weight, bias: p.weight('bias', [out], 'plain', 'zeros') })
    : tf.matMul(rows, weight);
  return tf.reshape(y, [...x.shape.slice(0, -1), out]) as tf.Tensor as T;
}
