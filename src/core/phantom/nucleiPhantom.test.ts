import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.testing.ts';
import { nucleiPhantom } from './nucleiPhantom.ts';

describe('the drawn nuclei', () => {
  const { volume, truth, labels } = nucleiPhantom();
  const mean = (label: number) => {
    let sum = 0;
    let n = 0;
    truth.forEach((v, i) => {
      if (v !== label) return;
      sum += volume.voxels[i]!;
      n++;
    });
    return sum / n;
  };

  it('are the same pixels every time', () => {
    expect(fingerprint(volume.voxels)).toBe('3318bb3d');
    expect(fingerprint(truth)).toBe('6a44a037');
    expect(fingerprint(nucleiPhantom().volume.voxels)).toBe(fingerprint(volume.voxels));
  });

  it('are an 8-bit picture of 512 x 512 without a patient frame', () => {
    expect(volume.grid.size).toEqual([512, 512, 1]);
    expect(volume.grid.oriented).toBe(false);
    expect(volume.voxels).toBeInstanceOf(Uint8Array);
    expect(truth).toHaveLength(512 * 512);
    expect(labels.map((l) => l.name)).toEqual(['Nucleus']);
  });

  it('shine on a dark ground and cover 10 to 30 % of it', () => {
    expect(mean(0)).toBeLessThan(20);
    expect(mean(1)).toBeGreaterThan(70);
    const share = truth.reduce((n, v) => n + v, 0) / truth.length;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.3);
  });
});
