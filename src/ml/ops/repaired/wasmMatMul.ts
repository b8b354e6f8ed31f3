import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { addressOf, kernelsOf, pieceOf, threadsOf, type WasmBackend, withScratch } from '../../wasm/kernels.ts';
import { type Limits, LIMITS } from './activationLimits.ts';
import { replaceKernel } from './invoke.ts';
import { cutProduct } from './productParts.ts';
import { goTogether, type ProductAttrs, productSizes } from './productSizes.ts';

/** Matrix products of a batch; an operand of batch 1 serves the whole batch. bias: the last axis's values, or none. */
function product(
  backend: WasmBackend,
  a: TensorInfo,
  b: TensorInfo,
  bias: TensorInfo | undefined,
  attrs: ProductAttrs,
  [low, high]: Limits,
): TensorInfo {
  const { transposeA, transposeB } = attrs;
  const { m, k, n, batch, aBatch, bBatch, shape } = productSizes(a, b, attrs);
  const kernels = kernelsOf(backend);
  const c = backend.makeOutput(shape, 'float32');
  const threads = threadsOf(backend);
  const strides = [4 * aBatch, 4 * bBatch] as const;
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
    return product(
      params.backend as WasmBackend,
      a,
      b,
      undefined,
      params.attrs as unknown as ProductAttrs,
      LIMITS['linear']!,
    );
  });

  replaceKernel('_FusedMatMul', 'wasm', (params, stock) => {
    const { a, b, bias } = params.inputs as { a: TensorInfo; b: TensorInfo; bias?: TensorInfo };
    const { activation, ...attrs } = params.attrs as unknown as ProductAttrs & { activation: string };
    const limits = LIMITS[activation];
    const columns = attrs.transposeB ? b.shape.at(-2) : b.shape.at(-1);
    if (!limits || !goTogether(a, b) || attrs.transposeA || (bias && util.sizeFromShape(bias.shape) !== columns)) {
      return stock!(params) as TensorInfo;
    }
    return product(params.backend as WasmBackend, a, b, bias, attrs, limits);
  });
}
