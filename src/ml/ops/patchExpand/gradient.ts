import { DepthToSpace, reshape, transpose } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

/** What tfjs lacks: dy [n, s h, s w, c] back to [n, h, w, s² c]. Rank 4 all along, since WebGPU ends at 6. */
export const patchExpandGradient: GradConfig = {
  kernelName: DepthToSpace,
  gradFunc: (dy, _saved, attrs) => {
    const { blockSize: s, dataFormat } = attrs as unknown as { blockSize: number; dataFormat: string };
    if (dataFormat !== 'NHWC') throw new Error('patchExpand: the gradient is written for NHWC.');
    const [n, height, width, channels] = (dy as Tensor).shape as [number, number, number, number];
    const rows = reshape(dy as Tensor, [(n * height) / s, s, width / s, s * channels]);
    return { x: () => reshape(transpose(rows, [0, 2, 1, 3]), [n, height / s, width / s, s * s * channels]) };
  },
};
