import * as tf from '@tensorflow/tfjs-core';
import type { Init, Params } from '../params.ts';

export interface ConvOptions {
  readonly kernel?: number;
  readonly stride?: number;
  /** Zeros added on every side. */
  readonly padding?: number;
  readonly bias?: boolean;
  readonly init?: Init;
}

/** PyTorch's Conv2d: x [n, h, w, in] -> [n, h', w', out]; reads `weight` [out, in, k, k] and `bias` [out]. */
export function conv2d(
  p: Params,
  x: tf.Tensor4D,
  out: number,
  { kernel = 3, stride = 1, padding = 0, bias = true, init = 'he' }: ConvOptions = {},
): tf.Tensor4D {
  const w = p.weight('weight', [out, x.shape[3], kernel, kernel], 'conv', init) as tf.Tensor as tf.Tensor4D;
  const pads: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
  const y = tf.conv2d(x, w, stride, padding === 0 ? 'valid' : pads);
  return bias ? tf.add(y, p.weight('bias', [out], 'plain', 'zeros')) : y;
}
