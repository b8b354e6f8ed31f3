import { runElementwise, registerWebGPUKernel } from '../webgpuProgram.ts';
import type { AdamRates } from './reference.ts';

const MOMENT = (power: 1 | 2): string => `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let slope = g[index];
  result[index] = x[index] * uniforms.beta + slope ${power === 2 ? '* slope ' : ''}* uniforms.share;
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
  const first = runElementwise(backend, 'AdamMoment', MOMENT(1), { x: m, g }, { beta: beta1, share: 1 - beta1 });
  const second = runElementwise(backend, 'AdamMoment', MOMENT(2), { x: v, g }, { beta: beta2, share: 1 - beta2 });
  const numbers = { epsilon, correction, rate, kept };
  return [runElementwise(backend, 'AdamWeight', WEIGHT, { w, m: first, v: second }, numbers), first, second];
});
