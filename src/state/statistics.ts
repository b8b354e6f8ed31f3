import { planeOf } from '../core/plane.ts';
import { valueAt } from '../core/volume.ts';
import type { App } from './app.ts';
import { UNDECIDED } from './document.ts';
import { breath } from './perform.ts';

export interface Statistics {
  readonly voxels: number;
  /** mL; null where the spacing is unknown. */
  readonly volumeMl: number | null;
  /** Area in the slice shown: mm², or px where the spacing is unknown. */
  readonly area: number;
  readonly areaUnit: 'mm²' | 'px';
  /** Mean and standard deviation (population) of the image's values under the label; NaN for no voxel. */
  readonly mean: number;
  readonly sd: number;
  readonly unit: string;
}

/** Measures one label in the background, a few ms at a time. Null when the case changed meanwhile. */
export async function statisticsOf(app: App, label: number): Promise<Statistics | null> {
  const doc = app.document;
  const { tally, view, revision } = app.store.getState();
  if (!doc) return null;
  const { volume, edits, prediction } = doc;
  const { grid } = volume;
  const plane = planeOf(grid, view.plane);
  const known = grid.spacingTrust !== 'unknown';
  let n = 0;
  let sum = 0;
  let squares = 0;
  let until = performance.now() + 6;
  for (let e = 0; e < prediction.length; e++) {
    const decided = edits[e]!;
    if ((decided !== UNDECIDED ? decided : prediction[e]!) === label) {
      const value = valueAt(volume, e);
      n++;
      sum += value;
      squares += value * value;
    }
    if ((e & 0xffff) === 0xffff && performance.now() > until) {
      await breath();
      if (app.document !== doc || app.store.getState().revision !== revision) return null;
      until = performance.now() + 6;
    }
  }
  const mean = sum / n;
  const inSlice = tally?.perSlice[256 * view.slice + label] ?? 0;
  return {
    voxels: n,
    volumeMl: known ? (n * grid.spacing[0] * grid.spacing[1] * grid.spacing[2]) / 1000 : null,
    area: known ? inSlice * plane.spacing[0] * plane.spacing[1] : inSlice,
    areaUnit: known ? 'mm²' : 'px',
    mean,
    sd: Math.sqrt(Math.max(0, squares / n - mean * mean)),
    unit: volume.unit,
  };
}
