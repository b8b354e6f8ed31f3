import { expect, test } from 'vitest';
import { borderWeights } from './borderWeights.ts';

/** Equation 2 of the paper, distances by trying every pixel. */
function byTrying(cells: number[], width: number, w0: number, sigma: number): number[] {
  const place = (i: number) => [i % width, Math.floor(i / width)] as const;
  const numbers = [...new Set(cells)].filter((c) => c > 0);
  const empty = cells.filter((c) => c === 0).length;
  return cells.map((own, i) => {
    if (own > 0) return cells.length / (2 * (cells.length - empty));
    const [x, y] = place(i);
    const distances = numbers.map((c) =>
      Math.min(...cells.flatMap((d, j) => (d === c ? [Math.hypot(place(j)[0] - x, place(j)[1] - y)] : []))),
    );
    const [d1, d2] = distances.sort((a, b) => a - b);
    return cells.length / (2 * empty) + w0 * Math.exp(-((d1! + d2!) ** 2) / (2 * sigma ** 2));
  });
}

test('the border between two cells weighs most', () => {
  const rows = ['11.22', '11.22', '.....', '..3..'];
  const cells = rows.flatMap((r) => r.split('').map((c) => Number(c === '.' ? 0 : c)));
  const got = borderWeights(cells, 5, 4, { w0: 10, sigma: 2 });
  const want = byTrying(cells, 5, 10, 2);
  want.forEach((w, i) => expect(got[i], `pixel ${i}`).toBeCloseTo(w, 5));
  expect(got[2]).toBe(Math.max(...got));
});

test('of a single cell there is no shared border', () => {
  const got = borderWeights([0, 1, 0, 0], 4, 1);
  expect([...got]).toEqual([2 / 3, 2, 2 / 3, 2 / 3].map(Math.fround));
});
