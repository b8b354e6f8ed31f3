import type { Plan } from '../../core/plan.ts';
import { indexAt, nativePlane, planeOf } from '../../core/plane.ts';
import type { Job } from '../../core/progress.ts';
import type { Volume } from '../../core/volume.ts';
import { Problem } from '../../core/problem.ts';
import { scalings } from './normalize.ts';
import { type Forward, predictSlice } from './predictSlice.ts';

/**
 * Label map of a whole volume on its own grid, slice by slice along its native plane; values of the plan's labels.
 * Throws Problem `model.channels` where the model wants other channels than the image gives.
 */
export async function predictVolume(forward: Forward, plan: Plan, volume: Volume, job?: Job): Promise<Uint8Array> {
  const plane = planeOf(volume.grid, nativePlane(volume.grid));
  const scale = scalings(plan.input.normalization, volume, plan.input.color);
  if (scale.length !== plan.input.channels) {
    throw new Problem('model.channels', { name: plan.title, want: plan.input.channels, have: scale.length });
  }
  const map = new Uint8Array(volume.voxels.length / volume.channels);
  for (let w = 0; w < plane.slices; w++) {
    const part: Job | undefined = job && {
      signal: job.signal,
      progress: (p) => job.progress({ ...p, done: w * p.total + p.done, total: plane.slices * p.total }),
    };
    const slice = await predictSlice(forward, plan, volume, plane, w, scale, part);
    for (let v = 0, at = 0; v < plane.height; v++) {
      for (let u = 0; u < plane.width; u++) map[indexAt(plane, u, v, w)] = slice[at++]!;
    }
  }
  return map;
}
