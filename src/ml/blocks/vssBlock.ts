import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';
import { dropPath } from './dropPath.ts';
import { layerNorm } from './layerNorm.ts';
import { type LinearInit, ss2d } from './ss2d.ts';

/**
 * Visual state space block of the first VMamba (Liu et al. 2024, arXiv:2401.10166v1), x [n, h, w, dim] to the same:
 * x + DropPath(SS2D(LayerNorm(x))). Eps of the norm is 1e-5: VMamba's class says 1e-6 but is handed nn.LayerNorm itself.
 * Its twenty intermediate tensors are gone when it returns, unless gradients are being recorded.
 */
export function vssBlock(
  p: Params,
  x: tf.Tensor4D,
  { dropRate, init }: { readonly dropRate: number; readonly init: LinearInit },
): tf.Tensor4D {
  return tf.tidy(() => {
    const branch = ss2d(p.at('self_attention'), layerNorm(p.at('ln_1'), x), { init });
    return tf.add(x, dropPath(p.mode, branch, dropRate));
  });
}
