import { backend as backendInUse, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { oneThread, type SpawnThread, startThreads, type Threads } from './threads.ts';

/** Address in the memory that tfjs's wasm module and the kernels share, bytes. 0 where an optional input is absent. */
export type Address = number;

/** Exports of kernels/index.ts, where each is described. Booleans are 0 or 1. */
export interface Kernels {
  matmul(
    ...args: [a: Address, b: Address, bias: Address, c: Address, scratch: Address, ...sizesFlagsLimits: number[]]
  ): void;
  matmulScratch(m: number, k: number, n: number, transposeA: number): number;
  conv2d(
    ...args: [x: Address, filter: Address, bias: Address, y: Address, scratch: Address, ...sizesFlagsLimits: number[]]
  ): void;
  conv2dScratch(...sizes: number[]): number;
  conv2dBackpropFilter(...args: [x: Address, dy: Address, dw: Address, scratch: Address, ...sizes: number[]]): void;
  conv2dBackpropInput(...args: [dy: Address, filter: Address, dx: Address, scratch: Address, ...sizes: number[]]): void;
  conv2dBackpropInputScratch(...sizes: number[]): number;
  depthwiseBackpropFilter(...args: [x: Address, dy: Address, dw: Address, scratch: Address, ...sizes: number[]]): void;
  depthwiseScratch(channels: number, kernelHeight: number, kernelWidth: number): number;
  attend(
    ...args: [q: Address, k: Address, v: Address, y: Address, scratch: Address, ...sizesIndicesScalingBias: number[]]
  ): void;
  attendGrad(...args: number[]): void;
  attendScratch(keys: number, depth: number): number;
  layerNorm(
    ...args: [x: Address, gamma: Address, beta: Address, y: Address, rows: number, channels: number, eps: number]
  ): void;
  layerNormGrad(...args: number[]): void;
  channelNorm(...args: number[]): void;
  channelNormGrad(...args: number[]): void;
  channelNormScratch(channels: number): number;
  copyRows(to: Address, from: Address, rows: number, count: number, toStride: number, fromStride: number): void;
  sumRows(x: Address, y: Address, scratch: Address, rows: number, channels: number): void;
  scan(...args: number[]): void;
  scanScratch(states: number): number;
  scanGrad(...args: number[]): void;
  scanGradScratch(length: number, states: number): number;
  gelu(x: Address, y: Address, count: number): void;
  geluGrad(x: Address, dy: Address, dx: Address, count: number): void;
  reluGrad(y: Address, dy: Address, dx: Address, count: number): void;
  maxPoolGrad(x: Address, dy: Address, dx: Address, ...sizes: number[]): void;
  adamStep(...args: number[]): void;
}

/** What tfjs's wasm backend has beyond a KernelBackend. */
export interface WasmBackend extends KernelBackend {
  readonly wasm: {
    _malloc: (bytes: number) => Address;
    _free(at: Address): void;
    readonly HEAPU8: Uint8Array;
    /** Exports of the module; `memory` among them unless it is shared. */
    readonly asm: { readonly memory?: WebAssembly.Memory };
  };
  makeOutput(shape: readonly number[], dtype: 'float32' | 'int32'): TensorInfo;
  getMemoryOffset(dataId: object): Address;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
}

/** The best build first: relaxed SIMD has a fused multiply-add. */
const BUILDS = {
  own: [() => import('./kernels/index.ts?relaxed'), () => import('./kernels/index.ts?simd')],
  shared: [() => import('./kernels/index.ts?relaxed-shared'), () => import('./kernels/index.ts?simd-shared')],
};

const running = new WeakMap<WasmBackend, { readonly kernels: Kernels; threads: Threads }>();

/** Threads that shared memory allows: how many in all, and how to start one. */
interface Wanted {
  readonly threads: () => number;
  readonly spawn?: SpawnThread | undefined;
}

/**
 * Starts tfjs's wasm backend by `start` and puts the kernels into its memory, so that they work on tensors in place.
 * The memory is an export of tfjs's module, except with threads: then tfjs creates it, and that is watched for.
 * Throws where the browser has no WebAssembly SIMD.
 */
export async function startWithKernels(start: () => Promise<boolean>, wanted: Wanted): Promise<boolean> {
  let created: WebAssembly.Memory | null = null;
  const { Memory } = WebAssembly;
  WebAssembly.Memory = new Proxy(Memory, {
    construct: (target, args: [WebAssembly.MemoryDescriptor]) => (created = new target(...args)),
  });
  let started: boolean;
  try {
    started = await start();
  } finally {
    WebAssembly.Memory = Memory;
  }
  if (!started) return false;
  const backend = backendInUse() as WasmBackend;
  if (running.has(backend)) return true;
  refuseNull(backend);
  const memory = backend.wasm.asm.memory ?? created;
  if (!memory) throw new Error('the memory of the WebAssembly backend was not found');
  const shared = !(memory.buffer instanceof ArrayBuffer);
  const builds = shared ? BUILDS.shared : BUILDS.own;
  for (const load of builds) {
    const bytes = Uint8Array.from(atob((await load()).default), (c) => c.charCodeAt(0));
    if (!WebAssembly.validate(bytes)) continue;
    const module = await WebAssembly.compile(bytes);
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    const kernels = instance.exports as unknown as Kernels;
    const count = shared && wanted.spawn ? wanted.threads() : 1;
    const threads =
      count > 1 ? await startThreads(kernels, { module, memory }, count, wanted.spawn!) : oneThread(kernels);
    running.set(backend, { kernels, threads });
    return true;
  }
  throw new Error('WebAssembly has no SIMD here');
}

/** Makes malloc throw where there is no more memory: tfjs would take the null it gives for an address, and write there. */
function refuseNull({ wasm }: WasmBackend): void {
  // the module's own stub puts another function in its place when it is first called
  wasm._free(wasm._malloc(8));
  const { _malloc: malloc } = wasm;
  wasm._malloc = (bytes) => {
    const at = malloc(bytes) >>> 0;
    if (at === 0 && bytes > 0) throw new Error(`allocation failed: ${bytes} bytes`);
    return at;
  };
}

function runningOn(backend: WasmBackend) {
  const found = running.get(backend);
  if (!found) throw new Error('The WebAssembly backend was started without its kernels: use startBackend.');
  return found;
}

/** The kernels in the memory of a backend that startWithKernels started. */
export const kernelsOf = (backend: WasmBackend): Kernels => runningOn(backend).kernels;

/** What runs the kernels of a backend. */
export const threadsOf = (backend: WasmBackend): Threads => runningOn(backend).threads;

/** Lets others run the kernels of a backend. */
export const replaceThreads = (backend: WasmBackend, threads: Threads): void =>
  void (runningOn(backend).threads = threads);

/** Calls `run` with `bytes` of memory that are given back after. Throws when there is no more. */
export function withScratch(backend: WasmBackend, bytes: number, run: (at: Address) => void): void {
  const at = backend.wasm._malloc(bytes);
  try {
    run(at);
  } finally {
    backend.wasm._free(at);
  }
}

/** Bytes of one of several pieces of memory side by side: no two share a line of the cache. */
export const pieceOf = (bytes: number): number => (bytes + 63) & ~63;

export const addressOf = (backend: WasmBackend, { dataId }: TensorInfo): Address => backend.getMemoryOffset(dataId);
