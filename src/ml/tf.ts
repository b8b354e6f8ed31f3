import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { type Message, Problem } from '../core/problem.ts';
import { startWithKernels, threadsOf, type WasmBackend } from './wasm/kernels.ts';
import type { SpawnThread } from './wasm/threads.ts';

/** The one place that sets up tfjs: its gradients, its backends, and what happens when a graphics device fails. */
export type BackendName = 'webgpu' | 'wasm' | 'cpu';
export const BACKENDS: readonly BackendName[] = ['webgpu', 'wasm', 'cpu'];

type WasmFile = 'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm';

export interface BackendOptions {
  /** Folder of tfjs's .wasm files, ending in '/', or where each of them is: URLs in a worker, paths in Node. */
  readonly wasmPaths?: string | Readonly<Record<WasmFile, string>>;
  /** Threads of the wasm backend; without it half of the cores. Node always has one. */
  readonly threads?: number;
  /** Starts a thread for own kernels on wasm; without it they have one. */
  readonly spawn?: SpawnThread;
}

export interface Started {
  readonly backend: BackendName;
  /** `backend.chosen`, or `backend.fallback` with the reasons for what was skipped. */
  readonly why: Message;
  /** What was tried first, and why it does not run here. */
  readonly skipped: readonly { readonly backend: BackendName; readonly reason: string }[];
  /** Name of the graphics adapter, '' without one. */
  readonly adapter: string;
  /** Threads on which own kernels run. */
  readonly threads: number;
}

/** What the running device complained of. WebGPU reports errors beside the calls, and the results are zeros. */
interface Device {
  readonly gpu: GPUDevice;
  readonly adapter: string;
  readonly software: boolean;
  readonly errors: string[];
  lost: string | null;
}
let device: Device | null = null;
let running: { choice: BackendName | 'auto'; options: BackendOptions } | null = null;

const WANTED_LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
  'maxStorageBuffersPerShaderStage',
] as const satisfies readonly (keyof GPUSupportedLimits)[];
const WANTED_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'bgra8unorm-storage'];

