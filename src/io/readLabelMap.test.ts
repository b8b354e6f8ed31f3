import { describe, expect, it } from 'vitest';
import type { Grid, Vec3 } from '../core/grid.ts';
import { IDENTITY_DIRECTION, pictureGrid } from '../core/grid.ts';
import { niftiBytes } from './export/niftiWriter.ts';
import { nifti } from './formats/nifti.ts';
import { greyPng } from './export/pngWriter.ts';
import { writeNpy } from './npy.ts';
import { readLabelMap, readObjectMap } from './readLabelMap.ts';
import { describeShared, sharedFile } from './sharedFiles.testing.ts';

const grid: Grid = {
  size: [2, 3, 2],
  spacing: [1, 2, 3],
  origin: [10, 20, 30],
  direction: IDENTITY_DIRECTION,
  spacingTrust: 'known',
  oriented: true,
};
const labels = Uint8Array.from({ length: 12 }, (_, n) => n);
const file = (g: Grid, voxels = labels, name = 'mask.nii') =>
  new File([niftiBytes({ grid: g, voxels }) as BlobPart], name);

describe('left stays left', () => {
  it('gives back labels saved on the same grid', async () => {
    expect((await readLabelMap(file(grid), grid)).voxels).toEqual(labels);
  });

  it('puts mirrored and exchanged axes in order by the affine', async () => {
    // the same points in space, stored with x backwards and y and z exchanged
    const other: Grid = {
      ...grid,
      size: [2, 2, 3],
      spacing: [1, 3, 2],
      origin: [11, 20, 30],
      direction: [-1, 0, 0, 0, 0, 1, 0, 1, 0],
    };
    const stored = new Uint8Array(12);
    for (let z = 0; z < 2; z++)
      for (let y = 0; y < 3; y++)
        for (let x = 0; x < 2; x++) stored[1 - x + 2 * (z + 2 * y)] = labels[x + 2 * (y + 3 * z)]!;
    expect((await readLabelMap(file(other, stored), grid)).voxels).toEqual(labels);
  });

  const others: [string, Partial<Grid>, string][] = [
    ['another size', { size: [3, 2, 2] as Vec3, spacing: [1, 2, 3] as Vec3 }, 'origin in mm|direction|size'],
    ['more slices', { size: [2, 3, 1] as Vec3 }, 'size is 2 × 3 × 1, the image has 2 × 3 × 2'],
    [
      'another spacing',
      { spacing: [1, 2, 3.5] as Vec3 },
      'spacing in mm is \\(1, 2, 3.5\\), the image has \\(1, 2, 3\\)',
    ],
    ['another place', { origin: [10, 20, 33] as Vec3 }, 'origin in mm is \\(10, 20, 33\\)'],
    ['another direction', { direction: [0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1] }, 'direction is'],
    ['a mirrored place', { direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] }, 'origin in mm'],
  ];
  for (const [title, change, words] of others) {
    it(`refuses ${title} and says what differs`, async () => {
      const g = { ...grid, ...change };
      const voxels = new Uint8Array(g.size[0] * g.size[1] * g.size[2]);
      await expect(readLabelMap(file(g, voxels), grid)).rejects.toThrow(
        new RegExp(`mask.nii lies on another grid than the image: (${words})`),
      );
    });
  }
});

