import { engine, registerGradient } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { KERNELS } from './kernels.ts';

/** No gradient flows through the mean and the variance that are handed out. Behind a ReLU the output tells where it was open. */
for (const { forward, backward, relu } of KERNELS) {
  registerGradient({
    kernelName: forward,
    inputsToSave: ['x', 'scale'],
    outputsToSave: [relu, true, true],
    gradFunc: (slopes, [x, scale, ...outputs], attrs) => {
      const [variance, mean, y] = outputs.toReversed();
      const dy = (slopes as Tensor[])[0]!;
      const inputs = { x: x!, scale: scale!, mean: mean!, variance: variance!, dy, ...(y ? { y } : {}) };
      const [dx, dScale, dOffset] = engine().runKernel(backward, inputs, attrs) as Tensor[];
      return { x: () => dx!, scale: () => dScale!, offset: () => dOffset! };
    },
  });
}
