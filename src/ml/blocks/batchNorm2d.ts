import * as tf from '@tensorflow/tfjs-core';
import { channelNorm } from '../ops/channelNorm/index.ts';
import type { Params } from '../params.ts';

const EPS = 1e-5;
const MOMENTUM = 0.1;

/**
 * PyTorch's BatchNorm2d (Ioffe and Szegedy 2015, arXiv:1502.03167): x [n, h, w, c] -> the same shape;
 * reads `weight`, `bias`, `running_mean`, `running_var` [c] and `num_batches_tracked`.
 * Training normalises with the biased variance of the batch and moves the running figures by 0.1
 * towards the batch mean and the unbiased batch variance; a frozen one (Mode) works as it does after training.
 */
export function batchNorm2d(p: Params, x: tf.Tensor4D): tf.Tensor4D {
  const channels = x.shape[3];
  const scale = p.weight('weight', [channels], 'plain', 'ones') as tf.Tensor as tf.Tensor1D;
  const offset = p.weight('bias', [channels], 'plain', 'zeros') as tf.Tensor as tf.Tensor1D;
  const mean = p.buffer('running_mean', [channels], 'zeros');
  const variance = p.buffer('running_var', [channels], 'ones');
  const batches = p.buffer('num_batches_tracked', [], 'zeros', 'int64');

  const { training, frozen } = p.mode;
  if (!training || frozen?.(`${p.prefix}weight`)) return affine(x, mean, variance, scale, offset);

  const normed = channelNorm(x, scale, offset, EPS);
  tf.tidy(() => {
    const count = x.size / channels;
    const move = (running: tf.Variable, to: tf.Tensor) =>
      running.assign(tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(to, MOMENTUM)));
    move(mean, normed.mean);
    move(variance, tf.mul(normed.variance, count / Math.max(1, count - 1)));
    batches.assign(tf.add(batches, tf.scalar(1, 'int32')));
  });
  return normed.y;
}

/** (x - mean) / sqrt(variance + eps) · scale + offset as one multiplication and one addition per value. */
function affine(x: tf.Tensor4D, mean: tf.Tensor, variance: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) {
  const gain = tf.div(scale, tf.sqrt(tf.add(variance, EPS)));
  return tf.add(tf.mul(x, gain), tf.sub(offset, tf.mul(mean, gain))) as tf.Tensor4D;
}
