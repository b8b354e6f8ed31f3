import * as tf from '@tensorflow/tfjs-core';
import { lovaszWeights } from '../ops/lovaszWeights/index.ts';
import { binaryTruth } from './binaryTruth.ts';
import type { LossSpec } from './loss.ts';
import type { OverlapOptions } from './overlap.ts';

/** Error of an element that is to be ignored: sorted behind all others, it changes none of their weights. */
const LAST = -1e30;

/** Σ relu(e) · w, e = 1 - logit (2t - 1), w the weights of the Lovász extension of IoU; 0 or more. */
export const lovaszHinge: LossSpec<OverlapOptions> = {
  id: 'lovasz-hinge',
  title: 'Lovász hinge',
  paper: 'Berman, Triki and Blaschko 2018, arXiv 1705.08790',
  truth: 'binary',
  options: { perImage: true, ignore: null },
  make:
    ({ perImage, ignore }) =>
    (logits, truth) =>
      tf.tidy(() => {
        const rows = (x: tf.Tensor) => tf.reshape(x, [perImage ? x.shape[0]! : 1, -1]) as tf.Tensor2D;
        const { t, valid } = binaryTruth(truth, ignore);
        const errors = tf.sub(1, tf.mul(logits, tf.sub(tf.mul(t, 2), 1)));
        const counted = tf.add(tf.mul(errors, valid), tf.mul(tf.sub(1, valid), LAST));
        const weights = lovaszWeights(rows(counted), rows(t));
        return tf.mean(tf.sum(tf.mul(tf.relu(rows(counted)), weights), 1)) as tf.Scalar;
      }),
};
