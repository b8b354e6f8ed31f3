import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { runElementwise } from '../webgpuProgram.ts';

/** Φ(x) by Abramowitz and Stegun 7.1.26, as in the reference. */
const NORMAL_CDF = `
fn normalCdf(x : f32) -> f32 {
  let z = abs(x) * ${Math.SQRT1_2};
  let t = 1.0 / (1.0 + 0.3275911 * z);
  let poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  let tail = 0.5 * poly * exp(-z * z);
  return select(tail, 1.0 - tail, x >= 0.0);
}`;

const FORWARD = `${NORMAL_CDF}
fn main(index : i32) {
  if (index < uniforms.invocations) { result[index] = x[index] * normalCdf(x[index]); }
}`;

const BACKWARD = `${NORMAL_CDF}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let v = x[index];
  result[index] = dy[index] * (normalCdf(v) + v * ${1 / Math.sqrt(2 * Math.PI)} * exp(-0.5 * v * v));
}`;

export const geluWebGPU = (backend: KernelBackend, { x }: { x: TensorInfo }): TensorInfo =>
  runElementwise(backend, 'Gelu', FORWARD, { x });

export const geluGradWebGPU = (backend: KernelBackend, { x, dy }: { x: TensorInfo; dy: TensorInfo }): TensorInfo =>
  runElementwise(backend, 'GeluGrad', BACKWARD, { x, dy });
