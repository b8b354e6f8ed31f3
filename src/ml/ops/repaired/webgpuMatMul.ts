import { type KernelBackend, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { isHalves } from '../../halves.ts';
import { runProgram, sumPartials } from '../webgpuProgram.ts';
import { compose, replaceKernel } from './invoke.ts';
import { matMulCode, turnedMatMulCode } from './matmul.wgsl.ts';
import { goTogether, type ProductAttrs, productSizes } from './productSizes.ts';
import { bComponents, flat, isActivation, spread, type Tile, tileSize, unitOf } from './tile.wgsl.ts';
import { type Fused, integers, outerTile, partsOf } from './webgpuConv2d.ts';

const PLAIN: Fused = { activation: 'linear', alpha: 0 };

/** What the kernels take. */
const fits = (a: TensorInfo, b: TensorInfo): boolean =>
  a.dtype === 'float32' &&
  (b.dtype === 'float32' || isHalves(b)) &&
  util.sizeFromShape([...a.shape]) * util.sizeFromShape([...b.shape]) > 0 &&
  goTogether(a, b);

function product(
  backend: KernelBackend,
  a: TensorInfo,
  b: TensorInfo,
  attrs: ProductAttrs,
  { bias, activation, alpha }: Fused,
): TensorInfo {
  const { m, k, n, batch, aBatch, bBatch, shape } = productSizes(a, b, attrs);
  const [kUnit, nUnit] = [unitOf(k), unitOf(n)];
  const groups = n / nUnit;
  const size = tileSize(m * batch, groups);
  const [transposedB, halves] = [attrs.transposeB, isHalves(b)];
  const tile: Tile = { ...size, kUnit, nUnit, transposedB, halves, bias: bias !== undefined, activation };
  const { invocations, ...lanes } = spread(m, groups, size);
  const bUnit = transposedB ? kUnit : nUnit;
  const strides = { batch, aBatch: aBatch / kUnit, bBatch: bBatch / bUnit };
  const c = runProgram(backend, {
    name: 'MatMul',
    code: matMulCode(tile),
    inputs: { a: flat(a), b: flat(b), ...(bias ? { bias: flat(bias) } : {}) },
    output: { shape: [1, batch * m * n], dtype: 'float32' },
    uniforms: { ...integers({ rows: m, groups, k: k / kUnit, ...strides, ...lanes }), alpha: { f32: alpha } },
    invocations: batch * invocations,
    components: { a: kUnit, b: bComponents(tile), bias: nUnit, result: nUnit },
  });
  return { ...c, shape };
}

/** aᵀ · b, the gradient of every linear layer's weights: k counts pixels, so it is cut into parts. */
function turnedProduct(backend: KernelBackend, a: TensorInfo, b: TensorInfo, attrs: ProductAttrs): TensorInfo {
  const { m: rows, k, n, batch, aBatch, bBatch, shape } = productSizes(a, b, attrs);
  const tile = outerTile(rows, n);
  const [m, groups] = [rows / tile.mUnit, n / tile.nUnit];
  const [down, across] = [Math.ceil(m / tile.rows), Math.ceil(groups / tile.columns)];
  const [span, parts] = partsOf(k, batch * down * across);
  const strides = { batch, aBatch: aBatch / tile.mUnit, bBatch: bBatch / tile.nUnit };
  const partial = runProgram(backend, {
    name: 'TurnedMatMul',
    code: turnedMatMulCode(tile),
    inputs: { a: flat(a), b: flat(b) },
    output: { shape: [parts, batch * rows * n], dtype: 'float32' },
    uniforms: integers({ m, groups, k, down, across, span, ...strides }),
    invocations: parts * batch * down * across,
    components: { a: tile.mUnit, b: tile.nUnit, result: tile.nUnit },
  });
  return { ...(parts === 1 ? partial : sumPartials(backend, partial)), shape };
}

/** tfjs's matrix products on webgpu by own kernels, for the same reason as its convolutions. */
export function replaceMatMul(): void {
  replaceKernel('BatchMatMul', 'webgpu', (params, stock) => {
    const { a, b } = params.inputs as { a: TensorInfo; b: TensorInfo };
    const attrs = params.attrs as unknown as ProductAttrs;
    if (!fits(a, b)) return stock!(params) as TensorInfo;
    const backend = params.backend as KernelBackend;
    if (attrs.transposeA && attrs.transposeB) {
      // tfjs's own is wrong for a long k
      return compose(backend, 'webgpu', (call) => {
        const turned = call.own(product(backend, b, a, { transposeA: false, transposeB: false }, PLAIN));
        const last = turned.shape.length - 1;
        return call('Transpose', { x: turned }, { perm: [...Array(last - 1).keys(), last, last - 1] });
      });
    }
    // a single row is the same turned, and its long sum is then cut into parts; halves are not read that way
    const row = a.shape.at(-2) === 1 && !attrs.transposeA && !attrs.transposeB && !isHalves(b);
    if (!row && !attrs.transposeA) return product(backend, a, b, attrs, PLAIN);
    const column = row ? { ...a, shape: [...a.shape.slice(0, -2), a.shape.at(-1)!, 1] } : a;
    return turnedProduct(backend, column, b, { transposeA: true, transposeB: false });
  });

  replaceKernel('_FusedMatMul', 'webgpu', (params, stock) => {
    const { a, b, bias } = params.inputs as { a: TensorInfo; b: TensorInfo; bias?: TensorInfo };
    const attrs = params.attrs as unknown as ProductAttrs & { activation?: string; leakyreluAlpha?: number };
    const { activation = 'linear', leakyreluAlpha: alpha = 0 } = attrs;
    const columns = attrs.transposeB ? b.shape.at(-2) : b.shape.at(-1);
    const plainBias = !bias || util.sizeFromShape(bias.shape) === columns;
    if (!fits(a, b) || attrs.transposeA || !isActivation(activation) || !plainBias) {
      return stock!(params) as TensorInfo;
    }
    return product(params.backend as KernelBackend, a, b, attrs, { bias, activation, alpha });
  });
}
