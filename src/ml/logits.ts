import * as tf from '@tensorflow/tfjs-core';
import type { Net } from './net.ts';
import type { Params } from './params.ts';

/**
 * Outputs of a network as logits [n, h, w, classes], finest first: what losses and the activation of a plan are
 * defined on. Of a network that ends in a sigmoid, ln(p / (1 - p)).
 */
export function logits<C extends object>(net: Net<C>, p: Params, x: tf.Tensor4D, config: C): tf.Tensor4D[] {
  const output = net.forward(p, x, config);
  const outputs = Array.isArray(output) ? output : [output];
  if (net.ends !== 'sigmoid') return outputs;
  return outputs.map((probabilities) => {
    const inside = tf.clipByValue(probabilities, 1e-6, 1 - 1e-6);
    return tf.sub(tf.log(inside), tf.log(tf.sub(1, inside)));
  });
}
