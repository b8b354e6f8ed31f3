import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../blocks/conv2d.ts';
import { instanceNorm2d } from '../blocks/instanceNorm2d.ts';
import { linear } from '../blocks/linear.ts';
import { patchExpand } from '../blocks/patchExpand.ts';
import { uniformFanIn } from '../blocks/uniformFanIn.ts';
import { unetrBasicBlock, unetrUpBlock } from '../blocks/unetrBlock.ts';
import { vssBlock } from '../blocks/vssBlock.ts';
import { linspace, vssEncoder } from '../blocks/vssEncoder.ts';
import type { Net } from '../net.ts';
import type { Params } from '../params.ts';

const PAPER = 'Liu, Yang, Zhou et al. 2024, Swin-UMamba, arXiv:2402.03302';
const SIZE = { size: [320, 320], multiple: 32 } as const;

export interface SwinUMambaConfig {
  readonly inChannels: number;
  readonly classes: number;
  /** Whether the coarser heads give outputs as well. Their weights are part of every checkpoint. */
  readonly deepSupervision: boolean;
  /** Channels of the first stage of the encoder; every stage has twice as many. */
  readonly channels: number;
  /** VSS blocks of the four stages. */
  readonly depths: readonly number[];
}

// channels and depths are those of VMamba-Tiny; 14 classes are the organs of AbdomenMRI and background
const DEFAULTS: SwinUMambaConfig = {
  inChannels: 1,
  classes: 14,
  deepSupervision: true,
  channels: 96,
  depths: [2, 2, 9, 2],
};
const SMALL: SwinUMambaConfig = {
  inChannels: 1,
  classes: 2,
  deepSupervision: true,
  channels: 12,
  depths: [1, 1, 2, 1],
};

/** A 1x1 convolution to logits, or, where nobody wants its output, its weights alone. */
const head = (p: Params, x: tf.Tensor4D, classes: number, wanted: boolean): tf.Tensor4D[] => {
  if (wanted) return [conv2d(p, x, classes, { kernel: 1, init: uniformFanIn(x.shape[3]) })];
  p.weight('weight', [classes, x.shape[3], 1, 1], 'conv', uniformFanIn(x.shape[3]));
  p.weight('bias', [classes], 'plain', 'zeros');
  return [];
};

/**
 * Swin-UMamba: VMamba-Tiny's encoder behind a convolution that halves the size first, and a UNETR decoder of
 * convolutions. Logits [n, h, w, classes]; with deep supervision also at 1/2, 1/4 and 1/8. h and w multiples of 32.
 */
function swinUMamba(p: Params, x: tf.Tensor4D, config: SwinUMambaConfig, deepest: boolean): tf.Tensor4D[] {
  const { channels, classes, depths, deepSupervision } = config;
  const half = channels / 2;

  const stem = p.at('stem');
  const wide = { kernel: 7, stride: 2, padding: 3, init: uniformFanIn(49 * x.shape[3]) };
  const f0 = instanceNorm2d(stem.at(1), conv2d(stem.at(0), x, half, wide));
  // 1/2 -> 1/4, 1/8, 1/16, 1/32
  const [f1, f2, f3, f4] = vssEncoder(p.at('vssm_encoder'), f0, { patch: 2, channels, depths }) as [
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor4D,
  ];

  const e1 = unetrBasicBlock(p.at('encoder1'), x, half);
  const e2 = unetrBasicBlock(p.at('encoder2'), f0, channels);
  const e3 = unetrBasicBlock(p.at('encoder3'), f1, 2 * channels);
  const e4 = unetrBasicBlock(p.at('encoder4'), f2, 4 * channels);
  const e5 = unetrBasicBlock(p.at('encoder5'), f3, 8 * channels);

  const d4 = deepest ? unetrUpBlock(p.at('decoder6'), f4, e5, 8 * channels) : e5;
  const d3 = unetrUpBlock(p.at('decoder5'), d4, e4, 4 * channels);
  const d2 = unetrUpBlock(p.at('decoder4'), d3, e3, 2 * channels);
  const d1 = unetrUpBlock(p.at('decoder3'), d2, e2, channels);
  const d0 = unetrUpBlock(p.at('decoder2'), d1, e1, half);
  const full = unetrBasicBlock(p.at('decoder1'), d0, half);

  return [full, d1, d2, d3].flatMap((d, i) =>
    head(p.at('out_layers').at(i).at('conv').at('conv'), d, classes, i === 0 || deepSupervision),
  );
}

