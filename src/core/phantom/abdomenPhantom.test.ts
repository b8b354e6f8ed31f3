import { describe, expect, it } from 'vitest';
import { planeOf, pixelAt } from '../plane.ts';
import { abdomenPhantom } from './abdomenPhantom.ts';
import { fingerprint } from './fingerprint.testing.ts';

describe('the drawn abdomen', () => {
  const { volume, truth, labels } = abdomenPhantom();
  const [width, height] = volume.grid.size;

  /** Voxels, millilitres, mean HU and centre (i, j, k) of an organ. */
  function organ(name: string) {
    const { value } = labels.find((l) => l.name === name)!;
    let n = 0;
    let hu = 0;
    const at: [number, number, number] = [0, 0, 0];
    truth.forEach((v, e) => {
      if (v !== value) return;
      n++;
      hu += volume.voxels[e]!;
      at[0] += e % width;
      at[1] += Math.floor(e / width) % height;
      at[2] += Math.floor(e / (width * height));
    });
    const [i, j, k] = at.map((sum) => sum / n) as [number, number, number];
    return { ml: (n * 1.5 * 1.5 * 4) / 1000, hu: hu / n, i, j, k };
  }

  it('is the same voxels every time', () => {
    expect(fingerprint(volume.voxels)).toBe('fd476ac2');
    expect(fingerprint(truth)).toBe('37973672');
  });

  it('lies in LPS, 256 x 256 x 40 at 1.5 x 1.5 x 4 mm, in HU', () => {
    expect(volume.grid.size).toEqual([256, 256, 40]);
    expect(volume.grid.spacing).toEqual([1.5, 1.5, 4]);
    expect(volume.grid.direction).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(volume.unit).toBe('HU');
    expect(planeOf(volume.grid, 'axial').letters).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  });

  it('has the liver on the patient right, which is screen left, and the spleen on the other side', () => {
    const plane = planeOf(volume.grid, 'axial');
    const screenX = (o: { i: number; j: number; k: number }) => pixelAt(plane, [o.i, o.j, o.k])[0];
    expect(screenX(organ('Liver'))).toBeLessThan(plane.width / 2 - 20);
    expect(screenX(organ('Spleen'))).toBeGreaterThan(plane.width / 2 + 40);
    expect(screenX(organ('Right kidney'))).toBeLessThan(screenX(organ('Inferior vena cava')));
    expect(screenX(organ('Inferior vena cava'))).toBeLessThan(screenX(organ('Aorta')));
    expect(screenX(organ('Aorta'))).toBeLessThan(screenX(organ('Left kidney')));
  });

  it('has the kidneys behind, the gallbladder in front, the liver above the kidneys', () => {
    expect(organ('Right kidney').j).toBeGreaterThan(organ('Gallbladder').j + 20);
    expect(organ('Liver').k).toBeGreaterThan(organ('Right kidney').k + 5);
  });

  it('has volumes and HU as in the portal venous phase', () => {
    const expected: Record<string, [mlFrom: number, mlTo: number, huFrom: number, huTo: number]> = {
      Liver: [1000, 1900, 90, 115],
      Spleen: [120, 300, 95, 120],
      'Right kidney': [110, 200, 125, 175],
      'Left kidney': [110, 200, 125, 175],
      Gallbladder: [25, 60, 0, 30],
      Aorta: [35, 80, 120, 170],
      'Inferior vena cava': [40, 100, 105, 140],
      Pancreas: [30, 90, 70, 110],
    };
    for (const [name, [mlFrom, mlTo, huFrom, huTo]] of Object.entries(expected)) {
      const { ml, hu } = organ(name);
      expect(ml, `${name}, mL`).toBeGreaterThan(mlFrom);
      expect(ml, `${name}, mL`).toBeLessThan(mlTo);
      expect(hu, `${name}, HU`).toBeGreaterThan(huFrom);
      expect(hu, `${name}, HU`).toBeLessThan(huTo);
    }
  });

  it('has air around the body, gas in the stomach and bone in the spine', () => {
    const corner = volume.voxels.subarray(0, 20);
    expect(Math.max(...corner)).toBeLessThan(-950);
    const stomach = labels.find((l) => l.name === 'Stomach')!.value;
    expect(truth.some((v, e) => v === stomach && volume.voxels[e]! < -800)).toBe(true);
    expect(volume.voxels.some((v) => v > 500)).toBe(true);
  });
});
