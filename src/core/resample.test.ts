import { describe, expect, it } from 'vitest';
import { affineLps, type Grid, IDENTITY_DIRECTION, toWorld } from './grid.ts';
import { apply, inverse, multiply, NO_MOTION, rigidAffine } from './registration/rigid.ts';
import { overlaps, resample } from './resample.ts';

const grid = (
  size: Grid['size'],
  spacing: Grid['spacing'],
  origin: Grid['origin'],
  direction = IDENTITY_DIRECTION,
): Grid => ({
  size,
  spacing,
  origin,
  direction,
  spacingTrust: 'known',
  oriented: true,
});

/** The definition, without short cuts: the eight neighbours, weighted by (1 - |distance|) along each axis. */
function naive(image: { grid: Grid; voxels: Float32Array }, at: readonly number[]): number {
  const { size } = image.grid;
  if (at.some((v, a) => v < -0.5 - 1e-6 || v > size[a]! - 0.5 + 1e-6)) return -7;
  const p = at.map((v, a) => Math.min(size[a]! - 1, Math.max(0, v)));
  let sum = 0;
  for (let k = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++) {
        const weight = [i, j, k].reduce((product, v, a) => product * Math.max(0, 1 - Math.abs(v - p[a]!)), 1);
        sum += weight * image.voxels[i + size[0] * (j + size[1] * k)]!;
      }
  return sum;
}

const tilted = [Math.cos(0.3), -Math.sin(0.3), 0, Math.sin(0.3), Math.cos(0.3), 0, 0, 0, -1];
const small = grid([5, 4, 3], [2, 3, 4], [1, -2, 5], tilted);
const voxels = Float32Array.from({ length: 60 }, (_, n) => ((n * 7919) % 101) - 50);

describe('resampling one image on the grid of another', () => {
  it('agrees with the definition, on turned and flipped grids, with a motion between them', () => {
    const to = grid([7, 6, 5], [1.3, 1.1, 1.7], [0, -1, -4]);
    const motion = { angles: [0.1, -0.2, 0.15] as const, shift: [0.5, -0.7, 0.9] as const, center: [3, 2, 1] as const };
    const out = resample({ grid: small, voxels, slope: 1, intercept: 0 }, to, { motion, outside: -7 });
    const back = inverse(affineLps(small));
    let n = 0;
    let inside = 0;
    for (let k = 0; k < 5; k++)
      for (let j = 0; j < 6; j++)
        for (let i = 0; i < 7; i++, n++) {
          const want = naive({ grid: small, voxels }, apply(back, apply(rigidAffine(motion), toWorld(to, i, j, k))));
          expect(out[n]).toBeCloseTo(want, 4);
          if (want !== -7) inside++;
        }
    expect(inside).toBeGreaterThan(30);
  });

  it('agrees with scipy.ndimage.map_coordinates(order=1, mode="nearest") inside the image', () => {
    // image f(i, j, k) = (7919 n mod 101) - 50 of shape (3, 4, 5) at (k, j, i)
    const plain = { grid: grid([5, 4, 3], [1, 1, 1], [0, 0, 0]), voxels, slope: 1, intercept: 0 };
    const at = (i: number, j: number, k: number) => resample(plain, grid([1, 1, 1], [1, 1, 1], [i, j, k]))[0];
    for (const [i, j, k, want] of SCIPY) expect(at(i, j, k)).toBeCloseTo(want, 4);
  });

  it('leaves an image alone on its own grid, and applies its rescale', () => {
    expect([...resample({ grid: small, voxels, slope: 1, intercept: 0 }, small)]).toEqual([...voxels]);
    const scaled = resample({ grid: small, voxels, slope: 2, intercept: 3 }, small);
    expect(scaled[17]).toBe(2 * voxels[17]! + 3);
  });

  it('keeps left left: a point of the patient has one value, whichever way the rows run', () => {
    const mirror = [-1, 0, 0, 0, 1, 0, 0, 0, 1];
    // bright in the patient's left half; one array runs right to left, the other left to right
    const toLeft = {
      grid: grid([4, 1, 1], [1, 1, 1], [0, 0, 0]),
      voxels: Float32Array.of(0, 0, 9, 9),
      slope: 1,
      intercept: 0,
    };
    const onMirror = resample(toLeft, grid([4, 1, 1], [1, 1, 1], [3, 0, 0], mirror));
    expect([...onMirror]).toEqual([9, 9, 0, 0]);
  });

  it('tells grids that have no point in common', () => {
    expect(overlaps(small, small)).toBe(true);
    expect(overlaps(small, grid([9, 9, 9], [2, 2, 2], [500, 0, 0]))).toBe(false);
    expect(overlaps(small, grid([9, 9, 9], [2, 2, 2], [500, 0, 0]), { ...NO_MOTION, shift: [-505, 0, 0] })).toBe(true);
  });
});

describe('rigid motions', () => {
  it('turn right-handed: a quarter turn about z takes x to y', () => {
    const quarter = rigidAffine({ ...NO_MOTION, angles: [0, 0, Math.PI / 2] });
    const at = apply(quarter, [1, 0, 0]);
    [0, 1, 0].forEach((v, n) => expect(at[n]).toBeCloseTo(v, 12));
  });

  it('have inverses', () => {
    const m = rigidAffine({ angles: [0.2, -0.5, 1.1], shift: [3, -4, 5], center: [10, 20, 30] });
    multiply(m, inverse(m)).forEach((v, n) => expect(v).toBeCloseTo(n % 5 === 0 ? 1 : 0, 12));
  });
});

const SCIPY: readonly (readonly [number, number, number, number])[] = [
  [0.25, 1.5, 0.75, -26.25],
  [3.9, 2.1, 1.6, 34.4],
  [4, 3, 2, 46.0],
  [1.2, 0, 2, 3.0],
  [2.5, 2.5, 0.5, 2.875],
  [0, 2.75, 1.25, -26.75],
];
