import type { Grid } from '../core/grid.ts';
import { readLabelMap, readObjectMap } from '../io/readLabelMap.ts';

/** A true label map on a grid. `objects`: the numbers of the file, where they count objects of the one label there is. */
export interface Truth {
  readonly map: Uint8Array;
  readonly objects: Uint32Array | null;
}

/**
 * Reads a truth for an image. Where models know one label only, every number above 0 is that label, and the numbers are
 * objects (cells) if there are several. Throws `labels.otherGrid`, `labels.notLabels` and the readers' Problems.
 */
export async function readTruth(file: File, grid: Grid, labels: readonly number[]): Promise<Truth> {
  const [only] = labels;
  if (labels.length !== 1 || only === undefined) return { map: (await readLabelMap(file, grid)).voxels, objects: null };
  const { voxels } = await readObjectMap(file, grid);
  const first = voxels.find((v) => v > 0);
  const map = Uint8Array.from(voxels, (v) => (v > 0 ? only : 0));
  return { map, objects: voxels.some((v) => v > 0 && v !== first) ? voxels : null };
}
