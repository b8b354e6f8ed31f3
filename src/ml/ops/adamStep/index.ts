import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { eachValue } from '../../wasm/eachValue.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import * as reference from './reference.ts';
import './webgpu.ts';

export type { AdamRates } from './reference.ts';

/** Weight and moments, all of one shape. */
export interface AdamState {
  readonly w: Tensor;
  readonly m: Tensor;
  readonly v: Tensor;
}

/**
 * One step of Adam (Kingma and Ba 2015): m = β1 m + (1 - β1) g, v = β2 v + (1 - β2) g²,
 * w = kept · w - rate · m / (sqrt(v / correction) + ε).
 */
export function adamStep({ w, m, v }: AdamState, g: Tensor, rates: reference.AdamRates): AdamState {
  const [next, first, second] = engine().runKernel('AdamStep', { w, m, v, g }, { ...rates }) as unknown as Tensor[];
  return { w: next!, m: first!, v: second! };
}

registerLoopKernel<reference.AdamRates>({
  name: 'AdamStep',
  outputs: ({ w }) => [w!, w!, w!].map((shape) => ({ shape, dtype: 'float32' as const })),
  run: ({ w, m, v, g }, [nextW, nextM, nextV], rates) =>
    reference.adamStep({ w: w!.values, m: m!.values, v: v!.values }, g!.values, rates, {
      w: nextW!.values,
      m: nextM!.values,
      v: nextV!.values,
    }),
  wasm({ threads, inputs: { w, m, v, g }, outputs, attrs }) {
    const { beta1, beta2, epsilon, correction, rate, kept } = attrs;
    const numbers = [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, correction, rate, kept];
    // a root and two quotients take as long as some ten multiplications
    eachValue(threads, 'adamStep', [w!, m!, v!, g!, ...outputs], 10, numbers);
  },
});
registerShape('AdamStep', ([w]) => [w!, w!, w!].map(({ shape }) => ({ shape })));
