import * as tf from '@tensorflow/tfjs-core';
import { instanceNorm } from '../ops/instanceNorm/index.ts';
import type { Params } from '../params.ts';

/** PyTorch's InstanceNorm2d with affine=True: x [n, h, w, c], `weight` and `bias` [c]. */
export function instanceNorm2d(p: Params, x: tf.Tensor4D): tf.Tensor4D {
  const channels = x.shape[3];
  const weight = p.weight('weight', [channels], 'plain', 'ones');
  const bias = p.weight('bias', [channels], 'plain', 'zeros');
  return tf.add(tf.mul(instanceNorm(x), weight), bias);
}
