import type { FigureRow } from '../../core/compare/figures.ts';
import type { Grid } from '../../core/grid.ts';
import { indexAt, type Plane } from '../../core/plane.ts';
import { comparisonOf } from './comparison.ts';
import { INSTANCE_METRICS, measureAll } from './index.ts';
import { matchInstances, objectsIn } from './instances.ts';
import { type VoxelMeasure, voxelMeasure } from './volume.ts';

/** Sides, spacing (mm, or 1 where unknown) and voxel measure of what is compared: 2-D for a grid of one slice. */
export interface Frame {
  readonly size: readonly number[];
  readonly spacing: readonly number[];
  readonly measure: VoxelMeasure;
}

/** A whole grid. `spacing` (mm along i, j, k) overrules the grid's own; null where neither is known. */
export function frameOfGrid(grid: Grid, spacing: readonly number[] | null = null): Frame {
  const flat = grid.size.lastIndexOf(1);
  const axes = [0, 1, 2].filter((axis) => axis !== flat);
  const known = spacing ?? (grid.spacingTrust === 'unknown' ? null : grid.spacing);
  return {
    size: axes.map((axis) => grid.size[axis]!),
    spacing: axes.map((axis) => known?.[axis] ?? 1),
    measure: voxelMeasure(axes.length === 2 ? 2 : 3, known),
  };
}

/** One slice of a plane; volumes of a slice are its area times its thickness. */
export function frameOfSlice(grid: Grid, plane: Plane): Frame {
  const known = grid.spacingTrust !== 'unknown';
  return {
    size: [plane.width, plane.height],
    spacing: known ? plane.spacing.slice(0, 2) : [1, 1],
    measure: voxelMeasure(2, known ? plane.spacing : null),
  };
}

/** Which labels there are above 0, ascending. */
export function labelsIn(...maps: readonly ArrayLike<number>[]): readonly number[] {
  const seen = new Set<number>();
  for (const map of maps) for (let n = 0; n < map.length; n++) seen.add(map[n]!);
  seen.delete(0);
  return [...seen].sort((a, b) => a - b);
}

/** 1 where a map says `label`; 'any' = every number above 0. */
export function maskOf(map: ArrayLike<number>, label: number | 'any'): Uint8Array {
  const mask = new Uint8Array(map.length);
  for (let n = 0; n < mask.length; n++) mask[n] = (label === 'any' ? map[n]! > 0 : map[n] === label) ? 1 : 0;
  return mask;
}

/** Slice w of a map on the volume's grid, row by row over the plane's (u, v). */
export function sliceOfMap(map: Uint8Array, plane: Plane, w: number): Uint8Array {
  const out = new Uint8Array(plane.width * plane.height);
  for (let v = 0, at = 0; v < plane.height; v++) {
    let n = indexAt(plane, 0, v, w);
    for (let u = 0; u < plane.width; u++, n += plane.stepU) out[at++] = map[n]!;
  }
  return out;
}

/** All figures of a pair of masks (non-zero = inside). `tolerance` is in the unit of the frame's spacing. */
export function figureRow(
  place: Pick<FigureRow, 'case' | 'slice' | 'label'>,
  truth: Uint8Array,
  pred: Uint8Array,
  { size, spacing, measure }: Frame,
  tolerance: number,
): FigureRow {
  const comparison = comparisonOf({ truth, pred, size, spacing }, measure, tolerance);
  const { tp, fp, fn } = comparison.overlap;
  return { ...place, figures: measureAll(comparison), tp, fp, fn, unit: measure.length, volumeUnit: measure.unit };
}

/** Figures of numbered objects, or of the parts of a mask, in two maps of one grid. */
export function objectFigures(
  truth: Uint8Array | Uint32Array,
  pred: Uint8Array | Uint32Array,
  grid: Pick<Grid, 'size'>,
): Readonly<Record<string, number>> {
  const matches = matchInstances(objectsIn(truth, grid.size), objectsIn(pred, grid.size));
  return Object.fromEntries(INSTANCE_METRICS.map((m) => [m.id, m.compute(matches)]));
}
