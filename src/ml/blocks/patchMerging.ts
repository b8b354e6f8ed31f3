import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';

/**
 * Patch merging (Liu et al. 2021, Swin Transformer, arXiv:2103.14030): x [n, h, w, c] -> [n, h / 2, w / 2, 2c].
 * The pixels (row, column) = (0, 0), (1, 0), (0, 1), (1, 1) of every 2 x 2 patch are concatenated, normalised (`norm`)
 * and reduced by a linear layer without bias (`reduction`). An odd last row or column is left out.
 */
export function patchMerging(p: Params, x: tf.Tensor4D): tf.Tensor4D {
  const [n, , , channels] = x.shape;
  const [height, width] = [Math.floor(x.shape[1] / 2), Math.floor(x.shape[2] / 2)];
  const odd = x.shape[1] % 2 === 1 || x.shape[2] % 2 === 1;
  const even = odd ? tf.slice(x, [0, 0, 0, 0], [n, 2 * height, 2 * width, channels]) : x;
  // rows, row in patch, columns, column in patch, channels
  const split = tf.reshape(even, [n * height, 2, width, 2, channels]);
  const patches = tf.reshape(tf.transpose(split, [0, 2, 3, 1, 4]), [n, height, width, 4 * channels]) as tf.Tensor4D;
  return linear(p.at('reduction'), layerNorm(p.at('norm'), patches), 2 * channels, { bias: false });
}
