import { engine, registerGradient, sum, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { backend_util } from '@tensorflow/tfjs-core';

interface ConvInputs {
  /** [n, h, w, in] */
  readonly x: Tensor4D;
  /** [k, k, in, out] */
  readonly filter: Tensor4D;
  /** [out] */
  readonly bias?: Tensor1D;
}

interface ConvAttrs {
  readonly strides: number;
  readonly pad: 'valid' | backend_util.ExplicitPadding;
}

/**
 * A convolution with its bias as one kernel, [n, h', w', out]. tfjs's own operator of this kind always computes all of its
 * gradients, that of the image among them, which the first layer of a network has no use for, and keeps its output.
 */
export const linearConv2d = ({ x, filter, bias }: ConvInputs, { strides, pad }: ConvAttrs): Tensor4D =>
  engine().runKernel(
    'FusedConv2D',
    { x, filter, ...(bias ? { bias } : {}) },
    { strides, pad: pad as number[][] & string, dataFormat: 'NHWC', dilations: [1, 1], activation: 'linear' },
  );

registerGradient({
  kernelName: 'FusedConv2D',
  inputsToSave: ['x', 'filter'],
  gradFunc: (slopes, [x, filter], attrs) => {
    const dy = slopes as Tensor;
    const { strides, pad } = attrs as unknown as ConvAttrs;
    const run = (name: string, inputs: Record<string, Tensor>, shape: object): Tensor =>
      engine().runKernel(name, inputs, { strides, pad: pad as string, dataFormat: 'NHWC', ...shape });
    return {
      x: () => run('Conv2DBackpropInput', { dy, filter: filter! }, { inputShape: x!.shape }),
      filter: () => run('Conv2DBackpropFilter', { x: x!, dy }, { filterShape: filter!.shape }),
      bias: () => sum(dy, [0, 1, 2]),
    };
  },
});
