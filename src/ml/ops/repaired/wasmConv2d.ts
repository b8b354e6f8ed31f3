import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { addressOf, kernelsOf, type WasmBackend, withScratch } from '../../wasm/kernels.ts';
import { type Limits, LIMITS } from './activationLimits.ts';
import { replaceKernel } from './invoke.ts';

type Info = backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

interface Attrs {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor';
}

const infoOf = (x: Shape4D, filter: Shape4D, { strides, pad, dilations = 1, dimRoundingMode }: Attrs) =>
  backend_util.computeConv2DInfo(x, filter, strides, dilations, pad, dimRoundingMode);

/** Channels last, and windows without gaps. */
const isPlain = ({ dataFormat = 'NHWC', dilations = 1 }: Attrs): boolean =>
  dataFormat === 'NHWC' && [dilations].flat().every((d) => d === 1);

/** The order in which the kernels take sizes. */
function sizesOf(info: Info): readonly number[] {
  const { batchSize, inHeight, inWidth, inChannels, padInfo, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const input = [batchSize, inHeight, inWidth, inChannels];
  const filter = [filterHeight, filterWidth, outChannels, strideHeight, strideWidth, padInfo.top, padInfo.left];
  return [...input, ...filter, outHeight, outWidth];
}

/**
 * tfjs's convolution, alone and with bias and activation, and both of its gradients on the wasm backend by own kernels. Its forward pass is slower than ours,
 * its gradient of the input runs in plain loops, and one of the filter it does not have (tfjs#8474).
 */
export function replaceConv2d(): void {
  replaceKernel('Conv2D', 'wasm', (params, stock) => {
    const { x, filter } = params.inputs as { x: TensorInfo; filter: TensorInfo };
    const attrs = params.attrs as unknown as Attrs;
    if (!isPlain(attrs)) return stock!(params) as TensorInfo;
    const backend = params.backend as WasmBackend;
    const info = infoOf(x.shape as Shape4D, filter.shape as Shape4D, attrs);
    const y = backend.makeOutput(info.outShape, 'float32');
    convolve(backend, { x, filter }, y, sizesOf(info));
    return y;
  });

  replaceKernel('FusedConv2D', 'wasm', (params, stock) => {
    const { x, filter, bias } = params.inputs as { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo };
    const attrs = params.attrs as unknown as Attrs & { activation: string };
    const limits = LIMITS[attrs.activation];
    const info = infoOf(x.shape as Shape4D, filter.shape as Shape4D, attrs);
    if (!isPlain(attrs) || !limits || (bias && util.sizeFromShape(bias.shape) !== info.outChannels)) {
      return stock!(params) as TensorInfo;
    }
    const backend = params.backend as WasmBackend;
    const y = backend.makeOutput(info.outShape, 'float32');
    convolve(backend, { x, filter, ...(bias ? { bias } : {}) }, y, sizesOf(info), { limits });
    return y;
  });

  replaceKernel('Conv2DBackpropFilter', 'wasm', (params) => {
    const { x, dy } = params.inputs as { x: TensorInfo; dy: TensorInfo };
    const attrs = params.attrs as unknown as Attrs & { filterShape: Shape4D };
    const backend = params.backend as WasmBackend;
    const kernels = kernelsOf(backend);
    const sizes = sizesOf(infoOf(x.shape as Shape4D, attrs.filterShape, attrs));
    const dw = backend.makeOutput(attrs.filterShape, 'float32');
    const [from, by, to] = [addressOf(backend, x), addressOf(backend, dy), addressOf(backend, dw)];
    withScratch(backend, kernels.conv2dScratch(...sizes), (at) =>
      kernels.conv2dBackpropFilter(from, by, to, at, ...sizes),
    );
    return dw;
  });

  replaceKernel('Conv2DBackpropInput', 'wasm', (params, stock) => {
    const { dy, filter } = params.inputs as { dy: TensorInfo; filter: TensorInfo };
    const attrs = params.attrs as unknown as Attrs & { inputShape: Shape4D };
    if (!isPlain(attrs)) return stock!(params) as TensorInfo;
    const backend = params.backend as WasmBackend;
    const info = infoOf(attrs.inputShape, filter.shape as Shape4D, attrs);
    const dx = backend.makeOutput(attrs.inputShape, 'float32');
    const { batchSize, inHeight, inWidth, inChannels, outChannels, outHeight, outWidth } = info;
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
    const [top, left] = [filterHeight - 1 - padInfo.top, filterWidth - 1 - padInfo.left];
    if (strideHeight === 1 && strideWidth === 1 && Math.min(top, left) >= 0) {
      // a convolution of dy with the filter turned by 180° and its channels swapped
      const sizes = [batchSize, outHeight, outWidth, outChannels, filterHeight, filterWidth, inChannels, 1, 1] as const;
      convolve(backend, { x: dy, filter }, dx, [...sizes, top, left, inHeight, inWidth], { turned: true });
      return dx;
    }
    const kernels = kernelsOf(backend);
    const sizes = sizesOf(info);
    const [from, by, to] = [addressOf(backend, dy), addressOf(backend, filter), addressOf(backend, dx)];
    withScratch(backend, kernels.conv2dBackpropInputScratch(...sizes), (at) =>
      kernels.conv2dBackpropInput(from, by, to, at, ...sizes),
    );
    return dx;
  });
}

function convolve(
  backend: WasmBackend,
  { x, filter, bias }: { readonly x: TensorInfo; readonly filter: TensorInfo; readonly bias?: TensorInfo },
  y: TensorInfo,
  sizes: readonly number[],
  { turned = false, limits = LIMITS['linear']! }: { readonly turned?: boolean; readonly limits?: Limits } = {},
): void {
  const kernels = kernelsOf(backend);
  const [from, by, to] = [addressOf(backend, x), addressOf(backend, filter), addressOf(backend, y)];
  const offset = bias ? addressOf(backend, bias) : 0;
  withScratch(backend, kernels.conv2dScratch(...sizes), (at) =>
    kernels.conv2d(from, by, offset, to, at, ...sizes, Number(turned), ...limits),
  );
}
