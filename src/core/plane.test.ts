import { describe, expect, it } from 'vitest';
import { type Grid, IDENTITY_DIRECTION, pictureGrid, toWorld, type Vec3 } from './grid.ts';
import { indexAt, nativePlane, pixelAt, PLANES, planeOf, voxelAt } from './plane.ts';
import { sliceDiff } from './sliceDiff.ts';
import { applyDiff } from './diff.ts';

const grid = (size: Vec3, direction: readonly number[], spacing: Vec3 = [1, 1, 1]): Grid => ({
  size,
  spacing,
  origin: [-10, 20, 5],
  direction,
  spacingTrust: 'known',
  oriented: true,
});

/** Every way to lay array axes on world axes, each axis forwards or backwards: 48 directions. */
function* signedPermutations(): Generator<number[]> {
  for (const p of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    for (let signs = 0; signs < 8; signs++) {
      const d = Array<number>(9).fill(0);
      p.forEach((world, axis) => (d[3 * world + axis] = signs & (1 << axis) ? -1 : 1));
      yield d;
    }
  }
}

/** Which way screen right, screen down and the next slice go in the patient, found from world points alone. */
function heading(g: Grid, name: (typeof PLANES)[number]): string {
  const p = planeOf(g, name);
  const at = (u: number, v: number, w: number) => toWorld(g, ...voxelAt(p, u, v, w));
  const from = at(0, 0, 0);
  const letter = (to: Vec3) => {
    const moved = to.map((x, n) => x - from[n]!);
    const axis = moved.findIndex((x) => Math.abs(x) > 0.5);
    return ['LR', 'PA', 'SI'][axis]![moved[axis]! > 0 ? 0 : 1];
  };
  return `${letter(at(1, 0, 0))}${letter(at(0, 1, 0))}${letter(at(0, 0, 1))}`;
}

describe('planeOf', () => {
  it('shows patient right at screen left and anterior or superior at the top, however the array lies', () => {
    for (const d of signedPermutations()) {
      const g = grid([3, 4, 5], d);
      expect(PLANES.map((name) => heading(g, name))).toEqual(['LPS', 'LIP', 'PIL']);
      expect(planeOf(g, 'axial').letters).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
      expect(planeOf(g, 'coronal').letters).toEqual({ left: 'R', right: 'L', top: 'S', bottom: 'I' });
      expect(planeOf(g, 'sagittal').letters).toEqual({ left: 'A', right: 'P', top: 'S', bottom: 'I' });
    }
  });

  it('reaches every voxel once, and voxelAt, pixelAt and indexAt agree', () => {
    for (const d of signedPermutations()) {
      const g = grid([2, 3, 4], d);
      for (const name of PLANES) {
        const p = planeOf(g, name);
        const seen = new Set<number>();
        for (let w = 0; w < p.slices; w++)
          for (let v = 0; v < p.height; v++)
            for (let u = 0; u < p.width; u++) {
              const [i, j, k] = voxelAt(p, u, v, w);
              const n = indexAt(p, u, v, w);
              expect(n).toBe(i + 2 * (j + 3 * k));
              expect(pixelAt(p, [i, j, k])).toEqual([u, v, w]);
              seen.add(n);
            }
        expect(seen.size).toBe(24);
      }
    }
  });

  it('gives an oblique volume the nearest plane', () => {
    const c = Math.cos(0.3);
    const s = Math.sin(0.3);
    expect(heading(grid([4, 4, 4], [c, -s, 0, s, c, 0, 0, 0, 1]), 'axial')).toBe('LPS');
  });

  it('reads a picture as it is stored and gives it no letters', () => {
    const p = planeOf(pictureGrid(7, 5), 'axial');
    expect([p.width, p.height, p.slices, p.letters]).toEqual([7, 5, 1, null]);
    expect(indexAt(p, 3, 2, 0)).toBe(17);
  });
});

describe('nativePlane', () => {
  it('is the plane across the thickest axis', () => {
    expect(nativePlane(grid([9, 9, 9], IDENTITY_DIRECTION, [1, 1, 5]))).toBe('axial');
    expect(nativePlane(grid([9, 9, 9], IDENTITY_DIRECTION, [1, 5, 1]))).toBe('coronal');
    expect(nativePlane(grid([9, 9, 9], IDENTITY_DIRECTION, [5, 1, 1]))).toBe('sagittal');
    expect(nativePlane(grid([9, 9, 9], IDENTITY_DIRECTION))).toBe('axial');
  });

  it('is the plane of a short stack where all spacings are alike, else axial', () => {
    expect(nativePlane(grid([4, 256, 256], IDENTITY_DIRECTION))).toBe('sagittal');
    expect(nativePlane(grid([91, 109, 60], IDENTITY_DIRECTION))).toBe('axial');
    expect(nativePlane(grid([91, 70, 109], IDENTITY_DIRECTION))).toBe('axial');
  });

  it('is the plane of a single slice, wherever it lies', () => {
    expect(nativePlane(grid([9, 1, 9], IDENTITY_DIRECTION))).toBe('coronal');
  });
});

describe('sliceDiff', () => {
  it('writes a slice through any plane back where it came from', () => {
    const g = grid([3, 4, 5], [0, 0, -1, -1, 0, 0, 0, 1, 0]);
    for (const name of PLANES) {
      const p = planeOf(g, name);
      const array = new Uint8Array(60);
      const next = Uint8Array.from({ length: p.width * p.height }, (_, n) => (n * 7) % 5);
      applyDiff(array, sliceDiff(array, p, 1, next));
      const read: number[] = [];
      for (let v = 0; v < p.height; v++) for (let u = 0; u < p.width; u++) read.push(array[indexAt(p, u, v, 1)]!);
      expect(read).toEqual([...next]);
      expect(array.reduce((a, b) => a + b, 0)).toBe(next.reduce((a, b) => a + b, 0));
    }
  });
});
