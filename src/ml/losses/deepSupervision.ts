/**
 * Weights of `count` outputs, finest first: 1, 1/2, 1/4, ..., the coarsest 0, scaled to sum 1
 * (Isensee et al. 2021, nnU-Net: at four outputs (4, 2, 1, 0) / 7). A single output has all.
 */
export function deepSupervision(count: number): number[] {
  if (count === 1) return [1];
  const raw = Array.from({ length: count }, (_, n) => (n === count - 1 ? 0 : 2 ** -n));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((w) => w / sum);
}
