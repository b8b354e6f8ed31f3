/** Near-normal numbers, mean 0, SD 1, within ±3: the sum of three uniform ones, whose SD is 1/2. */
export const nearNormal = (random: () => number): (() => number) => {
  return () => 2 * (random() + random() + random() - 1.5);
};
