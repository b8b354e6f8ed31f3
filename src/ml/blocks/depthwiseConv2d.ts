import * as tf from '@tensorflow/tfjs-core';
import { depthwiseConv2d as convolve } from '../ops/depthwiseConv2d/index.ts';
import type { Params } from '../params.ts';
import { uniformFanIn } from './uniformFanIn.ts';

/** PyTorch's depthwise Conv2d of stride 1 and padding kernel / 2: x [n, h, w, c], `weight` [c, 1, k, k], `bias` [c]. */
export function depthwiseConv2d(p: Params, x: tf.Tensor4D, kernel: number): tf.Tensor4D {
  const channels = x.shape[3];
  const init = uniformFanIn(kernel * kernel);
  const weight = p.weight('weight', [channels, 1, kernel, kernel], 'depthwise', init);
  return tf.add(convolve(x, weight as tf.Tensor as tf.Tensor4D), p.weight('bias', [channels], 'plain', init));
}
