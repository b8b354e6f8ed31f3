import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { addressOf, threadsOf, type WasmBackend } from '../../wasm/kernels.ts';
import { evenParts } from '../../wasm/evenParts.ts';
import { replaceKernel } from './invoke.ts';

/**
 * Gradient of max pooling: dy goes to the first largest value of each window, as in PyTorch. tfjs's own kernel takes 0 for
 * the largest where all values of a window are negative.
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
    const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = info;
    const window = [info.effectiveFilterHeight, info.effectiveFilterWidth, info.strideHeight, info.strideWidth];
    const sizes = [inHeight, inWidth, inChannels, outHeight, outWidth, ...window, info.padInfo.top, info.padInfo.left];
    const dx = wasm.makeOutput(shape, 'float32');
    const [x, slopes, out] = [input, dy, dx].map((t) => addressOf(wasm, t)) as [number, number, number];
    const [image, outImage] = [4 * inHeight * inWidth * inChannels, 4 * outHeight * outWidth * inChannels];
    const threads = threadsOf(wasm);
    const taps = info.effectiveFilterHeight * info.effectiveFilterWidth;
    const parts = evenParts(batchSize, threads.partsOf((batchSize * outImage * taps) / 2));
    threads.run(
      'maxPoolGrad',
      parts.map(([from, to]) => [x + from * image, slopes + from * outImage, out + from * image, to - from, ...sizes]),
    );
    return dx;
  });
