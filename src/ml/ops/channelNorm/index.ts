import * as tf from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import './gradient.ts';
import { KERNELS } from './kernels.ts';
import './wasm.ts';
import './webgpu.ts';

export interface Normed {
  /** [n, h, w, c] */
  readonly y: tf.Tensor4D;
  /** Mean and biased variance of each channel, [c]; no gradient flows through them. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/**
 * Sums over all pixels as a product with a row of ones: [1, pixels] x [pixels, c] -> [c].
 * tfjs's wasm backend transposes the whole tensor for a sum over leading axes; a product reads it once.
 */
const pixelSum = (x: tf.Tensor2D): tf.Tensor1D =>
  tf.reshape(tf.matMul(tf.ones<tf.Rank.R2>([1, x.shape[0]]), x), [x.shape[1]]);

/**
 * Normalises each channel of x [n, h, w, c] over batch and space with the batch's own mean and biased variance:
 * y = scale · (x - mean) / sqrt(variance + eps) + offset, with `relu` at least 0; scale and offset [c].
 * Gradient (Ioffe and Szegedy 2015, with x̂ the normalised x and E the mean over pixels):
 * dx = scale / sqrt(variance + eps) · (dy - E[dy] - x̂ · E[dy · x̂]).
 */
export function channelNorm(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  { eps, relu = false }: { readonly eps: number; readonly relu?: boolean },
): Normed {
  const kernel = relu ? 'ChannelNormRelu' : 'ChannelNorm';
  if (!tf.getKernel(kernel, tf.getBackend())) {
    const normed = composed(x, scale, offset, eps);
    return relu ? { ...normed, y: tf.relu(normed.y) } : normed;
  }
  const inputs = { x, scale, offset } as unknown as tf.NamedTensorMap;
  const [y, mean, variance] = tf.engine().runKernel(kernel, inputs, { eps }) as tf.Tensor[];
  return { y: y as tf.Tensor4D, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

/** channelNorm of tfjs's operators, where there is no kernel of our own. */
function composed(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D, eps: number): Normed {
  const channels = x.shape[3];
  const pixels = x.size / channels;
  const { mean, variance } = tf.tidy(() => {
    const rows = tf.reshape(x, [pixels, channels]) as tf.Tensor2D;
    const rough = tf.div(pixelSum(rows), pixels);
    const centred = tf.sub(rows, rough) as tf.Tensor2D;
    // what is left of the mean after the first sum's rounding: a ReLU behind this sees the sign of tiny values
    const rest = tf.div(pixelSum(centred), pixels);
    const square = tf.div(pixelSum(tf.square(centred) as tf.Tensor2D), pixels);
    return { mean: tf.add(rough, rest), variance: tf.sub(square, tf.square(rest)) };
  }) as { mean: tf.Tensor1D; variance: tf.Tensor1D };

  const run = tf.customGrad((...args) => {
    const [input, gamma, beta, save] = args as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const inverse = tf.rsqrt(tf.add(variance, eps));
    const normed = tf.mul(tf.sub(tf.reshape(input, [pixels, channels]), mean), inverse);
    save([normed, gamma, inverse]);
    const value = tf.reshape(tf.add(tf.mul(normed, gamma), beta), input.shape);
    return {
      value,
      gradFunc: (dy: tf.Tensor, [xHat, g, inv]: tf.Tensor[]) => {
        const d = tf.reshape(dy, [pixels, channels]) as tf.Tensor2D;
        const dOffset = pixelSum(d);
        const dScale = pixelSum(tf.mul(d, xHat!) as tf.Tensor2D);
        const dx = tf.mul(
          tf.sub(tf.sub(d, tf.div(dOffset, pixels)), tf.mul(xHat!, tf.div(dScale, pixels))),
          tf.mul(g!, inv!),
        );
        return [tf.reshape(dx, dy.shape), dScale, dOffset];
      },
    };
  });
  return { y: run(x, scale, offset) as tf.Tensor4D, mean, variance };
}

for (const { forward, backward } of KERNELS) {
  registerShape(forward, ([x, scale, offset]) => [x, scale, offset].map((like) => ({ shape: like!.shape })));
  registerShape(backward, ([x, scale]) => [x, scale, scale].map((like) => ({ shape: like!.shape })));
}
