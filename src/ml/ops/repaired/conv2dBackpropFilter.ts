import { backend_util, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { compose, replaceKernel } from './invoke.ts';

interface Attrs {
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor';
  filterShape: [number, number, number, number];
}

/**
 * Gradient of a convolution's filter: dW[ky, kx, i, o] = Σ x[n, y·s + ky, x·s + kx, i] · dy[n, y, x, o].
 * tfjs's wasm backend has none (tfjs#8474), and webgpu's loops over all pixels in each of few invocations.
 * Here every row of taps is one matrix product: shifted copies of the transposed input [kw·in, n·h·w] times dy [n·h·w, out].
 */
export const repairConv2dBackpropFilter = (backendName: string): void =>
  replaceKernel('Conv2DBackpropFilter', backendName, ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
    const { strides, pad, dimRoundingMode, filterShape } = attrs as unknown as Attrs;
    const shape = x.shape as [number, number, number, number];
    const info = backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
    const { batchSize: n, inChannels, outChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
    const { strideHeight, strideWidth } = info;
    const { top, bottom, left, right } = info.padInfo;
    const pixels = n * outHeight * outWidth;

    return compose(backend as KernelBackend, backendName, (call) => {
      const reshape = (t: TensorInfo, to: number[]) => call('Reshape', { x: t }, { shape: to });
      const padded =
        top || bottom || left || right
          ? call(
              'PadV2',
              { x },
              {
                paddings: [
                  [0, 0],
                  [top, bottom],
                  [left, right],
                  [0, 0],
                ],
                constantValue: 0,
              },
            )
          : x;
      const channelsFirst = call('Transpose', { x: padded }, { perm: [3, 0, 1, 2] });
      const upstream = reshape(dy, [1, pixels, outChannels]);
      const tap = (ky: number, kx: number) => {
        const dense = strideHeight === 1 && strideWidth === 1;
        const cut = dense
          ? call('Slice', { x: channelsFirst }, { begin: [0, 0, ky, kx], size: [inChannels, n, outHeight, outWidth] })
          : call(
              'StridedSlice',
              { x: channelsFirst },
              {
                begin: [0, 0, ky, kx],
                end: [inChannels, n, ky + (outHeight - 1) * strideHeight + 1, kx + (outWidth - 1) * strideWidth + 1],
                strides: [1, 1, strideHeight, strideWidth],
                beginMask: 0,
                endMask: 0,
                ellipsisMask: 0,
                newAxisMask: 0,
                shrinkAxisMask: 0,
              },
            );
        return reshape(cut, [inChannels, pixels]);
      };
      const rows = Array.from({ length: filterHeight }, (_, ky) => {
        const taps = Array.from({ length: filterWidth }, (_unused, kx) => tap(ky, kx));
        const columns = taps.length === 1 ? taps[0]! : call('Concat', taps, { axis: 0 });
        const a = reshape(columns, [1, filterWidth * inChannels, pixels]);
        const product = call('BatchMatMul', { a, b: upstream }, { transposeA: false, transposeB: false });
        return reshape(product, [filterWidth * inChannels, outChannels]);
      });
      const all = rows.length === 1 ? rows[0]! : call('Concat', rows, { axis: 0 });
      return reshape(all, filterShape);
    });
  });
