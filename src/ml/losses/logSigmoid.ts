import * as tf from '@tensorflow/tfjs-core';

const value = (x: tf.Tensor) => tf.neg(tf.add(tf.relu(tf.neg(x)), tf.log1p(tf.exp(tf.neg(tf.abs(x))))));

/** ln sigmoid(x), finite for every finite x; its gradient is sigmoid(-x), at 0 too. */
export const logSigmoid = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return {
    value: value(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.sigmoid(tf.neg(saved!))),
  };
}) as (x: tf.Tensor) => tf.Tensor;
