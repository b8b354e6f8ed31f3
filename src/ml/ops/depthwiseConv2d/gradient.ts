import * as tf from '@tensorflow/tfjs-core';

/**
 * Depthwise convolution whose gradients run on every backend. Stock tfjs has neither on wasm.
 * The gradient by the input is the same convolution of dy with the kernel turned by 180 degrees.
 */
export const depthwiseConv2dWithGradient = tf.customGrad((x, filter, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor, filter as tf.Tensor]);
  const same = (image: tf.Tensor4D, kernel: tf.Tensor4D) => tf.depthwiseConv2d(image, kernel, 1, 'same');
  return {
    value: same(x as tf.Tensor4D, filter as tf.Tensor4D),
    gradFunc: (dy: tf.Tensor, [x0, filter0]: tf.Tensor[]) => {
      const kernel = filter0 as tf.Tensor4D;
      const inputs = { x: x0!, dy };
      const attrs = { kernel: [kernel.shape[0], kernel.shape[1]] };
      return [
        same(dy as tf.Tensor4D, tf.reverse(kernel, [0, 1])),
        tf.engine().runKernel('DepthwiseConv2dFilterGrad', inputs, attrs) as tf.Tensor,
      ];
    },
  };
});
