import type { Grid, Vec3 } from '../grid.ts';
import { floodNow } from '../raster/flood.ts';

/** What counts as hot: an absolute value (the unit of the values), or a share of the hottest voxel near the seed. */
export type HotRule =
  { readonly kind: 'fixed'; readonly value: number } | { readonly kind: 'share'; readonly share: number };

export interface HotRegion {
  /** Elements of the region, in no order. */
  readonly elements: Uint32Array;
  /** The lowest value that counts, and the hottest voxel near the seed, from where the region grew. */
  readonly threshold: number;
  readonly hottest: Vec3;
  readonly max: number;
}

/**
 * The connected (6) region of values >= the threshold about the hottest voxel within `reach` mm of `seed`.
 * `values` lie on `grid`, i fastest; NaN never counts. Null where nothing near the seed is hot enough.
 */
export function hotRegion(
  grid: Grid,
  values: Float32Array,
  seed: Vec3,
  rule: HotRule,
  reach: number,
): HotRegion | null {
  const found = hottestNear(grid, values, seed, reach);
  if (!found) return null;
  const threshold = rule.kind === 'fixed' ? rule.value : rule.share * found.max;
  if (!(found.max >= threshold) || !(threshold > 0)) return null;
  const [w, h] = grid.size;
  const elements: number[] = [];
  floodNow(
    grid.size,
    found.at,
    (i, j, k) => values[i + w * (j + h * k)]! >= threshold,
    (k, j, i0, i1) => {
      for (let n = i0 + w * (j + h * k), end = n + i1 - i0; n <= end; n++) elements.push(n);
    },
  );
  return { elements: Uint32Array.from(elements), threshold, hottest: found.at, max: found.max };
}

function hottestNear({ size, spacing }: Grid, values: Float32Array, seed: Vec3, reach: number) {
  const from = seed.map((v, a) => Math.max(0, Math.ceil(v - reach / spacing[a]!)));
  const to = seed.map((v, a) => Math.min(size[a]! - 1, Math.floor(v + reach / spacing[a]!)));
  let best: { at: Vec3; max: number } | null = null;
  for (let k = from[2]!; k <= to[2]!; k++) {
    for (let j = from[1]!; j <= to[1]!; j++) {
      for (let i = from[0]!; i <= to[0]!; i++) {
        const far = Math.hypot((i - seed[0]) * spacing[0], (j - seed[1]) * spacing[1], (k - seed[2]) * spacing[2]);
        const v = values[i + size[0] * (j + size[1] * k)]!;
        if (far <= reach && !Number.isNaN(v) && (!best || v > best.max)) best = { at: [i, j, k], max: v };
      }
    }
  }
  return best;
}
