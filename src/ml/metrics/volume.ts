/** How voxels are counted up: what one of them holds, and in which unit. */
export interface VoxelMeasure {
  readonly perVoxel: number;
  readonly unit: 'mL' | 'mm²' | 'px²' | 'voxels';
  /** Unit of distances on the same grid. */
  readonly length: 'mm' | 'px';
}

/**
 * Measure of voxels with `spacing` (mm): mL with three entries, also for a slice of known thickness; mm² with two.
 * null = unknown: pixels of a slice (`dimensions` 2) or voxels of a volume (3) are counted.
 */
export function voxelMeasure(dimensions: 2 | 3, spacing: readonly number[] | null): VoxelMeasure {
  if (!spacing) return { perVoxel: 1, unit: dimensions === 2 ? 'px²' : 'voxels', length: 'px' };
  const product = spacing.reduce((p, s) => p * s, 1);
  return spacing.length === 3
    ? { perVoxel: product / 1000, unit: 'mL', length: 'mm' }
    : { perVoxel: product, unit: 'mm²', length: 'mm' };
}
