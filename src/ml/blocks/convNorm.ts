import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';
import { batchNorm2d, normCoefficients, usesBatchStatistics } from './batchNorm2d.ts';
import { type ConvOptions, conv2d, convolve, convWeights } from './conv2d.ts';

/**
 * conv2d, batchNorm2d and the activation: x [n, h, w, in] -> [n, h', w', out]. In use the norm is an affine map of each
 * channel, gain · y + shift, so the convolution has the filter w · gain and the bias b · gain + shift: one pass over x.
 */
export function convNorm(
  conv: Params,
  norm: Params,
  x: tf.Tensor4D,
  out: number,
  { activation = 'linear', ...options }: ConvOptions,
): tf.Tensor4D {
  if (usesBatchStatistics(norm)) return batchNorm2d(norm, conv2d(conv, x, out, options), activation);
  const { filter, bias } = convWeights(conv, x.shape[3], out, options);
  const { from, make } = normCoefficients(norm, out);
  const [folded, offset] = conv.derive('folded', [filter, ...(bias ? [bias] : []), ...from] as tf.Variable[], () => {
    const { gain, shift } = make();
    return [tf.mul(filter, gain), bias ? tf.add(tf.mul(bias, gain), shift) : shift] as const;
  });
  return convolve(x, folded as tf.Tensor4D, offset as tf.Tensor1D, { ...options, activation });
}
