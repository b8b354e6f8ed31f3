import { engine, registerGradient, type Tensor, unregisterGradient } from '@tensorflow/tfjs-core';
// before what takes the place of one of them
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { registerShape } from '../../shapeBackend.ts';
import { eachValue } from '../../wasm/eachValue.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel, runElementwise } from '../webgpuProgram.ts';

const BACKWARD = `
fn main(index : i32) {
  if (index < uniforms.invocations) { result[index] = select(0.0, dy[index], y[index] > 0.0); }
}`;

registerLoopKernel<object>({
  name: 'ReluGrad',
  outputs: ({ y }) => [{ shape: y!, dtype: 'float32' }],
  run: ({ y, dy }, [dx]) => {
    for (let i = 0; i < y!.values.length; i++) dx!.values[i] = y!.values[i]! > 0 ? dy!.values[i]! : 0;
  },
  wasm: ({ threads, inputs: { y, dy }, outputs: [dx] }) => eachValue(threads, 'reluGrad', [y!, dy!, dx!], 1),
});
registerWebGPUKernel<'y' | 'dy', object>('ReluGrad', (backend, { y, dy }) =>
  runElementwise(backend, 'ReluGrad', BACKWARD, { y, dy }),
);
registerShape('ReluGrad', ([y]) => ({ shape: y!.shape }));

/**
 * The gradient of Relu from its output, in one pass. tfjs keeps the input beside the output, which the next layer keeps
 * anyway, and takes a pass for the sign and one for the product.
 */
unregisterGradient('Relu');
registerGradient({
  kernelName: 'Relu',
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => engine().runKernel('ReluGrad', { y: y!, dy: dy as Tensor }) as Tensor }),
});
