import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../blocks/conv2d.ts';
import { convNorm } from '../blocks/convNorm.ts';
import { convTranspose2x2 } from '../blocks/convTranspose2x2.ts';
import { maxPool2x2 } from '../blocks/maxPool2x2.ts';
import { upsampleBilinear2x } from '../blocks/upsampleBilinear2x.ts';
import type { Net } from '../net.ts';
import type { Params } from '../params.ts';

/** The U-Nets whose weights are published, under the names that those weights have. */
const PAPER = 'Ronneberger, Fischer and Brox 2015, arXiv:1505.04597';

export interface UnetConfig {
  readonly inChannels: number;
  readonly classes: number;
  /** Channels of the first level; each level below has twice as many. */
  readonly base: number;
}

/** The middle of `skip`, as large as `up`: offset floor((S - s) / 2) on both sides. */
function centreCrop(skip: tf.Tensor4D, up: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = skip.shape;
  const [, height, width] = up.shape;
  const begin = [0, Math.floor((h - height) / 2), Math.floor((w - width) / 2), 0];
  return tf.slice(skip, begin as [number, number, number, number], [n, height, width, c]);
}

/** The original: 3x3 convolutions without padding, so 572² gives 388². Logits [n, h - 184, w - 184, classes]. */
export const unet: Net<UnetConfig> = {
  id: 'unet',
  title: 'U-Net',
  paper: PAPER,
  defaults: { inChannels: 1, classes: 2, base: 64 },
  small: { inChannels: 1, classes: 2, base: 8 },
  // every pooling must see an even side: 16 k + 12, of which 188 is the first with an output (4)
  input: ({ inChannels }) => ({ channels: inChannels, size: [572, 572], multiple: 16, remainder: 12, least: 188 }),
  parts: { head: ['conv_10.'], decoder: ['up_conv_', 'conv6_', 'conv7_', 'conv8_', 'conv9_', 'conv_10.'] },
  forward(p, x, { classes, base }) {
    const twice = (t: tf.Tensor4D, stage: number, out: number) =>
      [1, 2].reduce((y, i) => conv2d(p.at(`conv${stage}_${i}`), y, out, { activation: 'relu' }), t);
    const skips: tf.Tensor4D[] = [];
    let y = x;
    for (let level = 0; level < 4; level++) {
      const skip = twice(y, level + 1, base << level);
      skips.push(skip);
      y = maxPool2x2(skip);
    }
    y = twice(y, 5, base << 4);
    for (let level = 3; level >= 0; level--) {
      const up = convTranspose2x2(p.at(`up_conv_${4 - level}`), y, base << level);
      y = twice(tf.concat([centreCrop(skips[level]!, up), up], 3), 9 - level, base << level);
    }
    return conv2d(p.at('conv_10'), y, classes, { kernel: 1 });
  },
};

/** Conv 3x3 without bias, batch norm, ReLU. */
const convNormRelu = (conv: Params, norm: Params, x: tf.Tensor4D, out: number): tf.Tensor4D =>
  convNorm(conv, norm, x, out, { padding: 1, bias: false, activation: 'relu' });

/** Zeros around `up` until it is as large as `skip`; the odd one right and below. */
function padTo(up: tf.Tensor4D, skip: tf.Tensor4D): tf.Tensor4D {
  const dy = skip.shape[1] - up.shape[1];
  const dx = skip.shape[2] - up.shape[2];
  if (dx === 0 && dy === 0) return up;
  const half = (n: number): [number, number] => [Math.floor(n / 2), n - Math.floor(n / 2)];
  return tf.pad(up, [[0, 0], half(dy), half(dx), [0, 0]]);
}

