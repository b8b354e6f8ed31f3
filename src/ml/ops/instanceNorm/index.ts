import { engine, registerGradient } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import type { Kernels } from '../../wasm/kernels.ts';
import { registerLoopKernel, type WasmCall } from '../loopKernel.ts';
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

/** An image of the batch is normalised like a batch of its own; `map` is its offset, bytes. */
function eachImage(
  { kernels, inputs, scratch }: WasmCall<Attrs>,
  run: (k: Kernels, size: reference.MapSize, map: number, statistics: [number, number], scratch: number) => void,
): void {
  const size = mapSize(inputs['x']!.shape);
  const row = 4 * size.channels;
  scratch(2 * row + kernels.channelNormScratch(size.channels), (at) => {
    for (let image = 0; image < size.batch; image++) {
      run(kernels, size, image * size.positions * row, [at, at + row], at + 2 * row);
    }
  });
}

registerLoopKernel<Attrs>({
  name: 'InstanceNorm',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x }, [z], { eps }) => reference.instanceNorm(x!.values, mapSize(x!.shape), eps, z!.values),
  wasm: (call) =>
    eachImage(call, (kernels, { positions, channels }, map, statistics, scratch) => {
      const [x, z] = [call.inputs['x']!.at + map, call.outputs[0]!.at + map];
      kernels.channelNorm(x, 0, 0, z, ...statistics, scratch, positions, channels, call.attrs.eps, -Infinity);
    }),
});
registerLoopKernel<Attrs>({
  name: 'InstanceNormGrad',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x, dz }, [dx], { eps }) =>
    reference.instanceNormGrad(x!.values, dz!.values, mapSize(x!.shape), eps, dx!.values),
  wasm: (call) =>
    eachImage(call, (kernels, { positions, channels }, map, statistics, scratch) => {
      const [x, dz, dx] = [call.inputs['x']!.at + map, call.inputs['dz']!.at + map, call.outputs[0]!.at + map];
      const { eps } = call.attrs;
      kernels.channelNorm(x, 0, 0, 0, ...statistics, scratch, positions, channels, eps, -Infinity);
      kernels.channelNormGrad(x, ...statistics, 0, 0, dz, dx, 0, 0, scratch, positions, channels, eps);
    }),
});
registerWebGPUKernel<'x', Attrs>('InstanceNorm', (backend, inputs, { eps }) =>
  instanceNormWebGPU(backend, inputs, eps),
);
registerWebGPUKernel<'x' | 'dz', Attrs>('InstanceNormGrad', (backend, inputs, { eps }) =>
  instanceNormGradWebGPU(backend, inputs, eps),
);
registerShape('InstanceNorm', ([x]) => ({ shape: x!.shape }));
registerShape('InstanceNormGrad', ([x]) => ({ shape: x!.shape }));
registerGradient(instanceNormGradient);
