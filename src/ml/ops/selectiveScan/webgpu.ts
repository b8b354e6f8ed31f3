import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { release, runProgram, WORKGROUP } from '../webgpuProgram.ts';
import { carry, chunkStates, GATHER_SUM, gradients, outputs, type ScanShader, stateUnit } from './kernel.wgsl.ts';
import { type ScanAttrs, type ScanSize, scanSize } from './scanSize.ts';

type Infos = Readonly<Record<'u' | 'delta' | 'coefficients' | 'bc', TensorInfo>>;

/** Steps of a chunk. The gradient keeps eight values a step in registers and takes shorter ones. */
const FORWARD_CHUNK = 32;
const GRADIENT_CHUNK = 16;

interface Launch {
  readonly size: ScanSize;
  readonly shader: ScanShader;
  readonly chunks: number;
  readonly sequences: number;
  readonly uniforms: Readonly<Record<string, { readonly i32: number }>>;
}

const launch = ({ delta, bc }: Infos, attrs: ScanAttrs, chunk: number): Launch => {
  const size = scanSize(delta.shape, bc.shape);
  const { groups, batch, length, channels, states } = size;
  const chunks = Math.ceil(length / chunk);
  const [height, width] = attrs.grid ?? [1, length];
  const numbers = { groups, batch, steps: length, channels, chunks, height, width };
  return {
    size,
    shader: { states, chunk, cross: attrs.grid !== undefined, softplus: attrs.softplus },
    chunks,
    sequences: groups * batch,
    uniforms: Object.fromEntries(Object.entries(numbers).map(([name, i32]) => [name, { i32 }])),
  };
};

// One axis is enough for the shaders, and one shader then serves tensors of any rank.
const flat = (info: TensorInfo): TensorInfo => ({ ...info, shape: [elements(info.shape)] });
const elements = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const flatInputs = (inputs: Readonly<Record<string, TensorInfo>>) =>
  Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, flat(info)]));

/** States before every chunk [sequence, chunk, n, e]; with dy also what comes back after it, [.., 2n, e]. */
const carriedStates = (
  backend: KernelBackend,
  run: Launch,
  inputs: Infos & { readonly dy?: TensorInfo },
): TensorInfo => {
  const { size, shader, chunks, sequences, uniforms } = run;
  const adjoint = inputs.dy !== undefined;
  const rows = (adjoint ? 2 : 1) * size.states;
  const states = runProgram(backend, {
    name: 'SelectiveScanChunks',
    code: chunkStates(shader, adjoint),
    inputs: flatInputs(inputs),
    output: { shape: [sequences * chunks * (rows + 1) * size.channels], dtype: 'float32' },
    uniforms,
    invocations: sequences * chunks * size.channels,
    components: { bc: stateUnit(size.states) },
  });
  const carried = runProgram(backend, {
    name: 'SelectiveScanCarry',
    code: carry(shader, adjoint),
    inputs: { coefficients: flat(inputs.coefficients), chunks: states },
    output: { shape: [sequences * chunks * rows * size.channels], dtype: 'float32' },
    uniforms,
    invocations: sequences * rows * size.channels,
  });
  release(backend, states);
  return carried;
};

interface Part {
  readonly shape: readonly number[];
  readonly offset: number;
  /** Sizes and strides as GATHER_SUM has them; inner is the rest of the shape. */
  readonly middle?: readonly [size: number, stride: number];
  readonly outer?: readonly [size: number, stride: number];
  readonly sum: readonly [count: number, stride: number];
}

const gather = (backend: KernelBackend, packed: TensorInfo, part: Part): TensorInfo => {
  const invocations = elements(part.shape);
  const [middle, middleStride] = part.middle ?? [1, 0];
  const [outer, outerStride] = part.outer ?? [1, 0];
  const [count, stride] = part.sum;
  const numbers = { offset: part.offset, inner: invocations / (middle * outer), middle, middleStride, outerStride };
  const out = runProgram(backend, {
    name: 'SelectiveScanGather',
    code: GATHER_SUM,
    inputs: { packed },
    output: { shape: [invocations], dtype: 'float32' },
    uniforms: Object.fromEntries(Object.entries({ ...numbers, count, stride }).map(([name, i32]) => [name, { i32 }])),
    invocations,
  });
  return { ...out, shape: [...part.shape] };
};

export const scanWebGPU = (backend: KernelBackend, inputs: Infos, attrs: ScanAttrs): TensorInfo => {
  const run = launch(inputs, attrs, FORWARD_CHUNK);
  const { groups, batch, length, channels } = run.size;
  const carried = carriedStates(backend, run, inputs);
  const y = runProgram(backend, {
    name: 'SelectiveScan',
    code: outputs(run.shader),
    inputs: { ...flatInputs(inputs), carried },
    output: { shape: [run.sequences * length * channels], dtype: 'float32' },
    uniforms: run.uniforms,
    invocations: run.sequences * run.chunks * channels,
    components: { bc: stateUnit(run.size.states) },
  });
  release(backend, carried);
  if (!run.shader.cross) return { ...y, shape: [groups, batch, length, channels] };
  const map = batch * length * channels;
  const merged = gather(backend, y, { shape: [1, batch, length, channels], offset: 0, sum: [groups, map] });
  release(backend, y);
  return merged;
};

/** [du, ddelta, dcoefficients, dbc] */
export const scanGradWebGPU = (
  backend: KernelBackend,
  inputs: Infos & { readonly dy: TensorInfo },
  attrs: ScanAttrs,
): TensorInfo[] => {
  const run = launch(inputs, attrs, GRADIENT_CHUNK);
  const { groups, batch, length, channels, states } = run.size;
  const { chunks, sequences } = run;
  const segments = Math.ceil(channels / WORKGROUP);
  const carried = carriedStates(backend, run, inputs);
  const plane = sequences * length * channels;
  const rows = (states + 2) * channels;
  const pairs = length * 2 * states;
  const packed = runProgram(backend, {
    name: 'SelectiveScanGradient',
    code: gradients(run.shader),
    inputs: { ...flatInputs(inputs), carried },
    output: { shape: [2 * plane + sequences * chunks * rows + sequences * segments * pairs], dtype: 'float32' },
    uniforms: { ...run.uniforms, segments: { i32: segments } },
    invocations: sequences * chunks * segments * WORKGROUP,
  });
  release(backend, carried);
  const map = batch * length * channels;
  const parts: readonly Part[] = [
    { shape: inputs.u.shape, offset: 0, sum: run.shader.cross ? [groups, map] : [1, 0] },
    { shape: inputs.delta.shape, offset: plane, sum: [1, 0] },
    {
      shape: inputs.coefficients.shape,
      offset: 2 * plane,
      outer: [states + 2, channels],
      middle: [groups, batch * chunks * rows],
      sum: [batch * chunks, rows],
    },
    {
      shape: inputs.bc.shape,
      offset: 2 * plane + sequences * chunks * rows,
      outer: [sequences, segments * pairs],
      sum: [segments, pairs],
    },
  ];
  const gradientsOut = parts.map((part) => gather(backend, packed, part));
  release(backend, packed);
  return gradientsOut;
};
