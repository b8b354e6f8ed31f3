import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { release, runProgram, WORKGROUP } from '../webgpuProgram.ts';
import { carry, chunkStates, GATHER_SUM, gradients, outputs, type ScanShader, stateUnit } from './kernel.wgsl.ts';
import { type ScanAttrs, type ScanSize, scanSize } from './scanSize.ts';

type Infos = Readonly<Record<'u' | 'delta' | 'coefficients' | 'bc', TensorInfo>>;

/** Steps of a chunk. The gradient keeps eight values a step in registers and takes shorter ones. */
const FORWARD_CHUNK = 32;
const GRADIENT_CHUNK = 16;

/** Channels of a run: all of them, or as many as fit. */
interface Range {
  readonly start: number;
  readonly span: number;
}

interface Launch {
  readonly size: ScanSize;
  readonly shader: ScanShader;
  readonly range: Range;
  readonly chunks: number;
  readonly sequences: number;
  readonly uniforms: Readonly<Record<string, { readonly i32: number }>>;
}

const launch = (
  { delta, bc }: Infos,
  attrs: ScanAttrs,
  chunk: number,
  range: Range = { start: 0, span: delta.shape[3]! },
): Launch => {
  const size = scanSize(delta.shape, bc.shape);
  const { groups, batch, length, channels, states } = size;
  const chunks = Math.ceil(length / chunk);
  const [height, width] = attrs.grid ?? [1, length];
  const numbers = { groups, batch, steps: length, channels, chunks, height, width, ...range };
  return {
    size,
    shader: {
      states,
      chunk,
      pack: range.span % 2 === 0 ? 2 : 1,
      cross: attrs.grid !== undefined,
      softplus: attrs.softplus,
    },
    range,
    chunks,
    sequences: groups * batch,
    uniforms: Object.fromEntries(Object.entries(numbers).map(([name, i32]) => [name, { i32 }])),
  };
};

/**
 * The channels in ranges of whole workgroups, each so large that a gradient's scratch is at most `bytes`: a storage buffer
 * binding of 128 MiB, which is all that WebGPU promises, holds 15,000 positions of 192 channels in four directions.
 */
const gradientRanges = ({ groups, batch, length, channels, states }: ScanSize, bytes: number): Range[] => {
  const sequences = groups * batch;
  const segment =
    4 *
    sequences *
    (WORKGROUP * (2 * length + Math.ceil(length / GRADIENT_CHUNK) * (2 * states + 1)) + length * 2 * states);
  const span = WORKGROUP * Math.max(1, Math.floor(bytes / segment));
  return Array.from({ length: Math.ceil(channels / span) }, (_, i) => ({
    start: i * span,
    span: Math.min(span, channels - i * span),
  }));
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
  const { size, shader, range, chunks, sequences, uniforms } = run;
  const adjoint = inputs.dy !== undefined;
  const rows = (adjoint ? 2 : 1) * size.states;
  const states = runProgram(backend, {
    name: 'SelectiveScanChunks',
    code: chunkStates(shader, adjoint),
    inputs: flatInputs(inputs),
    output: { shape: [sequences * chunks * (rows + 1) * range.span], dtype: 'float32' },
    uniforms,
    invocations: (sequences * chunks * range.span) / shader.pack,
    components: { bc: stateUnit(size.states) },
  });
  const carried = runProgram(backend, {
    name: 'SelectiveScanCarry',
    code: carry(shader, adjoint),
    inputs: { coefficients: flat(inputs.coefficients), chunks: states },
    output: { shape: [sequences * chunks * rows * range.span], dtype: 'float32' },
    uniforms,
    invocations: sequences * rows * range.span,
  });
  release(backend, states);
  return carried;
};

/** Tensor [outer, middle, inner] to take out of a packed one, with the strides that GATHER_SUM speaks of. */
interface Part {
  readonly shape: readonly number[];
  readonly offset: number;
  readonly middle?: readonly [size: number, stride: number];
  readonly outer?: readonly [size: number, stride: number];
  readonly sum: readonly [count: number, stride: number];
}

/** What a part belongs to: the range of its last axis, where it has one, and else a sum over the ranges. */
interface Whole {
  readonly shape: readonly number[];
  readonly range?: Range;
  /** The whole as the ranges before this one left it. */
  readonly into?: TensorInfo | undefined;
}

