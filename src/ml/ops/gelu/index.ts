import { engine, registerGradient } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { eachValue } from '../../wasm/eachValue.ts';
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

/** Multiplications of a value. */
const WORK = 30;

registerLoopKernel<object>({
  name: 'Gelu',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x }, [y]) => reference.gelu(x!.values, y!.values),
  wasm: ({ threads, inputs: { x }, outputs: [y] }) => eachValue(threads, 'gelu', [x!, y!], WORK),
});
registerLoopKernel<object>({
  name: 'GeluGrad',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x, dy }, [dx]) => reference.geluGrad(x!.values, dy!.values, dx!.values),
  wasm: ({ threads, inputs: { x, dy }, outputs: [dx] }) => eachValue(threads, 'geluGrad', [x!, dy!, dx!], WORK),
});
registerWebGPUKernel<'x', object>('Gelu', geluWebGPU);
registerWebGPUKernel<'x' | 'dy', object>('GeluGrad', geluGradWebGPU);
registerShape('Gelu', ([x]) => ({ shape: x!.shape }));
registerShape('GeluGrad', ([x]) => ({ shape: x!.shape }));
registerGradient(geluGradient);
