import type { FusionTriple, GreyImage } from './greyImage.ts';

function meanSquaredError({ values: x }: GreyImage, { values: y }: GreyImage): number {
  let sum = 0;
  for (let n = 0; n < x.length; n++) sum += (x[n]! - y[n]!) ** 2;
  return sum / x.length;
}

/**
 * Peak signal-to-noise ratio of a fusion: 10 log10(255² / MSE) dB, MSE the mean of those to either source.
 * Infinite where all three images are one.
 */
export function peakSignalToNoise({ a, b, fused }: FusionTriple): number {
  return 10 * Math.log10(255 ** 2 / ((meanSquaredError(a, fused) + meanSquaredError(b, fused)) / 2));
}
