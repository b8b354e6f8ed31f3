import { evenParts, type Part } from '../wasm/evenParts.ts';
import { type Address, type Kernels, pieceOf } from '../wasm/kernels.ts';
import type { Threads } from '../wasm/threads.ts';

/** What the kernels of attention are told beside their tensors: see wasm/kernels/attention.ts. */
export interface Attention {
  readonly strides: readonly [q: number, kv: number, y: number];
  readonly cells: number;
  readonly queryIndex: Address;
  readonly queries: number;
  readonly keyIndex: Address;
  readonly keys: number;
  readonly heads: number;
  readonly depth: number;
  readonly scaling: number;
  readonly bias: Address;
  readonly labels: Address;
}

interface Places {
  readonly q: Address;
  readonly k: Address;
  readonly v: Address;
  readonly y: Address;
  /** Memory of attentionScratch for each call that runs at the same time. */
  readonly scratch: Address;
}

interface GradPlaces extends Places {
  readonly dq: Address;
  readonly dk: Address;
  readonly dv: Address;
  readonly dbias: Address;
}

/** Bytes of scratch of one call. */
export const attentionScratch = ({ kernels }: { readonly kernels: Kernels }, keys: number, depth: number): number =>
  pieceOf(kernels.attendScratch(keys, depth));

/** Multiplications of both products. */
const workOf = ({ cells, queries, keys, heads, depth }: Attention): number =>
  2 * cells * queries * keys * heads * depth;

/** What the kernels are told last, for some of the cells and some of the heads. */
function sizesOf(a: Attention, [cell, cellEnd]: Part, [head, headEnd]: Part): readonly number[] {
  const query = a.queryIndex + 4 * cell * a.queries;
  const key = a.keyIndex + 4 * cell * a.keys;
  const bias = a.bias && a.bias + 4 * head * a.queries * a.keys;
  const labels = a.labels && a.labels + 4 * cell * a.queries;
  const sizes = [cellEnd - cell, query, a.queries, key, a.keys, headEnd - head, a.depth];
  return [...a.strides, ...sizes, a.scaling, bias, labels];
}

/** Attention in parts: cells, or heads where there are too few. No query belongs to two cells. */
export function attend(threads: Threads, { q, k, v, y, scratch }: Places, a: Attention, bytes: number): void {
  const count = threads.partsOf(workOf(a));
  const all: Part = [0, a.cells];
  const parts =
    a.cells >= count
      ? evenParts(a.cells, count).map((cells) => [cells, [0, a.heads]] as const)
      : evenParts(a.heads, count).map((heads) => [all, heads] as const);
  threads.run(
    'attend',
    parts.map(([cells, heads], n) => {
      const at = 4 * heads[0] * a.depth;
      const own = scratch + bytes * n;
      return [q + at, k + at, v + at, y + at, own, ...sizesOf(a, cells, heads)];
    }),
  );
}

/** Its gradients in parts: heads alone, since a key may belong to many cells, and the bias to all. */
export function attendGrad(threads: Threads, places: GradPlaces, a: Attention, bytes: number): void {
  const { q, k, v, y, dq, dk, dv, dbias, scratch } = places;
  threads.run(
    'attendGrad',
    evenParts(a.heads, threads.partsOf(3 * workOf(a))).map((heads, n) => {
      const at = 4 * heads[0] * a.depth;
      const slopes = dbias && dbias + 4 * heads[0] * a.queries * a.keys;
      const tensors = [q, k, v, y, dq, dk, dv].map((address) => address + at);
      return [...tensors, slopes, scratch + bytes * n, ...sizesOf(a, [0, a.cells], heads)];
    }),
  );
}
