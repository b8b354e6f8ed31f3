import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../blocks/conv2d.ts';
import { convNorm } from '../blocks/convNorm.ts';
import { linear } from '../blocks/linear.ts';
import { crossSwinBlock, swinBlock, type SwinBlock } from '../blocks/swinBlock.ts';
import type { Net } from '../net.ts';
import type { Params } from '../params.ts';

const PAPER = 'Zhou Tao et al. 2024, Optics and Precision Engineering 32(2), dual-coupled interactive fusion GAN';

export interface DcifGanConfig {
  /** CT and PET, one channel each. */
  readonly inChannels: 2;
  /** The fused image. */
  readonly classes: 1;
  /** Channels of the features; twice those of the first and last convolutions. */
  readonly dim: number;
  readonly heads: number;
  /** Side of an attention window, pixels. */
  readonly window: number;
  readonly mlpRatio: number;
}

/** No code is published and the paper gives none of dim, heads, window, MLP ratio and slope: these are SwinFusion's. */
const SLOPE = 0.2;

const leaky = (x: tf.Tensor4D) => tf.leakyRelu(x, SLOPE);

/** Rows, then columns, reflected (edge pixel not repeated) at the end until the size is a multiple of `multiple`. */
function reflectTo(x: tf.Tensor4D, multiple: number): tf.Tensor4D {
  return [1, 2].reduce((t, axis) => {
    const size = t.shape[axis]!;
    const more = (multiple - (size % multiple)) % multiple;
    if (more === 0) return t;
    if (more >= size) throw new Error(`A side of ${size} px is too short to reflect to a multiple of ${multiple}.`);
    const [begin, length] = [[0, 0, 0, 0], [...t.shape]];
    begin[axis] = size - 1 - more;
    length[axis] = more;
    return tf.concat([t, tf.reverse(tf.slice(t, begin, length), axis)], axis) as tf.Tensor4D;
  }, x);
}

/** Blocks with shifts 0, M/2, 0, M/2, ... */
const shifted = (p: Params, count: number, { window, heads, mlpRatio }: DcifGanConfig) =>
  Array.from({ length: count }, (_, i): readonly [Params, SwinBlock] => [
    p.at(i),
    { window, heads, mlpRatio, shift: i % 2 === 0 ? 0 : Math.floor(window / 2) },
  ]);

/**
 * The coupled generators. x [n, h, w, 2] = CT, PET of any size; returns the fused image F = 0.5 (F_CT + F_PET), then
 * F_CT (of G1) and F_PET (of G2), each [n, h, w, 1], without a final activation.
 * What the generators share (H_SE, H_DE, H_DR, H_SR) runs once on both modalities as one batch.
 */
export const dcifGan: Net<DcifGanConfig> = {
  id: 'dcif-gan',
  title: 'DCIF-GAN (PET/CT fusion)',
  paper: PAPER,
  defaults: { inChannels: 2, classes: 1, dim: 60, heads: 6, window: 8, mlpRatio: 2 },
  small: { inChannels: 2, classes: 1, dim: 24, heads: 3, window: 4, mlpRatio: 2 },
  input: () => ({ channels: 2, size: [356, 356], multiple: 1 }),
  forward(p, x, config) {
    const { dim, window } = config;
    const conv = (q: Params, t: tf.Tensor4D, out: number) => conv2d(q, t, out, { padding: 1 });
    const [, height, width] = x.shape;
    const images = tf.concat(tf.split<tf.Tensor4D>(reflectTo(x, window), 2, 3), 0);

    // CC-TFEM: H_SE, shallow features, then H_DE, four Swin blocks
    const se = p.at('se');
    const shallow = leaky(conv(se.at(1), leaky(conv(se.at(0), images, dim / 2)), dim));
    const deep = shifted(p.at('de'), 4, config).reduce((t, [q, block]) => swinBlock(q, t, block), shallow);

    // CMIFM: four fusion blocks in which each modality asks the other
    const streams = tf.split(deep, 2, 0) as [tf.Tensor4D, tf.Tensor4D];
    const fused = shifted(p.at('cmifm'), 4, config).reduce<[tf.Tensor4D, tf.Tensor4D]>(
      (s, [q, block]) => crossSwinBlock(q, s, ['ct', 'pet'], block),
      streams,
    );

    // CTFRM: a convolution of its own for each, the shallow features again, H_DR and H_SR
    const own = fused.map((t, i) => conv(p.at(i === 0 ? 'conv_ct' : 'conv_pet'), t, dim));
    const joined = tf.add<tf.Tensor4D>(tf.concat(own, 0), shallow);
    const restored = shifted(p.at('dr'), 2, config).reduce((t, [q, block]) => swinBlock(q, t, block), joined);
    const sr = p.at('sr');
    const out = conv(sr.at(1), leaky(conv(sr.at(0), restored, dim / 2)), 1);
    const [ct, pet] = tf.split(tf.slice(out, [0, 0, 0, 0], [-1, height, width, -1]), 2, 0) as [
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    return [tf.mul(tf.add(ct, pet), 0.5), ct, pet];
  },
};

export interface DcifGanDiscriminatorConfig {
  /** CT-like and PET-like image, one channel each. */
  readonly inChannels: 2;
  /** One score an image. */
  readonly classes: 1;
  /** Side of the square images: the last layer sees all of the map. */
  readonly imageSize: number;
  /** Channels of the first block; each further block has twice as many. */
  readonly base: number;
}

/**
 * The coupled discriminators. x [n, imageSize, imageSize, 2] = a CT-like and a PET-like image; returns C1, the score that
 * D1 gives the PET-like one (real PET against F_CT), and C2, that of D2 for the CT-like one, each [n, 1, 1, 1], raw.
 * Two blocks of their own, two shared blocks, one shared linear layer.
 */
export const dcifGanDiscriminators: Net<DcifGanDiscriminatorConfig> = {
  id: 'dcif-gan-discriminators',
  title: 'DCIF-GAN, discriminators',
  paper: PAPER,
  defaults: { inChannels: 2, classes: 1, imageSize: 356, base: 32 },
  small: { inChannels: 2, classes: 1, imageSize: 64, base: 8 },
  input: ({ imageSize }) => ({ channels: 2, size: [imageSize, imageSize], multiple: imageSize }),
  forward(p, x, { base }) {
    const block = (q: Params, t: tf.Tensor4D, out: number) =>
      leaky(convNorm(q.at(0), q.at(1), t, out, { stride: 2, padding: 1 }));
    const score = (own: Params, image: tf.Tensor4D) => {
      const blocks = [own.at(0), own.at(1), p.at('shared').at(0), p.at('shared').at(1)];
      const map = blocks.reduce((t, q, i) => block(q, t, base << i), image);
      // PyTorch flattens channels first
      const flat = tf.reshape(tf.transpose(map, [0, 3, 1, 2]), [map.shape[0], -1]);
      return tf.reshape(linear(p.at('linear'), flat, 1), [-1, 1, 1, 1]) as tf.Tensor4D;
    };
    const [ct, pet] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    return [score(p.at('d1'), pet), score(p.at('d2'), ct)];
  },
};
