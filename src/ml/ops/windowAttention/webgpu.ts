import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { type Program, release, runProgram, sumPartials } from '../webgpuProgram.ts';
import { attendCode, keyGradientCode, queryGradientCode, statisticsCode, tableGradientCode } from './kernel.wgsl.ts';
import { type Windows, windowSizes } from './windows.ts';

/** Table gradients are summed in this many parts at most. */
const MOST_PARTS = 64;

type Inputs = Record<'q' | 'kv' | 'table', TensorInfo>;

const setup = ({ q, kv, table }: Inputs, w: Windows) => {
  const sizes = windowSizes(q.shape, kv.shape, table.shape, w);
  const { batch, height, width, channels, heads, headDim, rows, columns, pixels, offsets } = sizes;
  const unit = headDim % 4 === 0 ? (4 as const) : (1 as const);
  const uniforms: NonNullable<Program['uniforms']> = {
    height: { i32: height },
    width: { i32: width },
    units: { i32: channels / unit },
    heads: { i32: heads },
    rows: { i32: rows },
    columns: { i32: columns },
    pixels: { i32: pixels },
    offsets: { i32: offsets },
    window: { i32: w.window },
    shift: { i32: w.shift },
    scale: { f32: sizes.scale },
  };
  const windows = batch * rows * columns;
  return { ...sizes, unit, uniforms, windows, queries: windows * heads * pixels };
};

/** Attention [batch, height, width, channels]. */
export const windowAttentionWebGPU = (backend: KernelBackend, inputs: Inputs, w: Windows): TensorInfo => {
  const { headDim, unit, uniforms, queries } = setup(inputs, w);
  return runProgram(backend, {
    name: 'WindowAttention',
    code: attendCode(headDim, unit),
    inputs,
    output: { shape: inputs.q.shape, dtype: 'float32' },
    uniforms,
    invocations: queries,
    components: { q: unit, kv: unit, result: unit },
  });
};

/** [dq, dkv, dtable]. */
export const windowAttentionGradWebGPU = (
  backend: KernelBackend,
  { attention, dy, ...inputs }: Inputs & Record<'attention' | 'dy', TensorInfo>,
  w: Windows,
): TensorInfo[] => {
  const { headDim, unit, uniforms, queries, windows, offsets, heads } = setup(inputs, w);
  const vectors = { q: unit, kv: unit, dy: unit, attention: unit };
  const stats = runProgram(backend, {
    name: 'WindowAttentionStatistics',
    code: statisticsCode(headDim, unit),
    inputs: { ...inputs, attention, dy },
    output: { shape: [queries, 2], dtype: 'float32' },
    uniforms,
    invocations: queries,
    components: vectors,
  });
  const known = { ...inputs, dy, stats };
  const gradient = (name: string, code: string, shape: readonly number[]) =>
    runProgram(backend, {
      name,
      code,
      inputs: known,
      output: { shape, dtype: 'float32' },
      uniforms,
      invocations: queries,
      components: { ...vectors, result: unit },
    });
  const dq = gradient('WindowAttentionQueryGradient', queryGradientCode(headDim, unit), inputs.q.shape);
  const dkv = gradient('WindowAttentionKeyGradient', keyGradientCode(headDim, unit), inputs.kv.shape);
  const span = Math.ceil(windows / MOST_PARTS);
  const parts = Math.ceil(windows / span);
  const partial = runProgram(backend, {
    name: 'WindowAttentionTableGradient',
    code: tableGradientCode(headDim, unit),
    inputs: known,
    output: { shape: [parts, offsets, heads], dtype: 'float32' },
    uniforms: { ...uniforms, windows: { i32: windows }, span: { i32: span } },
    invocations: parts * offsets * heads,
    components: vectors,
  });
  release(backend, stats);
  return [dq, dkv, sumPartials(backend, partial)];
};
