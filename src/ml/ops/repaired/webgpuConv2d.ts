import { type backend_util, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { isHalves } from '../../halves.ts';
import { type Program, runProgram, sumPartials } from '../webgpuProgram.ts';
import { type ConvAttrs, infoOf, isPlain, type Shape4D } from './convAttrs.ts';
import { conv2dCode, type FilterTile, filterGradientCode } from './conv2d.wgsl.ts';
import { replaceKernel } from './invoke.ts';
import { type Activation, bComponents, flat, isActivation, spread, type Tile, tileSize, unitOf } from './tile.wgsl.ts';

type Info = backend_util.Conv2DInfo;
type Uniforms = NonNullable<Program['uniforms']>;

export const integers = (numbers: Readonly<Record<string, number>>): Uniforms =>
  Object.fromEntries(Object.entries(numbers).map(([name, i32]) => [name, { i32 }]));

const window = ({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }: Info) => ({
  kernelY: filterHeight,
  kernelX: filterWidth,
  strideY: strideHeight,
  strideX: strideWidth,
  top: padInfo.top,
  left: padInfo.left,
});

export interface Fused {
  readonly bias?: TensorInfo | undefined;
  readonly activation: Activation;
  readonly alpha: number;
}

/** y of x and the filter; `backward` dx of dy and the filter. */
function convolve(
  backend: KernelBackend,
  direction: 'forward' | 'backward',
  [a, filter]: readonly [TensorInfo, TensorInfo],
  info: Info,
  { bias, activation, alpha }: Fused,
): TensorInfo {
  const [k, n, shape] =
    direction === 'forward'
      ? [info.inChannels, info.outChannels, info.outShape]
      : [info.outChannels, info.inChannels, info.inShape];
  const [height, width] = [shape[1]!, shape[2]!];
  const [aHeight, aWidth] = [a.shape[1]!, a.shape[2]!];
  const [kUnit, nUnit] = [unitOf(k), unitOf(n)];
  const rows = info.batchSize * height * width;
  const groups = n / nUnit;
  const size = tileSize(rows, groups);
  const transposedB = direction === 'backward';
  const halves = isHalves(filter);
  const tile: Tile = { ...size, kUnit, nUnit, transposedB, halves, bias: bias !== undefined, activation };
  const { invocations, ...lanes } = spread(rows, groups, size);
  const sizes = { rows, groups, k: k / kUnit, height, width, aHeight, aWidth };
  const y = runProgram(backend, {
    name: 'Conv2D',
    code: conv2dCode(tile, direction),
    inputs: { a: flat(a), b: flat(filter), ...(bias ? { bias: flat(bias) } : {}) },
    output: { shape: [1, rows * n], dtype: 'float32' },
    uniforms: { ...integers({ ...sizes, ...lanes, ...window(info) }), alpha: { f32: alpha } },
    invocations,
    components: { a: kUnit, b: bComponents(tile), bias: nUnit, result: nUnit },
  });
  return { ...y, shape: [...shape] };
}

/** Invocations to aim at, and parts at most, whose sums are added up afterwards. */
const FILTER_INVOCATIONS = 4096;
const MOST_PARTS = 128;

/** Into how many parts a long sum is cut that `tiles` invocations would otherwise compute: [length, number]. */
export function partsOf(length: number, tiles: number): readonly [span: number, parts: number] {
  const wanted = Math.min(MOST_PARTS, length, Math.max(1, Math.ceil(FILTER_INVOCATIONS / tiles)));
  const span = Math.ceil(length / wanted);
  return [span, Math.ceil(length / span)];
}

/** Two groups of four channels either way, where there are so many. */
export const outerTile = (m: number, n: number): FilterTile => {
  const [mUnit, nUnit] = [unitOf(m), unitOf(n)];
  return { mUnit, nUnit, rows: Math.min(2, m / mUnit), columns: Math.min(2, n / nUnit) };
};

function filterGradient(backend: KernelBackend, x: TensorInfo, dy: TensorInfo, info: Info): TensorInfo {
  const { batchSize, inChannels, outChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const tile = outerTile(inChannels, outChannels);
  const [m, groups] = [inChannels / tile.mUnit, outChannels / tile.nUnit];
  const [down, across] = [Math.ceil(m / tile.rows), Math.ceil(groups / tile.columns)];
  const taps = filterHeight * filterWidth;
  const lines = batchSize * outHeight;
  const [span, parts] = partsOf(lines, taps * down * across);
  const [aHeight, aWidth] = [info.inHeight, info.inWidth];
  const sizes = { m, groups, down, across, span, lines, height: outHeight, width: outWidth, aHeight, aWidth };
  const filterShape = [filterHeight, filterWidth, inChannels, outChannels];
  const partial = runProgram(backend, {
    name: 'Conv2DFilterGradient',
    code: filterGradientCode(tile),
    inputs: { a: flat(x), dy: flat(dy) },
    output: { shape: [parts, taps * inChannels * outChannels], dtype: 'float32' },
    uniforms: integers({ ...sizes, ...window(info) }),
    invocations: parts * taps * down * across,
    components: { a: tile.mUnit, dy: tile.nUnit, result: tile.nUnit },
  });
  return { ...(parts === 1 ? partial : sumPartials(backend, partial)), shape: filterShape };
}

const PLAIN: Fused = { activation: 'linear', alpha: 0 };

/**
 * tfjs's convolution and both of its gradients on webgpu by own kernels: tfjs's work in shared memory between barriers,
 * its gradient of the filter loops over all pixels in each of few invocations.
 */
export function replaceConv2d(): void {
  replaceKernel('Conv2D', 'webgpu', (params, stock) => {
    const { x, filter } = params.inputs as { x: TensorInfo; filter: TensorInfo };
    const attrs = params.attrs as unknown as ConvAttrs;
    if (!isPlain(attrs)) return stock!(params) as TensorInfo;
    const info = infoOf(x.shape as Shape4D, filter.shape as Shape4D, attrs);
    return convolve(params.backend as KernelBackend, 'forward', [x, filter], info, PLAIN);
  });

  replaceKernel('FusedConv2D', 'webgpu', (params, stock) => {
    const { x, filter, bias } = params.inputs as { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo };
    const attrs = params.attrs as unknown as ConvAttrs & { activation?: string; leakyreluAlpha?: number };
    const { activation = 'linear', leakyreluAlpha: alpha = 0 } = attrs;
    const fits = !bias || bias.shape.reduce((a, b) => a * b, 1) === filter.shape[3];
    if (!isPlain(attrs) || !isActivation(activation) || !fits) return stock!(params) as TensorInfo;
    const info = infoOf(x.shape as Shape4D, filter.shape as Shape4D, attrs);
    return convolve(params.backend as KernelBackend, 'forward', [x, filter], info, { bias, activation, alpha });
  });

  replaceKernel('Conv2DBackpropInput', 'webgpu', (params, stock) => {
    const { dy, filter } = params.inputs as { dy: TensorInfo; filter: TensorInfo };
    const attrs = params.attrs as unknown as ConvAttrs & { inputShape: Shape4D };
    if (!isPlain(attrs)) return stock!(params) as TensorInfo;
    const info = infoOf(attrs.inputShape, filter.shape as Shape4D, attrs);
    return convolve(params.backend as KernelBackend, 'backward', [dy, filter], info, PLAIN);
  });

  replaceKernel('Conv2DBackpropFilter', 'webgpu', (params, stock) => {
    const { x, dy } = params.inputs as { x: TensorInfo; dy: TensorInfo };
    const attrs = params.attrs as unknown as ConvAttrs & { filterShape: Shape4D };
    if (!isPlain(attrs)) return stock!(params) as TensorInfo;
    const info = infoOf(x.shape as Shape4D, attrs.filterShape, attrs);
    return filterGradient(params.backend as KernelBackend, x, dy, info);
  });
}
