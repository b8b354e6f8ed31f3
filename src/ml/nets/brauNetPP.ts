import * as tf from '@tensorflow/tfjs-core';
import { biFormerBlock } from '../blocks/biFormerBlock.ts';
import { conv2d } from '../blocks/conv2d.ts';
import { convNorm } from '../blocks/convNorm.ts';
import { layerNorm } from '../blocks/layerNorm.ts';
import { linear } from '../blocks/linear.ts';
import { patchExpand } from '../blocks/patchExpand.ts';
import { sccsa } from '../blocks/sccsa.ts';
import { uniformFanIn } from '../blocks/uniformFanIn.ts';
import type { Net } from '../net.ts';
import { gelu } from '../ops/gelu/index.ts';
import type { Params } from '../params.ts';

export interface BrauNetPPConfig {
  /** A single channel is repeated three times, as the published code does. */
  readonly inChannels: number;
  readonly classes: number;
  /** Side of the square input. No weight depends on it: any multiple of 16 `windows` (32 if odd) will do. */
  readonly imageSize: number;
  /** Regions a side that every attention cuts its map into. */
  readonly windows: number;
  /** Channels of the first stage, a multiple of 6; each stage below has twice as many. */
  readonly base: number;
  /** Blocks of encoder stages 1 to 3 and of the unused fourth; the decoder mirrors the first three. */
  readonly depths: readonly [number, number, number, number];
  /** Regions that a region attends to in stages 1 to 3. */
  readonly topk: readonly [number, number, number];
  /** Largest probability of dropping a branch while training; it grows from 0 with depth. */
  readonly dropPath: number;
}

/** Attention heads of the first stage; each stage below has twice as many. */
const HEADS = 3;
const MLP_RATIO = 3;

/** Stage 3, a sixteenth of the size, must cut into windows and into pairs of pixels. */
const sizeMultiple = (windows: number) => (windows % 2 === 0 ? 16 : 32) * windows;

/** `n` rates from 0 to `last`. */
const dropRates = (n: number, last: number) => Array.from({ length: n }, (_, i) => (n > 1 ? (last * i) / (n - 1) : 0));

/** BiFormer blocks `0..` of p, all at the resolution of stage 1 to 3. */
function stage(p: Params, x: tf.Tensor4D, i: number, rates: readonly number[], config: BrauNetPPConfig): tf.Tensor4D {
  const { windows, topk } = config;
  const heads = HEADS << i;
  return rates.reduce(
    (y, dropPath, block) =>
      biFormerBlock(p.at(block), y, { heads, windows, topk: topk[i]!, mlpRatio: MLP_RATIO, dropPath }),
    x,
  );
}

/** Convolution 3 x 3 of stride 2 (`0` of a pair) and batch norm (`1`): half the size. */
const downsample = (p: Params, first: number, x: tf.Tensor4D, out: number): tf.Tensor4D =>
  convNorm(p.at(first), p.at(first + 1), x, out, { stride: 2, padding: 1, init: uniformFanIn(9 * x.shape[3]) });

/**
 * The bottleneck: blocks with full attention that the published code builds and saves, and never runs.
 * Declared so that checkpoints hold all that PyTorch expects; a fifth of the weights, without effect.
 */
function declareBottleneck(p: Params, blocks: number, channels: number): void {
  const hidden = MLP_RATIO * channels;
  const depthwise = (q: Params, kernel: number) => {
    q.weight('weight', [channels, 1, kernel, kernel], 'depthwise', uniformFanIn(kernel * kernel));
    q.weight('bias', [channels], 'plain', uniformFanIn(kernel * kernel));
  };
  const matrix = (q: Params, out: number, features: number, bias = true) => {
    q.weight('weight', [out, features], 'linear', 'truncated');
    if (bias) q.weight('bias', [out], 'plain', 'zeros');
  };
  const norm = (q: Params) => {
    q.weight('weight', [channels], 'plain', 'ones');
    q.weight('bias', [channels], 'plain', 'zeros');
  };
  for (let i = 0; i < blocks; i++) {
    const block = p.at(i);
    depthwise(block.at('pos_embed'), 3);
    norm(block.at('norm1'));
    matrix(block.at('attn').at('qkv'), 3 * channels, channels, false);
    matrix(block.at('attn').at('proj'), channels, channels);
    depthwise(block.at('attn').at('lepe'), 5);
    norm(block.at('norm2'));
    matrix(block.at('mlp').at(0), hidden, channels);
    matrix(block.at('mlp').at(3), channels, hidden);
  }
}

