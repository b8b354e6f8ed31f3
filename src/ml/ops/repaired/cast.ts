import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { runProgram } from '../webgpuProgram.ts';
import { replaceKernel } from './invoke.ts';

const TO_FLOAT = `
fn main(index : i32) {
  if (index < uniforms.invocations) { result[index] = f32(x[index]); }
}`;

/**
 * Casts whole numbers and booleans to float32. tfjs's webgpu backend only relabels the buffer, and several of its
 * shaders (transpose, for one) then do not compile, which without a check gives zeros.
 */
export const repairCast = (): void =>
  replaceKernel('Cast', 'webgpu', (params, stock) => {
    const { x } = params.inputs as { x: TensorInfo };
    const { dtype } = params.attrs as unknown as { dtype: string };
    if (dtype !== 'float32' || (x.dtype !== 'int32' && x.dtype !== 'bool')) return stock!(params) as TensorInfo;
    return runProgram(params.backend as KernelBackend, {
      name: 'CastToFloat',
      code: TO_FLOAT,
      inputs: { x },
      output: { shape: x.shape, dtype: 'float32' },
      invocations: x.shape.reduce((a, b) => a * b, 1),
    });
  });