/**
 * As github.com/JiarunLiu/Swin-UMamba has it since March 2024, 60 M weights. The paper names 40 M and 58.4 GFLOPs, which
 * are those of `swin-umamba-v1`: checkpoints of today's repository are of this network.
 */
export const swinUMambaNet: Net<SwinUMambaConfig> = {
  id: 'swin-umamba',
  title: 'Swin-UMamba',
  paper: PAPER,
  defaults: DEFAULTS,
  small: SMALL,
  input: ({ inChannels }) => ({ channels: inChannels, ...SIZE }),
  parts: { head: ['out_layers.'], decoder: ['decoder', 'out_layers.'] },
  forward: (p, x, config) => swinUMamba(p, x, config, true),
};

/**
 * The network of the paper, 40 M weights: the bottleneck is made from 1/16, and the encoder's last stage at 1/32, which
 * the paper's figure shows as the bottleneck, is computed without effect. So is it in the code of February 2024.
 */
export const swinUMambaV1: Net<SwinUMambaConfig> = {
  ...swinUMambaNet,
  id: 'swin-umamba-v1',
  title: 'Swin-UMamba (first version)',
  forward: (p, x, config) => swinUMamba(p, x, config, false),
};

const DECODER_DEPTH = 2;
const DROP_PATH = 0.2;

/**
 * Swin-UMamba†, 27 M weights: patches of 4 and a decoder of patch expanding and VSS blocks.
 * Logits [n, h, w, classes]; with deep supervision also at 1/4, 1/8 and 1/16. The paper's figure has a skip connection from
 * the image; the code has none. h and w multiples of 32.
 */
export const swinUMambaD: Net<SwinUMambaConfig> = {
  id: 'swin-umamba-d',
  title: 'Swin-UMamba†',
  paper: PAPER,
  defaults: DEFAULTS,
  small: SMALL,
  input: ({ inChannels }) => ({ channels: inChannels, ...SIZE }),
  parts: { head: ['decoder.seg_layers.'], decoder: ['decoder.'] },
  forward(p, x, { channels, classes, depths, deepSupervision }) {
    const features = vssEncoder(p.at('vssm_encoder'), x, { patch: 4, channels, depths });
    const decoder = p.at('decoder');
    const stages = depths.length - 1;
    const rates = linspace(DROP_PATH, 0, DECODER_DEPTH * stages);
    let y = features.pop()!;
    const outputs: tf.Tensor4D[] = [];
    for (let s = 0; s < stages; s++) {
      const skip = features.pop()!;
      const width = skip.shape[3];
      const up = patchExpand(decoder.at('expand_layers').at(s), y, {
        scale: 2,
        channels: width,
        init: uniformFanIn(2 * width),
      });
      y = linear(decoder.at('concat_back_dim').at(s), tf.concat([up, skip], 3), width, {
        init: uniformFanIn(2 * width),
      });
      for (let block = 0; block < DECODER_DEPTH; block++) {
        const dropRate = rates.shift()!;
        y = vssBlock(decoder.at('stages').at(s).at('blocks').at(block), y, { dropRate, init: uniformFanIn });
      }
      outputs.unshift(...head(decoder.at('seg_layers').at(s), y, classes, deepSupervision));
    }
    const full = patchExpand(decoder.at('expand_layers').at(stages), y, {
      scale: 4,
      channels,
      init: uniformFanIn(channels),
    });
    return [...head(decoder.at('seg_layers').at(stages), full, classes, true), ...outputs];
  },
};
