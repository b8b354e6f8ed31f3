import * as tf from '@tensorflow/tfjs-core';

/** PyTorch's MaxPool2d(2): [n, h, w, c] -> [n, floor(h / 2), floor(w / 2), c]. */
export const maxPool2x2 = (x: tf.Tensor4D): tf.Tensor4D => tf.maxPool(x, 2, 2, 'valid');
