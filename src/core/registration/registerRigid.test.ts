import { describe, expect, it } from 'vitest';
import { thoraxPhantom } from '../phantom/thoraxPhantom.ts';
import { normalisedMutualInformation } from './mutualInformation.ts';
import { registerRigid } from './registerRigid.ts';
import { apply, NO_MOTION, type RigidMotion, rigidAffine } from './rigid.ts';

/** mm between where two motions put the drawn lesions. */
function miss(a: RigidMotion, b: RigidMotion, points: readonly (readonly [number, number, number])[]): number {
  const far = points.map((p) => {
    const [p1, p2] = [apply(rigidAffine(a), p), apply(rigidAffine(b), p)];
    return Math.hypot(p1[0] - p2[0], p1[1] - p2[1], p1[2] - p2[2]);
  });
  return Math.max(...far);
}

describe('rigid registration of a PET to a CT', () => {
  for (const [name, motion] of [
    ['a shift', { ...NO_MOTION, shift: [14, -9, 18] }],
    ['a turn and a shift', { angles: [0.05, -0.04, 0.09], shift: [-8, 6, -10], center: [0, 0, 0] }],
  ] as const) {
    it(`finds ${name} that the phantom was drawn with, to 2.5 mm at every lesion (PET voxels of 4 mm)`, async () => {
      const { ct, pet, lesions } = thoraxPhantom({ motion });
      // anatomy's z 0 is world -120
      const points = lesions.map(({ center: [x, y, z] }) => [x, y, z - 120] as const);
      const parts: number[] = [];
      const found = await registerRigid(ct, pet, (part) => void parts.push(part));
      expect(miss(NO_MOTION, motion, points)).toBeGreaterThan(10);
      expect(miss(found!.motion, motion, points)).toBeLessThan(2.5);
      expect(found!.after).toBeGreaterThan(found!.before);
      expect(parts.every((p, n) => p >= 0 && p <= 1 && (n === 0 || p >= parts[n - 1]!))).toBe(true);
    });
  }

  it('stops when told to', async () => {
    const { ct, pet } = thoraxPhantom();
    const stop = () => {
      throw new Error('stopped');
    };
    await expect(registerRigid(ct, pet, stop)).rejects.toThrow('stopped');
  });
});

describe('normalised mutual information', () => {
  const line = Float32Array.from({ length: 32 }, (_, n) => n % 4);
  const grid = {
    size: [32, 1, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    spacingTrust: 'known',
    oriented: true,
  } as const;
  const points = Float32Array.from({ length: 96 }, (_, n) => (n % 3 === 0 ? n / 3 : 0));

  it('is 2 where one image tells all of the other, 1 where it tells nothing', () => {
    const moving = { grid, voxels: line, slope: 1, intercept: 0 };
    const same = Uint8Array.from(line);
    const range = { low: 0, high: 31 };
    expect(normalisedMutualInformation({ points, bin: same }, moving, range)(NO_MOTION)).toBeCloseTo(2, 12);
    const unrelated = Uint8Array.from({ length: 32 }, (_, n) => Math.floor(n / 4) % 2);
    expect(normalisedMutualInformation({ points, bin: unrelated }, moving, range)(NO_MOTION)).toBeCloseTo(1, 12);
    expect(
      normalisedMutualInformation({ points, bin: same }, moving, range)({ ...NO_MOTION, shift: [99, 0, 0] }),
    ).toBeNull();
  });
});
