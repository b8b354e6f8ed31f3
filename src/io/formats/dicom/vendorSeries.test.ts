import { describe, expect, it } from 'vitest';
import { affineLps, toWorld, voxelCount } from '../../../core/grid.ts';
import { type Volume, valueAt } from '../../../core/volume.ts';
import { hasShared, sharedFile, sharedPaths } from '../../sharedFiles.testing.ts';
import { openFiles } from '../index.ts';
import { nifti } from '../nifti.ts';

/** Solves the 3x3 system of an affine: voxel index of a world point, by Cramer's rule. */
function voxelOf(v: Volume, [x, y, z]: readonly [number, number, number]): number[] {
  const m = affineLps(v.grid);
  const b = [x - m[3]!, y - m[7]!, z - m[11]!];
  const det = (a: number[][]) =>
    a[0]![0]! * (a[1]![1]! * a[2]![2]! - a[1]![2]! * a[2]![1]!) -
    a[0]![1]! * (a[1]![0]! * a[2]![2]! - a[1]![2]! * a[2]![0]!) +
    a[0]![2]! * (a[1]![0]! * a[2]![1]! - a[1]![1]! * a[2]![0]!);
  const rows = [0, 1, 2].map((r) => [m[4 * r]!, m[4 * r + 1]!, m[4 * r + 2]!]);
  const d = det(rows);
  return [0, 1, 2].map((c) => det(rows.map((row, r) => row.map((v, k) => (k === c ? b[r]! : v)))) / d);
}

/** Folders with a NIfTI that dicom2nifti made of them. */
const FOLDERS = [
  'ge/anatomical/001',
  'ge/anatomical/001_single_slice',
  'generic/anatomical/001',
  'generic/anatomical/002_non_isotropic',
  'generic/compressed_rle/001',
];

const filesOf = (folder: string) =>
  sharedPaths(`dicom_vendor_series/${folder}`)
    .filter((p) => p.endsWith('.dcm'))
    .reverse()
    .map(sharedFile);

describe.skipIf(!hasShared('dicom_vendor_series'))(
  'vendors’ series against converted NIfTI, point by point in space',
  () => {
    for (const folder of FOLDERS) {
      for (const truthName of ['_ground_truth', '_ground_truth_reoriented']) {
        it(`${folder}${truthName}`, async () => {
          const { volumes, problems } = await openFiles(filesOf(folder));
          expect(problems.map((p) => p.message)).toEqual([]);
          expect(volumes).toHaveLength(1);
          const mine = volumes[0]!;
          const truth = (await nifti.read([sharedFile(`dicom_vendor_series/${folder}${truthName}.nii.gz`)]))[0]!;
          expect(voxelCount(mine.grid)).toBe(voxelCount(truth.grid));
          const count = voxelCount(mine.grid);
          let different = 0;
          for (let n = 0; n < count; n++) {
            const [i, j, k] = [
              n % mine.grid.size[0],
              Math.floor(n / mine.grid.size[0]) % mine.grid.size[1],
              Math.floor(n / mine.grid.size[0] / mine.grid.size[1]),
            ];
            if (count > 2e5 && n % 7 !== 0) continue;
            const at = voxelOf(truth, toWorld(mine.grid, i, j, k));
            const rounded = at.map(Math.round);
            at.forEach((v, axis) => {
              if (Math.abs(v - rounded[axis]!) > 0.02) throw new Error(`voxel ${i} ${j} ${k} is at ${at.join(' ')}`);
            });
            const element = rounded[0]! + truth.grid.size[0] * (rounded[1]! + truth.grid.size[1] * rounded[2]!);
            if (Math.abs(valueAt(mine, n) - valueAt(truth, element)) > 1e-3) different++;
          }
          expect(different).toBe(0);
        });
      }
    }

    it('compressed series say which compression, for each file', async () => {
      for (const [folder, words] of [
        ['generic/compressed', 'JPEG'],
        ['generic/rgb', 'JPEG 2000 Lossless'],
        ['generic/compressed_jpeg', 'JPEG'],
        ['generic/compressed_jpegls', 'JPEG-LS'],
      ] as const) {
        const { volumes, problems } = await openFiles(filesOf(folder));
        expect(volumes).toEqual([]);
        expect(problems).toHaveLength(4);
        for (const p of problems) expect([p.key, p.message.includes(words)]).toEqual(['dicom.syntax', true]);
      }
    });

    it('opens a Siemens series', async () => {
      const { volumes, problems } = await openFiles(filesOf('siemens/anatomical/001'));
      expect([problems.length, volumes.map((v) => v.grid.size)]).toEqual([
        0,
        [[volumes[0]!.grid.size[0], volumes[0]!.grid.size[1], 4]],
      ]);
    });
  },
);
