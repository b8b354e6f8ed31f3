import * as tf from '@tensorflow/tfjs-core';
import { linearConv2d } from '../ops/linearConv2d/index.ts';
import type { Init, Params } from '../params.ts';

export interface ConvOptions {
  readonly kernel?: number;
  readonly stride?: number;
  /** Zeros added on every side. */
  readonly padding?: number;
  readonly bias?: boolean;
  readonly init?: Init;
  /** Applied in the same pass. */
  readonly activation?: Activation;
}

export type Activation = 'linear' | 'relu';

const DEFAULTS = { bias: true, kernel: 3, stride: 1, padding: 0, init: 'he', activation: 'linear' } as const;

/** Weight [k, k, in, out] as tfjs holds it, and bias [out] or none. */
export function convWeights(p: Params, channels: number, out: number, options: ConvOptions) {
  const { kernel, bias, init } = { ...DEFAULTS, ...options };
  return {
    filter: p.weight('weight', [out, channels, kernel, kernel], 'conv', init) as tf.Tensor as tf.Tensor4D,
    bias: bias ? (p.weight('bias', [out], 'plain', 'zeros') as tf.Tensor as tf.Tensor1D) : undefined,
  };
}

/** x [n, h, w, in] convolved with filter [k, k, in, out], plus bias [out], through the activation: one kernel. */
export function convolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D | undefined,
  options: Pick<ConvOptions, 'stride' | 'padding' | 'activation'>,
): tf.Tensor4D {
  const { stride, padding, activation } = { ...DEFAULTS, ...options };
  const pads: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
  const pad = padding === 0 ? 'valid' : pads;
  if (activation === 'linear') return linearConv2d({ x, filter, ...(bias ? { bias } : {}) }, { strides: stride, pad });
  return tf.fused.conv2d({ x, filter, strides: stride, pad, activation, ...(bias ? { bias } : {}) });
}

/** PyTorch's Conv2d: x [n, h, w, in] -> [n, h', w', out]; reads `weight` [out, in, k, k] and `bias` [out]. */
export function conv2d(p: Params, x: tf.Tensor4D, out: number, options: ConvOptions = {}): tf.Tensor4D {
  const { filter, bias } = convWeights(p, x.shape[3], out, options);
  return convolve(x, filter, bias, options);
}
