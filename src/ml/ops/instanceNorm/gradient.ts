import { engine } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

export const instanceNormGradient: GradConfig = {
  kernelName: 'InstanceNorm',
  inputsToSave: ['x'],
  gradFunc: (dz, [x], attrs) => ({
    x: () => engine().runKernel('InstanceNormGrad', { x: x!, dz: dz as Tensor }, attrs),
  }),
};
