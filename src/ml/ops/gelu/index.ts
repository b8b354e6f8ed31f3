import { engine, registerGradient, util } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel } from '../webgpuProgram.ts';
import { geluGradient } from './gradient.ts';
import { geluGradWebGPU, geluWebGPU } from './kernel.wgsl.ts';
import * as reference from './reference.ts';

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv:1606.08415), the exact one with erf as PyTorch's default.
 * One kernel, and one tensor kept for the gradient, where tfjs's operators would take five.
 */
export const gelu = <T extends Tensor>(x: T): T => engine().runKernel('Gelu', { x });

registerLoopKernel<object>({
  name: 'Gelu',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x }, [y]) => reference.gelu(x!.values, y!.values),
  wasm: ({ kernels, inputs: { x }, outputs: [y] }) => kernels.gelu(x!.at, y!.at, util.sizeFromShape([...x!.shape])),
});
registerLoopKernel<object>({
  name: 'GeluGrad',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x, dy }, [dx]) => reference.geluGrad(x!.values, dy!.values, dx!.values),
  wasm: ({ kernels, inputs: { x, dy }, outputs: [dx] }) =>
    kernels.geluGrad(x!.at, dy!.at, dx!.at, util.sizeFromShape([...x!.shape])),
});
registerWebGPUKernel<'x', object>('Gelu', geluWebGPU);
registerWebGPUKernel<'x' | 'dy', object>('GeluGrad', geluGradWebGPU);
registerShape('Gelu', ([x]) => ({ shape: x!.shape }));
registerGradient(geluGradient);
