import * as tf from '@tensorflow/tfjs-core';
import { binaryTruth } from './binaryTruth.ts';
import type { Ignore } from './loss.ts';

export interface OverlapOptions extends Ignore {
  /** One figure an image, else one over the whole batch. */
  readonly perImage: boolean;
}

/** Soft counts of p = sigmoid(logit) against t: scalars, or [n] per image. */
export interface Overlap {
  /** Σ p t */
  readonly hit: tf.Tensor;
  /** Σ p (1 - t) */
  readonly extra: tf.Tensor;
  /** Σ (1 - p) t */
  readonly missed: tf.Tensor;
}

const axesOf = (x: tf.Tensor, perImage: boolean) => (perImage ? x.shape.map((_, axis) => axis).slice(1) : undefined);

/**
 * Losses of the form 1 - ratio are computed from these as the part that is wrong over the whole, so that a loss near 0
 * keeps its digits in float32; 1 - p is sigmoid(-logit).
 */
export function overlap(logits: tf.Tensor, truth: tf.Tensor, { perImage, ignore }: OverlapOptions): Overlap {
  const { t, valid } = binaryTruth(truth, ignore);
  const sum = (x: tf.Tensor) => tf.sum(x, axesOf(x, perImage));
  const p = tf.sigmoid(logits);
  return {
    hit: sum(tf.mul(p, t)),
    extra: sum(tf.mul(p, tf.sub(valid, t))),
    missed: sum(tf.mul(tf.sigmoid(tf.neg(logits)), t)),
  };
}

/** 1 - (hit + s) / (hit + α extra + β missed + s), the mean over images where there are several: [] -> []. */
export function tverskyLoss({ hit, extra, missed }: Overlap, alpha: number, beta: number, smooth: number): tf.Tensor {
  const wrong = tf.add(tf.mul(extra, alpha), tf.mul(missed, beta));
  return tf.div(wrong, tf.add(tf.add(hit, wrong), smooth));
}
