import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';

/**
 * PyTorch's ConvTranspose2d with kernel 2 and stride 2: x [n, h, w, in] -> [n, 2h, 2w, out];
 * reads `weight` [in, out, 2, 2] and `bias` [out]. The four taps of an input pixel never overlap,
 * so it is one matrix product [n·h·w, in] x [in, 2·2·out] and a rearrangement.
 */
export function convTranspose2x2(p: Params, x: tf.Tensor4D, out: number, bias = true): tf.Tensor4D {
  const [n, h, w, channels] = x.shape;
  const weight = p.weight('weight', [channels, out, 2, 2], 'convT', 'he');
  const taps = tf.transpose(tf.reshape(weight, [4 * out, channels]));
  const product = tf.matMul(tf.reshape(x, [n * h * w, channels]), taps as tf.Tensor2D);
  const rows = tf.transpose(tf.reshape(product, [n * h, w, 2, 2 * out]), [0, 2, 1, 3]);
  const y = tf.reshape(rows, [n, 2 * h, 2 * w, out]) as tf.Tensor4D;
  return bias ? tf.add(y, p.weight('bias', [out], 'plain', 'zeros')) : y;
}
