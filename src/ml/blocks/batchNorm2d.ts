import * as tf from '@tensorflow/tfjs-core';
import { blend } from '../ops/blend/index.ts';
import { channelNorm } from '../ops/channelNorm/index.ts';
import type { Params } from '../params.ts';
import type { Activation } from './conv2d.ts';

const EPS = 1e-5;
const MOMENTUM = 0.1;

/** Whether the norm at `p` uses the batch's own figures: it trains, and is not frozen (Mode). */
export const usesBatchStatistics = (p: Params): boolean => p.mode.training && !p.mode.frozen?.(`${p.prefix}weight`);

/** `weight`, `bias`, `running_mean`, `running_var` [c] and `num_batches_tracked`. */
const figures = (p: Params, channels: number) => ({
  scale: p.weight('weight', [channels], 'plain', 'ones'),
  offset: p.weight('bias', [channels], 'plain', 'zeros'),
  mean: p.buffer('running_mean', [channels], 'zeros'),
  variance: p.buffer('running_var', [channels], 'ones'),
  batches: p.buffer('num_batches_tracked', [], 'zeros', 'int64'),
});

/** The norm in use, gain · x + shift for each channel, [c], and the weights that it is made from. */
export function normCoefficients(p: Params, channels: number) {
  const { scale, offset, mean, variance } = figures(p, channels);
  const make = () => {
    const gain = tf.div(scale, tf.sqrt(tf.add(variance, EPS)));
    return { gain, shift: tf.sub(offset, tf.mul(mean, gain)) };
  };
  return { from: [scale, offset, mean, variance], make };
}

/**
 * PyTorch's BatchNorm2d (Ioffe and Szegedy 2015, arXiv:1502.03167): x [n, h, w, c] -> the same shape;
 * reads `weight`, `bias`, `running_mean`, `running_var` [c] and `num_batches_tracked`.
 * Training normalises with the biased variance of the batch and moves the running figures by 0.1
 * towards the batch mean and the unbiased batch variance; a frozen one (Mode) works as it does after training.
 * The activation comes last.
 */
export function batchNorm2d(p: Params, x: tf.Tensor4D, activation: Activation = 'linear'): tf.Tensor4D {
  const channels = x.shape[3];
  if (!usesBatchStatistics(p)) {
    const { gain, shift } = normCoefficients(p, channels).make();
    const y = tf.add(tf.mul(x, gain), shift) as tf.Tensor4D;
    return activation === 'relu' ? tf.relu(y) : y;
  }
  const { scale, offset, mean, variance, batches } = figures(p, channels);
  const normed = channelNorm(x, scale as tf.Tensor as tf.Tensor1D, offset as tf.Tensor as tf.Tensor1D, {
    eps: EPS,
    relu: activation === 'relu',
  });
  tf.tidy(() => {
    const count = x.size / channels;
    mean.assign(blend(mean, 1 - MOMENTUM, normed.mean, MOMENTUM));
    variance.assign(blend(variance, 1 - MOMENTUM, normed.variance, (MOMENTUM * count) / Math.max(1, count - 1)));
    batches.assign(tf.add(batches, tf.scalar(1, 'int32')));
  });
  return normed.y;
}
