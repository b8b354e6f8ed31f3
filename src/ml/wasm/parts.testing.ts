import { backend as backendInUse } from '@tensorflow/tfjs-core';
import { kernelsOf, replaceThreads, threadsOf, type WasmBackend } from './kernels.ts';
import { oneThread, type Threads } from './threads.ts';

/** Runs `body` with every kernel's work cut as for `count` threads, however small; the parts follow one another. */
export async function inParts<T>(count: number, body: () => T | Promise<T>): Promise<T> {
  const backend = backendInUse() as WasmBackend;
  const before = threadsOf(backend);
  const parted: Threads = { ...oneThread(kernelsOf(backend)), count, partsOf: () => count };
  replaceThreads(backend, parted);
  try {
    return await body();
  } finally {
    replaceThreads(backend, before);
  }
}
