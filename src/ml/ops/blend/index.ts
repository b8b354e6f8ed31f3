import { engine, type KernelBackend, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel, runElementwise } from '../webgpuProgram.ts';

interface Shares {
  readonly ofA: number;
  readonly ofB: number;
}

/** ofA · a + ofB · b of two tensors of one shape, for figures that no gradient flows through: one kernel. */
export const blend = (a: Tensor, ofA: number, b: Tensor, ofB: number): Tensor =>
  engine().runKernel('Blend', { a, b }, { ofA, ofB });

const CODE = `
fn main(index : i32) {
  if (index < uniforms.invocations) { result[index] = uniforms.ofA * a[index] + uniforms.ofB * b[index]; }
}`;

registerLoopKernel<Shares>({
  name: 'Blend',
  outputs: ({ a }) => [{ shape: a!, dtype: 'float32' }],
  run: ({ a, b }, [y], { ofA, ofB }) => {
    for (let i = 0; i < a!.values.length; i++) y!.values[i] = ofA * a!.values[i]! + ofB * b!.values[i]!;
  },
});
export const blendWebGPU = (
  backend: KernelBackend,
  { a, b }: Readonly<Record<'a' | 'b', TensorInfo>>,
  { ofA, ofB }: Shares,
): TensorInfo => runElementwise(backend, 'Blend', CODE, { a, b }, { ofA, ofB });
registerWebGPUKernel<'a' | 'b', Shares>('Blend', blendWebGPU);
registerShape('Blend', ([a]) => ({ shape: a!.shape }));
