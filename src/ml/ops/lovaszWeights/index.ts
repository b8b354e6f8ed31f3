import { engine, registerGradient, zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel } from '../webgpuProgram.ts';
import * as reference from './reference.ts';
import { lovaszWeightsWebGPU } from './webgpu.ts';

/**
 * What each error weighs in the Lovász extension of the Jaccard loss (Berman et al. 2018, arXiv:1705.08790):
 * errors [rows, n], labels 0 or 1 [rows, n] -> [rows, n], each row on its own. Σ errors · weights is the loss.
 * The weights are constants to the gradient, as published: sorting is piecewise constant.
 */
export const lovaszWeights = (errors: Tensor2D, labels: Tensor2D): Tensor2D =>
  engine().runKernel('LovaszWeights', { errors, labels });

registerLoopKernel<object>({
  name: 'LovaszWeights',
  outputs: ({ errors }) => [{ shape: errors!, dtype: 'float32' }],
  run: ({ errors, labels }, [weights]) =>
    reference.lovaszWeights(errors!.values, labels!.values, errors!.shape[1]!, weights!.values),
});
registerWebGPUKernel<'errors' | 'labels', object>('LovaszWeights', lovaszWeightsWebGPU);
registerShape('LovaszWeights', ([errors]) => ({ shape: errors!.shape }));
registerGradient({
  kernelName: 'LovaszWeights',
  inputsToSave: ['errors', 'labels'],
  gradFunc: (_, [errors, labels]) => ({
    errors: () => zerosLike(errors as Tensor),
    labels: () => zerosLike(labels as Tensor),
  }),
});
