import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { addressOf, kernelsOf, pieceOf, threadsOf, type WasmBackend, withScratch } from '../../wasm/kernels.ts';
import { type Limits, LIMITS } from './activationLimits.ts';
import { replaceKernel } from './invoke.ts';
import { cutProduct } from './productParts.ts';

interface Attrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const batchOf = (x: TensorInfo) => util.sizeFromShape(x.shape.slice(0, -2));

/** The kernel repeats an operand over the batch, or not; it does not repeat parts of one. */
const goTogether = (a: TensorInfo, b: TensorInfo): boolean =>
  batchOf(a) === batchOf(b) || batchOf(a) === 1 || batchOf(b) === 1;

/** Matrix products of a batch; an operand of batch 1 serves the whole batch. bias: the last axis's values, or none. */
function product(
  backend: WasmBackend,
  a: TensorInfo,
  b: TensorInfo,
  bias: TensorInfo | undefined,
  { transposeA, transposeB }: Attrs,
  [low, high]: Limits,
): TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [batchA, batchB] = [batchOf(a), batchOf(b)];
  const kernels = kernelsOf(backend);
  const c = backend.makeOutput([...outer, m, n], 'float32');
  const threads = threadsOf(backend);
  const batch = Math.max(batchA, batchB);
  const strides = [batchA === 1 ? 0 : 4 * m * k, batchB === 1 ? 0 : 4 * k * n] as const;
  const sizes = { batch, m, k, n, strides, transposeA, transposeB };
  const parts = cutProduct(sizes, threads.partsOf(batch * m * k * n));
  const [from, by, to] = [addressOf(backend, a), addressOf(backend, b), addressOf(backend, c)];
  const offset = bias ? addressOf(backend, bias) : 0;
  const scratch = pieceOf(kernels.matmulScratch(m, k, n, Number(transposeA)));
  const flags = [Number(transposeA), Number(transposeB), low, high];
  const shares = parts.some((part) => part.adds);
  const own = scratch * Math.min(parts.length, threads.count);
  withScratch(backend, own + (shares ? 4 * m * n * (parts.length + 2) : 0), (at) => {
    threads.run(
      'matmul',
      parts.map((part, i) => {
        const out = shares ? at + own + 4 * m * n * i : to + part.c;
        const places = [from + part.a, by + part.b, offset, out, at + scratch * (i % threads.count)];
        return [...places, part.batch, part.m, part.k, n, ...strides, ...flags];
      }),
    );
    const sums = at + own + 4 * m * n * parts.length;
    if (shares) kernels.sumRows(at + own, to, sums, parts.length, m * n);
  });
  return c;
}

/**
 * Matrix products by an own kernel, whichever operand is transposed. tfjs leaves its fast routine for plain loops where
 * one is, and every gradient of a product has one.
 */
export function replaceMatMul(): void {
  replaceKernel('BatchMatMul', 'wasm', (params, stock) => {
    const { a, b } = params.inputs as { a: TensorInfo; b: TensorInfo };
    if (!goTogether(a, b)) return stock!(params) as TensorInfo;
    return product(params.backend as WasmBackend, a, b, undefined, params.attrs as unknown as Attrs, LIMITS['linear']!);
  });

  replaceKernel('_FusedMatMul', 'wasm', (params, stock) => {
    const { a, b, bias } = params.inputs as { a: TensorInfo; b: TensorInfo; bias?: TensorInfo };
    const { activation, ...attrs } = params.attrs as unknown as Attrs & { activation: string };
    const limits = LIMITS[activation];
    const columns = attrs.transposeB ? b.shape.at(-2) : b.shape.at(-1);
    if (!limits || !goTogether(a, b) || attrs.transposeA || (bias && util.sizeFromShape(bias.shape) !== columns)) {
      return stock!(params) as TensorInfo;
    }
    return product(params.backend as WasmBackend, a, b, bias, attrs, limits);
  });
}
