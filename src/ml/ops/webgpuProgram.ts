import { registerKernel } from '@tensorflow/tfjs-core';
import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** What tfjs's WebGPU backend offers to a kernel written outside it. */
interface WebGPUBackend extends KernelBackend {
  runWebGPUProgram(
    program: object,
    inputs: readonly TensorInfo[],
    dtype: string,
    uniforms: readonly { readonly type: 'int32' | 'float32'; readonly data: readonly number[] }[],
    output?: TensorInfo,
  ): TensorInfo;
}

type Uniform = { readonly i32: number; readonly f32?: never } | { readonly f32: number; readonly i32?: never };

export interface Program {
  readonly name: string;
  /** WGSL with `fn main(index : i32)`; it reads the inputs by name, `uniforms.*`, and writes `result`. */
  readonly code: string;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly output: { readonly shape: readonly number[]; readonly dtype: 'float32' | 'int32' };
  /** Where the result goes instead of a buffer of its own: what the code leaves alone stays there, and it may read it. */
  readonly into?: TensorInfo | undefined;
  readonly uniforms?: Readonly<Record<string, Uniform>>;
  /** How many times `main` runs, at least: rounded up to whole workgroups, so the code compares with `uniforms.invocations`. */
  readonly invocations: number;
  /** 4 where an input or the result is an array of vec4<f32>, 2 of vec2; 1 unless told. */
  readonly components?: Readonly<Record<string, 1 | 2 | 4>>;
}

/** Invocations of a workgroup: two waves of 32, one of 64. */
export const WORKGROUP = 64;

/**
 * Runs one WGSL program in workgroups of 64 and returns its result. tfjs binds `result` first, then the inputs,
 * then `uniforms` (each input's shape as `<name>Shape`, outShape, then those given, then `invocations`).
 * It splits a dispatch of more than 65,535 workgroups, and `index` stays the linear one: index / 64 is the workgroup.
 */
export const runProgram = (backend: KernelBackend, program: Program): TensorInfo => {
  const { code, output, components = {} } = program;
  const variableNames = Object.keys(program.inputs);
  const uniforms = Object.entries<Uniform>({ ...program.uniforms, invocations: { i32: program.invocations } });
  const fields = uniforms.map(([name, u]) => `${name} : ${u.i32 === undefined ? 'f32' : 'i32'},`).join(' ');
  return (backend as WebGPUBackend).runWebGPUProgram(
    {
      variableNames,
      outputShape: [...output.shape],
      uniforms: fields,
      workgroupSize: [WORKGROUP, 1, 1],
      dispatchLayout: { x: output.shape.map((_, axis) => axis) },
      dispatch: [Math.ceil(program.invocations / WORKGROUP), 1, 1],
      outputComponent: components['result'] ?? 1,
      variableComponents: variableNames.map((name) => components[name] ?? 1),
      // The code itself is the key: two programs are one only if they are the same text.
      shaderKey: `${program.name} ${fields} ${code}`,
      getUserCode: () => code,
    },
    Object.values(program.inputs),
    output.dtype,
    uniforms.map(([, u]) =>
      u.i32 === undefined ? { type: 'float32' as const, data: [u.f32] } : { type: 'int32' as const, data: [u.i32] },
    ),
    program.into,
  );
};

/** Runs a program once for every value of tensors of one shape; its result has that shape. */
export const runElementwise = (
  backend: KernelBackend,
  name: string,
  code: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  numbers: Readonly<Record<string, number>> = {},
): TensorInfo => {
  const { shape } = Object.values(inputs)[0]!;
  return runProgram(backend, {
    name,
    code,
    inputs,
    output: { shape, dtype: 'float32' },
    uniforms: Object.fromEntries(Object.entries(numbers).map(([key, f32]) => [key, { f32 }])),
    invocations: shape.reduce((a, b) => a * b, 1),
  });
};

/** Gives scratch back to the backend's pool: safe as soon as the programs that read it are recorded. */
export const release = (backend: KernelBackend, ...infos: readonly TensorInfo[]): void => {
  for (const info of infos) backend.disposeData(info.dataId);
};

const SUM_FIRST_AXIS = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  var sum = 0.0;
  for (var part = 0; part < uniforms.parts; part++) { sum += partial[part * uniforms.invocations + index]; }
  result[index] = sum;
}`;

/** Adds up partial sums [parts, ...shape] to `shape`, and releases them. */
export const sumPartials = (backend: KernelBackend, partial: TensorInfo): TensorInfo => {
  const [parts = 1, ...shape] = partial.shape;
  const total = runProgram(backend, {
    name: 'SumPartials',
    code: SUM_FIRST_AXIS,
    inputs: { partial },
    output: { shape, dtype: 'float32' },
    uniforms: { parts: { i32: parts } },
    invocations: shape.reduce((a, b) => a * b, 1),
  });
  release(backend, partial);
  return total;
};

/** Registers a kernel of the WebGPU backend under the name and with the inputs, attributes and outputs of its loops. */
export const registerWebGPUKernel = <Name extends string, Attrs extends object>(
  kernelName: string,
  run: (backend: KernelBackend, inputs: Readonly<Record<Name, TensorInfo>>, attrs: Attrs) => TensorInfo | TensorInfo[],
): void =>
  registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(backend as KernelBackend, inputs as Record<Name, TensorInfo>, attrs as unknown as Attrs),
  });
