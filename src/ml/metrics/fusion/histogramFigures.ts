import type { GreyImage } from './greyImage.ts';

/** Grey levels 0..255 to which values are rounded (half up) before they are counted. */
const LEVELS = 256;
const level = (v: number) => Math.floor(v + 0.5);

/** -Σ p log2 p of counts, bits. */
function entropyOf(counts: Float64Array, total: number): number {
  let bits = 0;
  for (const n of counts) if (n > 0) bits -= (n / total) * Math.log2(n / total);
  return bits;
}

function histogram({ values }: GreyImage): Float64Array {
  const counts = new Float64Array(LEVELS);
  for (let n = 0; n < values.length; n++) counts[level(values[n]!)]!++;
  return counts;
}

/** Information entropy of the 256-level histogram (Shannon 1948), bits a pixel. */
export const informationEntropy = (image: GreyImage): number => entropyOf(histogram(image), image.values.length);

/** Mutual information of two images of one size from their joint 256-level histogram, bits: H(a) + H(b) - H(a, b). */
export function mutualInformation(a: GreyImage, b: GreyImage): number {
  const total = a.values.length;
  const joint = new Float64Array(LEVELS * LEVELS);
  for (let n = 0; n < total; n++) joint[LEVELS * level(a.values[n]!) + level(b.values[n]!)]!++;
  return informationEntropy(a) + informationEntropy(b) - entropyOf(joint, total);
}

/** Population standard deviation, grey levels. */
export function standardDeviation({ values }: GreyImage): number {
  let mean = 0;
  for (let n = 0; n < values.length; n++) mean += values[n]! / values.length;
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += (values[n]! - mean) ** 2;
  return Math.sqrt(sum / values.length);
}
