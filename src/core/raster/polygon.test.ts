import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Point } from './disk.ts';
import { polygonSpans } from './polygon.ts';
import { drawn, picture } from './textGrid.ts';

const filled = (points: readonly Point[], width = 9, height = 6) =>
  drawn(width, height, (put) => polygonSpans(points, height, put));

test('fills the pixels whose centre lies inside', () => {
  expect(
    filled([
      [0.5, 0.5],
      [6.5, 0.5],
      [6.5, 4.5],
    ]),
  ).toBe(
    picture(`
      .........
      ..#####..
      ...####..
      .....##..
      ......#..
      .........`),
  );
});

test('outlines that cross swap inside and outside', () => {
  expect(
    filled([
      [0.6, 0.6],
      [7.4, 0.6],
      [7.4, 4.4],
      [2.6, 4.4],
      [2.6, 2.6],
      [5.4, 2.6],
      [5.4, 1.4],
      [5.4, 5.4],
      [0.6, 5.4],
    ]),
  ).toBe(
    picture(`
      .........
      .#######.
      .#######.
      .##...##.
      .##...##.
      .#####...`),
  );
});

test('two polygons that share an edge neither overlap nor leave a gap', () => {
  const both = new Uint8Array(20 * 20);
  const coordinate = fc.integer({ min: 0, max: 18 });
  fc.assert(
    fc.property(coordinate, coordinate, (u, v) => {
      both.fill(0);
      const count = (cv: number, u0: number, u1: number) => {
        for (let n = u0; n <= u1; n++) both[cv * 20 + n]!++;
      };
      const corner: Point[] = [
        [0, 0],
        [18, 0],
        [18, 18],
        [0, 18],
      ];
      corner.forEach((c, n) => polygonSpans([c, corner[(n + 1) % 4]!, [u, v]], 20, count));
      for (let y = 0; y < 18; y++) for (let x = 0; x < 18; x++) expect(both[y * 20 + x]).toBe(1);
    }),
    { seed: 3, numRuns: 60 },
  );
});

test('a polygon outside the image paints nothing and costs nothing', () => {
  expect(
    filled([
      [2, -1e7],
      [5, -1e7],
      [5, -5],
    ]),
  ).not.toContain('#');
});
