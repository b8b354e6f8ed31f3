import type { Tensor4D } from '@tensorflow/tfjs-core';
import { patchExpand as rearrange } from '../ops/patchExpand/index.ts';
import type { Init, Params } from '../params.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';

/**
 * Patch expanding layer (Cao et al. 2021, Swin-Unet, arXiv:2105.05537): x [n, h, w, in] -> [n, scale h, scale w, channels]
 * by a linear layer without bias (`expand`), the rearrangement of its channels to pixels, and LayerNorm (`norm`).
 * Swin-Unet's PatchExpand is scale 2 and half of the channels, its FinalPatchExpand_X4 scale 4 and as many.
 */
export function patchExpand(
  p: Params,
  x: Tensor4D,
  { scale, channels, init = 'truncated' }: { scale: number; channels: number; init?: Init },
): Tensor4D {
  const expanded = linear(p.at('expand'), x, scale * scale * channels, { bias: false, init });
  return layerNorm(p.at('norm'), rearrange(expanded, scale));
}
