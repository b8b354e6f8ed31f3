import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { compose, replaceKernel } from './invoke.ts';

/**
 * Matrix product with a transposed operand: the wasm backend then leaves its fast routine for plain loops.
 * Transposing first and multiplying fast is several times quicker, and every gradient of a product needs it.
 */
export const repairBatchMatMul = (backendName: string): void =>
  replaceKernel('BatchMatMul', backendName, (params, stock) => {
    const { a, b } = params.inputs as { a: TensorInfo; b: TensorInfo };
    const { transposeA, transposeB } = params.attrs as unknown as { transposeA: boolean; transposeB: boolean };
    if (!transposeA && !transposeB) return stock!(params) as TensorInfo;
    return compose(params.backend as KernelBackend, backendName, (call) => {
      const turn = (x: TensorInfo) => {
        const axes = x.shape.map((_, axis) => axis);
        return call('Transpose', { x }, { perm: [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!] });
      };
      const inputs = { a: transposeA ? turn(a) : a, b: transposeB ? turn(b) : b };
      return call('BatchMatMul', inputs, { transposeA: false, transposeB: false });
    });
  });
