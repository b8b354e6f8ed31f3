import type { FigureRow } from '../core/compare/figures.ts';
import type { Grid } from '../core/grid.ts';
import type { Plane } from '../core/plane.ts';
import type { Job } from '../core/progress.ts';
import { figureRow, frameOfGrid, frameOfSlice, maskOf, objectFigures, sliceOfMap } from '../ml/metrics/compareMaps.ts';

/** A label map to be judged by another one of the same grid. */
export interface ToJudge {
  readonly case: string;
  readonly grid: Grid;
  /** The plane of the slices. */
  readonly plane: Plane;
  readonly labels: readonly number[];
  readonly truth: Uint8Array;
  /** Numbered objects of the truth, where there is one label: cells. null = parts of the mask are objects. */
  readonly objects: Uint32Array | null;
  readonly map: Uint8Array;
  /** Slices to be judged one by one, and whether the whole is judged too. */
  readonly slices: readonly number[];
  readonly whole: boolean;
  readonly tolerance: number;
}

/** Figures of the whole and of every slice, label by label. Where neither map has the label in a slice, it has no row. */
export async function caseFigures(of: ToJudge, job: Job): Promise<FigureRow[]> {
  const { grid, plane, labels, truth, map, slices, tolerance } = of;
  const rows: FigureRow[] = [];
  const steps = labels.length * ((of.whole ? 1 : 0) + slices.length);
  let done = 0;
  let rested = performance.now();
  // calls to stop are heard between two figures
  const step = async () => {
    done++;
    if (performance.now() - rested < 30) return;
    job.progress({ stage: 'measure', done, total: steps });
    await new Promise((go) => setTimeout(go, 0));
    job.signal.throwIfAborted();
    rested = performance.now();
  };
  const flat = grid.size[2] === 1;
  const [whole, slice] = [frameOfGrid(grid), frameOfSlice(grid, plane)];
  for (const label of labels) {
    if (of.whole) {
      const row = figureRow(
        { case: of.case, slice: null, label },
        maskOf(truth, label),
        maskOf(map, label),
        whole,
        tolerance,
      );
      const objects = flat && labels.length === 1 ? objectFigures(of.objects ?? truth, map, grid) : {};
      rows.push({ ...row, figures: { ...row.figures, ...objects } });
      await step();
    }
    for (const w of slices) {
      const [t, p] = [sliceOfMap(truth, plane, w), sliceOfMap(map, plane, w)].map((m) => maskOf(m, label)) as [
        Uint8Array,
        Uint8Array,
      ];
      if (t.includes(1) || p.includes(1)) {
        rows.push(figureRow({ case: of.case, slice: w, label }, t, p, slice, tolerance));
      }
      await step();
    }
  }
  return rows;
}
