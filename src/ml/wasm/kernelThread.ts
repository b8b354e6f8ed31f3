/** What another thread needs to run the kernels on the memory of this one. Plain data that a worker may be sent. */
export interface KernelThread {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Through which it is told what to run: see controlOf. */
  readonly control: SharedArrayBuffer;
}

/** Number of the call asked for last, and of the call answered last; calls count from 1. */
export const ASKED = 0;
export const ANSWERED = 1;
/** Whether the call answered last ended in an error. */
export const FAILED = 2;

/** Arguments of a call at most. */
const ARGUMENTS = 30;
const WORDS = 4;
export const CONTROL_BYTES = 4 * WORDS + 8 * (2 + ARGUMENTS);

/** state: the words above. call: place of the kernel among the exports, count of its arguments, and these. */
export const controlOf = (control: SharedArrayBuffer) => ({
  state: new Int32Array(control, 0, WORDS),
  call: new Float64Array(control, 4 * WORDS),
});

/** Looks at a word this often before going to sleep: a few microseconds, less than it takes to be woken. */
const LOOKS = 2000;

/** Waits by looking while the word is `value`. Returns whether it has changed. */
export function lookAt(state: Int32Array, word: number, value: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(state, word) !== value) return true;
  return false;
}

/** The other thread's side: runs what it is asked to, for as long as the thread lives. `ready` is called once before. */
export async function serveKernels({ module, memory, control }: KernelThread, ready: () => void): Promise<never> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = Object.values(exports) as ((...args: number[]) => void)[];
  const { state, call } = controlOf(control);
  ready();
  for (let done = 0; ; done++) {
    while (!lookAt(state, ASKED, done)) Atomics.wait(state, ASKED, done);
    try {
      kernels[call[0]!]!(...call.subarray(2, 2 + call[1]!));
      Atomics.store(state, FAILED, 0);
    } catch {
      Atomics.store(state, FAILED, 1);
    }
    Atomics.store(state, ANSWERED, done + 1);
    Atomics.notify(state, ANSWERED);
  }
}
