import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { runProgram } from '../webgpuProgram.ts';
import { replaceKernel } from './invoke.ts';
import { flat, unitOf, vector } from './tile.wgsl.ts';

const OPERATORS = { Add: '+', Sub: '-', Multiply: '*' } as const;

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * x ∘ b with a value of b [c] for each channel of x [..., c]: biases and scales. tfjs reads b into shared memory behind a
 * barrier, which is many times slower where the device is a processor.
 */
export function replaceChannelwise(): void {
  for (const [name, operator] of Object.entries(OPERATORS)) {
    replaceKernel(name, 'webgpu', (params, stock) => {
      const { a, b } = params.inputs as { a: TensorInfo; b: TensorInfo };
      const c = b.shape.at(-1) ?? 0;
      const channelwise =
        a.dtype === 'float32' &&
        b.dtype === 'float32' &&
        b.shape.length === 1 &&
        a.shape.length > 1 &&
        c === a.shape.at(-1) &&
        c > 1 &&
        sizeOf(a.shape) > 0;
      if (!channelwise) return stock!(params) as TensorInfo;
      const unit = unitOf(c);
      const invocations = sizeOf(a.shape) / unit;
      const out = runProgram(params.backend as KernelBackend, {
        name: `Channelwise${name}`,
        code: `
fn main(index : i32) {
  if (index < uniforms.invocations) { result[index] = ${vector(unit)}(a[index] ${operator} b[index % uniforms.channels]); }
}`,
        inputs: { a: flat(a), b: flat(b) },
        output: { shape: [1, sizeOf(a.shape)], dtype: 'float32' },
        uniforms: { channels: { i32: c / unit } },
        invocations,
        components: { a: unit, b: unit, result: unit },
      });
      return { ...out, shape: [...a.shape] };
    });
  }
}
