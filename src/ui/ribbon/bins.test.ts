import { describe, expect, it } from 'vitest';
import { binsOf, sliceAt } from './bins.ts';

const areas = [0, 2, 4, 8, 0, 1];
const area = (w: number) => areas[w]!;

describe('bars of the slice ribbon', () => {
  it('are one a slice where there is room, as high as the label is large', () => {
    const bins = binsOf(6, 100, area, (w) => (w === 2 ? 5 : 0));
    expect(bins.map((b) => b.height)).toEqual([0, 0.25, 0.5, 1, 0, 0.125]);
    expect(bins.map((b) => b.decided)).toEqual([false, false, true, false, false, false]);
  });

  it('join neighbours where there is none, and lose no slice', () => {
    const bins = binsOf(6, 3.9, area, (w) => (w === 5 ? 1 : 0));
    expect(bins.map((b) => [b.first, b.last])).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(bins.map((b) => b.height)).toEqual([0.25, 1, 0.125]);
    expect(bins.map((b) => b.decided)).toEqual([false, false, true]);
  });

  it('are flat while the label is nowhere, and one at least', () => {
    expect(
      binsOf(
        3,
        0,
        () => 0,
        () => 0,
      ),
    ).toEqual([{ first: 0, last: 2, height: 0, decided: false }]);
  });

  it('lead from a place to its slice, held at the ends', () => {
    expect([-5, 0, 99, 100, 199, 500].map((x) => sliceAt(x, 200, 4))).toEqual([0, 0, 1, 2, 3, 3]);
  });
});
