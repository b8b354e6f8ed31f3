import { backend_util, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { compose, replaceKernel } from '../../src/ml/ops/repaired/invoke.ts';

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
      const upstream = call('Reshape', { x: dy }, { shape: [1, pixels, outChannels] });

      /** Gradient of one row of taps, [kw·in, out]. A composition of its own: its shifted copies go before the next row. */
      const row = (ky: number) =>
        compose(backend as KernelBackend, backendName, (make) => {
          const taps = Array.from({ length: filterWidth }, (_, kx) => {
            const dense = strideHeight === 1 && strideWidth === 1;
            const cut = dense
              ? make(
                  'Slice',
                  { x: channelsFirst },
                  { begin: [0, 0, ky, kx], size: [inChannels, n, outHeight, outWidth] },
                )
              : make(
                  'StridedSlice',
                  { x: channelsFirst },
                  {
                    begin: [0, 0, ky, kx],
                    end: [
                      inChannels,
                      n,
                      ky + (outHeight - 1) * strideHeight + 1,
                      kx + (outWidth - 1) * strideWidth + 1,
                    ],
                    strides: [1, 1, strideHeight, strideWidth],
                    beginMask: 0,
                    endMask: 0,
                    ellipsisMask: 0,
                    newAxisMask: 0,
                    shrinkAxisMask: 0,
                  },
                );
            return make('Reshape', { x: cut }, { shape: [inChannels, pixels] });
          });
          const columns = taps.length === 1 ? taps[0]! : make('Concat', taps, { axis: 0 });
          const a = make('Reshape', { x: columns }, { shape: [1, filterWidth * inChannels, pixels] });
          return make('BatchMatMul', { a, b: upstream }, { transposeA: false, transposeB: false });
        });

      const rows = Array.from({ length: filterHeight }, (_, ky) => call.own(row(ky)));
      const all = rows.length === 1 ? rows[0]! : call('Concat', rows, { axis: 1 });
      return call('Reshape', { x: all }, { shape: filterShape });
    });
  });
