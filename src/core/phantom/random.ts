/** A stream of numbers in [0, 1) from a 32-bit seed: mulberry32 (T. Ettinger, public domain). Same seed, same stream. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Near-normal numbers, mean 0, SD 1, within ±3: the sum of three uniform ones, whose SD is 1/2. */
export const nearNormal = (random: () => number): (() => number) => {
  return () => 2 * (random() + random() + random() - 1.5);
};
