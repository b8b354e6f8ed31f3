import { describe, expect, it } from 'vitest';
import { type Grid, IDENTITY_DIRECTION } from '../grid.ts';
import { NO_MOTION } from '../registration/rigid.ts';
import { resample } from '../resample.ts';
import { hotRegion } from './hotRegion.ts';
import { PEAK_RADIUS, petStatistics } from './petStatistics.ts';

const gridOf = (size: Grid['size'], spacing: number, origin = 0): Grid => ({
  size,
  spacing: [spacing, spacing, spacing],
  origin: [origin, origin, origin],
  direction: IDENTITY_DIRECTION,
  spacingTrust: 'known',
  oriented: true,
});

/** A Gaussian hot spot (SD 6 mm, top 10) at (20, 20, 20) mm on a PET of 3-mm voxels. */
const pet = {
  grid: gridOf([14, 14, 14], 3),
  voxels: Float32Array.from({ length: 14 ** 3 }, (_, n) => {
    const at = [n % 14, Math.floor(n / 14) % 14, Math.floor(n / 196)];
    return 10 * Math.exp(-at.reduce((s, v) => s + (3 * v - 20) ** 2, 0) / 72);
  }),
  slope: 1,
  intercept: 0,
};
const grid = gridOf([30, 30, 30], 1.5, -1.5);
const values = resample(pet, grid, { outside: NaN });
const mm = (n: number) => [n % 30, Math.floor(n / 30) % 30, Math.floor(n / 900)].map((v) => 1.5 * v - 1.5);
const ball = (radius: number) =>
  Uint8Array.from(values, (_, n) => (Math.hypot(...mm(n).map((v) => v - 20)) <= radius ? 2 : 0));

describe('uptake under a label', () => {
  it('has max, mean, sphere of 1 mL, volume and TLG as their definitions say', () => {
    const labels = ball(7.5);
    const got = petStatistics(grid, labels, 2, values, pet, NO_MOTION);
    const under = [...values].filter((_, n) => labels[n] === 2);
    const mean = under.reduce((a, b) => a + b, 0) / under.length;
    expect(got.max).toBe(pet.voxels[7 + 14 * (7 + 14 * 7)]);
    expect(got.mean).toBeCloseTo(mean, 5);
    expect(got.mtv).toBeCloseTo((under.length * 1.5 ** 3) / 1000, 12);
    expect(got.tlg).toBeCloseTo((mean * under.length * 1.5 ** 3) / 1000, 5);
    let peak = 0;
    for (let n = 0; n < values.length; n++) {
      if (labels[n] !== 2) continue;
      const near = [...values].filter((_, m) => Math.hypot(...mm(m).map((v, a) => v - mm(n)[a]!)) <= PEAK_RADIUS);
      peak = Math.max(peak, near.reduce((a, b) => a + b, 0) / near.length);
    }
    expect(got.peak).toBeCloseTo(peak, 4);
    expect(got.peak).toBeLessThan(got.max);
    expect(got.peak).toBeGreaterThan(got.mean);
  });

  it('takes the mean of a Gaussian over the sphere as calculus does', () => {
    // mean over a ball of radius R of 10 exp(-r²/2s²): 30/R³ ∫ r² exp(-r²/72) dr
    let integral = 0;
    for (let n = 0; n < 10_000; n++) {
      const r = ((n + 0.5) / 10_000) * PEAK_RADIUS;
      integral += (r * r * Math.exp((-r * r) / 72) * PEAK_RADIUS) / 10_000;
    }
    const { peak } = petStatistics(grid, ball(9), 2, values, pet, NO_MOTION);
    expect(Math.abs(peak / ((30 * integral) / PEAK_RADIUS ** 3) - 1)).toBeLessThan(0.06);
  });

  it('knows a sphere of 1 mL', () => {
    expect((4 / 3) * Math.PI * PEAK_RADIUS ** 3).toBeCloseTo(1000, 9);
  });

  it('follows the PET where it was moved, and leaves out what lies beyond it', () => {
    const motion = { ...NO_MOTION, shift: [6, 0, 0] as const };
    const moved = resample(pet, grid, { motion, outside: NaN });
    const there = Uint8Array.from(values, (_, n) =>
      Math.hypot(...mm(n).map((v, a) => v - (a ? 20 : 14))) <= 4 ? 2 : 0,
    );
    expect(petStatistics(grid, there, 2, moved, pet, motion).max).toBeCloseTo(Math.max(...pet.voxels), 6);
    const edge = Uint8Array.from(values, (_, n) => (n % 30 >= 27 ? 1 : 0));
    const { outside, mtv, mean } = petStatistics(grid, edge, 1, moved, pet, motion);
    expect([outside > 0, mtv > 0, Number.isNaN(mean)]).toEqual([true, true, true]);
  });

  it('has no figures for a label that is nowhere', () => {
    const none = petStatistics(grid, ball(9), 7, values, pet, NO_MOTION);
    expect([none.max, none.mean, none.peak, none.mtv]).toEqual([NaN, NaN, NaN, 0]);
  });
});

describe('a hot region about a place', () => {
  const at = (x: number, y: number, z: number) =>
    [x, y, z].map((v) => Math.round((v + 1.5) / 1.5)) as [number, number, number];

  it('grows from the hottest voxel nearby down to 41 % of it', () => {
    const found = hotRegion(grid, values, at(14, 20, 20), { kind: 'share', share: 0.41 }, 10)!;
    const want = [...values.keys()].filter((n) => values[n]! >= 0.41 * found.max);
    expect([...found.elements].sort((a, b) => a - b)).toEqual(want);
    expect(found.max).toBe(values.reduce((a, b) => (b > a ? b : a), 0));
    // exp(-r²/72) = 0.41 at r = 8.0 mm
    expect((found.elements.length * 1.5 ** 3 * 3) / 4 / Math.PI).toBeCloseTo(8 ** 3, -2);
  });

  it('takes an absolute value, and nothing where nothing is that hot', () => {
    const found = hotRegion(grid, values, at(20, 20, 20), { kind: 'fixed', value: 5 }, 6)!;
    expect([...found.elements].every((n) => values[n]! >= 5)).toBe(true);
    expect(hotRegion(grid, values, at(20, 20, 20), { kind: 'fixed', value: 20 }, 6)).toBeNull();
    expect(hotRegion(grid, values, at(2, 2, 2), { kind: 'fixed', value: 5 }, 6)).toBeNull();
  });

  it('does not cross to another hot spot', () => {
    const two = Float32Array.from({ length: 9 }, (_, n) => [0, 5, 6, 0, 0, 9, 9, 0, 0][n]!);
    const line = gridOf([9, 1, 1], 1);
    const found = hotRegion(line, two, [1, 0, 0], { kind: 'fixed', value: 4 }, 1.5)!;
    expect([...found.elements].sort((a, b) => a - b)).toEqual([1, 2]);
  });
});
