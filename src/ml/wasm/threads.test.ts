import { expect, it, vi } from 'vitest';
import { ANSWERED, controlOf, FAILED, type KernelThread } from './kernelThread.ts';
import type { Kernels } from './kernels.ts';
import { startThreads } from './threads.ts';

const shared = {} as Pick<KernelThread, 'module' | 'memory'>;

/** Kernels that only note their calls. */
const noting = () => {
  const kernels = { matmul: vi.fn(), gelu: vi.fn() };
  return { kernels, given: kernels as unknown as Kernels };
};

/** Threads that have answered their first call before it is asked, well or not; what they are asked stays to be read. */
const answering = (failed: boolean) => {
  const controls: ReturnType<typeof controlOf>[] = [];
  const spawn = async ({ control }: KernelThread) => {
    const made = controlOf(control);
    made.state[ANSWERED] = 1;
    made.state[FAILED] = Number(failed);
    controls.push(made);
  };
  return { controls, spawn };
};

it('the first call runs here, and each of the others on a thread', async () => {
  const { kernels, given } = noting();
  const { controls, spawn } = answering(false);
  const threads = await startThreads(given, shared, 3, spawn);
  expect(threads.count).toBe(3);
  threads.run('gelu', [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]);
  expect(kernels.gelu.mock.calls).toEqual([[1, 2, 3]]);
  // place among the exports, count of arguments, arguments
  expect(controls.map(({ call }) => [...call.subarray(0, 5)])).toEqual([
    [1, 3, 4, 5, 6],
    [1, 3, 7, 8, 9],
  ]);
});

it('a kernel that fails on a thread is named', async () => {
  const { given } = noting();
  const threads = await startThreads(given, shared, 2, answering(true).spawn);
  expect(() => threads.run('matmul', [[1], [2]])).toThrow(/failed in matmul/);
});

it('threads that do not start are done without', async () => {
  const { kernels, given } = noting();
  const threads = await startThreads(given, shared, 2, () => Promise.reject(new Error('no')));
  expect(threads.count).toBe(1);
  expect(threads.partsOf(1e12)).toBe(1);
  threads.run('gelu', [[1], [2]]);
  expect(kernels.gelu.mock.calls).toEqual([[1], [2]]);
});

it('little work stays whole, and much is cut for every thread', async () => {
  const threads = await startThreads(noting().given, shared, 2, answering(false).spawn);
  expect(threads.partsOf(1000)).toBe(1);
  expect(threads.partsOf(1e9)).toBe(2);
});
