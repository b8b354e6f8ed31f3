import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { type Program, registerWebGPUKernel, release, runProgram } from '../webgpuProgram.ts';
import {
  affineGradientCode,
  inputGradientCode,
  normaliseCode,
  partGradientCode,
  partStatisticsCode,
  rowCode,
  statisticsCode,
} from './kernel.wgsl.ts';
import { KERNELS } from './kernels.ts';

type Attrs = { eps: number };
type Inputs = Readonly<Record<string, TensorInfo>>;

/** Invocations to aim at, parts at most, and rows of a part at least. */
const INVOCATIONS = 8192;
const MOST_PARTS = 128;
const LEAST_ROWS = 16;

/** Runs the programs of one normalisation: they share sizes and read vectors of channels. */
function setup(backend: KernelBackend, x: TensorInfo, eps: number) {
  const c = x.shape.at(-1)!;
  const unit = c % 4 === 0 ? (4 as const) : (1 as const);
  const rows = x.shape.reduce((a, b) => a * b, 1) / c;
  const channels = c / unit;
  const wanted = Math.min(MOST_PARTS, Math.ceil(rows / LEAST_ROWS));
  const parts = Math.max(1, Math.min(wanted, Math.ceil(INVOCATIONS / channels)));
  const run = (code: (unit: 1 | 4) => string, inputs: Inputs, shape: readonly number[], count: number, which = 0) => {
    const names = [...Object.keys(inputs), 'result'];
    const program: Program = {
      name: 'ChannelNorm',
      code: code(unit),
      inputs,
      output: { shape, dtype: 'float32' },
      uniforms: {
        rows: { i32: rows },
        channels: { i32: channels },
        parts: { i32: parts },
        which: { i32: which },
        eps: { f32: eps },
      },
      invocations: count,
      components: Object.fromEntries(names.map((name) => [name, unit])),
    };
    return runProgram(backend, program);
  };
  return { c, channels, parts, values: rows * channels, run };
}

for (const { forward, backward, relu } of KERNELS) {
  registerWebGPUKernel<'x' | 'scale' | 'offset', Attrs>(forward, (backend, { x, scale, offset }, { eps }) => {
    const { c, channels, parts, values, run } = setup(backend, x, eps);
    const partial = run(partStatisticsCode, { x }, [2, parts, c], parts * channels);
    const mean = run(statisticsCode, { partial }, [c], channels, 0);
    const variance = run(statisticsCode, { partial }, [c], channels, 1);
    release(backend, partial);
    const y = run(normaliseCode(relu), { x, mean, variance, scale, offset }, x.shape, values);
    return [y, mean, variance];
  });

  registerWebGPUKernel<'x' | 'mean' | 'variance' | 'scale' | 'dy' | 'y', Attrs>(
    backward,
    (backend, { x, mean, variance, scale, dy, y }, { eps }) => {
      const { c, channels, parts, values, run } = setup(backend, x, eps);
      const from = { x, mean, variance, dy, ...(relu ? { y } : {}) };
      const partial = run(partGradientCode(relu), from, [parts, 2, c], parts * channels);
      const affine = run(affineGradientCode, { partial }, [2, c], 2 * channels);
      const [dScale, dOffset] = [
        run(rowCode, { affine }, [c], channels, 0),
        run(rowCode, { affine }, [c], channels, 1),
      ];
      const dx = run(inputGradientCode(relu), { ...from, scale, affine }, x.shape, values);
      release(backend, partial, affine);
      return [dx, dScale, dOffset];
    },
  );
}
