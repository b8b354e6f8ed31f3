import * as tf from '@tensorflow/tfjs-core';
import { gelu } from '../ops/gelu/index.ts';
import type { Params } from '../params.ts';
import { type BiLevelRouting, biLevelRouting } from './biLevelRouting.ts';
import { depthwiseConv2d } from './depthwiseConv2d.ts';
import { dropPath } from './dropPath.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';

export interface BiFormerBlock extends BiLevelRouting {
  /** Width of the hidden layer of the MLP over that of the block. */
  readonly mlpRatio: number;
  /** Probability of dropping each branch while training. */
  readonly dropPath: number;
}

const EPS = 1e-6;

/**
 * Block of BRAU-Net++ on a map x [n, h, w, c]: depthwise position encoding, bi-level routing attention, MLP.
 * The paper encodes the raw stream (z + DW(z)) and normalises before the attention only. The published code, followed
 * here, normalises the stream itself first, and applies the same LayerNorm (`norm1`) once more before the attention.
 */
export function biFormerBlock(p: Params, x: tf.Tensor4D, block: BiFormerBlock): tf.Tensor4D {
  const channels = x.shape[3];
  let z = layerNorm(p.at('norm1'), x, EPS);
  z = tf.add(z, depthwiseConv2d(p.at('pos_embed'), z, 3));
  const attention = biLevelRouting(p.at('attn'), layerNorm(p.at('norm1'), z, EPS), block);
  z = tf.add(z, dropPath(p.mode, attention, block.dropPath));
  const hidden = gelu(linear(p.at('mlp').at(0), layerNorm(p.at('norm2'), z, EPS), block.mlpRatio * channels));
  return tf.add(z, dropPath(p.mode, linear(p.at('mlp').at(3), hidden, channels), block.dropPath));
}
