import { describe, expect, it } from 'vitest';
import { contourLengths, surfaceAreas } from './cornerElements.ts';
import figures from './fixtures/segmentation.json' with { type: 'json' };
import type { MaskPair } from './maskPair.ts';
import { averageBorderDistances, averageSymmetric, borderDistances, hausdorff, hausdorffPercentile } from './medpy.ts';
import { overlap } from './overlap.ts';
import {
  averageSurfaceDistances,
  robustHausdorff,
  surfaceDice,
  surfaceDistances,
  surfaceOverlap,
} from './surfaceDistance.ts';

/** The reference writes infinities and NaN as words. */
type Figure = number | string;
const numberOf = (figure: Figure): number =>
  figure === 'inf' ? Infinity : figure === 'nan' ? NaN : (figure as number);

function expectFigure(got: number, want: Figure, what = '') {
  const wanted = numberOf(want);
  if (Number.isFinite(wanted)) expect(Math.abs(got - wanted), `${what}: ${got}, not ${wanted}`).toBeLessThan(1e-12);
  else expect(got, what).toBe(wanted);
}

const expectFigures = (got: readonly number[], want: readonly Figure[], what: string) => {
  expect(got.length, what).toBe(want.length);
  got.forEach((g, n) => expectFigure(g, want[n]!, `${what}[${n}]`));
};

describe('the table of neighbour codes', () => {
  const t = figures.lookup_tables;
  // the reference names its axes slowest first
  it.each([
    ['pixels of 1 × 1', contourLengths([1, 1]), t.contour_length_1x1],
    ['pixels of 0.5 × 2', contourLengths([2, 0.5]), t.contour_length_0p5x2],
    ['voxels of 1 × 1 × 1', surfaceAreas([1, 1, 1]), t.surface_area_1x1x1],
    ['voxels of 3 × 0.8 × 0.8', surfaceAreas([0.8, 0.8, 3]), t.surface_area_3x0p8x0p8],
  ])('%s has the published values', (what, got, want) => expectFigures([...got], want, what));

  it('tells the axes apart', () => {
    const areas = surfaceAreas([2, 3, 5]);
    // the neighbours on the low side along x, y and z: a face across that axis
    expect([areas[0b10101010], areas[0b11001100], areas[0b11110000]]).toEqual([15, 10, 6]);
    expect(areas[1]).toBeCloseTo(Math.hypot(15, 10, 6) / 8, 12);
    const lengths = contourLengths([2, 3]);
    expect([lengths[0b1010], lengths[0b1100]]).toEqual([3, 2]);
  });
});

describe.each(figures.cases)('reference case $case', (c) => {
  const pair: MaskPair = {
    truth: Uint8Array.from(c.gt, Number),
    pred: Uint8Array.from(c.pred, Number),
    size: [...c.shape].reverse(),
    spacing: [...c.spacing].reverse(),
  };

  it('has its counts and overlap', () => {
    const o = overlap(pair.truth, pair.pred, 1);
    expect(o).toMatchObject({ tp: c.tp, fp: c.fp, fn: c.fn, tn: c.tn });
    expectFigure(o.dice, c.dsc);
    expectFigure(o.iou, c.iou);
  });

  it('has its surface distances', () => {
    const want = c.surface_distance;
    const d = surfaceDistances(pair);
    expect([d.truth.areas.length, d.pred.areas.length]).toEqual([want.n_gt, want.n_pred]);
    const total = (areas: Float64Array) => areas.reduce((a, b) => a + b, 0);
    expectFigure(total(d.truth.areas), want.area_gt, 'area of the truth');
    expectFigure(total(d.pred.areas), want.area_pred, 'area of the prediction');
    if (want.distances_gt_to_pred) {
      expectFigures([...d.truth.distances], want.distances_gt_to_pred, 'distance');
      expectFigures([...d.truth.areas], want.surfel_areas_gt!, 'area');
    }
    const average = averageSurfaceDistances(d);
    expectFigures([average.truth, average.pred], want.asd, 'average');
    const part = surfaceOverlap(d, 1);
    expectFigures([part.truth, part.pred], want.overlap_at_1, 'overlap');
    for (const [percent, figure] of Object.entries(want.rhd))
      expectFigure(robustHausdorff(d, Number(percent)), figure, `hd${percent}`);
    for (const [tolerance, figure] of Object.entries(want.nsd))
      expectFigure(surfaceDice(d, Number(tolerance)), figure, `nsd at ${tolerance}`);
  });

  it('has its medpy distances', () => {
    const d = borderDistances(pair);
    if (!c.medpy) {
      expect(d).toBeNull();
      expect([hausdorff(d), hausdorffPercentile(d, 95), averageSymmetric(d)]).toEqual([NaN, NaN, NaN]);
      return;
    }
    expectFigure(hausdorff(d), c.medpy.hd, 'hd');
    expectFigure(hausdorffPercentile(d, 95), c.medpy.hd95, 'hd95');
    const { truth, pred } = averageBorderDistances(d);
    expectFigure(truth, c.medpy.asd_a_to_b, 'asd a to b');
    expectFigure(pred, c.medpy.asd_b_to_a, 'asd b to a');
    expectFigure(averageSymmetric(d), c.medpy.assd, 'assd');
  });
});
