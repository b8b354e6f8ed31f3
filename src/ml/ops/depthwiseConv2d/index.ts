import { type Tensor4D, util } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel } from '../webgpuProgram.ts';
import { depthwiseConv2dWithGradient } from './gradient.ts';
import { depthwiseConv2dFilterGradWebGPU } from './kernel.wgsl.ts';
import * as reference from './reference.ts';

/**
 * Each channel convolved with a kernel of its own, stride 1, zero padding that keeps the size:
 * x [n, h, w, channels], filter [kh, kw, channels, 1] with odd kh and kw. Differentiable in both.
 */
export const depthwiseConv2d = (x: Tensor4D, filter: Tensor4D): Tensor4D => {
  const [kernelHeight, kernelWidth, channels, multiplier] = filter.shape;
  if (kernelHeight % 2 === 0 || kernelWidth % 2 === 0 || channels !== x.shape[3] || multiplier !== 1) {
    throw new Error(`depthwiseConv2d: a kernel [${filter.shape.join(', ')}] does not fit x [${x.shape.join(', ')}].`);
  }
  return depthwiseConv2dWithGradient(x, filter) as Tensor4D;
};

type Attrs = { readonly kernel: readonly [height: number, width: number] };

registerLoopKernel<Attrs>({
  name: 'DepthwiseConv2dFilterGrad',
  outputs: ({ x }, { kernel }) => [{ shape: [...kernel, x![3]!, 1], dtype: 'float32' }],
  run: ({ x, dy }, [dfilter], { kernel: [kernelHeight, kernelWidth] }) => {
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const shape = { batch, height, width, channels, kernelHeight, kernelWidth };
    reference.depthwiseConv2dFilterGrad(x!.values, dy!.values, shape, dfilter!.values);
  },
  wasm: ({ kernels, inputs: { x, dy }, outputs: [dfilter], attrs: { kernel }, scratch }) =>
    scratch(kernels.depthwiseScratch(x!.shape[3]!, ...kernel), (at) =>
      kernels.depthwiseBackpropFilter(x!.at, dy!.at, dfilter!.at, at, ...x!.shape, ...kernel),
    ),
});

registerWebGPUKernel<'x' | 'dy', Attrs>('DepthwiseConv2dFilterGrad', (backend, inputs, { kernel }) =>
  depthwiseConv2dFilterGradWebGPU(backend, inputs, kernel),
);
registerShape('DepthwiseConv2dFilterGrad', ([x, dy], attrs) => {
  const [height, width] = (attrs as Attrs).kernel;
  const conv = util.sizeFromShape(dy!.shape) * height * width;
  return { shape: [height, width, x!.shape[3]!, 1], macs: { conv } };
});
