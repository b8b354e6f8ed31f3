import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';

/** The bias four times, once a tap. */
function biasOfTaps(p: Params, out: number): tf.Tensor {
  const bias = p.weight('bias', [out], 'plain', 'zeros');
  return p.derive('taps', [bias], () => [tf.tile(bias, [4])])[0]!;
}

/**
 * PyTorch's ConvTranspose2d with kernel 2 and stride 2: x [n, h, w, in] -> [n, 2h, 2w, out];
 * reads `weight` [in, out, 2, 2] and `bias` [out]. The four taps of an input pixel never overlap,
 * so it is one matrix product [n·h·w, in] x [in, 2·2·out] and a rearrangement.
 */
export function convTranspose2x2(p: Params, x: tf.Tensor4D, out: number, bias = true): tf.Tensor4D {
  const [n, h, w, channels] = x.shape;
  const weight = p.weight('weight', [channels, out, 2, 2], 'convT', 'he');
  const taps = tf.reshape(weight, [4 * out, channels]) as tf.Tensor2D;
  const rows = tf.reshape(x, [n * h * w, channels]) as tf.Tensor2D;
  const product = tf.fused.matMul({
    a: rows,
    b: taps,
    transposeB: true,
    ...(bias ? { bias: biasOfTaps(p, out) } : {}),
  });
  return tf.reshape(tf.transpose(tf.reshape(product, [n * h, w, 2, 2 * out]), [0, 2, 1, 3]), [n, 2 * h, 2 * w, out]);
}
