import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../blocks/conv2d.ts';
import { convNorm } from '../blocks/convNorm.ts';
import { convTranspose2x2 } from '../blocks/convTranspose2x2.ts';
import { maxPool2x2 } from '../blocks/maxPool2x2.ts';
import type { Net } from '../net.ts';
import type { Params } from '../params.ts';

export interface UnetSameConfig {
  readonly inChannels: number;
  readonly classes: number;
  /** Channels of the first level. */
  readonly base: number;
  /** Times that the size is halved. */
  readonly depth: number;
  /** Channels of no level exceed this: the deep levels hold most weights and see little of a small structure. */
  readonly widest: number;
}

/**
 * A small U-Net whose output is as large as its input: padded 3x3 convolutions without bias, batch norm and ReLU,
 * twice a level; max pooling down, 2x2 transposed convolution up, concatenation [skip, up].
 * Logits [n, h, w, classes]; sides must be multiples of 2^depth.
 */
export const unetSame: Net<UnetSameConfig> = {
  id: 'unet-same',
  title: 'U-Net, same size',
  paper: 'after Ronneberger, Fischer and Brox 2015, arXiv:1505.04597',
  defaults: { inChannels: 1, classes: 1, base: 16, depth: 4, widest: 128 },
  small: { inChannels: 1, classes: 1, base: 4, depth: 2, widest: 16 },
  input: ({ inChannels, depth }) => ({ channels: inChannels, size: [256, 256], multiple: 2 ** depth }),
  parts: { head: ['head.'], decoder: ['up', 'head.'] },
  forward(p, x, { classes, base, depth, widest }) {
    const width = (level: number) => Math.min(base << level, widest);
    const twice = (q: Params, t: tf.Tensor4D, out: number) =>
      [1, 2].reduce(
        (y, i) => convNorm(q.at(`conv${i}`), q.at(`norm${i}`), y, out, { padding: 1, bias: false, activation: 'relu' }),
        t,
      );
    const skips: tf.Tensor4D[] = [];
    let y = x;
    for (let level = 0; level < depth; level++) {
      skips.push(twice(p.at(`down${level}`), y, width(level)));
      y = maxPool2x2(skips[level]!);
    }
    y = twice(p.at('bottom'), y, width(depth));
    for (let level = depth - 1; level >= 0; level--) {
      const up = convTranspose2x2(p.at(`up${level}`).at('up'), y, width(level));
      y = twice(p.at(`up${level}`), tf.concat([skips[level]!, up], 3), width(level));
    }
    return conv2d(p.at('head'), y, classes, { kernel: 1 });
  },
};
