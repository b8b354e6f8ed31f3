import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { layerNorm as normalize } from '../ops/layerNorm/index.ts';
import type { Params } from '../params.ts';

/** PyTorch's LayerNorm over the last axis of x [..., channels]: `weight` and `bias` [channels]. */
export function layerNorm<T extends Tensor>(p: Params, x: T, eps = 1e-5): T {
  const channels = x.shape.at(-1)!;
  const weight = p.weight('weight', [channels], 'plain', 'ones') as Tensor as Tensor1D;
  const bias = p.weight('bias', [channels], 'plain', 'zeros') as Tensor as Tensor1D;
  return normalize(x, weight, bias, eps);
}
