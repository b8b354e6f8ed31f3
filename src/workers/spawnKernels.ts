import type { SpawnThread } from '../ml/wasm/threads.ts';

/** Time for a thread to load and to say that it is ready, ms. */
const PATIENCE = 10_000;

/** Starts a worker that runs own WebAssembly kernels beside the thread that calls them. */
export const spawnKernels: SpawnThread = (thread) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./kernels.worker.ts', import.meta.url), { type: 'module', name: 'kernels' });
    const give = (up: string) => {
      worker.terminate();
      reject(new Error(up));
    };
    const late = setTimeout(() => give('it did not get ready'), PATIENCE);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      clearTimeout(late);
      give(event.message);
    });
    worker.addEventListener('message', () => {
      clearTimeout(late);
      resolve();
    });
    worker.postMessage(thread);
  });
