import { engine, registerGradient, util } from '@tensorflow/tfjs-core';
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

/** Rows and channels of x [..., channels]. */
const rowsOf = (shape: readonly number[]): readonly [number, number] => {
  const channels = shape.at(-1)!;
  return [util.sizeFromShape([...shape]) / channels, channels];
};

registerLoopKernel<Attrs>({
  name: 'LayerNorm',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x, gamma, beta }, [y], { eps }) =>
    reference.layerNorm(x!.values, gamma!.values, beta!.values, eps, y!.values),
  wasm: ({ kernels, inputs: { x, gamma, beta }, outputs: [y], attrs: { eps } }) =>
    kernels.layerNorm(x!.at, gamma!.at, beta!.at, y!.at, ...rowsOf(x!.shape), eps),
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
  wasm: ({ kernels, inputs: { x, gamma, dy }, outputs: [dx, affine], attrs: { eps }, scratch }) =>
    scratch(8 * 2 * gamma!.shape[0]!, (at) =>
      kernels.layerNormGrad(x!.at, gamma!.at, dy!.at, dx!.at, affine!.at, at, ...rowsOf(x!.shape), eps),
    ),
});

registerWebGPUKernel<'x' | 'gamma' | 'beta', Attrs>('LayerNorm', (backend, inputs, { eps }) =>
  layerNormWebGPU(backend, inputs, eps),
);
registerWebGPUKernel<'x' | 'gamma' | 'dy', Attrs>('LayerNormGrad', (backend, inputs, { eps }) =>
  layerNormGradWebGPU(backend, inputs, eps),
);
registerShape('LayerNorm', ([x]) => ({ shape: x!.shape }));
registerGradient(layerNormGradient);
