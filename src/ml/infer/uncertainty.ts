import type { Scores } from './slidingWindow.ts';

/** -p log2 p, 0 where p is 0. */
const surprise = (p: number): number => (p > 0 ? -p * Math.log2(p) : 0);

/**
 * Mean entropy of a slice's probabilities, bits a pixel: 0 where the network is sure everywhere.
 * `exclusive` (softmax): -sum_c p_c log2 p_c. Otherwise every channel is a yes or no of its own, and the mean over
 * channels of -p log2 p - (1 - p) log2 (1 - p) is taken: 1 where it cannot tell.
 */
export function meanEntropy({ data, channels }: Scores, exclusive: boolean): number {
  if (data.length === 0) return 0;
  let sum = 0;
  for (const score of data) {
    const p = Math.min(1, Math.max(0, score));
    sum += exclusive ? surprise(p) : surprise(p) + surprise(1 - p);
  }
  return exclusive ? (sum * channels) / data.length : sum / data.length;
}
