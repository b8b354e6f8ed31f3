import * as tf from '@tensorflow/tfjs-core';
import { ssimLoss } from '../losses/ssim.ts';

/**
 * What the generators are asked for. The paper has L = Φ + α (L_int + μ L_ssim), and prints neither α nor μ nor the form
 * of L_int; `target` own and gradient 0 are its terms.
 */
export interface FusionLossOptions {
  /** Weight of the content beside the adversarial loss: α. */
  readonly content: number;
  /** Of the structure within the content: μ. */
  readonly ssim: number;
  /** Of the edges within the content; not in the paper, but in its backbone's (SwinFusion, Ma et al. 2022). */
  readonly gradient: number;
  /** What the grey should be: the generator's own modality, or the brighter of both (SwinFusion's L_int). */
  readonly target: 'own' | 'max';
}

export const FUSION_LOSS: FusionLossOptions = { content: 10, ssim: 1, gradient: 0, target: 'own' };

/**
 * Discriminator of a relativistic average least-squares GAN (Jolicoeur-Martineau 2018, arXiv:1807.00734), D(I, F) =
 * C(I) - E[C(F)]: mean (C(I) - E C(F) - 1)² + mean (C(F) - E C(I) + 1)². Scores [n, ...]; the means are over the batch.
 */
export function discriminatorLoss(real: tf.Tensor, fake: tf.Tensor): tf.Scalar {
  const above = tf.sub(tf.sub(real, tf.mean(fake)), 1);
  const below = tf.add(tf.sub(fake, tf.mean(real)), 1);
  return tf.add(tf.mean(tf.square(above)), tf.mean(tf.square(below)));
}

/** Generator of the same: Φ = mean (C(F) - E C(I) - 1)², least squares towards the label of a real image. */
export const generatorLoss = (real: tf.Tensor, fake: tf.Tensor): tf.Scalar =>
  tf.mean(tf.square(tf.sub(tf.sub(fake, tf.mean(real)), 1)));

/** |∂x| + |∂y| of neighbours, without the last row and column: [n, h - 1, w - 1, c]. */
function edges(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const cut = (top: number, left: number) => tf.slice(x, [0, top, left, 0], [n, h - 1, w - 1, c]);
  const here = cut(0, 0);
  return tf.add(tf.abs(tf.sub(cut(0, 1), here)), tf.abs(tf.sub(cut(1, 0), here)));
}

export interface ContentLoss {
  readonly intensity: tf.Scalar;
  readonly ssim: tf.Scalar;
  readonly gradient: tf.Scalar;
}

/** Terms of the content loss of one generator, unweighted. Images [n, h, w, 1], grey of 0..1. */
export function contentLoss(
  fused: tf.Tensor4D,
  own: tf.Tensor4D,
  other: tf.Tensor4D,
  { target, gradient }: FusionLossOptions,
): ContentLoss {
  const wanted = target === 'own' ? own : tf.maximum(own, other);
  const apart = (): tf.Scalar => tf.mean(tf.abs(tf.sub(edges(fused), tf.maximum(edges(own), edges(other)))));
  return {
    intensity: tf.mean(tf.abs(tf.sub(fused, wanted))),
    ssim: ssimLoss(fused, own),
    gradient: gradient > 0 ? apart() : tf.scalar(0),
  };
}
