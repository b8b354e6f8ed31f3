import * as tf from '@tensorflow/tfjs-core';

const SIZE = 11;
const SIGMA = 1.5;
/** (0.01 L)² and (0.03 L)² for images of range L = 1. */
const C1 = 1e-4;
const C2 = 9e-4;

/** Gaussian of 11 taps, sum 1. */
function gaussian(): Float32Array {
  const taps = Array.from({ length: SIZE }, (_, i) => Math.exp(-((i - (SIZE - 1) / 2) ** 2) / (2 * SIGMA ** 2)));
  const sum = taps.reduce((a, b) => a + b, 0);
  return Float32Array.from(taps, (t) => t / sum);
}

/**
 * 1 - mean structural similarity (Wang et al. 2004, doi 10.1109/TIP.2003.819861) of images a and b [n, h, w, c] in 0..1,
 * channel by channel: 11 x 11 Gaussian window of σ 1.5, zeros outside. DCIF-GAN's structure loss. In 0..2; differentiable.
 */
export const ssimLoss = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar =>
  tf.tidy(() => {
    const [n, h, w, c] = a.shape;
    const taps = gaussian();
    const planes = (x: tf.Tensor4D) => tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [n * c, h, w, 1]) as tf.Tensor4D;
    const blur = (x: tf.Tensor4D) =>
      tf.conv2d(
        tf.conv2d(x, tf.tensor4d(taps, [SIZE, 1, 1, 1]), 1, 'same'),
        tf.tensor4d(taps, [1, SIZE, 1, 1]),
        1,
        'same',
      );
    const [x, y] = [planes(a), planes(b)];
    const [mx, my] = [blur(x), blur(y)];
    const product = tf.mul(mx, my);
    const covariance = tf.sub(blur(tf.mul(x, y)), product);
    const squares = tf.add(tf.square(mx), tf.square(my));
    const variances = tf.sub(blur(tf.add(tf.square(x), tf.square(y))), squares);
    const above = tf.mul(tf.add(tf.mul(product, 2), C1), tf.add(tf.mul(covariance, 2), C2));
    const below = tf.mul(tf.add(squares, C1), tf.add(variances, C2));
    return tf.sub(1, tf.mean(tf.div(above, below))) as tf.Scalar;
  });
