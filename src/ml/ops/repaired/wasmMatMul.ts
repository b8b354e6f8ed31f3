import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { addressOf, kernelsOf, type WasmBackend, withScratch } from '../../wasm/kernels.ts';
import { type Limits, LIMITS } from './activationLimits.ts';
import { replaceKernel } from './invoke.ts';

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
  withScratch(backend, kernels.matmulScratch(m, k, n, Number(transposeA)), (at) =>
    kernels.matmul(
      addressOf(backend, a),
      addressOf(backend, b),
      bias ? addressOf(backend, bias) : 0,
      addressOf(backend, c),
      at,
      Math.max(batchA, batchB),
      m,
      k,
      n,
      batchA === 1 ? 0 : 4 * m * k,
      batchB === 1 ? 0 : 4 * k * n,
      Number(transposeA),
      Number(transposeB),
      low,
      high,
    ),
  );
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
