import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';
import type { Activation } from './conv2d.ts';
import { convNorm } from './convNorm.ts';
import { linear } from './linear.ts';
import { uniformFanIn } from './uniformFanIn.ts';

/** Width of both bottlenecks: a quarter of the channels. */
const RATE = 4;

/**
 * Skip connection channel-spatial attention (BRAU-Net++, arXiv:2401.00722) on the joined features x [n, h, w, c]:
 * each pixel's channels weighted by an MLP over them, then by two 7 x 7 convolutions over their surroundings.
 * The paper passes the channel weights through a sigmoid and has one batch norm; the published code, followed here,
 * has no sigmoid there and two batch norms.
 */
export function sccsa(p: Params, x: tf.Tensor4D): tf.Tensor4D {
  const channels = x.shape[3];
  const channel = p.at('channel_attention');
  const weighted: tf.Tensor4D = tf.mul(
    x,
    linear(channel.at(2), tf.relu(linear(channel.at(0), x, channels / RATE)), channels),
  );

  const spatial = p.at('spatial_attention');
  const conv = (i: number, t: tf.Tensor4D, out: number, activation: Activation) => {
    const wide = { kernel: 7, padding: 3, init: uniformFanIn(49 * t.shape[3]), activation };
    return convNorm(spatial.at(i), spatial.at(i + 1), t, out, wide);
  };
  return tf.mul(weighted, tf.sigmoid(conv(3, conv(0, weighted, channels / RATE, 'relu'), channels, 'linear')));
}