const gather = (backend: KernelBackend, packed: TensorInfo, part: Part, whole: Whole = part): TensorInfo => {
  const { shape, offset } = part;
  const { range, into } = whole;
  const invocations = elements(shape);
  const [middle, middleStride] = part.middle ?? [1, 0];
  const [outer, outerStride] = part.outer ?? [1, 0];
  const [count, stride] = part.sum;
  const numbers = {
    offset,
    inner: invocations / (middle * outer),
    middle,
    middleStride,
    outerStride,
    count,
    stride,
    ...(range
      ? { row: range.span, pitch: whole.shape.at(-1)!, start: range.start, add: 0 }
      : { row: invocations, pitch: 0, start: 0, add: Number(into !== undefined) }),
  };
  const out = runProgram(backend, {
    name: 'SelectiveScanGather',
    code: GATHER_SUM,
    inputs: { packed },
    output: { shape: [elements(whole.shape)], dtype: 'float32' },
    into,
    uniforms: Object.fromEntries(Object.entries(numbers).map(([name, i32]) => [name, { i32 }])),
    invocations,
  });
  return { ...out, shape: [...whole.shape] };
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
    invocations: (run.sequences * run.chunks * channels) / run.shader.pack,
    components: { bc: stateUnit(run.size.states) },
  });
  release(backend, carried);
  if (!run.shader.cross) return { ...y, shape: [groups, batch, length, channels] };
  const map = batch * length * channels;
  const merged = gather(backend, y, { shape: [1, batch, length, channels], offset: 0, sum: [groups, map] });
  release(backend, y);
  return merged;
};

/** [du, ddelta, dcoefficients, dbc] of a range of channels, written into those of the ranges before it. */
const gradientsOf = (
  backend: KernelBackend,
  inputs: Infos & { readonly dy: TensorInfo },
  run: Launch,
  before: readonly TensorInfo[] | undefined,
): TensorInfo[] => {
  const { size, range, shader, chunks, sequences } = run;
  const { groups, batch, length, channels, states } = size;
  const { span } = range;
  const segments = Math.ceil(span / WORKGROUP);
  const carried = carriedStates(backend, run, inputs);
  const plane = sequences * length * span;
  const rows = (states + 2) * span;
  const pairs = length * 2 * states;
  const packed = runProgram(backend, {
    name: 'SelectiveScanGradient',
    code: gradients(shader),
    inputs: { ...flatInputs(inputs), carried },
    output: { shape: [2 * plane + sequences * chunks * rows + sequences * segments * pairs], dtype: 'float32' },
    uniforms: { ...run.uniforms, segments: { i32: segments } },
    invocations: sequences * chunks * segments * WORKGROUP,
  });
  release(backend, carried);
  const take = (i: number, part: Part, whole: Whole) => gather(backend, packed, part, { ...whole, into: before?.[i] });
  const maps = shader.cross ? 1 : groups;
  const all = [
    take(
      0,
      { shape: [maps, batch, length, span], offset: 0, sum: [groups / maps, batch * length * span] },
      { shape: inputs.u.shape, range },
    ),
    take(1, { shape: [groups, batch, length, span], offset: plane, sum: [1, 0] }, { shape: inputs.delta.shape, range }),
    take(
      2,
      {
        shape: [states + 2, groups, span],
        offset: 2 * plane,
        outer: [states + 2, span],
        middle: [groups, batch * chunks * rows],
        sum: [batch * chunks, rows],
      },
      { shape: [states + 2, groups, channels], range },
    ),
    take(
      3,
      {
        shape: inputs.bc.shape,
        offset: 2 * plane + sequences * chunks * rows,
        outer: [sequences, segments * pairs],
        sum: [segments, pairs],
      },
      { shape: inputs.bc.shape },
    ),
  ];
  release(backend, packed);
  return all;
};

/** [du, ddelta, dcoefficients, dbc] */
export const scanGradWebGPU = (
  backend: KernelBackend,
  inputs: Infos & { readonly dy: TensorInfo },
  attrs: ScanAttrs,
): TensorInfo[] => {
  const { maxStorageBufferBindingSize } = (backend as unknown as { device: GPUDevice }).device.limits;
  let all: TensorInfo[] | undefined;
  for (const range of gradientRanges(scanSize(inputs.delta.shape, inputs.bc.shape), maxStorageBufferBindingSize)) {
    all = gradientsOf(backend, inputs, launch(inputs, attrs, GRADIENT_CHUNK, range), all);
  }
  const [du, dDelta, dCoefficients, dBc] = all!;
  return [du!, dDelta!, { ...dCoefficients!, shape: inputs.coefficients.shape }, dBc!];
};
