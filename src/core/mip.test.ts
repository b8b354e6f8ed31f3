import { describe, expect, it } from 'vitest';
import { type Grid, IDENTITY_DIRECTION } from './grid.ts';
import { maximumProjection } from './mip.ts';

/** 40 x 30 x 20 voxels of 3 mm, 0 but for one hot voxel. */
function withSpot(i: number, j: number, k: number, direction = IDENTITY_DIRECTION) {
  const grid: Grid = {
    size: [40, 30, 20],
    spacing: [3, 3, 3],
    origin: [0, 0, 0],
    direction,
    spacingTrust: 'known',
    oriented: true,
  };
  const voxels = new Float32Array(40 * 30 * 20);
  voxels[i + 40 * (j + 30 * k)] = 9;
  return { grid, voxels, slope: 1, intercept: 0 };
}

/** Where the projection is highest, as parts of its width and height. */
function brightest({ width, height, values }: ReturnType<typeof maximumProjection>) {
  const n = values.reduce((best, v, at) => (v > values[best]! ? at : best), 0);
  return { x: (n % width) / width, y: Math.floor(n / width) / height, value: values[n]! };
}

describe('maximum intensity projection', () => {
  it('from the front shows the patient’s left at screen right and the head on top', () => {
    const left = brightest(maximumProjection(withSpot(35, 15, 18), 0));
    expect(left.x).toBeGreaterThan(0.6);
    expect(left.y).toBeLessThan(0.2);
    expect(left.value).toBeGreaterThan(3);
    expect(brightest(maximumProjection(withSpot(4, 15, 2), 0)).x).toBeLessThan(0.4);
  });

  it('a quarter turn on, from the patient’s left, shows the front at screen left', () => {
    expect(brightest(maximumProjection(withSpot(20, 3, 10), Math.PI / 2)).x).toBeLessThan(0.4);
    expect(brightest(maximumProjection(withSpot(20, 27, 10), Math.PI / 2)).x).toBeGreaterThan(0.6);
  });

  it('goes by the patient, not by the array', () => {
    const mirrored = [-1, 0, 0, 0, 1, 0, 0, 0, 1];
    expect(brightest(maximumProjection(withSpot(35, 15, 10, mirrored), 0)).x).toBeLessThan(0.4);
  });

  it('has nothing where rays miss the image', () => {
    const { values, width } = maximumProjection(withSpot(20, 15, 10), 0);
    expect(values[0]).toBe(-Infinity);
    expect(values[Math.floor(width / 2)]).toBeGreaterThanOrEqual(0);
  });
});
