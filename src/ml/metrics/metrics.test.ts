import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonOf } from './comparison.ts';
import { INSTANCE_METRICS, METRICS, measureAll } from './index.ts';
import { IOU_THRESHOLDS, matchInstances, meanF1, objectsIn } from './instances.ts';
import { voxelMeasure } from './volume.ts';

/** Rows of digits as a map. */
const map = (...rows: readonly string[]) => Uint8Array.from(rows.join(''), Number);

describe('volume', () => {
  it.each([
    ['a volume', 3, [0.5, 2, 3], { perVoxel: 0.003, unit: 'mL', length: 'mm' }],
    ['a slice of known thickness', 2, [1, 1, 5], { perVoxel: 0.005, unit: 'mL', length: 'mm' }],
    ['a picture with known pixels', 2, [0.5, 0.5], { perVoxel: 0.25, unit: 'mm²', length: 'mm' }],
    ['a picture', 2, null, { perVoxel: 1, unit: 'px²', length: 'px' }],
    ['a stack', 3, null, { perVoxel: 1, unit: 'voxels', length: 'px' }],
  ] as const)('of %s', (_, dimensions, spacing, measure) => {
    expect(voxelMeasure(dimensions, spacing)).toEqual(measure);
  });
});

describe('the catalog', () => {
  const size = [4, 4];
  const spacing = [1, 1];
  const square = map('0000', '0110', '0110', '0000');
  const moved = map('0000', '0011', '0011', '0000');
  const nothing = new Uint8Array(16);
  const measured = (truth: Uint8Array, pred: Uint8Array, tolerance = 1) =>
    measureAll(comparisonOf({ truth, pred, size, spacing }, voxelMeasure(2, null), tolerance));

  it('has ids of its own, and says where each metric comes from and what it does with empty masks', () => {
    const all = [...METRICS, ...INSTANCE_METRICS];
    expect(new Set(all.map((m) => m.id)).size).toBe(all.length);
    for (const m of all) expect([m.title, m.source, m.empty]).not.toContain('');
  });

  it('measures a square moved by one pixel', () => {
    expect(measured(square, moved)).toMatchObject({
      dice: 0.5,
      iou: 1 / 3,
      precision: 0.5,
      recall: 0.5,
      hd95: 1,
      hd95Medpy: 1,
      nsd: 1,
      assd: 0.5,
      volume: 4,
      volumeTruth: 4,
      volumeDifference: 0,
    });
    expect(measured(square, moved, 0.5).nsd).toBeLessThan(1);
  });

  it('says what it says of empty masks', () => {
    const one = { hd95: Infinity, hd95Medpy: NaN, assd: NaN, assdWeighted: NaN, dice: 0, iou: 0, nsd: 0 };
    expect(measured(square, nothing)).toEqual({
      ...one,
      precision: NaN,
      recall: 0,
      volume: 0,
      volumeTruth: 4,
      volumeDifference: -4,
    });
    expect(measured(nothing, square)).toEqual({
      ...one,
      precision: 0,
      recall: NaN,
      volume: 4,
      volumeTruth: 0,
      volumeDifference: 4,
    });
    const both = measured(nothing, nothing);
    for (const id of ['dice', 'iou', 'precision', 'recall', 'hd95Medpy', 'nsd', 'assd', 'assdWeighted'] as const)
      expect(both[id], id).toBe(NaN);
    expect(both).toMatchObject({ hd95: Infinity, volume: 0, volumeDifference: 0 });
  });

  it('is the same in a larger empty image, and with truth and prediction exchanged where it is symmetric', () => {
    const wide = (mask: Uint8Array) => {
      const out = new Uint8Array(9 * 9);
      for (let n = 0; n < 16; n++) out[20 + (n % 4) + 9 * (n >> 2)] = mask[n]!;
      return out;
    };
    const [truth, pred] = [map('1100', '1110', '0000', '0011'), map('0110', '1110', '0001', '0000')];
    const small = measured(truth, pred);
    const pair = { truth: wide(truth), pred: wide(pred), size: [9, 9], spacing };
    expect(measureAll(comparisonOf(pair, voxelMeasure(2, null), 1))).toEqual(small);
    for (const id of ['dice', 'iou', 'hd95', 'hd95Medpy', 'nsd', 'assd', 'assdWeighted'] as const)
      expect(measured(pred, truth)[id], id).toBeCloseTo(small[id], 12);
  });

  it('refuses masks that do not fill their size', () => {
    const pair = { truth: square, pred: new Uint8Array(15), size, spacing };
    expect(() => measureAll(comparisonOf(pair, voxelMeasure(2, null), 1))).toThrow('16 and 15');
  });
});

describe('objects', () => {
  it('are found where the IoU is above the threshold', () => {
    //          object 1: IoU 3/4;  2: missed;  5: made up
    const truth = map('1110', '1000', '0022', '0022');
    const pred = map('3330', '0000', '0000', '5500');
    const [half, ...rest] = matchInstances(truth, pred);
    expect(half).toEqual({ threshold: 0.5, tp: 1, fp: 1, fn: 1, f1: 0.5 });
    // found at 0.5 ... 0.7, no longer at 0.75: above, not equal
    expect(rest.map((m) => m.tp)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect(meanF1([half!, ...rest])).toBeCloseTo(0.25, 12);
  });

  it('are not found twice: two halves of one object have no partner', () => {
    expect(matchInstances(map('1111'), map('2233'))[0]).toMatchObject({ tp: 0, fp: 2, fn: 1 });
    expect(() => matchInstances(map('1'), map('1'), [0.4])).toThrow('two partners');
  });

  it('have no F1 where there are none', () => {
    expect(matchInstances(map('00'), map('00'))[0]!.f1).toBe(NaN);
    expect(matchInstances(map('10'), map('00'))[0]!.f1).toBe(0);
  });

  it('of a plain mask are its parts, of a numbered map its numbers', () => {
    expect([...objectsIn(map('1010', '1001'), [4, 2, 1])].join('')).toBe('10201003');
    expect([...objectsIn(map('1010', '2001'), [4, 2, 1])].join('')).toBe('10102001');
  });

  it('match as when every pair of objects is tried', () => {
    const maps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(maps, (pixels) => {
        const [truth, pred] = [pixels.map((p) => p[0]), pixels.map((p) => p[1])];
        const found = IOU_THRESHOLDS.map((threshold) => {
          let tp = 0;
          for (const t of [1, 2, 3])
            for (const p of [1, 2, 3]) {
              const both = pixels.filter((v) => v[0] === t && v[1] === p).length;
              const any = pixels.filter((v) => v[0] === t || v[1] === p).length;
              if (any > 0 && both / any > threshold) tp++;
            }
          return tp;
        });
        expect(matchInstances(truth, pred).map((m) => m.tp)).toEqual(found);
      }),
    );
  });
});
