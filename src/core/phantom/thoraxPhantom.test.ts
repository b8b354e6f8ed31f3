import { describe, expect, it } from 'vitest';
import { pixelAt, planeOf } from '../plane.ts';
import { NO_MOTION } from '../registration/rigid.ts';
import { fingerprint } from './fingerprint.testing.ts';
import { BQML_PER_SUV } from './thoraxPet.ts';
import { thoraxPhantom } from './thoraxPhantom.ts';

describe('the drawn chest', () => {
  const still = thoraxPhantom({ motion: NO_MOTION });
  const { ct, pet, truth, petTruth, labels } = still;

  /** Voxels, mean value and centre (i, j, k) of a label in one of the images. */
  function part(image: typeof ct, mask: Uint8Array, name: string) {
    const { value } = labels.find((l) => l.name === name)!;
    const [w, h] = image.grid.size;
    let [n, sum, top] = [0, 0, -Infinity];
    const at: [number, number, number] = [0, 0, 0];
    mask.forEach((v, e) => {
      if (v !== value) return;
      n++;
      sum += image.voxels[e]!;
      top = Math.max(top, image.voxels[e]!);
      [e % w, Math.floor(e / w) % h, Math.floor(e / (w * h))].forEach((x, a) => (at[a]! += x));
    });
    const center = at.map((s) => s / n) as unknown as readonly [number, number, number];
    const [dx, dy, dz] = image.grid.spacing;
    return { ml: (n * dx * dy * dz) / 1000, mean: sum / n, top, center };
  }

  it('is the same voxels every time, and others for another seed', () => {
    expect([fingerprint(ct.voxels), fingerprint(truth)]).toEqual(FINGERPRINTS);
    const other = thoraxPhantom({ seed: 7, motion: NO_MOTION });
    expect(fingerprint(other.ct.voxels)).not.toBe(FINGERPRINTS[0]);
    expect(other.lesions.map((l) => l.center)).not.toEqual(still.lesions.map((l) => l.center));
  });

  it('has the volumes and HU of a chest', () => {
    const expected: Record<string, [mlFrom: number, mlTo: number, huFrom: number, huTo: number]> = {
      'Right lung': [1200, 3000, -860, -760],
      'Left lung': [1000, 2700, -860, -760],
      Heart: [350, 800, 10, 50],
      Liver: [300, 1500, 40, 65],
      Bone: [600, 1600, 150, 350],
      Lesion: [12, 40, -100, 200],
    };
    for (const [name, [mlFrom, mlTo, huFrom, huTo]] of Object.entries(expected)) {
      const { ml, mean } = part(ct, truth, name);
      expect([name, ml > mlFrom, ml < mlTo, mean > huFrom, mean < huTo]).toEqual([name, true, true, true, true]);
    }
  });

  it('has the liver at screen left and the heart’s middle at screen right', () => {
    const plane = planeOf(ct.grid, 'axial');
    expect(pixelAt(plane, part(ct, truth, 'Liver').center)[0]).toBeLessThan(plane.width / 2 - 15);
    expect(pixelAt(plane, part(ct, truth, 'Heart').center)[0]).toBeGreaterThan(plane.width / 2 + 4);
  });

  it('has hot lesions of the uptake drawn, a liver of about 2, and little in the lungs', () => {
    const suv = (name: string) => part(pet, petTruth, name).mean / BQML_PER_SUV;
    expect(suv('Liver')).toBeGreaterThan(1.6);
    expect(suv('Liver')).toBeLessThan(2.3);
    expect(suv('Right lung')).toBeLessThan(0.7);
    const hottest = part(pet, petTruth, 'Lesion').top / BQML_PER_SUV;
    expect(hottest).toBeGreaterThan(8);
    expect(hottest).toBeLessThan(11.5);
  });

  it('moves the PET, and its truth, by the motion asked for', () => {
    const moved = thoraxPhantom({ motion: { ...NO_MOTION, shift: [12, -8, 16] } });
    expect(fingerprint(moved.ct.voxels)).toBe(FINGERPRINTS[0]);
    const to = part(moved.pet, moved.petTruth, 'Heart').center;
    const heart = part(pet, petTruth, 'Heart').center;
    // voxels of 4 mm
    [3, -2, 4].forEach((v, a) => expect(to[a]! - heart[a]!).toBeCloseTo(v, 0));
  });
});

const FINGERPRINTS = ['c00559c8', 'e437c870'];
