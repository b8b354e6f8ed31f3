import { depthToSpace, registerGradient } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { patchExpandGradient } from './gradient.ts';

/**
 * The rearrangement of patch expanding (Cao et al. 2021, Swin-Unet, arXiv:2105.05537): channels become pixels,
 * x [n, h, w, scale² c] -> [n, scale h, scale w, c], channel (a scale + b) c + k to pixel (scale y + a, scale x + b).
 * tfjs's gradient is missing, so it is ours; so is the kernel on wasm, for speed.
 */
export const patchExpand = (x: Tensor4D, scale: number): Tensor4D => depthToSpace(x, scale, 'NHWC');

registerGradient(patchExpandGradient);
