import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffOf } from './diff.ts';
import { diffBox } from './diffBox.ts';
import { type Grid, type Vec3 } from './grid.ts';
import { pixelAt, PLANES, planeOf } from './plane.ts';

const SIZE: Vec3 = [4, 3, 5];
const grid: Grid = {
  size: SIZE,
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: [-1, 0, 0, 0, 0, 1, 0, -1, 0],
  spacingTrust: 'known',
  oriented: true,
};

it('is the smallest box around the changed voxels of the slice, in every plane', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 60, maxLength: 60, max: 1 }), (after) => {
      const diff = diffOf(new Uint8Array(60), after);
      for (const name of PLANES) {
        const plane = planeOf(grid, name);
        for (let w = 0; w < plane.slices; w++) {
          const pixels = [...after.keys()]
            .filter((n) => after[n])
            .map((n) => pixelAt(plane, [n % 4, Math.floor(n / 4) % 3, Math.floor(n / 12)]))
            .filter((p) => p[2] === w);
          const us = pixels.map((p) => p[0]);
          const vs = pixels.map((p) => p[1]);
          const naive = pixels.length
            ? { u0: Math.min(...us), v0: Math.min(...vs), u1: Math.max(...us) + 1, v1: Math.max(...vs) + 1 }
            : null;
          expect(diffBox(diff, grid, plane, w)).toEqual(naive);
        }
      }
    }),
    { numRuns: 200 },
  );
});
