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
  readonly predicted: Uint32Array;
}

/** The tally of an empty label map. */
export const emptyTally = (plane: Plane): Tally => ({
  plane,
  total: new Uint32Array(256),
  perSlice: new Uint32Array(256 * plane.slices),
  added: new Uint32Array(plane.slices),
  removed: new Uint32Array(plane.slices),
  decided: new Uint32Array(plane.slices),
  predicted: new Uint32Array(plane.slices),
});

/** Adds `n` elements (or takes away -n) of slice `w` with decision `edit` over prediction `predicted`. */
function count(t: Tally, w: number, edit: number, predicted: number, n: number): void {
  const label = edit === UNDECIDED ? predicted : edit;
  if (predicted !== 0) t.predicted[w]! += n;
  if (label !== 0) {
    t.total[label]! += n;
    t.perSlice[256 * w + label]! += n;
  }
  if (edit === UNDECIDED) return;
  t.decided[w]! += n;
  if (edit === 0) {
    if (predicted !== 0) t.removed[w]! += n;
  } else if (edit !== predicted) t.added[w]! += n;
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

/** Slice of the plane in which element n lies, and up to which element that holds. */
function sliceOf(plane: Plane, grid: Grid): (n: number) => readonly [slice: number, end: number] {
  const axis = plane.axes[2];
  const step = strides(grid)[axis]!;
  const size = grid.size[axis]!;
  return (n) => {
    const steps = Math.trunc(n / step);
    const w = steps % size;
    return [plane.flips[2] ? size - 1 - w : w, (steps + 1) * step];
  };
}

/** Follows one change. `diff` tells both values of the changed layer; the other layer is read from the document. */
export function countDiff(t: Tally, doc: Document, layer: MaskLayer, diff: VoxelDiff): void {
  const other = layer === 'edits' ? doc.prediction : doc.edits;
  const place = sliceOf(t.plane, doc.volume.grid);
  for (let r = 0; r < diff.start.length; r++) {
    const before = diff.before[r]!;
    const after = diff.after[r]!;
    const end = diff.start[r]! + diff.length[r]!;
    for (let n = diff.start[r]!; n < end;) {
      const [w, sliceEnd] = place(n);
      const last = Math.min(end, sliceEnd);
      while (n < last) {
        // as many as have the same in the other layer
        const o = other[n]!;
        let same = 1;
        while (n + same < last && other[n + same] === o) same++;
        n += same;
        if (layer === 'edits') {
          count(t, w, before, o, -same);
          count(t, w, after, o, same);
        } else {
          count(t, w, o, before, -same);
          count(t, w, o, after, same);
        }
      }
    }
  }
}

/** A new wrapper over the same arrays, so that selectors see a change. Background (0) is not counted. */
export const viewOf = ({ total, perSlice, added, removed, decided, predicted }: Tally): TallyView => ({
  total,
  perSlice,
  added,
  removed,
  decided,
  predicted,
});
