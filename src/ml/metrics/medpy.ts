import { distanceTransform } from './distanceTransform.ts';
import { type MaskPair, cropped } from './maskPair.ts';
import type { Directed } from './surfaceDistance.ts';

/** Distances of each mask's border voxels to the nearest border voxel of the other, ascending; unweighted. */
export interface BorderDistances {
  readonly truth: Float64Array;
  readonly pred: Float64Array;
}

/**
 * Border distances as medpy.metric.binary takes them: a border voxel is inside, and one of its 4 (2-D) or 6 (3-D)
 * neighbours is not; outside the image counts as background. Null where a mask is empty: medpy refuses it.
 */
export function borderDistances(pair: MaskPair): BorderDistances | null {
  const box = cropped(pair);
  if (!box?.truth.some(Boolean) || !box.pred.some(Boolean)) return null;
  const [truth, pred] = [borderOf(box.truth, box.size), borderOf(box.pred, box.size)];
  const measured = (from: Uint8Array, to: Uint8Array) =>
    distanceTransform(to, box.size, box.spacing)
      .filter((_, n) => from[n])
      .sort();
  return { truth: measured(truth, pred), pred: measured(pred, truth) };
}

/** The mask without its erosion by a cross. */
function borderOf(mask: Uint8Array, size: readonly number[]): Uint8Array {
  const steps = size.map((_, axis) => size.slice(0, axis).reduce((p, n) => p * n, 1));
  return mask.map((inside, n) => {
    if (!inside) return 0;
    const open = steps.some((step, axis) => {
      const at = Math.floor(n / step) % size[axis]!;
      return at === 0 || at === size[axis]! - 1 || !mask[n - step] || !mask[n + step];
    });
    return open ? 1 : 0;
  });
}

/** The larger of both directions' largest distances. NaN where a mask is empty. */
export const hausdorff = (d: BorderDistances | null): number => (d ? Math.max(d.truth.at(-1)!, d.pred.at(-1)!) : NaN);

/** Percentile (0..100) of the distances of both directions together. NaN where a mask is empty. */
export function hausdorffPercentile(d: BorderDistances | null, percent: number): number {
  if (!d) return NaN;
  const both = new Float64Array(d.truth.length + d.pred.length);
  both.set(d.truth);
  both.set(d.pred, d.truth.length);
  return percentile(both.sort(), percent);
}

/** NumPy's default: linear between neighbours of the sorted values, taken from the nearer end. */
function percentile(sorted: Float64Array, percent: number): number {
  const at = (sorted.length - 1) * (percent / 100);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  const part = at - Math.floor(at);
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Average distance of each border to the other. NaN where a mask is empty. */
export const averageBorderDistances = (d: BorderDistances | null): Directed => ({
  truth: d ? mean(d.truth) : NaN,
  pred: d ? mean(d.pred) : NaN,
});

/** Average symmetric surface distance: the mean of both directed averages, each unweighted. NaN where a mask is empty. */
export function averageSymmetric(d: BorderDistances | null): number {
  const { truth, pred } = averageBorderDistances(d);
  return (truth + pred) / 2;
}
