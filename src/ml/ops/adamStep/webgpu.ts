import { blendWebGPU } from '../blend/index.ts';
import { runElementwise, registerWebGPUKernel } from '../webgpuProgram.ts';
import type { AdamRates } from './reference.ts';

const SECOND = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let slope = g[index];
  result[index] = v[index] * uniforms.beta + slope * slope * uniforms.share;
}`;

const WEIGHT = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let root = sqrt(v[index] / uniforms.correction) + uniforms.epsilon;
  result[index] = w[index] * uniforms.kept - uniforms.rate * m[index] / root;
}`;

/** A program has one result, so the moments and the weight take one each. */
registerWebGPUKernel<'w' | 'm' | 'v' | 'g', AdamRates>('AdamStep', (backend, { w, m, v, g }, rates) => {
  const { beta1, beta2, epsilon, correction, rate, kept } = rates;
  const first = blendWebGPU(backend, { a: m, b: g }, { ofA: beta1, ofB: 1 - beta1 });
  const second = runElementwise(backend, 'AdamSecond', SECOND, { v, g }, { beta: beta2, share: 1 - beta2 });
  const numbers = { epsilon, correction, rate, kept };
  return [runElementwise(backend, 'AdamWeight', WEIGHT, { w, m: first, v: second }, numbers), first, second];
});
