import * as tf from '@tensorflow/tfjs-core';
import { biLevelRouting as attend } from '../ops/biLevelRouting/index.ts';
import type { Params } from '../params.ts';
import { depthwiseConv2d } from './depthwiseConv2d.ts';
import { linear } from './linear.ts';

export interface BiLevelRouting {
  readonly heads: number;
  /** Regions a side of the map. */
  readonly windows: number;
  /** Regions that each region attends to. */
  readonly topk: number;
}

/**
 * Bi-level routing attention (Zhu et al. 2023, BiFormer, arXiv:2303.08810): x [n, h, w, c] -> [n, h, w, c].
 * LePE, a 5 x 5 depthwise convolution of v on the whole map, is added to the attention before the last linear layer.
 * The logits are scaled by c^-0.5, the whole width: the published code's, where a head's width would be usual.
 * That code also computes softmax weights of the routing, and does not use them.
 */
export function biLevelRouting(p: Params, x: tf.Tensor4D, { heads, windows, topk }: BiLevelRouting): tf.Tensor4D {
  const channels = x.shape[3];
  const qkv = linear(p.at('qkv').at('qkv'), x, 3 * channels);
  const v = tf.slice(qkv, [0, 0, 0, 2 * channels], [-1, -1, -1, channels]);
  const [attention] = attend(qkv, { heads, windows, topk, scale: channels ** -0.5 });
  return linear(p.at('wo'), tf.add(attention, depthwiseConv2d(p.at('lepe'), v, 5)), channels);
}
