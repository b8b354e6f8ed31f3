import { backend_util, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { replaceKernel } from './invoke.ts';

interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: string): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): Float32Array;
}

/**
 * Gradient of max pooling in plain loops over the wasm heap: dy goes to the first largest value of each window, as in
 * PyTorch. tfjs's own kernel takes 0 for the largest where all values of a window are negative.
 */
export const repairMaxPoolGrad = (): void =>
  replaceKernel('MaxPoolGrad', 'wasm', ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as {
      filterSize: number | [number, number];
      strides: number | [number, number];
      pad: 'same' | 'valid' | number;
      dimRoundingMode?: 'floor';
    };
    const wasm = backend as WasmBackend;
    const shape = input.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const dx = wasm.makeOutput(shape, 'float32');
    maxPoolGrad(wasm.typedArrayFromHeap(input), wasm.typedArrayFromHeap(dy), info, wasm.typedArrayFromHeap(dx));
    return dx;
  });

/** x and dx [n, h, w, c], dy [n, h', w', c]; fills dx. */
function maxPoolGrad(x: Float32Array, dy: Float32Array, info: backend_util.Conv2DInfo, dx: Float32Array): void {
  const { batchSize, inHeight, inWidth, inChannels: c, outHeight, outWidth, padInfo } = info;
  dx.fill(0);
  for (let n = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * info.strideHeight - padInfo.top;
      const y0 = Math.max(0, top);
      const y1 = Math.min(inHeight, top + info.effectiveFilterHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * info.strideWidth - padInfo.left;
        const x0 = Math.max(0, left);
        const x1 = Math.min(inWidth, left + info.effectiveFilterWidth);
        const from = ((n * outHeight + oy) * outWidth + ox) * c;
        for (let channel = 0; channel < c; channel++) {
          let largest = -Infinity;
          let at = -1;
          for (let yy = y0; yy < y1; yy++) {
            for (let xx = x0; xx < x1; xx++) {
              const place = ((n * inHeight + yy) * inWidth + xx) * c + channel;
              if (x[place]! > largest || at < 0) {
                largest = x[place]!;
                at = place;
              }
            }
          }
          dx[at]! += dy[from + channel]!;
        }
      }
    }
  }
}