/** github.com/milesial/Pytorch-UNet: padded convolutions with batch norm. Logits [n, h, w, classes]. */
function milesial(p: Params, x: tf.Tensor4D, { classes, base }: UnetConfig, bilinear: boolean): tf.Tensor4D {
  const double = (q: Params, t: tf.Tensor4D, out: number, middle = out) => {
    const d = q.at('double_conv');
    return convNormRelu(d.at(3), d.at(4), convNormRelu(d.at(0), d.at(1), t, middle), out);
  };
  const skips = [double(p.at('inc'), x, base)];
  for (let level = 1; level <= 4; level++) {
    const out = level === 4 && bilinear ? base << 3 : base << level;
    skips.push(double(p.at(`down${level}`).at('maxpool_conv').at(1), maxPool2x2(skips.at(-1)!), out));
  }
  let y = skips.pop()!;
  for (let level = 3; level >= 0; level--) {
    const q = p.at(`up${4 - level}`);
    const up = bilinear ? upsampleBilinear2x(y) : convTranspose2x2(q.at('up'), y, base << level);
    const joined = tf.concat([skips[level]!, padTo(up, skips[level]!)], 3);
    const out = bilinear && level > 0 ? base << (level - 1) : base << level;
    y = double(q.at('conv'), joined, out, bilinear ? joined.shape[3] / 2 : out);
  }
  return conv2d(p.at('outc').at('conv'), y, classes, { kernel: 1 });
}

const milesialNet = (id: string, title: string, bilinear: boolean): Net<UnetConfig> => ({
  id,
  title,
  paper: `${PAPER}; layout of github.com/milesial/Pytorch-UNet`,
  defaults: { inChannels: 3, classes: 2, base: 64 },
  small: { inChannels: 3, classes: 2, base: 8 },
  input: ({ inChannels }) => ({ channels: inChannels, size: [256, 256], multiple: 1 }),
  parts: { head: ['outc.'], decoder: ['up', 'outc.'] },
  forward: (p, x, config) => milesial(p, x, config, bilinear),
});

export const unetMilesial = milesialNet('unet-milesial', 'U-Net (milesial)', false);
export const unetMilesialBilinear = milesialNet('unet-milesial-bilinear', 'U-Net (milesial, bilinear)', true);

/**
 * github.com/mateuszbuda/brain-segmentation-pytorch (Buda, Saha and Mazurowski 2019, arXiv:1906.03720).
 * Upsampled channels come first in the concatenation, and the network ends in a sigmoid:
 * probabilities [n, h, w, classes]. Sides must be multiples of 16.
 */
export const unetMateuszbuda: Net<UnetConfig> = {
  id: 'unet-mateuszbuda',
  title: 'U-Net (mateuszbuda)',
  paper: 'Buda, Saha and Mazurowski 2019, arXiv:1906.03720',
  defaults: { inChannels: 3, classes: 1, base: 32 },
  small: { inChannels: 3, classes: 1, base: 8 },
  input: ({ inChannels }) => ({ channels: inChannels, size: [256, 256], multiple: 16 }),
  parts: { head: ['conv.'], decoder: ['upconv', 'decoder', 'conv.'] },
  ends: 'sigmoid',
  forward(p, x, { classes, base }) {
    const block = (module: string, short: string, t: tf.Tensor4D, out: number) => {
      const q = p.at(module);
      const once = (y: tf.Tensor4D, i: number) =>
        convNormRelu(q.at(`${short}conv${i}`), q.at(`${short}norm${i}`), y, out);
      return once(once(t, 1), 2);
    };
    const skips: tf.Tensor4D[] = [];
    let y = x;
    for (let level = 0; level < 4; level++) {
      skips.push(block(`encoder${level + 1}`, `enc${level + 1}`, y, base << level));
      y = maxPool2x2(skips[level]!);
    }
    y = block('bottleneck', 'bottleneck', y, base << 4);
    for (let level = 3; level >= 0; level--) {
      const up = convTranspose2x2(p.at(`upconv${level + 1}`), y, base << level);
      y = block(`decoder${level + 1}`, `dec${level + 1}`, tf.concat([up, skips[level]!], 3), base << level);
    }
    return tf.sigmoid(conv2d(p.at('conv'), y, classes, { kernel: 1 }));
  },
};
