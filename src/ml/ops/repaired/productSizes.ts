import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';

/** What tfjs tells its matrix products. */
export interface ProductAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const batchOf = (x: TensorInfo) => util.sizeFromShape(x.shape.slice(0, -2));

/** The kernels repeat an operand over the batch, or not; they do not repeat parts of one. */
export const goTogether = (a: TensorInfo, b: TensorInfo): boolean =>
  batchOf(a) === batchOf(b) || batchOf(a) === 1 || batchOf(b) === 1;

/** Sizes of [m, k] · [k, n] of a batch, the result's shape, and values from one matrix to the next: 0 of one for all. */
export function productSizes(a: TensorInfo, b: TensorInfo, { transposeA, transposeB }: ProductAttrs) {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [batchA, batchB] = [batchOf(a), batchOf(b)];
  const [aBatch, bBatch] = [batchA === 1 ? 0 : m * k, batchB === 1 ? 0 : k * n];
  return { m, k, n, batch: Math.max(batchA, batchB), aBatch, bBatch, shape: [...outer, m, n] };
}