/** The skips at a quarter, an eighth and a sixteenth of the size, and what is left at a thirty-second. */
function encode(p: Params, x: tf.Tensor4D, config: BrauNetPPConfig) {
  const { base, depths, inChannels } = config;
  // the published code counts the unused stage in
  const rates = dropRates(
    depths.reduce((a, b) => a + b),
    config.dropPath,
  );
  const down = p.at('downsample_layers');
  const image = inChannels === 1 ? tf.concat([x, x, x], 3) : x;
  let y = downsample(down.at(0), 3, gelu(downsample(down.at(0), 0, image, base / 2)), base);
  const skips: tf.Tensor4D[] = [];
  for (let i = 0; i < 3; i++) {
    y = stage(p.at('stages').at(i), y, i, rates.splice(0, depths[i]), config);
    skips.push(y);
    y = downsample(down.at(i + 1), 0, y, base << (i + 1));
  }
  return { deepest: y, skips };
}

/** Each step up: expand, join with the skip through SCCSA, back to one width, blocks. */
function decode(p: Params, deepest: tf.Tensor4D, skips: readonly tf.Tensor4D[], config: BrauNetPPConfig): tf.Tensor4D {
  const { base, depths, classes, dropPath } = config;
  const up = p.at('layers_up');
  let y = patchExpand(up.at(0), deepest, { scale: 2, channels: base << 2 });
  for (let i = 2; i >= 0; i--) {
    const layer = 3 - i;
    const joined = sccsa(p.at(`sccsa${i + 1}`), tf.concat([y, skips[i]!], 3));
    y = linear(p.at('concat_back_dim').at(layer), joined, base << i);
    y = stage(up.at(layer).at('blocks'), y, i, dropRates(depths[i]!, dropPath), config);
    if (i > 0) y = patchExpand(up.at(layer).at('upsample'), y, { scale: 2, channels: base << (i - 1) });
  }
  const full = patchExpand(p.at('up4'), layerNorm(p.at('norm_up'), y), { scale: 4, channels: base });
  return conv2d(p.at('output'), full, classes, { kernel: 1, bias: false, init: uniformFanIn(base) });
}

/**
 * BRAU-Net++ as published at github.com/Caipengzhou/BRAU-Netplusplus: x [n, h, w, inChannels] to logits [n, h, w, classes]. `defaults` is the one for Synapse; ISIC and CVC: imageSize 256, windows 8, classes 1.
 */
export const brauNetPP: Net<BrauNetPPConfig> = {
  id: 'braunetpp',
  title: 'BRAU-Net++',
  paper: 'Lan et al. 2024, arXiv:2401.00722',
  defaults: {
    inChannels: 3,
    classes: 9,
    imageSize: 224,
    windows: 7,
    base: 96,
    depths: [2, 2, 8, 2],
    topk: [2, 4, 8],
    dropPath: 0.2,
  },
  small: {
    inChannels: 1,
    classes: 2,
    imageSize: 64,
    windows: 4,
    base: 12,
    depths: [1, 1, 2, 1],
    topk: [2, 4, 8],
    dropPath: 0.2,
  },
  input: ({ inChannels, imageSize, windows }) => ({
    channels: inChannels,
    size: [imageSize, imageSize],
    multiple: sizeMultiple(windows),
  }),
  parts: {
    head: ['bra_unet.output.'],
    decoder: ['layers_up.', 'sccsa', 'concat_back_dim.', 'norm_up.', 'up4.', 'output.'].map(
      (name) => `bra_unet.${name}`,
    ),
  },
  forward(params, x, config) {
    const multiple = sizeMultiple(config.windows);
    if (x.shape[1] % multiple !== 0 || x.shape[2] % multiple !== 0) {
      throw new Error(
        `BRAU-Net++ of ${config.windows} windows takes multiples of ${multiple} pixels, not ${x.shape[1]} x ${x.shape[2]}.`,
      );
    }
    const p = params.at('bra_unet');
    const { deepest, skips } = encode(p, x, config);
    declareBottleneck(p.at('stages').at(3), config.depths[3], 8 * config.base);
    return decode(p, deepest, skips, config);
  },
};
