import * as tf from '@tensorflow/tfjs-core';

/**
 * Weights of linear interpolation from n to 2n samples with the ends aligned (align_corners): row-major [2n, n].
 * Sample i lies at i · (n - 1) / (2n - 1).
 */
export function interpolationMatrix(n: number): Float32Array {
  const m = new Float32Array(2 * n * n);
  for (let i = 0; i < 2 * n; i++) {
    const at = n === 1 ? 0 : (i * (n - 1)) / (2 * n - 1);
    const low = Math.min(Math.floor(at), n - 1);
    const high = Math.min(low + 1, n - 1);
    m[i * n + low]! += 1 - (at - low);
    m[i * n + high]! += at - low;
  }
  return m;
}

/**
 * Bilinear upsampling to twice the size with aligned corners, as PyTorch's Upsample(2, 'bilinear', align_corners=True):
 * x [n, h, w, c] -> [n, 2h, 2w, c]. The gradient is the transposed interpolation, written as matrix products:
 * tfjs's own fails on the cpu backend for images that are not square.
 */
export const upsampleBilinear2x = (x: tf.Tensor4D): tf.Tensor4D =>
  tf.customGrad((input, _save) => {
    const [n, h, w, c] = (input as tf.Tensor4D).shape;
    return {
      value: tf.image.resizeBilinear(input as tf.Tensor4D, [2 * h, 2 * w], true),
      gradFunc: (dy: tf.Tensor) => {
        const alongX = tf.tensor2d(interpolationMatrix(w), [2 * w, w]);
        const alongY = tf.tensor2d(interpolationMatrix(h), [2 * h, h]);
        const columns = tf.reshape(tf.transpose(dy, [0, 1, 3, 2]), [n * 2 * h * c, 2 * w]) as tf.Tensor2D;
        const narrow = tf.reshape(tf.matMul(columns, alongX), [n, 2 * h, c, w]);
        const rows = tf.reshape(tf.transpose(narrow, [0, 3, 2, 1]), [n * w * c, 2 * h]) as tf.Tensor2D;
        const short = tf.reshape(tf.matMul(rows, alongY), [n, w, c, h]);
        return tf.transpose(short, [0, 3, 1, 2]);
      },
    };
  })(x) as tf.Tensor4D;
