import type { CorrectedSlice } from '../core/learn.ts';
import type { Rgb } from '../core/labels.ts';
import { nativePlane, planeOf } from '../core/plane.ts';
import { type Thumbnail, thumbnail } from '../core/raster/thumbnail.ts';
import { caseOf } from '../io/session/caseFile.ts';
import { readManifest } from '../io/session/migrate.ts';
import { readStored } from '../io/session/opfs.ts';

type Place = Pick<CorrectedSlice, 'caseId' | 'slice'>;

const LONGEST = 144;

/**
 * Pictures of slices (native plane) of stored cases with their merged masks, each case read once. A case that cannot be read
 * has none.
 */
export async function sliceThumbnails(slices: readonly Place[]): Promise<(Place & Thumbnail)[]> {
  const out: (Place & Thumbnail)[] = [];
  for (const caseId of new Set(slices.map((s) => s.caseId))) {
    try {
      const { manifest, ...bytes } = await readStored(caseId);
      const { facts, volume, prediction, edits } = caseOf(caseId, readManifest(caseId, manifest), bytes);
      const plane = planeOf(volume.grid, nativePlane(volume.grid));
      const labels = prediction.map((l, n) => (edits[n] === 255 ? l : edits[n]!));
      const colors: Rgb[] = [];
      for (const { value, color } of facts.labels) colors[value] = color;
      for (const { caseId: id, slice } of slices) {
        if (id !== caseId || slice >= plane.slices) continue;
        out.push({ caseId, slice, ...thumbnail(volume, plane, slice, labels, colors, LONGEST) });
      }
    } catch {
      // deleted in another tab, or damaged: its slices are listed by number alone
    }
  }
  return out;
}
