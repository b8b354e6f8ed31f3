import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillHoles } from './fillHoles.ts';
import { floodNow } from './flood.ts';
import { islands, islandsOfAtLeast, largestIsland } from './islands.ts';
import { gridOf, picture, textOf } from './textGrid.ts';

const spiral = gridOf(`
  111111111
  1.......1
  1.11111.1
  1.1...1.1
  1.1.1.1.1
  1.1.111.1
  1.1.....1
  1.1111111`);

test('a flood follows the corridor and stops at the walls', () => {
  const out = new Uint8Array(spiral.cells);
  floodNow(
    [spiral.width, spiral.height, 1],
    [1, 1, 0],
    (u, v) => spiral.cells[v * spiral.width + u] === 0,
    (_, v, u0, u1) => out.fill(2, v * spiral.width + u0, v * spiral.width + u1 + 1),
  );
  expect(textOf(out, spiral.width)).toBe(
    picture(`
      111111111
      122222221
      121111121
      121222121
      121212121
      121211121
      121222221
      121111111`),
  );
});

test('in a volume it crosses slices through faces only, and gives each voxel once', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 150, maxLength: 150 }), (open) => {
      const size = [6, 5, 5] as const;
      const index = (u: number, v: number, w: number) => u + 6 * (v + 5 * w);
      const times = new Uint8Array(150);
      floodNow(
        size,
        [2, 2, 2],
        (u, v, w) => open[index(u, v, w)]!,
        (w, v, u0, u1) => {
          for (let u = u0; u <= u1; u++) times[index(u, v, w)]!++;
        },
      );
      const naive = new Uint8Array(150);
      const visit = (u: number, v: number, w: number) => {
        if (u < 0 || u > 5 || v < 0 || v > 4 || w < 0 || w > 4) return;
        const n = index(u, v, w);
        if (!open[n] || naive[n]) return;
        naive[n] = 1;
        for (const d of [-1, 1]) {
          visit(u + d, v, w);
          visit(u, v + d, w);
          visit(u, v, w + d);
        }
      };
      visit(2, 2, 2);
      expect(times).toEqual(naive);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test('a seed on a wall or outside paints nothing', () => {
  const put = () => expect.unreachable();
  floodNow([4, 4, 1], [1, 1, 0], () => false, put);
  floodNow([4, 4, 1], [4, 1, 0], () => true, put);
});

describe('islands', () => {
  const mask = gridOf(`
    11..1....
    11..1..1.
    ....1....
    .1.......
    111...111`);
  const size = [mask.width, mask.height, 1] as const;

  test('are counted by faces, not by corners', () => {
    expect(islands(mask.cells, size).sizes).toEqual([0, 4, 3, 1, 4, 3]);
  });

  test('the largest alone is kept, the first of equals', () => {
    expect(textOf(largestIsland(mask.cells, size), mask.width)).toBe(
      picture(`
        11.......
        11.......
        .........
        .........
        .........`),
    );
  });

  test('small ones go', () => {
    expect(textOf(islandsOfAtLeast(mask.cells, size, 4), mask.width)).toBe(
      picture(`
        11.......
        11.......
        .........
        .1.......
        111......`),
    );
  });

  test('an empty mask has none', () => {
    expect(largestIsland(new Uint8Array(6), [3, 2, 1])).toEqual(new Uint8Array(6));
  });
});

test('holes are filled, bays are not', () => {
  const ring = gridOf(`
    .11111..
    .1...1..
    .1.1.111
    .1...1.1
    .11111.1`);
  expect(textOf(fillHoles(ring.cells, [ring.width, ring.height, 1]), ring.width)).toBe(
    picture(`
      .11111..
      .11111..
      .1111111
      .11111.1
      .11111.1`),
  );
});
