import type { VoxelDiff } from '../core/diff.ts';
import type { MaskLayer } from '../core/history.ts';
import type { Plane } from '../core/plane.ts';
import { strides, type Grid } from '../core/grid.ts';
import type { TallyView } from './appState.ts';
import { type Document, UNDECIDED } from './document.ts';

/** Counts of the merged label map, kept up to date by the changes themselves: no edit ever rescans the volume. */
export interface Tally {
  readonly plane: Plane;
  readonly total: Uint32Array;
  readonly perSlice: Uint32Array;
  readonly added: Uint32Array;
  readonly removed: Uint32Array;
  readonly decided: Uint32Array;
}

/** The tally of an empty label map. */
export const emptyTally = (plane: Plane): Tally => ({
  plane,
  total: new Uint32Array(256),
  perSlice: new Uint32Array(256 * plane.slices),
  added: new Uint32Array(plane.slices),
  removed: new Uint32Array(plane.slices),
  decided: new Uint32Array(plane.slices),
});

/** Adds (`sign` 1) or takes away (-1) `n` elements of slice `w` with decision `edit` over prediction `predicted`. */
function count(t: Tally, w: number, edit: number, predicted: number, sign: number): void {
  const label = edit === UNDECIDED ? predicted : edit;
  if (label !== 0) {
    t.total[label]! += sign;
    t.perSlice[256 * w + label]! += sign;
  }
  if (edit === UNDECIDED) return;
  t.decided[w]! += sign;
  if (edit === 0) {
    if (predicted !== 0) t.removed[w]! += sign;
  } else if (edit !== predicted) t.added[w]! += sign;
}

/** Counts slice `w` from the pixels. Called once for every slice of a fresh tally. */
export function countSlice(t: Tally, doc: Document, w: number): void {
  const { plane } = t;
  for (let v = 0; v < plane.height; v++) {
    let n = plane.base + v * plane.stepV + w * plane.stepW;
    for (let u = 0; u < plane.width; u++, n += plane.stepU) {
      const edit = doc.edits[n]!;
      const predicted = doc.prediction[n]!;
      if (edit === UNDECIDED && predicted === 0) continue;
      count(t, w, edit, predicted, 1);
    }
  }
}

/** Slice of the plane in which element n lies. */
function sliceOf(plane: Plane, grid: Grid): (n: number) => number {
  const axis = plane.axes[2];
  const step = strides(grid)[axis]!;
  const size = grid.size[axis]!;
  return plane.flips[2] ? (n) => size - 1 - (Math.trunc(n / step) % size) : (n) => Math.trunc(n / step) % size;
}

/** Follows one change. `diff` tells both values of the changed layer; the other layer is read from the document. */
export function countDiff(t: Tally, doc: Document, layer: MaskLayer, diff: VoxelDiff): void {
  const other = layer === 'edits' ? doc.prediction : doc.edits;
  const slice = sliceOf(t.plane, doc.volume.grid);
  for (let r = 0; r < diff.start.length; r++) {
    const from = diff.start[r]!;
    const before = diff.before[r]!;
    const after = diff.after[r]!;
    for (let n = from; n < from + diff.length[r]!; n++) {
      const w = slice(n);
      const o = other[n]!;
      if (layer === 'edits') {
        count(t, w, before, o, -1);
        count(t, w, after, o, 1);
      } else {
        count(t, w, o, before, -1);
        count(t, w, o, after, 1);
      }
    }
  }
}

/** A new wrapper over the same arrays, so that selectors see a change. Background (0) is not counted. */
export const viewOf = ({ total, perSlice, added, removed, decided }: Tally): TallyView => ({
  total,
  perSlice,
  added,
  removed,
  decided,
});
