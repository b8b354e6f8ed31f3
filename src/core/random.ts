/** Uniform numbers in [0, 1) from a 32-bit seed: mulberry32, the same everywhere. */
export function mulberry32(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A further seed from a seed and numbers, so that each use of chance has its own stream. */
export const seedOf = (seed: number, ...numbers: readonly number[]): number =>
  numbers.reduce((h, n) => Math.imul(h ^ (n + 0x9e3779b9), 0x85ebca6b) ^ (h >>> 13), seed | 0);

/** Standard normal numbers from uniform ones (Box and Muller 1958). */
export const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
