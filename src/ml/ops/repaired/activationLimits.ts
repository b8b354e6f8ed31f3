/** Between which a kernel keeps its results. */
export type Limits = readonly [low: number, high: number];

/** Activations of tfjs's fused kernels that are limits and nothing else. */
export const LIMITS: Readonly<Record<string, Limits>> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
};
