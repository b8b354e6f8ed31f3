import { type backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { addressOf, kernelsOf, pieceOf, threadsOf, type WasmBackend, withScratch } from '../../wasm/kernels.ts';
import { type Limits, LIMITS } from './activationLimits.ts';
import { type ConvAttrs, infoOf, isPlain, type Shape4D } from './convAttrs.ts';
import { type ConvSizes, convWork, cutConv, cutImages } from './convParts.ts';
import { replaceKernel } from './invoke.ts';

type Info = backend_util.Conv2DInfo;

/** The order in which the kernels take sizes. */
function sizesOf(info: Info): ConvSizes {
  const { batchSize, inHeight, inWidth, inChannels, padInfo, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const input = [batchSize, inHeight, inWidth, inChannels] as const;
  const filter = [filterHeight, filterWidth, outChannels, strideHeight, strideWidth] as const;
  return [...input, ...filter, padInfo.top, padInfo.left, outHeight, outWidth];
}

/**
 * tfjs's convolution, alone and with bias and activation, and both of its gradients on the wasm backend by own kernels.
 * Its forward pass is slower than ours, its gradient of the input runs in plain loops, and one of the filter it does not
 * have (tfjs#8474).
 */
export function replaceConv2d(): void {
  replaceKernel('Conv2D', 'wasm', (params, stock) => {
    const { x, filter } = params.inputs as { x: TensorInfo; filter: TensorInfo };
    const attrs = params.attrs as unknown as ConvAttrs;
    if (!isPlain(attrs)) return stock!(params) as TensorInfo;
    const backend = params.backend as WasmBackend;
    const info = infoOf(x.shape as Shape4D, filter.shape as Shape4D, attrs);
    const y = backend.makeOutput(info.outShape, 'float32');
    convolve(backend, { x, filter }, y, sizesOf(info));
    return y;
  });

  replaceKernel('FusedConv2D', 'wasm', (params, stock) => {
    const { x, filter, bias } = params.inputs as { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo };
    const attrs = params.attrs as unknown as ConvAttrs & { activation: string };
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
    const attrs = params.attrs as unknown as ConvAttrs & { filterShape: Shape4D };
    const backend = params.backend as WasmBackend;
    const kernels = kernelsOf(backend);
    const sizes = sizesOf(infoOf(x.shape as Shape4D, attrs.filterShape, attrs));
    const dw = backend.makeOutput(attrs.filterShape, 'float32');
    const [from, by, to] = [addressOf(backend, x), addressOf(backend, dy), addressOf(backend, dw)];
    const threads = threadsOf(backend);
    const parts = cutConv(sizes, threads.partsOf(convWork(sizes)));
    const work = pieceOf(Math.max(...parts.map((part) => kernels.conv2dScratch(...part.sizes))));
    const count = util.sizeFromShape(attrs.filterShape);
    const each = work * Math.min(parts.length, threads.count);
    if (parts.length === 1) {
      withScratch(backend, work, (at) => kernels.conv2dBackpropFilter(from, by, to, at, ...sizes));
      return dw;
    }
    // every part has its own sum, and the sums are added in their order
    withScratch(backend, each + 4 * count * parts.length + 8 * count, (at) => {
      threads.run(
        'conv2dBackpropFilter',
        parts.map((part, n) => {
          const scratch = at + work * (n % threads.count);
          return [from + part.x, by + part.y, at + each + 4 * count * n, scratch, ...part.sizes];
        }),
      );
      kernels.sumRows(at + each, to, at + each + 4 * count * parts.length, parts.length, count);
    });
    return dw;
  });

  replaceKernel('Conv2DBackpropInput', 'wasm', (params, stock) => {
    const { dy, filter } = params.inputs as { dy: TensorInfo; filter: TensorInfo };
    const attrs = params.attrs as unknown as ConvAttrs & { inputShape: Shape4D };
    if (!isPlain(attrs)) return stock!(params) as TensorInfo;
    const backend = params.backend as WasmBackend;
    const info = infoOf(attrs.inputShape, filter.shape as Shape4D, attrs);
    const dx = backend.makeOutput(attrs.inputShape, 'float32');
    const { batchSize, inHeight, inWidth, inChannels, outChannels, outHeight, outWidth } = info;
    const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
    const [top, left] = [filterHeight - 1 - padInfo.top, filterWidth - 1 - padInfo.left];
    if (strideHeight === 1 && strideWidth === 1 && Math.min(top, left) >= 0) {
      // a convolution of dy with the filter turned by 180° and its channels swapped
      const input = [batchSize, outHeight, outWidth, outChannels] as const;
      const turned = [filterHeight, filterWidth, inChannels, 1, 1, top, left, inHeight, inWidth] as const;
      convolve(backend, { x: dy, filter }, dx, [...input, ...turned], { turned: true });
      return dx;
    }
    const kernels = kernelsOf(backend);
    const sizes = sizesOf(info);
    const [from, by, to] = [addressOf(backend, dy), addressOf(backend, filter), addressOf(backend, dx)];
    const threads = threadsOf(backend);
    const parts = cutImages(sizes, threads.partsOf(convWork(sizes)));
    const scratch = pieceOf(kernels.conv2dBackpropInputScratch(...sizes));
    withScratch(backend, scratch * parts.length, (at) =>
      threads.run(
        'conv2dBackpropInput',
        parts.map((part, n) => [from + part.y, by, to + part.x, at + scratch * n, ...part.sizes]),
      ),
    );
    return dx;
  });
}

function convolve(
  backend: WasmBackend,
  { x, filter, bias }: { readonly x: TensorInfo; readonly filter: TensorInfo; readonly bias?: TensorInfo },
  y: TensorInfo,
  sizes: ConvSizes,
  { turned = false, limits = LIMITS['linear']! }: { readonly turned?: boolean; readonly limits?: Limits } = {},
): void {
  const kernels = kernelsOf(backend);
  const [from, by, to] = [addressOf(backend, x), addressOf(backend, filter), addressOf(backend, y)];
  const offset = bias ? addressOf(backend, bias) : 0;
  const threads = threadsOf(backend);
  const parts = cutConv(sizes, threads.partsOf(convWork(sizes)));
  const scratch = pieceOf(Math.max(...parts.map((part) => kernels.conv2dScratch(...part.sizes))));
  withScratch(backend, scratch * Math.min(parts.length, threads.count), (at) =>
    threads.run(
      'conv2d',
      parts.map((part, n) => {
        const own = at + scratch * (n % threads.count);
        return [from + part.x, by, offset, to + part.y, own, ...part.sizes, Number(turned), ...limits];
      }),
    ),
  );
}
