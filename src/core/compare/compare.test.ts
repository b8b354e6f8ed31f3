import { describe, expect, it } from 'vitest';
import { pictureGrid } from '../grid.ts';
import type { Plan } from '../plan.ts';
import { planeOf } from '../plane.ts';
import { differingBySlice, disagreementOf, nextDifference, votesOf } from './disagreement.ts';
import { bestOf, emptySide, type FigureRow, meanOf, type MetricInfo, pooled, worstFirst } from './figures.ts';
import { pairFiles } from './pairFiles.ts';
import { csvNumber } from './rowsCsv.ts';
import { AS_PLANNED, testTimeOf, withTestTime } from './testTime.ts';

const map = (...rows: readonly string[]) => Uint8Array.from(rows.join(''), Number);
const plane = planeOf(pictureGrid(4, 1, 3), 'axial');
const A = map('1100', '0000', '2000');
const B = map('0110', '0000', '1000');
const C = map('0100', '0000', '1000');

describe('where models disagree, and who', () => {
  it('keeps one bit a model', () => {
    expect([...votesOf([A, B, C], 1, plane, 0)]).toEqual([0b001, 0b111, 0b010, 0]);
  });

  it('counts what differs, what one alone has and what one alone lacks', () => {
    expect(disagreementOf(votesOf([A, B, C], 1, plane, 0), 3)).toEqual({
      union: 3,
      differing: 2,
      alone: [1, 1, 0],
      missing: [0, 0, 0],
    });
    expect(disagreementOf(votesOf([A, B, C], 1, plane, 2), 3).missing).toEqual([1, 0, 0]);
  });

  it('counts by slice, and finds the next slice round about', () => {
    const differing = differingBySlice([A, B, C], 1, plane);
    expect([...differing]).toEqual([2, 0, 1]);
    expect([nextDifference(differing, 0), nextDifference(differing, 2)]).toEqual([2, 0]);
    expect(nextDifference(Uint32Array.of(0, 0), 0)).toBeNull();
    expect([...differingBySlice([A], 1, plane)]).toEqual([0, 0, 0]);
  });
});

const metric = (id: string, unit: MetricInfo['unit'], better: MetricInfo['better']) =>
  ({ id, unit, better, title: id, source: '', empty: '' }) as const;
const METRICS = [metric('dice', 'part', 'higher'), metric('hd95', 'length', 'lower'), metric('volume', 'volume', null)];

const row = (slice: number, tp: number, fp: number, fn: number, hd95: number): FigureRow => ({
  case: 'a',
  slice,
  label: 1,
  figures: { dice: (2 * tp) / (2 * tp + fp + fn), hd95, volume: tp + fp },
  tp,
  fp,
  fn,
  unit: 'px',
  volumeUnit: 'px²',
});

describe('figures of several rows', () => {
  it('adds pixels and volumes up, and means distances that are finite', () => {
    const one = pooled([row(0, 4, 0, 0, 2), row(1, 0, 2, 0, Infinity), row(2, 2, 0, 2, 4)], METRICS)!;
    expect(one).toMatchObject({ slice: null, tp: 6, fp: 2, fn: 2, figures: { dice: 12 / 16, hd95: 3, volume: 8 } });
    expect(pooled([], METRICS)).toBeNull();
  });

  it('means cases as papers do: every figure by itself', () => {
    const two = meanOf([row(0, 4, 0, 0, 2), row(1, 1, 1, 1, Infinity)], METRICS)!;
    expect(two).toMatchObject({ tp: 5, fp: 1, figures: { dice: 0.75, hd95: 2, volume: 3 } });
  });

  it('names the best, unless nobody can be', () => {
    expect(bestOf([0.5, NaN, 0.7], 'higher')).toBe(2);
    expect(bestOf([0.5, NaN], 'higher')).toBeNull();
    expect(bestOf([3, 2, Infinity], 'lower')).toBe(1);
    expect(bestOf([5, -2, 4], 'zero')).toBe(1);
    expect([bestOf([1, 1], 'higher'), bestOf([1, 2], null), bestOf([NaN], 'lower')]).toEqual([null, null, null]);
  });

  it('puts what has no figure before the worst that has one', () => {
    expect(worstFirst([0.9, NaN, 0.2], (v) => v, 'higher')).toEqual([NaN, 0.2, 0.9]);
    expect(worstFirst([1, 8, Infinity], (v) => v, 'lower')).toEqual([Infinity, 8, 1]);
  });

  it('says which mask is empty', () => {
    expect(emptySide({ tp: 0, fp: 0, fn: 3 })).toBe('prediction');
    expect(emptySide({ tp: 0, fp: 2, fn: 0 })).toBe('truth');
    expect([emptySide({ tp: 0, fp: 0, fn: 0 }), emptySide({ tp: 1, fp: 0, fn: 0 })]).toEqual(['both', null]);
    expect([NaN, Infinity, -Infinity, 0.25].map(csvNumber)).toEqual(['nan', 'inf', '-inf', '0.25']);
  });
});

describe('files of a folder', () => {
  it('pairs by name: `_mask` beside, a folder of masks, nnU-Net', () => {
    expect(pairFiles(['in/a.png', 'in/a_mask.png', 'in/readme.md']).pairs).toEqual([
      { name: 'a', image: 'in/a.png', truth: 'in/a_mask.png' },
    ]);
    expect(pairFiles(['d/images/b.jpg', 'd/masks/b.png', 'd/.DS_Store']).pairs).toMatchObject([{ name: 'b' }]);
    const nnunet = ['t/imagesTr/c_0000.nii.gz', 't/labelsTr/c.nii.gz'];
    expect(pairFiles(nnunet).pairs).toEqual([{ name: 'c', image: nnunet[0], truth: nnunet[1] }]);
  });

  it('names what has no partner', () => {
    expect(pairFiles(['x/a.png', 'x/masks/b.png', 'x/c.tif', 'x/c.jpg', 'x/c_seg.npy'])).toEqual({
      pairs: [{ name: 'c', image: 'x/c.jpg', truth: 'x/c_seg.npy' }],
      alone: ['x/a.png', 'x/c.tif', 'x/masks/b.png'],
    });
  });
});

describe('test-time options', () => {
  const plan = {
    patch: { size: [256, 256], multiple: 16, overlap: 0.25 },
    output: { activation: 'sigmoid', threshold: 0.5 },
    testTime: { flips: true, largestComponent: false, fillHoles: false },
  } as unknown as Plan;

  it('leave a plan as it is unless they say otherwise', () => {
    expect(withTestTime(plan, AS_PLANNED)).toEqual(plan);
  });

  it('stand in the plan that runs; a tile is what the network divides', () => {
    const used = withTestTime(plan, { ...AS_PLANNED, flips: false, tile: 100, threshold: 0.3, fillHoles: true });
    expect(testTimeOf(used)).toEqual({
      flips: false,
      tile: [112, 112],
      overlap: 0.25,
      threshold: 0.3,
      largestComponent: false,
      fillHoles: true,
    });
  });

  it('have no threshold where background is a class', () => {
    const softmax = { ...plan, output: { activation: 'softmax', threshold: 0.5 } } as Plan;
    expect(testTimeOf(withTestTime(softmax, { ...AS_PLANNED, threshold: 0.3 })).threshold).toBeNull();
  });
});
