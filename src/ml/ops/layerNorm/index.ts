import { engine, registerGradient, util } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { evenParts } from '../../wasm/evenParts.ts';
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

/** Multiplications that take as long as one value of the kernel. */
const WORK = 6;

registerLoopKernel<Attrs>({
  name: 'LayerNorm',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x, gamma, beta }, [y], { eps }) =>
    reference.layerNorm(x!.values, gamma!.values, beta!.values, eps, y!.values),
  wasm: ({ threads, inputs: { x, gamma, beta }, outputs: [y], attrs: { eps } }) => {
    const [rows, channels] = rowsOf(x!.shape);
    const parts = evenParts(rows, threads.partsOf(WORK * rows * channels));
    threads.run(
      'layerNorm',
      parts.map(([from, to]) => {
        const at = 4 * from * channels;
        return [x!.at + at, gamma!.at, beta!.at, y!.at + at, to - from, channels, eps];
      }),
    );
  },
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
  wasm: ({ kernels, threads, inputs: { x, gamma, dy }, outputs: [dx, affine], attrs: { eps }, scratch }) => {
    const [rows, channels] = rowsOf(x!.shape);
    const parts = evenParts(rows, threads.partsOf(2 * WORK * rows * channels));
    const sums = 8 * 2 * channels;
    scratch((sums + 8 * channels) * parts.length, (at) => {
      const shares = at + sums * parts.length;
      threads.run(
        'layerNormGrad',
        parts.map(([from, to], n) => {
          const [own, out] = [4 * from * channels, parts.length === 1 ? affine!.at : shares + 8 * channels * n];
          const places = [x!.at + own, gamma!.at, dy!.at + own, dx!.at + own, out, at + sums * n];
          return [...places, to - from, channels, eps];
        }),
      );
      if (parts.length > 1) kernels.sumRows(shares, affine!.at, at, parts.length, 2 * channels);
    });
  },
});

registerWebGPUKernel<'x' | 'gamma' | 'beta', Attrs>('LayerNorm', (backend, inputs, { eps }) =>
  layerNormWebGPU(backend, inputs, eps),
);
registerWebGPUKernel<'x' | 'gamma' | 'dy', Attrs>('LayerNormGrad', (backend, inputs, { eps }) =>
  layerNormGradWebGPU(backend, inputs, eps),
);
registerShape('LayerNorm', ([x]) => ({ shape: x!.shape }));
registerShape('LayerNormGrad', ([x, gamma]) => [{ shape: x!.shape }, { shape: [2, gamma!.shape[0]!] }]);
registerGradient(layerNormGradient);
