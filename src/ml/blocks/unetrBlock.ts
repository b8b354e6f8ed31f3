import * as tf from '@tensorflow/tfjs-core';
import { instanceNorm } from '../ops/instanceNorm/index.ts';
import type { Params } from '../params.ts';
import { conv2d } from './conv2d.ts';
import { convTranspose2x2 } from './convTranspose2x2.ts';
import { uniformFanIn } from './uniformFanIn.ts';

const leakyRelu = (x: tf.Tensor4D) => tf.leakyRelu(x, 0.01);

/**
 * Residual block of MONAI (UnetResBlock), x [n, h, w, in] -> [n, h, w, out]: two 3x3 convolutions without bias, each
 * followed by an instance norm without scale and shift, leaky ReLU 0.01 between and after; where in and out differ, the
 * shortcut is a normalised 1x1 convolution. MONAI nests every convolution in a module of its own: `conv1.conv.weight`.
 */
export function unetResBlock(p: Params, x: tf.Tensor4D, out: number): tf.Tensor4D {
  const normed = (name: string, t: tf.Tensor4D, kernel: number) => {
    const options = {
      kernel,
      padding: (kernel - 1) / 2,
      bias: false,
      init: uniformFanIn(kernel * kernel * t.shape[3]),
    };
    return instanceNorm(conv2d(p.at(name).at('conv'), t, out, options));
  };
  return tf.tidy(() => {
    const branch = normed('conv2', leakyRelu(normed('conv1', x, 3)), 3);
    const shortcut = x.shape[3] === out ? x : normed('conv3', x, 1);
    return leakyRelu(tf.add(branch, shortcut));
  });
}

/** UnetrBasicBlock (UNETR; Hatamizadeh et al. 2021, arXiv:2103.10504): the residual block under the name `layer`. */
export const unetrBasicBlock = (p: Params, x: tf.Tensor4D, out: number): tf.Tensor4D =>
  unetResBlock(p.at('layer'), x, out);

/**
 * UnetrUpBlock: x [n, h, w, in] is doubled by a transposed convolution to `out` channels, concatenated with
 * skip [n, 2h, 2w, out], and goes through a residual block.
 */
export function unetrUpBlock(p: Params, x: tf.Tensor4D, skip: tf.Tensor4D, out: number): tf.Tensor4D {
  return tf.tidy(() => {
    const up = convTranspose2x2(p.at('transp_conv').at('conv'), x, out, false);
    return unetResBlock(p.at('conv_block'), tf.concat([up, skip], 3), out);
  });
}
