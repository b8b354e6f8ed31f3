import { engine, reshape, slice } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

export const layerNormGradient: GradConfig = {
  kernelName: 'LayerNorm',
  inputsToSave: ['x', 'gamma'],
  gradFunc: (dy, [x, gamma], attrs) => {
    const inputs = { x: x!, gamma: gamma!, dy: dy as Tensor };
    const [dx, affine] = engine().runKernel('LayerNormGrad', inputs, attrs) as Tensor[];
    const row = (i: number) => reshape(slice(affine!, [i, 0], [1, -1]), gamma!.shape);
    return { x: () => dx!, gamma: () => row(0), beta: () => row(1) };
  },
};
