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

/** Count, sum and sum of squares of the image's values under a label, as long as the label map stays the same. */
interface Sums {
  readonly key: string;
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * Measures one label at a time, in the background, a few ms at a time; null when the case changed meanwhile. The volume
 * is read only where the label is there at all and the label map has changed since.
 */
export function labelStatistics(app: App): (label: number) => Promise<Statistics | null> {
  let known: Sums | null = null;

  const sumsOf = async (label: number): Promise<Sums | null> => {
    const doc = app.document!;
    const { tally, revision } = app.store.getState();
    const key = [doc.id, revision, label].join(' ');
    if (known?.key === key) return known;
    if (tally?.total[label] === 0) return { key, n: 0, sum: 0, squares: 0 };
    const { volume, edits, prediction } = doc;
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
    known = { key, n, sum, squares };
    return known;
  };

  return async (label) => {
    const sums = app.document && (await sumsOf(label));
    const doc = app.document;
    if (!sums || !doc) return null;
    const { n, sum, squares } = sums;
    const { tally, view } = app.store.getState();
    const { grid, unit } = doc.volume;
    const plane = planeOf(grid, view.plane);
    const scaled = grid.spacingTrust !== 'unknown';
    const mean = sum / n;
    const inSlice = tally?.perSlice[256 * view.slice + label] ?? 0;
    return {
      voxels: n,
      volumeMl: scaled ? (n * grid.spacing[0] * grid.spacing[1] * grid.spacing[2]) / 1000 : null,
      area: scaled ? inSlice * plane.spacing[0] * plane.spacing[1] : inSlice,
      areaUnit: scaled ? 'mm²' : 'px',
      mean,
      sd: Math.sqrt(Math.max(0, squares / n - mean * mean)),
      unit,
    };
  };
}
