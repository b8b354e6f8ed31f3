import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contours } from './contours.ts';
import { gridOf } from './textGrid.ts';

/** Signed area of a polygon, clockwise on the screen positive. */
function area(loop: readonly number[]): number {
  let twice = 0;
  for (let n = 0; n < loop.length; n += 2) {
    const m = (n + 2) % loop.length;
    twice += loop[n]! * loop[m + 1]! - loop[m]! * loop[n + 1]!;
  }
  return twice / 2;
}
const areas = (text: string) => {
  const { cells, width, height } = gridOf(text);
  return contours(cells, width, height).map(area);
};

test('one pixel is a diamond through the middles of its edges', () => {
  expect(contours(Uint8Array.of(1), 1, 1)).toEqual([[0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5]]);
});

test('a block has cut corners', () => {
  expect(
    areas(`
      ....
      .11.
      .11.
      ....`),
  ).toEqual([3.5]);
});

test('a ring has an outline and a hole, which runs the other way', () => {
  expect(
    areas(`
      111
      1.1
      111`),
  ).toEqual([8.5, -0.5]);
});

test('pixels that touch at a corner are apart', () => {
  expect(
    areas(`
      1.
      .1`),
  ).toEqual([0.5, 0.5]);
});

test('areas add up to the pixels, but for half a pixel each outline', () => {
  const mask = fc.integer({ min: 1, max: 8 }).chain((width) =>
    fc.array(fc.constantFrom(0, 1), { minLength: width, maxLength: 8 * width }).map((cells) => ({
      width,
      height: Math.floor(cells.length / width),
      cells: Uint8Array.from(cells.slice(0, width * Math.floor(cells.length / width))),
    })),
  );
  fc.assert(
    fc.property(mask, ({ cells, width, height }) => {
      const found = contours(cells, width, height).map(area);
      const outer = found.filter((a) => a > 0).length;
      const holes = found.filter((a) => a < 0).length;
      const pixels = cells.reduce((sum, c) => sum + c, 0);
      expect(outer + holes).toBe(found.length);
      expect(found.reduce((sum, a) => sum + a, 0)).toBeCloseTo(pixels - outer / 2 + holes / 2, 9);
    }),
  );
});
