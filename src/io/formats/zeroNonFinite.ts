import type { Voxels } from '../../core/volume.ts';

/** Sets NaN and infinities to 0, in place; they would poison windows and networks. Returns how many there were. */
export function zeroNonFinite(voxels: Voxels): number {
  if (!(voxels instanceof Float32Array || voxels instanceof Float64Array)) return 0;
  let count = 0;
  for (let n = 0; n < voxels.length; n++) {
    if (!Number.isFinite(voxels[n]!)) {
      voxels[n] = 0;
      count++;
    }
  }
  return count;
}
