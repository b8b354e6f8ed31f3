import type { MaskPair } from './maskPair.ts';
import { type BorderDistances, borderDistances } from './medpy.ts';
import { type Overlap, overlapOf } from './overlap.ts';
import { type SurfaceDistances, surfaceDistances } from './surfaceDistance.ts';
import type { VoxelMeasure } from './volume.ts';

/** What the metrics of one structure share; distances are taken when a metric first asks for them. */
export interface Comparison {
  readonly overlap: Overlap;
  readonly measure: VoxelMeasure;
  /** Distance that still counts as agreement, in the unit of the pair's spacing. */
  readonly tolerance: number;
  surfaces(): SurfaceDistances;
  borders(): BorderDistances | null;
}

/** Prepares a pair of masks for the metrics of the catalog. Throws where masks, size and spacing do not fit. */
export function comparisonOf(pair: MaskPair, measure: VoxelMeasure, tolerance: number): Comparison {
  const { truth, pred } = pair;
  let [tp, fp, fn] = [0, 0, 0];
  for (let n = 0; n < truth.length; n++) {
    if (truth[n] && pred[n]) tp++;
    else if (pred[n]) fp++;
    else if (truth[n]) fn++;
  }
  return {
    overlap: overlapOf({ tp, fp, fn, tn: truth.length - tp - fp - fn }),
    measure,
    tolerance,
    surfaces: once(() => surfaceDistances(pair)),
    borders: once(() => borderDistances(pair)),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