describe('what counts as labels', () => {
  const png = (values: number[], width: number) =>
    new File([greyPng(Uint8Array.from(values), width, values.length / width) as BlobPart], 'mask.png');

  it('takes 0 and 255 alone as 0 and 1, and refuses 255 among other labels', async () => {
    expect([...(await readLabelMap(png([0, 255, 255, 0], 2))).voxels]).toEqual([0, 1, 1, 0]);
    await expect(readLabelMap(png([0, 255, 3, 0], 2))).rejects.toThrow('255');
  });

  it('refuses fractions and negative numbers', async () => {
    const nii = new File([niftiBytes({ grid, voxels: new Float32Array(12).fill(0.5) }) as BlobPart], 'prob.nii');
    await expect(readLabelMap(nii)).rejects.toThrow('prob.nii is not a label map: it holds the value 0.5');
  });

  it('reads .npy as [z, y, x] or [x, y, z]', async () => {
    const npy = (shape: number[], data: Uint8Array) => new File([writeNpy(data, shape) as BlobPart], 'm.npy');
    const tall = { ...pictureGrid(3, 2, 2) };
    expect((await readLabelMap(npy([2, 2, 3], labels), tall)).voxels).toEqual(labels);
    const xyz = Uint8Array.from({ length: 12 }, (_, n) => {
      const [x, y, z] = [Math.floor(n / 4), Math.floor(n / 2) % 2, n % 2];
      return x + 3 * (y + 2 * z);
    });
    expect((await readLabelMap(npy([3, 2, 2], xyz), tall)).voxels).toEqual(labels);
    await expect(readLabelMap(npy([4, 3], labels), tall)).rejects.toThrow('size is 3 × 4 × 1');
  });
});

describe('numbered objects', () => {
  const npy = (values: Float32Array | Uint16Array) => new File([writeNpy(values, [2, 2]) as BlobPart], 'cells.npy');

  it('keep their numbers beyond 254, and 255 as well', async () => {
    const map = await readObjectMap(npy(Uint16Array.of(0, 255, 300, 65535)));
    expect([...map.voxels]).toEqual([0, 255, 300, 65535]);
  });

  it('come back on the grid that was asked for', async () => {
    const other: Grid = { ...grid, origin: [11, 20, 30], direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] };
    const mirrored = labels.map((_, n) => labels[n % 2 ? n - 1 : n + 1]!);
    expect([...(await readObjectMap(file(other, mirrored), grid)).voxels]).toEqual([...labels]);
  });

  it.each([0.5, -1, NaN])('are whole numbers, not %s', async (value) => {
    await expect(readObjectMap(npy(Float32Array.of(0, 1, value, 2)))).rejects.toThrow(
      `cells.npy is not a label map: it holds the value ${value}`,
    );
  });
});

describeShared('nuclei_bbbc039', 'masks that look black', () => {
  it('reads small integers from the red channel', async () => {
    const path = 'nuclei_bbbc039/masks/IXMtest_A02_s1_w1051DAA7C-7042-435F-99F0-1E847D9B42CB.png';
    const map = await readLabelMap(sharedFile(path), pictureGrid(696, 520));
    const counts = [0, 1, 2, 3].map((value) => map.voxels.filter((v) => v === value).length);
    // counted with Pillow and NumPy
    expect(counts).toEqual([291238, 63700, 6807, 175]);
  });
});

describeShared('ct_totalsegmentator', 'CT with organ labels', () => {
  it('has the liver and the spleen where the CT has their HU', async () => {
    const ct = (await nifti.read([sharedFile('ct_totalsegmentator/example_ct_sm.nii.gz')]))[0]!;
    const map = await readLabelMap(sharedFile('ct_totalsegmentator/example_seg.nii.gz'), ct.grid);
    const mean = (label: number) => {
      let sum = 0;
      let n = 0;
      map.voxels.forEach((v, e) => {
        if (v !== label) return;
        sum += ct.voxels[e]!;
        n++;
      });
      return [n, Number((sum / n).toFixed(1))];
    };
    expect([mean(1), mean(5), mean(52)]).toEqual([
      [9452, 32.8],
      [38634, 45.3],
      [997, 42.3],
    ]);
  });

  it('refuses the labels of another grid', async () => {
    const ct = (await nifti.read([sharedFile('ct_totalsegmentator/example_ct.nii.gz')]))[0]!;
    await expect(readLabelMap(sharedFile('ct_totalsegmentator/example_seg.nii.gz'), ct.grid)).rejects.toThrow(
      'size is 122 × 101 × 30, the image has 122 × 101 × 112',
    );
  });
});
