import * as tf from '@tensorflow/tfjs-core';
import { lovaszWeights } from '../ops/lovaszWeights/index.ts';
import { classTruth } from './classTruth.ts';
import type { Ignore, LossSpec } from './loss.ts';

export interface LovaszSoftmaxOptions extends Ignore {
  /** Classes that count: all, those with a pixel in the truth, or these. */
  readonly classes: 'all' | 'present' | readonly number[];
  /** Sorted image by image, else over the whole batch. */
  readonly perImage: boolean;
}

/** Error of a pixel that is to be ignored: sorted behind all others, it changes none of their weights. */
const LAST = -1;

/**
 * Mean over classes of Σ e · w, e = |t_c - p_c|, p = softmax(logits), w the weights of the Lovász extension of the IoU of
 * class c; in 0..1. With `perImage`, the mean over images of that mean.
 */
export const lovaszSoftmax: LossSpec<LovaszSoftmaxOptions> = {
  id: 'lovasz-softmax',
  title: 'Lovász softmax',
  paper: 'Berman, Triki and Blaschko 2018, arXiv 1705.08790',
  truth: 'classes',
  options: { classes: 'present', perImage: false, ignore: null },
  make:
    ({ classes, perImage, ignore }) =>
    (logits, truth) =>
      tf.tidy(() => {
        const [n, , , count] = logits.shape as [number, number, number, number];
        const { hot, valid } = classTruth(logits, truth, ignore);
        const groups = perImage ? n : 1;
        // [groups * classes, pixels]
        const rows = (x: tf.Tensor) =>
          tf.reshape(tf.transpose(tf.reshape(x, [groups, -1, count]), [0, 2, 1]), [groups * count, -1]) as tf.Tensor2D;
        const wrong = tf.mul(tf.abs(tf.sub(hot, tf.softmax(logits))), valid);
        const counted = tf.add(wrong, tf.mul(tf.sub(1, valid), LAST));
        const labels = rows(hot);
        const weights = lovaszWeights(rows(counted), labels);
        const losses = tf.reshape(tf.sum(tf.mul(rows(wrong), weights), 1), [groups, count]);
        const counts = countingClasses(classes, tf.reshape(tf.sum(labels, 1), [groups, count]));
        const number = tf.maximum(tf.sum(counts, 1), 1);
        return tf.mean(tf.div(tf.sum(tf.mul(losses, counts), 1), number)) as tf.Scalar;
      }),
};

/** 1 for each class that counts, [groups, classes], from the pixels that each has. */
function countingClasses(classes: LovaszSoftmaxOptions['classes'], pixels: tf.Tensor): tf.Tensor {
  if (classes === 'present') return tf.cast(tf.greater(pixels, 0), 'float32');
  if (classes === 'all') return tf.onesLike(pixels);
  const [groups, count] = pixels.shape as [number, number];
  const one = Array.from({ length: count }, (_, c) => Number(classes.includes(c)));
  return tf.tile(tf.tensor2d([one]), [groups, 1]);
}
