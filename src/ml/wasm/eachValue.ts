import { evenParts } from './evenParts.ts';
import type { Address, Kernels } from './kernels.ts';
import type { Threads } from './threads.ts';

/**
 * Runs a kernel over every value of tensors of one shape, in parts: it takes the addresses, the number of values, and
 * `numbers`. `work` is how long a value takes, in multiplications; the kernels take four values at a time.
 */
export function eachValue(
  threads: Threads,
  kernel: keyof Kernels,
  tensors: readonly { readonly shape: readonly number[]; readonly at: Address }[],
  work: number,
  numbers: readonly number[] = [],
): void {
  const size = tensors[0]!.shape.reduce((a, b) => a * b, 1);
  threads.run(
    kernel,
    evenParts(size, threads.partsOf(work * size), 4).map(([from, to]) => [
      ...tensors.map(({ at }) => at + 4 * from),
      to - from,
      ...numbers,
    ]),
  );
}
