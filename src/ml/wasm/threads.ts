import type { Kernels } from './kernels.ts';
import { ANSWERED, ASKED, CONTROL_BYTES, controlOf, FAILED, type KernelThread, lookAt } from './kernelThread.ts';

/** What runs the kernels: this thread alone, or others beside it. */
export interface Threads {
  /** Calls that run at the same time. */
  readonly count: number;
  /** Into how many parts to cut work of so many multiplications. */
  partsOf(work: number): number;
  /** Calls a kernel with each of these lists of arguments, `count` at a time and in this order. */
  run(kernel: keyof Kernels, calls: readonly (readonly number[])[]): void;
}

/** Starts a thread that serves the kernels (serveKernels). Resolves once it is ready; rejects where there is none. */
export type SpawnThread = (thread: KernelThread) => Promise<void>;

type Call = (...args: readonly number[]) => void;

export const oneThread = (kernels: Kernels): Threads => ({
  count: 1,
  partsOf: () => 1,
  run: (kernel, calls) => {
    for (const args of calls) (kernels[kernel] as Call)(...args);
  },
});

/** Multiplications that take longer than waking a thread: some 20 µs, and more in a browser on a busy machine. */
const LEAST_WORK = 1_000_000;

/** A call takes seconds at most: a thread that has not answered after so long has died. Milliseconds. */
const PATIENCE = 60_000;

/** A page's own thread may look, but not sleep. */
function maySleep(state: Int32Array): boolean {
  try {
    Atomics.wait(state, ANSWERED, -1);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs calls on `count` threads, this one among them: the others are started by `spawn`. The fewer of them start, the
 * fewer there are.
 */
export async function startThreads(
  kernels: Kernels,
  { module, memory }: Pick<KernelThread, 'module' | 'memory'>,
  count: number,
  spawn: SpawnThread,
): Promise<Threads> {
  const controls = Array.from({ length: count - 1 }, () => new SharedArrayBuffer(CONTROL_BYTES));
  const started = await Promise.allSettled(controls.map((control) => spawn({ module, memory, control })));
  const others = controls.filter((_, n) => started[n]!.status === 'fulfilled').map(controlOf);
  if (others.length === 0) return oneThread(kernels);
  const sleeps = maySleep(others[0]!.state);
  const places = new Map(Object.keys(kernels).map((name, place) => [name, place]));
  const asked = others.map(() => 0);
  let dead = false;

  function ask(n: number, kernel: keyof Kernels, args: readonly number[]): void {
    const { state, call } = others[n]!;
    call[0] = places.get(kernel)!;
    call[1] = args.length;
    call.set(args, 2);
    Atomics.store(state, ASKED, ++asked[n]!);
    Atomics.notify(state, ASKED);
  }

  /** Returns whether the call went well. */
  function answerOf(n: number): boolean {
    const { state } = others[n]!;
    const before = asked[n]! - 1;
    const until = performance.now() + PATIENCE;
    while (!lookAt(state, ANSWERED, before)) {
      if (performance.now() > until) {
        dead = true;
        return false;
      }
      if (sleeps) Atomics.wait(state, ANSWERED, before, PATIENCE);
    }
    return Atomics.load(state, FAILED) === 0;
  }

  function runAtOnce(kernel: keyof Kernels, [own, ...calls]: readonly (readonly number[])[]): void {
    calls.forEach((args, n) => ask(n, kernel, args));
    let well: boolean[] = [];
    try {
      (kernels[kernel] as Call)(...own!);
    } finally {
      // their memory is lent until they are done, whatever came of the call here
      well = calls.map((_, n) => answerOf(n));
    }
    if (!well.every(Boolean)) throw new Error(`A thread of the WebAssembly kernels failed in ${kernel}.`);
  }

  const alone = oneThread(kernels);
  const all = others.length + 1;
  const countNow = () => (dead ? 1 : all);
  return {
    get count() {
      return countNow();
    },
    partsOf: (work) => Math.max(1, Math.min(countNow(), Math.floor(work / LEAST_WORK))),
    run(kernel, calls) {
      if (dead || calls.length === 1) return alone.run(kernel, calls);
      for (let n = 0; n < calls.length; n += all) runAtOnce(kernel, calls.slice(n, n + all));
    },
  };
}
