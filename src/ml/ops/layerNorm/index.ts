import { engine, registerGradient } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { layerNormGradient } from './gradient.ts';
import { layerNormGradWebGPU, layerNormWebGPU } from './kernel.wgsl.ts';
import * as reference from './reference.ts';
import { registerWebGPUKernel } from '../webgpuProgram.ts';

/**
 * Layer normalisation (Ba et al. 2016, arXiv:1607.06450) over the last axis, biased variance, as PyTorch's LayerNorm:
 * x [..., channels], gamma and beta [channels]. Differentiable in all three.
 */
export const layerNorm = <T extends Tensor>(x: T, gamma: Tensor1D, beta: Tensor1D, eps = 1e-5): T => {
  const channels = x.shape.at(-1);
  if (gamma.shape[0] !== channels || beta.shape[0] !== channels) {
    throw new Error(`layerNorm: x has ${channels} channels, gamma ${gamma.shape[0]}, beta ${beta.shape[0]}.`);
  }
  return engine().runKernel('LayerNorm', { x, gamma, beta }, { eps });
};

type Attrs = { eps: number };

registerLoopKernel<Attrs>({
  name: 'LayerNorm',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x, gamma, beta }, [y], { eps }) =>
    reference.layerNorm(x!.values, gamma!.values, beta!.values, eps, y!.values),
});

registerLoopKernel<Attrs>({
  name: 'LayerNormGrad',
  outputs: ({ x, gamma }) => [
    { shape: x!, dtype: 'float32' },
    { shape: [2, gamma![0]!], dtype: 'float32' },
  ],
  run: ({ x, gamma, dy }, [dx, affine], { eps }) => {
    const channels = gamma!.values.length;
    const [dgamma, dbeta] = [affine!.values.subarray(0, channels), affine!.values.subarray(channels)];
    reference.layerNormGrad(x!.values, gamma!.values, dy!.values, eps, dx!.values, dgamma, dbeta);
  },
});

registerWebGPUKernel<'x' | 'gamma' | 'beta', Attrs>('LayerNorm', (backend, inputs, { eps }) =>
  layerNormWebGPU(backend, inputs, eps),
);
registerWebGPUKernel<'x' | 'gamma' | 'dy', Attrs>('LayerNormGrad', (backend, inputs, { eps }) =>
  layerNormGradWebGPU(backend, inputs, eps),
);
registerShape('LayerNorm', ([x]) => ({ shape: x!.shape }));
registerGradient(layerNormGradient);
