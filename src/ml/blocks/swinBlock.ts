import * as tf from '@tensorflow/tfjs-core';
import { gelu } from '../ops/gelu/index.ts';
import type { Params } from '../params.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';
import { type WindowAttention, windowAttention } from './windowAttention.ts';

export interface SwinBlock extends WindowAttention {
  /** Width of the hidden layer of the MLP over that of the block. */
  readonly mlpRatio: number;
}

/** x + fc2(GELU(fc1(LN(x)))). */
function residualMlp(norm: Params, mlp: Params, x: tf.Tensor4D, mlpRatio: number): tf.Tensor4D {
  const channels = x.shape[3];
  return tf.tidy(() => {
    const hidden = gelu(linear(mlp.at('fc1'), layerNorm(norm, x), mlpRatio * channels));
    return tf.add<tf.Tensor4D>(x, linear(mlp.at('fc2'), hidden, channels));
  });
}

/**
 * Swin transformer block (Liu et al. 2021, arXiv:2103.14030): x [n, h, w, c] -> the same shape.
 * What the block computes on the way is freed at its end; a gradient tape keeps what it needs.
 */
export function swinBlock(p: Params, x: tf.Tensor4D, block: SwinBlock): tf.Tensor4D {
  return tf.tidy(() => {
    const normed = layerNorm(p.at('norm1'), x);
    const attended = tf.add<tf.Tensor4D>(x, windowAttention(p.at('attn'), normed, normed, block));
    return residualMlp(p.at('norm2'), p.at('mlp'), attended, block.mlpRatio);
  });
}

/**
 * Two streams that attend to each other (DCIF-GAN's fusion block; the same as SwinFusion's cross block): queries of one,
 * keys and values of the other, both from the maps as they come in. Weights end in the stream's name.
 */
export function crossSwinBlock(
  p: Params,
  [x, y]: readonly [tf.Tensor4D, tf.Tensor4D],
  [xName, yName]: readonly [string, string],
  block: SwinBlock,
): [tf.Tensor4D, tf.Tensor4D] {
  return tf.tidy(() => {
    const a = layerNorm(p.at(`norm1_${xName}`), x);
    const b = layerNorm(p.at(`norm1_${yName}`), y);
    const stream = (name: string, own: tf.Tensor4D, from: tf.Tensor4D, to: tf.Tensor4D) => {
      const attended = tf.add<tf.Tensor4D>(own, windowAttention(p.at(`attn_${name}`), from, to, block));
      return residualMlp(p.at(`norm2_${name}`), p.at(`mlp_${name}`), attended, block.mlpRatio);
    };
    return [stream(xName, x, a, b), stream(yName, y, b, a)];
  });
}
