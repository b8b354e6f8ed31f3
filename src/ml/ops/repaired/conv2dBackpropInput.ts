import { backend_util, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import { compose, replaceKernel } from './invoke.ts';

interface Attrs {
  strides: number | [number, number];
  pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor';
  inputShape: [number, number, number, number];
}

/**
 * Gradient of a convolution's input. With stride 1 it is itself a convolution, of dy with the filter turned by 180°
 * and its channels swapped; that runs on the wasm backend's fast convolution instead of plain loops.
 */
export const repairConv2dBackpropInput = (backendName: string): void =>
  replaceKernel('Conv2DBackpropInput', backendName, (params, stock) => {
    const { inputs, attrs, backend } = params;
    const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
    const { strides, pad, dataFormat = 'NHWC', dimRoundingMode, inputShape } = attrs as unknown as Attrs;
    const filterShape = filter.shape as [number, number, number, number];
    const info = backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode);
    const { strideHeight, strideWidth, filterHeight, filterWidth, outHeight, outWidth, inHeight, inWidth } = info;
    const top = filterHeight - 1 - info.padInfo.top;
    const left = filterWidth - 1 - info.padInfo.left;
    const bottom = inHeight - outHeight - top + filterHeight - 1;
    const right = inWidth - outWidth - left + filterWidth - 1;
    const dense = strideHeight === 1 && strideWidth === 1 && dataFormat === 'NHWC';
    if (!dense || Math.min(top, left, bottom, right) < 0) return stock!(params) as TensorInfo;
    return compose(backend as KernelBackend, backendName, (call) => {
      const turned = call('Reverse', { x: filter }, { dims: [0, 1] });
      const swapped = call('Transpose', { x: turned }, { perm: [0, 1, 3, 2] });
      const around = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      const options = { strides: 1, pad: around, dataFormat: 'NHWC', dilations: 1 };
      return call('Conv2D', { x: dy, filter: swapped }, options);
    });
  });
