import { util } from '@tensorflow/tfjs-core';
import { FREE, type KernelRun, type Macs, watchKernels } from './shapeBackend.ts';

/** What the kernels of a dry run ask for together; those that only rename memory (reshape, identity) are left out. */
export interface Tally {
  readonly macs: Required<Macs>;
  kernels: number;
  /** Bytes that they read, each its inputs once. */
  read: number;
  /** Bytes that they write. */
  written: number;
}

/** Of a tensor; bool has four a value too, as on WebGPU. */
export const bytesOf = ({ shape }: { readonly shape: readonly number[] }): number => 4 * util.sizeFromShape([...shape]);

/** Multiply-accumulates of convolutions and products: scans are left out, as papers count. */
export const productMacs = ({ conv = 0, convTranspose = 0, matmul = 0 }: Macs): number => conv + convTranspose + matmul;

/** Adds a kernel to the tally. */
function count(tally: Tally, { kernel, inputs, outputs }: KernelRun): void {
  if (FREE.has(kernel)) return;
  tally.kernels++;
  for (const x of inputs) tally.read += bytesOf(x);
  for (const y of outputs) {
    tally.written += bytesOf(y);
    for (const [kind, n] of Object.entries(y.macs ?? {})) tally.macs[kind as keyof Macs] += n;
  }
}

/** What `body`, a dry run, returns and asks for. */
export function tallied<T>(body: () => T): { readonly result: T; readonly tally: Tally } {
  const tally = { macs: { conv: 0, convTranspose: 0, matmul: 0, scan: 0 }, kernels: 0, read: 0, written: 0 };
  return { result: watchKernels((run) => count(tally, run), body), tally };
}
