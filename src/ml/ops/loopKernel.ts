import { registerKernel } from '@tensorflow/tfjs-core';
import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import {
  type Address,
  addressOf,
  type Kernels,
  kernelsOf,
  threadsOf,
  type WasmBackend,
  withScratch,
} from '../wasm/kernels.ts';
import type { Threads } from '../wasm/threads.ts';

/** A tensor as plain loops see it: row-major values, not copied. */
interface Plain<V extends Float32Array | Int32Array = Float32Array> {
  readonly shape: readonly number[];
  readonly values: V;
}

/** A tensor as the WebAssembly kernels see it. */
interface Placed {
  readonly shape: readonly number[];
  readonly at: Address;
}

/** What a WebAssembly kernel works with. */
export interface WasmCall<Attrs extends object> {
  readonly kernels: Kernels;
  /** Runs them in parts. */
  readonly threads: Threads;
  readonly inputs: Readonly<Record<string, Placed>>;
  readonly outputs: readonly Placed[];
  readonly attrs: Attrs;
  /** Lends memory, bytes, for as long as `run` takes. */
  readonly scratch: (bytes: number, run: (at: Address) => void) => void;
  /** Values at an address; gone when memory is lent or given next. */
  readonly floats: (at: Address, count: number) => Float32Array;
  readonly ints: (at: Address, count: number) => Int32Array;
}

interface OutputSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** An operator written in plain loops: what it returns, and how its values come about. */
export interface LoopKernel<Attrs extends object> {
  readonly name: string;
  /** Shapes and types of the outputs, from the shapes of the inputs. */
  readonly outputs: (shapes: Readonly<Record<string, readonly number[]>>, attrs: Attrs) => readonly OutputSpec[];
  /** Fills every output. Outputs start with whatever their memory held. */
  readonly run: (inputs: PlainInputs, outputs: readonly Plain[], attrs: Attrs) => void;
  /** The same by the kernels of ml/wasm, which then stand in for the loops on wasm. */
  readonly wasm?: (call: WasmCall<Attrs>) => void;
}

// oxlint-disable-next-line typescript/no-explicit-any -- an input is of either type: its kernel knows which
type PlainInputs = Readonly<Record<string, Plain<any>>>;

export interface CpuBackend extends KernelBackend {
  readonly data: { get(id: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array | Int32Array): TensorInfo;
}

type Inputs = Record<string, TensorInfo>;

const mapValues = <A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));

// tfjs hands an array on as an array: a kernel of one output returns it bare.
const oneOrAll = (infos: TensorInfo[]) => (infos.length === 1 ? infos[0]! : infos);

/**
 * Registers the loops as the kernel of both backends whose values JavaScript can reach: cpu, and wasm,
 * where they run on the heap in place, unless a kernel of ml/wasm takes their place. On wasm every output is allocated before any view is taken:
 * an allocation may grow the heap and detach the views.
 */
export const registerLoopKernel = <Attrs extends object>(kernel: LoopKernel<Attrs>): void => {
  const specsOf = (inputs: Inputs, attrs: Attrs) =>
    kernel.outputs(
      mapValues(inputs, (info) => info.shape),
      attrs,
    );

  registerKernel({
    kernelName: kernel.name,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const cpu = backend as CpuBackend;
      const options = attrs as unknown as Attrs;
      const outputs = specsOf(inputs as Inputs, options).map(({ shape, dtype }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        return { shape, dtype, values: dtype === 'int32' ? new Int32Array(size) : new Float32Array(size) };
      });
      const plain = mapValues(inputs as Inputs, (info) => ({
        shape: info.shape,
        values: cpu.data.get(info.dataId).values,
      }));
      kernel.run(plain, outputs as Plain[], options);
      return oneOrAll(outputs.map(({ shape, dtype, values }) => cpu.makeTensorInfo([...shape], dtype, values)));
    },
  });

  if (kernel.wasm) {
    registerWasmKernel({ name: kernel.name, outputs: kernel.outputs, wasm: kernel.wasm });
    return;
  }
  registerKernel({
    kernelName: kernel.name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as WasmBackend;
      const options = attrs as unknown as Attrs;
      const outputs = specsOf(inputs as Inputs, options).map((o) => wasm.makeOutput([...o.shape], o.dtype));
      const view = (info: TensorInfo) => ({ shape: info.shape, values: wasm.typedArrayFromHeap(info) });
      kernel.run(mapValues(inputs as Inputs, view), outputs.map(view), options);
      return oneOrAll(outputs);
    },
  });
};

/** Registers an operator of ml/wasm: on the wasm backend alone. */
export const registerWasmKernel = <Attrs extends object>(
  kernel: Required<Pick<LoopKernel<Attrs>, 'name' | 'outputs' | 'wasm'>>,
): void =>
  registerKernel({
    kernelName: kernel.name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as WasmBackend;
      const options = attrs as unknown as Attrs;
      const shapes = mapValues(inputs as Inputs, (info) => info.shape);
      const outputs = kernel.outputs(shapes, options).map((o) => wasm.makeOutput([...o.shape], o.dtype));
      const placed = (info: TensorInfo) => ({ shape: info.shape, at: addressOf(wasm, info) });
      kernel.wasm({
        kernels: kernelsOf(wasm),
        threads: threadsOf(wasm),
        inputs: mapValues(inputs as Inputs, placed),
        outputs: outputs.map(placed),
        attrs: options,
        scratch: (bytes, run) => withScratch(wasm, bytes, run),
        floats: (at, count) => new Float32Array(wasm.wasm.HEAPU8.buffer, at, count),
        ints: (at, count) => new Int32Array(wasm.wasm.HEAPU8.buffer, at, count),
      });
      return oneOrAll(outputs);
    },
  });
