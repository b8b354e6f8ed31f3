import type { PlanLabel } from '../../core/plan.ts';
import { planeOf } from '../../core/plane.ts';
import { valueAt, type Volume } from '../../core/volume.ts';
import type { SampleSlice } from './renderLesson.ts';

interface Sample {
  readonly volume: Volume;
  /** Label value of every voxel, on the volume's grid. */
  readonly truth: Uint8Array;
  readonly labels: readonly PlanLabel[];
}

/** The axial slice `part` (0..1) up the stack, windowed to grey, with its labels. */
export function sampleSlice({ volume, truth, labels }: Sample, part: number): SampleSlice {
  const plane = planeOf(volume.grid, 'axial');
  const { width, height } = plane;
  const w = Math.min(plane.slices - 1, Math.floor(part * plane.slices));
  const grey = new Uint8ClampedArray(width * height);
  const values = new Uint8Array(width * height);
  const low = volume.window.center - volume.window.width / 2;
  for (let v = 0, at = 0; v < height; v++) {
    for (let u = 0; u < width; u++, at++) {
      const n = plane.base + u * plane.stepU + v * plane.stepV + w * plane.stepW;
      grey[at] = (255 * (valueAt(volume, n) - low)) / volume.window.width;
      values[at] = truth[n]!;
    }
  }
  return { width, height, grey, labels: values, colors: new Map(labels.map((l) => [l.value, l.color])) };
}
