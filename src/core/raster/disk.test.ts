import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ballSlices } from './ball.ts';
import { capsuleSpans, type Point, type Radii, strokeSpans } from './disk.ts';
import { drawn, picture } from './textGrid.ts';

const dab = (at: Point, radii: Radii, width = 9, height = 7) =>
  drawn(width, height, (put) => strokeSpans(at, at, radii, put));

describe('a dab', () => {
  test('covers the pixels with their centre within the radius', () => {
    expect(dab([4, 3], [2, 2])).toBe(
      picture(`
        .........
        ....#....
        ...###...
        ..#####..
        ...###...
        ....#....
        .........`),
    );
  });

  test('between four pixels takes all four', () => {
    expect(dab([3.5, 2.5], [1, 1])).toBe(
      picture(`
        .........
        .........
        ...##....
        ...##....
        .........
        .........
        .........`),
    );
  });

  test('is an ellipse of pixels where pixels are not square', () => {
    // 3 mm radius, pixels 1 mm wide and 3 mm high
    expect(dab([4, 3], [3, 1])).toBe(
      picture(`
        .........
        .........
        ....#....
        .#######.
        ....#....
        .........
        .........`),
    );
  });

  test.each([[0.1], [0.5], [0.0001]])('of radius %f still paints the pixel under it', (r) => {
    expect(dab([4.49, 3.4], [r, r]).match(/#/g)).toHaveLength(1);
    expect(dab([4.49, 3.4], [r, r]).split('\n')[3]).toBe('....#....');
  });
});

describe('a stroke', () => {
  const far = (p: Point, a: Point, b: Point, [ru, rv]: Radii) => {
    const [px, py, ax, ay, bx, by] = [p[0] / ru, p[1] / rv, a[0] / ru, a[1] / rv, b[0] / ru, b[1] / rv];
    const l2 = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = l2 === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / l2));
    return Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay));
  };
  const coordinate = fc.double({ min: -3, max: 27, noNaN: true });
  const radius = fc.double({ min: 0.3, max: 9, noNaN: true });

  test('covers exactly the pixels nearer than the radius to the segment', () => {
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, radius, radius, (au, av, bu, bv, ru, rv) => {
        const rows = drawn(24, 24, (put) => capsuleSpans([au, av], [bu, bv], [ru, rv], put)).split('\n');
        for (let v = 0; v < 24; v++) {
          for (let u = 0; u < 24; u++) {
            const d = far([u, v], [au, av], [bu, bv], [ru, rv]);
            if (Math.abs(d - 1) > 1e-6) expect(rows[v]![u] === '#', `(${u}, ${v})`).toBe(d < 1);
          }
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('leaves no gap, however thin the brush and long the jump', () => {
    fc.assert(
      fc.property(coordinate, coordinate, radius, radius, (bu, bv, ru, rv) => {
        const rows = drawn(30, 30, (put) => strokeSpans([14.3, 15.8], [bu, bv], [ru / 20, rv / 20], put)).split('\n');
        const on = rows.flatMap((row, v) => row.split('').flatMap((c, u) => (c === '#' ? [[u, v] as const] : [])));
        const reached = new Set([on[0]!]);
        for (const p of reached) {
          for (const q of on) if (Math.max(Math.abs(p[0] - q[0]), Math.abs(p[1] - q[1])) === 1) reached.add(q);
        }
        expect(reached.size).toBe(on.length);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

test('a ball is cut by slices into discs: r² = R² - d²', () => {
  expect(ballSlices(5, 3)).toEqual([
    { offset: 0, radius: 5 },
    { offset: 1, radius: 4 },
    { offset: -1, radius: 4 },
  ]);
  expect(ballSlices(2, 3)).toEqual([{ offset: 0, radius: 2 }]);
});
