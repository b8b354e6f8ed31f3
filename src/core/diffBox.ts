import type { VoxelDiff } from './diff.ts';
import { type Grid, strides } from './grid.ts';
import type { Plane } from './plane.ts';

/** Pixels u0..u1-1, v0..v1-1 of a slice. */
export interface Box {
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
}

/** The box of slice `w` that a change touches, or null where it touches none of it. Costs a few steps a run and row. */
export function diffBox(diff: VoxelDiff, grid: Grid, plane: Plane, w: number): Box | null {
  const [, stepJ, stepK] = strides(grid);
  const [width, height] = grid.size;
  const last = [plane.width - 1, plane.height - 1, plane.slices - 1];
  const box = [Infinity, Infinity, -1, -1] as [number, number, number, number];
  const along = (n: 0 | 1 | 2, i: number, j: number, k: number) => {
    const at = plane.axes[n] === 0 ? i : plane.axes[n] === 1 ? j : k;
    return plane.flips[n] ? last[n]! - at : at;
  };
  const take = (i: number, j: number, k: number) => {
    const u = along(0, i, j, k);
    const v = along(1, i, j, k);
    if (u < box[0]) box[0] = u;
    if (v < box[1]) box[1] = v;
    if (u > box[2]) box[2] = u;
    if (v > box[3]) box[3] = v;
  };
  for (let r = 0; r < diff.start.length; r++) {
    let element = diff.start[r]!;
    const end = element + diff.length[r]!;
    // a run may go on from row to row: one piece a row
    while (element < end) {
      const k = Math.trunc(element / stepK);
      const j = Math.trunc((element - k * stepK) / stepJ) % height;
      const i0 = element % width;
      const i1 = Math.min(width, i0 + end - element) - 1;
      element += i1 - i0 + 1;
      if (plane.axes[2] === 0) {
        // the slice is a plane of constant i: at most one voxel of the row lies in it
        const i = plane.flips[2] ? last[2]! - w : w;
        if (i >= i0 && i <= i1) take(i, j, k);
      } else if (along(2, i0, j, k) === w) {
        take(i0, j, k);
        take(i1, j, k);
      }
    }
  }
  return box[2] < 0 ? null : { u0: box[0], v0: box[1], u1: box[2] + 1, v1: box[3] + 1 };
}
