import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';
import { conv2d } from './conv2d.ts';
import { layerNorm } from './layerNorm.ts';

/** Patch embedding: a convolution of kernel = stride = `patch` (`proj`) and LayerNorm (`norm`); [n, h / patch, w / patch, channels]. */
export function patchEmbed(
  p: Params,
  x: Tensor4D,
  { patch, channels }: { readonly patch: number; readonly channels: number },
): Tensor4D {
  return layerNorm(p.at('norm'), conv2d(p.at('proj'), x, channels, { kernel: patch, stride: patch }));
}
