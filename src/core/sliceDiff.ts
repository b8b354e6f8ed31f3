import { diffWriter, type VoxelDiff } from './diff.ts';
import { indexAt, type Plane } from './plane.ts';

/**
 * The change that makes `next` the content of slice `w` of `array`.
 * `next` has plane.width * plane.height values, row by row (v), u fastest.
 */
export function sliceDiff(array: Uint8Array, plane: Plane, w: number, next: Uint8Array): VoxelDiff {
  const writer = diffWriter();
  for (let v = 0; v < plane.height; v++) {
    for (let u = 0; u < plane.width; u++) {
      const n = indexAt(plane, u, v, w);
      const value = next[v * plane.width + u]!;
      if (array[n] !== value) writer.put(n, array[n]!, value);
    }
  }
  return writer.done();
}
