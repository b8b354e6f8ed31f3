import { engine, registerGradient } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel } from '../webgpuProgram.ts';
import { instanceNormGradient } from './gradient.ts';
import { instanceNormGradWebGPU, instanceNormWebGPU } from './kernel.wgsl.ts';
import * as reference from './reference.ts';

/**
 * Instance normalisation (Ulyanov et al. 2016, arXiv:1607.08022) of x [n, h, w, c] over h and w, biased variance, without
 * scale and shift, as PyTorch's InstanceNorm2d with affine=False and no running statistics. Differentiable.
 */
export const instanceNorm = (x: Tensor4D, eps = 1e-5): Tensor4D => engine().runKernel('InstanceNorm', { x }, { eps });

type Attrs = { eps: number };

const mapSize = ([batch, height, width, channels]: readonly number[]): reference.MapSize => ({
  batch: batch!,
  positions: height! * width!,
  channels: channels!,
});

registerLoopKernel<Attrs>({
  name: 'InstanceNorm',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x }, [z], { eps }) => reference.instanceNorm(x!.values, mapSize(x!.shape), eps, z!.values),
});
registerLoopKernel<Attrs>({
  name: 'InstanceNormGrad',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x, dz }, [dx], { eps }) =>
    reference.instanceNormGrad(x!.values, dz!.values, mapSize(x!.shape), eps, dx!.values),
});
registerWebGPUKernel<'x', Attrs>('InstanceNorm', (backend, inputs, { eps }) =>
  instanceNormWebGPU(backend, inputs, eps),
);
registerWebGPUKernel<'x' | 'dz', Attrs>('InstanceNormGrad', (backend, inputs, { eps }) =>
  instanceNormGradWebGPU(backend, inputs, eps),
);
registerShape('InstanceNorm', ([x]) => ({ shape: x!.shape }));
registerGradient(instanceNormGradient);
