import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { registerWebGPUKernel, runProgram } from '../webgpuProgram.ts';

const MOMENT = (power: number): string => `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let slope = g[index];
  result[index] = x[index] * uniforms.beta + slope ${power === 2 ? '* slope ' : ''}* uniforms.share;
}`;

const WEIGHT = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let root = sqrt(v[index] / uniforms.correction) + uniforms.epsilon;
  result[index] = x[index] * uniforms.kept - uniforms.rate * m[index] / root;
}`;

const elementwise = (
  backend: KernelBackend,
  name: string,
  code: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  numbers: Readonly<Record<string, number>>,
): TensorInfo => {
  const { shape } = inputs['x']!;
  return runProgram(backend, {
    name,
    code,
    inputs,
    output: { shape, dtype: 'float32' },
    uniforms: Object.fromEntries(Object.entries(numbers).map(([key, f32]) => [key, { f32 }])),
    invocations: shape.reduce((a, b) => a * b, 1),
  });
};

registerWebGPUKernel<'x' | 'g', { beta: number; power: 1 | 2 }>('AdamMoment', (backend, inputs, { beta, power }) =>
  elementwise(backend, 'AdamMoment', MOMENT(power), inputs, { beta, share: 1 - beta }),
);

type Rates = Record<'epsilon' | 'correction' | 'rate' | 'kept', number>;
registerWebGPUKernel<'x' | 'm' | 'v', Rates>('AdamWeight', (backend, inputs, { epsilon, correction, rate, kept }) =>
  elementwise(backend, 'AdamWeight', WEIGHT, inputs, { epsilon, correction, rate, kept }),
);
