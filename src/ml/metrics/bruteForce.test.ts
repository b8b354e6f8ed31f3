import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contourLengths, surfaceAreas } from './cornerElements.ts';
import { distanceTransform } from './distanceTransform.ts';
import type { MaskPair } from './maskPair.ts';
import { borderDistances } from './medpy.ts';
import { surfaceDistances } from './surfaceDistance.ts';

type Index = readonly number[];

/** Every index of an array, fastest axis first. */
function indices(size: Index): number[][] {
  return size.reduce<number[][]>(
    (all, n) => Array.from({ length: n }, (_, i) => all.map((index) => [...index, i])).flat(),
    [[]],
  );
}

const distance = (a: Index, b: Index, spacing: Index) =>
  Math.sqrt(a.reduce((sum, v, axis) => sum + ((v - b[axis]!) * spacing[axis]!) ** 2, 0));

const nearest = (from: Index, to: readonly Index[], spacing: Index) =>
  to.reduce((least, at) => Math.min(least, distance(from, at, spacing)), Infinity);

const grids = fc.integer({ min: 2, max: 3 }).chain((dimensions) =>
  fc.record({
    size: fc.array(fc.integer({ min: 1, max: dimensions === 2 ? 9 : 5 }), {
      minLength: dimensions,
      maxLength: dimensions,
    }),
    spacing: fc.array(fc.constantFrom(0.5, 0.8, 1, 2, 3.3), { minLength: dimensions, maxLength: dimensions }),
  }),
);

/** Masks from empty to full. */
const maskOf = (size: Index) =>
  fc.integer({ min: 0, max: 10 }).chain((tenths) => {
    const length = size.reduce((p, n) => p * n, 1);
    const voxel = fc.integer({ min: 0, max: 9 }).map((v) => (v < tenths ? 1 : 0));
    return fc.array(voxel, { minLength: length, maxLength: length }).map((v) => Uint8Array.from(v));
  });

const pairs = grids.chain(({ size, spacing }) =>
  fc.record({ truth: maskOf(size), pred: maskOf(size), size: fc.constant(size), spacing: fc.constant(spacing) }),
);

const expectClose = (got: ArrayLike<number>, want: readonly number[]) => {
  expect(got.length).toBe(want.length);
  want.forEach((w, n) => {
    if (Number.isFinite(w)) expect(got[n]).toBeCloseTo(w, 10);
    else expect(got[n]).toBe(w);
  });
};

const insideOf = (mask: Uint8Array, size: Index) => {
  const set = new Set(indices(size).flatMap((index, n) => (mask[n] ? [index.join()] : [])));
  return (index: Index) => set.has(index.join());
};

describe('against every pair of points', () => {
  it('the distance transform finds the nearest site', () => {
    const cases = grids.chain(({ size, spacing }) =>
      fc.record({ size: fc.constant(size), spacing: fc.constant(spacing), sites: maskOf(size) }),
    );
    fc.assert(
      fc.property(cases, ({ size, spacing, sites }) => {
        const all = indices(size);
        const there = all.filter((_, n) => sites[n]);
        expectClose(
          distanceTransform(sites, size, spacing),
          all.map((at) => nearest(at, there, spacing)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('border elements lie on corners, weigh as the table says, and know the nearest one of the other mask', () => {
    const naive = ({ truth, pred, size, spacing }: MaskPair) => {
      const table = size.length === 2 ? contourLengths(spacing) : surfaceAreas(spacing);
      const corners = indices(size.map((n) => n + 1));
      const offsets = indices(size.map(() => 2));
      // corner c touches voxels c - 1 and c along each axis; the first of them has the highest weight
      const elements = (mask: Uint8Array) => {
        const inside = insideOf(mask, size);
        return corners
          .map((at) => ({
            at,
            code: offsets.reduce(
              (sum, o, n) => sum + (inside(at.map((v, axis) => v - 1 + o[axis]!)) ? 2 ** (offsets.length - 1 - n) : 0),
              0,
            ),
          }))
          .filter(({ code }) => code > 0 && code < table.length - 1);
      };
      const [t, p] = [elements(truth), elements(pred)];
      const measured = (from: typeof t, to: typeof t) =>
        from.map(({ at, code }) => ({
          area: table[code]!,
          distance: nearest(
            at,
            to.map((e) => e.at),
            spacing,
          ),
        }));
      return { truth: measured(t, p), pred: measured(p, t) };
    };
    fc.assert(
      fc.property(pairs, (pair) => {
        const got = surfaceDistances(pair);
        const want = naive(pair);
        for (const side of ['truth', 'pred'] as const) {
          const distances = want[side].map((e) => e.distance).sort((a, b) => (a === b ? 0 : a - b));
          expectClose(got[side].distances, distances);
          // weights go with their distances: totals up to each distance agree
          for (const limit of [0, 1, 2.5, Infinity]) {
            const total = (list: readonly { distance: number; area: number }[]) =>
              list.reduce((sum, e) => (e.distance <= limit + 1e-9 ? sum + e.area : sum), 0);
            const own = [...got[side].distances].map((d, n) => ({ distance: d, area: got[side].areas[n]! }));
            expect(total(own)).toBeCloseTo(total(want[side]), 9);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('border voxels have a neighbour outside, and know the nearest one of the other mask', () => {
    const border = (mask: Uint8Array, size: Index) => {
      const inside = insideOf(mask, size);
      const moved = (at: Index, axis: number, by: number) => at.map((v, a) => (a === axis ? v + by : v));
      return indices(size).filter(
        (at) => inside(at) && at.some((_, axis) => !inside(moved(at, axis, -1)) || !inside(moved(at, axis, 1))),
      );
    };
    fc.assert(
      fc.property(pairs, (pair) => {
        const got = borderDistances(pair);
        const [t, p] = [border(pair.truth, pair.size), border(pair.pred, pair.size)];
        if (t.length === 0 || p.length === 0) {
          expect(got).toBeNull();
          return;
        }
        const measured = (from: readonly Index[], to: readonly Index[]) =>
          from.map((at) => nearest(at, to, pair.spacing)).sort((a, b) => a - b);
        expectClose(got!.truth, measured(t, p));
        expectClose(got!.pred, measured(p, t));
      }),
      { numRuns: 200 },
    );
  });
});
