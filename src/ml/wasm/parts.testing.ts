import { backend as backendInUse } from '@tensorflow/tfjs-core';
import { kernelsOf, replaceThreads, threadsOf, type WasmBackend } from './kernels.ts';
import { oneThread, type Threads } from './threads.ts';

/**
 * Runs `body` with every kernel's work cut as for `count` threads, however small. Parts that would run at the same time
 * follow one another, the last one first: what depends on their order shows.
 */
export async function inParts<T>(count: number, body: () => T | Promise<T>): Promise<T> {
  const backend = backendInUse() as WasmBackend;
  const before = threadsOf(backend);
  const alone = oneThread(kernelsOf(backend));
  const parted: Threads = {
    count,
    partsOf: () => count,
    run: (kernel, calls) => {
      for (let n = 0; n < calls.length; n += count) alone.run(kernel, calls.slice(n, n + count).reverse());
    },
  };
  replaceThreads(backend, parted);
  try {
    return await body();
  } finally {
    replaceThreads(backend, before);
  }
}
