import { backend as backendInUse } from '@tensorflow/tfjs-core';
import { kernelsOf, replaceThreads, threadsOf, type WasmBackend } from './kernels.ts';
import { oneThread, type Threads } from './threads.ts';

/** Runs `body` with every kernel's work cut as for `count` threads, however small; the parts follow one another. */
export async function inParts<T>(count: number, body: () => T | Promise<T>): Promise<T> {
  const backend = backendInUse() as WasmBackend;
  const before = threadsOf(backend);
  const { run } = oneThread(kernelsOf(backend));
  replaceThreads(backend, { count, partsOf: () => count, run } satisfies Threads);
  try {
    return await body();
  } finally {
    replaceThreads(backend, before);
  }
}
