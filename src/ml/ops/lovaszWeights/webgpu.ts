import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { release, runProgram } from '../webgpuProgram.ts';
import { labelsCode, packCode, sortCode, sumCode, weightsCode } from './kernel.wgsl.ts';

/** Sorts by log² n passes, sums by log n passes, then one pass of weights: [rows, n]. */
export const lovaszWeightsWebGPU = (
  backend: KernelBackend,
  { errors, labels }: Record<'errors' | 'labels', TensorInfo>,
): TensorInfo => {
  const [rows = 1, n = 1] = errors.shape;
  const padded = 2 ** Math.ceil(Math.log2(Math.max(n, 2)));
  const sizes = { n: { i32: n }, padded: { i32: padded } };
  const invocations = rows * padded;
  const pass = (
    name: string,
    code: string,
    inputs: Record<string, TensorInfo>,
    values: number,
    uniforms: Record<string, { i32: number }> = {},
  ) =>
    runProgram(backend, {
      name,
      code,
      inputs,
      output: { shape: [invocations * values], dtype: 'float32' },
      uniforms: { ...sizes, ...uniforms },
      invocations,
    });
  const next = (last: TensorInfo, made: TensorInfo) => (release(backend, last), made);

  let pairs = pass('LovaszPack', packCode, { errors }, 2);
  for (let block = 2; block <= padded; block *= 2) {
    for (let distance = block / 2; distance >= 1; distance /= 2) {
      const step = { block: { i32: block }, distance: { i32: distance } };
      pairs = next(pairs, pass('LovaszSort', sortCode, { pairs }, 2, step));
    }
  }
  let counts = pass('LovaszLabels', labelsCode, { pairs, labels }, 1);
  for (let distance = 1; distance < padded; distance *= 2) {
    counts = next(counts, pass('LovaszSum', sumCode, { counts }, 1, { distance: { i32: distance } }));
  }
  const weights = runProgram(backend, {
    name: 'LovaszWeights',
    code: weightsCode,
    inputs: { pairs, counts, labels },
    output: { shape: errors.shape, dtype: 'float32' },
    uniforms: sizes,
    invocations: rows * n,
  });
  release(backend, pairs, counts);
  return weights;
};
