import * as tf from '@tensorflow/tfjs-core';
import './webgpu.ts';

export interface AdamRates {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 - beta2^t after t steps: what the second moment lacks of its mean. */
  readonly correction: number;
  /** Learning rate over 1 - beta1^t. */
  readonly rate: number;
  /** What is left of the weight itself: 1, or less with decoupled decay. */
  readonly kept: number;
}

/** Weight and moments, all of one shape. */
export interface AdamState {
  readonly w: tf.Tensor;
  readonly m: tf.Tensor;
  readonly v: tf.Tensor;
}

/**
 * One step of Adam (Kingma and Ba 2015): m = β1 m + (1 - β1) g, v = β2 v + (1 - β2) g²,
 * w = kept · w - rate · m / (sqrt(v / correction) + ε).
 */
export function adamStep({ w, m, v }: AdamState, g: tf.Tensor, rates: AdamRates): AdamState {
  const { beta1, beta2, epsilon, correction, rate, kept } = rates;
  if (tf.getKernel('AdamMoment', tf.getBackend())) {
    const run = (name: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor =>
      tf.engine().runKernel(name, inputs, attrs);
    const first = run('AdamMoment', { x: m, g }, { beta: beta1, power: 1 });
    const second = run('AdamMoment', { x: v, g }, { beta: beta2, power: 2 });
    const next = run('AdamWeight', { x: w, m: first, v: second }, { epsilon, correction, rate, kept });
    return { w: next, m: first, v: second };
  }
  const first = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
  const second = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
  const root = tf.add(tf.sqrt(tf.div(second, correction)), epsilon);
  const down = tf.div(tf.mul(first, rate), root);
  return { w: tf.sub(kept === 1 ? w : tf.mul(w, kept), down), m: first, v: second };
}
