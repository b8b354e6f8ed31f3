import { engine, registerGradient, util } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { evenParts, type Part } from '../../wasm/evenParts.ts';
import type { Threads } from '../../wasm/threads.ts';
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

/** A value takes some 30 multiplications; the kernels take four values at a time. */
function partsOf(threads: Threads, shape: readonly number[]): readonly Part[] {
  const size = util.sizeFromShape([...shape]);
  return evenParts(size, threads.partsOf(30 * size), 4);
}

registerLoopKernel<object>({
  name: 'Gelu',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x }, [y]) => reference.gelu(x!.values, y!.values),
  wasm: ({ threads, inputs: { x }, outputs: [y] }) =>
    threads.run(
      'gelu',
      partsOf(threads, x!.shape).map(([from, to]) => [x!.at + 4 * from, y!.at + 4 * from, to - from]),
    ),
});
registerLoopKernel<object>({
  name: 'GeluGrad',
  outputs: ({ x }) => [{ shape: x!, dtype: 'float32' }],
  run: ({ x, dy }, [dx]) => reference.geluGrad(x!.values, dy!.values, dx!.values),
  wasm: ({ threads, inputs: { x, dy }, outputs: [dx] }) =>
    threads.run(
      'geluGrad',
      partsOf(threads, x!.shape).map(([from, to]) => [...[x!, dy!, dx!].map(({ at }) => at + 4 * from), to - from]),
    ),
});
registerWebGPUKernel<'x', object>('Gelu', geluWebGPU);
registerWebGPUKernel<'x' | 'dy', object>('GeluGrad', geluGradWebGPU);
registerShape('Gelu', ([x]) => ({ shape: x!.shape }));
registerShape('GeluGrad', ([x]) => ({ shape: x!.shape }));
registerGradient(geluGradient);