/** An adapter that computes on the processor: SwiftShader, llvmpipe (lavapipe), Windows' basic renderer. */
const isSoftware = ({ vendor, architecture, description, isFallbackAdapter }: GPUAdapterInfo): boolean =>
  isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${vendor} ${architecture} ${description}`);

async function openDevice(software: boolean): Promise<Device> {
  const gpu = (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu;
  if (!gpu) throw new Error('this browser has no WebGPU');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no graphics adapter was found');
  const { vendor, architecture, description } = adapter.info;
  if (!software && isSoftware(adapter.info)) {
    throw new Error('its adapter is software, slower than WebAssembly');
  }
  const opened = await adapter.requestDevice({
    requiredFeatures: WANTED_FEATURES.filter((f) => adapter.features.has(f)),
    requiredLimits: Object.fromEntries(WANTED_LIMITS.map((name) => [name, adapter.limits[name]])),
  });
  const made: Device = {
    gpu: opened,
    adapter: description || [vendor, architecture].filter(Boolean).join(' '),
    software: isSoftware(adapter.info),
    errors: [],
    lost: null,
  };
  opened.addEventListener('uncapturederror', (event) => made.errors.push(event.error.message));
  void opened.lost.then((info) => (made.lost = info.message || info.reason));
  return made;
}

async function startWebgpu(_: BackendOptions, software: boolean): Promise<string> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  await import('./ops/repaired/webgpu.ts');
  // small tensors would otherwise be computed by the cpu backend, where own kernels are not registered
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (!device || device.lost !== null) {
    if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
    const opened = await openDevice(software);
    tf.registerBackend('webgpu', () => new WebGPUBackend(opened.gpu, opened.gpu.adapterInfo), 3);
    device = opened;
  }
  if (!(await tf.setBackend('webgpu'))) throw new Error('the WebGPU backend did not start');
  await selfTest();
  return device.adapter;
}

async function startWasm(options: BackendOptions): Promise<string> {
  const { getThreadsCount, setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  await import('./ops/repaired/wasm.ts');
  if (!tf.findBackend('wasm')) {
    if (options.wasmPaths !== undefined) setWasmPaths(options.wasmPaths);
    if (options.threads !== undefined) setThreadsCount(options.threads);
  }
  // tfjs itself takes half of the cores at most, whatever it is told
  const wanted = { threads: () => options.threads ?? getThreadsCount(), spawn: options.spawn };
  if (!(await startWithKernels(() => tf.setBackend('wasm'), wanted))) throw new Error('WebAssembly did not start');
  await selfTest();
  return '';
}

/** Makes the cpu backend ready to work beside the one in use, where weights are rounded before they go to a device. */
export async function loadCpu(): Promise<void> {
  await import('./ops/repaired/cpu.ts');
  // in Node it would tell users at its first tensor to install tfjs-node
  Object.assign(tf.engine().findBackend('cpu'), { firstUse: false });
}

async function startCpu(): Promise<string> {
  await loadCpu();
  await tf.setBackend('cpu');
  return '';
}

/** A driver may start and still compute nonsense: one small convolution with a known answer. */
async function selfTest(): Promise<void> {
  const got = tf.tidy(() =>
    tf.sum(tf.conv2d(tf.ones<tf.Rank.R4>([1, 4, 4, 2]), tf.fill<tf.Rank.R4>([3, 3, 2, 3], 0.5), 1, 'valid')),
  );
  const [sum] = await readTensor(got);
  got.dispose();
  if (Math.abs(sum! - 108) > 1e-3) throw new Error(`a convolution gave ${sum}, not 108`);
}

/** `named`: the user asked for this very backend. Resolves to the adapter's name. */
const START: Record<BackendName, (options: BackendOptions, named: boolean) => Promise<string>> = {
  webgpu: startWebgpu,
  wasm: startWasm,
  cpu: startCpu,
};

/**
 * Starts the backend asked for, or the first of webgpu, wasm and cpu that passes a self-test.
 * A named backend that fails falls back as well; `why` says so.
 * A software WebGPU adapter is many times slower than wasm (bench/ has figures): it runs only when named.
 * Throws Problem `backend.none` when nothing runs.
 */
export async function startBackend(
  choice: BackendName | 'auto' = 'auto',
  options: BackendOptions = {},
): Promise<Started> {
  running = { choice, options };
  const order = choice === 'auto' ? BACKENDS : [choice, ...BACKENDS.filter((b) => b !== choice)];
  const skipped: { backend: BackendName; reason: string }[] = [];
  for (const backend of order) {
    try {
      const adapter = await START[backend](options, backend === choice);
      const reason = skipped.map((s) => `${s.backend}: ${s.reason}`).join('; ');
      return {
        backend,
        why: skipped.length === 0 ? { key: 'backend.chosen' } : { key: 'backend.fallback', values: { reason } },
        skipped,
        adapter,
        threads: backend === 'wasm' ? threadsOf(tf.backend() as WasmBackend).count : 1,
      };
    } catch (e) {
      skipped.push({ backend, reason: e instanceof Error ? e.message : String(e) });
    }
  }
  throw new Problem('backend.none', { reason: skipped.map((s) => `${s.backend}: ${s.reason}`).join('; ') });
}

/** Name of the backend in use. */
export const backendInUse = (): string => tf.getBackend();

/** Starts the same backend again after its device was lost. The tensors of the old one are gone: upload weights again. */
export async function restartBackend(): Promise<Started> {
  const { choice, options } = running ?? { choice: 'auto' as const, options: {} };
  return startBackend(choice, options);
}

/** Whether passes run on a graphics card, which compiles each kernel when it first meets it. */
export const onGraphicsCard = (): boolean => tf.getBackend() === 'webgpu' && device?.software === false;

/** The WebGPU device in use, or null: for tests that lose it on purpose. */
export const currentDevice = (): GPUDevice | null => device?.gpu ?? null;

/**
 * Names a backend that ran out of memory: Problem `backend.memory`; any other error comes back as it is.
 * The wasm module has aborted then, and stays dead: its worker or process must be started anew.
 */
export function outOfMemory(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  return /^Aborted\(|out of memory|allocation failed/i.test(message)
    ? new Problem('backend.memory', { backend: tf.getBackend() })
    : error;
}

/**
 * Throws what WebGPU reported since the last check; call it after every read, since a broken shader yields zeros.
 * Problem `backend.lost` when the device is gone; an Error with the shader message otherwise.
 */
export function checkDevice(): void {
  if (tf.getBackend() !== 'webgpu' || !device) return;
  if (device.lost !== null) throw new Problem('backend.lost');
  if (device.errors.length > 0) {
    const [first] = device.errors.splice(0);
    throw outOfMemory(new Error(`WebGPU: ${first}`));
  }
}

/** Values of a tensor, row-major. Never `dataSync`: on webgpu it returns zeros or loses the device. */
export async function readTensor(t: tf.Tensor): Promise<Float32Array | Int32Array | Uint8Array> {
  const values = await t.data().catch((e: unknown) => {
    checkDevice();
    throw e;
  });
  checkDevice();
  return values as Float32Array | Int32Array | Uint8Array;
}
