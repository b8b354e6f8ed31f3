import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grid, type Vec3, affineRas, pictureGrid } from '../../core/grid.ts';
import { nifti } from '../formats/nifti.ts';
import { niftiBytes, writeNifti } from './niftiWriter.ts';

/** Rotation by a quaternion, one axis mirrored or not: every direction that a scanner may give. */
const directions = fc
  .tuple(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), fc.boolean())
  .filter(([q]) => Math.hypot(...q) > 0.1)
  .map(([q, mirror]) => {
    const [a, b, c, d] = q.map((v) => v / Math.hypot(...q)) as [number, number, number, number];
    const m = [
      1 - 2 * (c * c + d * d), 2 * (b * c - a * d), 2 * (b * d + a * c),
      2 * (b * c + a * d), 1 - 2 * (b * b + d * d), 2 * (c * d - a * b),
      2 * (b * d - a * c), 2 * (c * d + a * b), 1 - 2 * (b * b + c * c),
    ]; // prettier-ignore
    return mirror ? m.map((v, n) => (n % 3 === 0 ? -v : v)) : m;
  });
const length = fc.double({ min: 0.05, max: 10, noNaN: true });
const place = fc.double({ min: -900, max: 900, noNaN: true });
const grids: fc.Arbitrary<Grid> = fc.record({
  size: fc.constant<Vec3>([2, 3, 1]),
  spacing: fc.tuple(length, length, length),
  origin: fc.tuple(place, place, place),
  direction: directions,
  spacingTrust: fc.constant('known' as const),
  oriented: fc.constant(true),
});

const close = (a: readonly number[], b: readonly number[], limit: number) =>
  a.forEach((v, n) => expect(Math.abs(v - b[n]!)).toBeLessThanOrEqual(limit));

describe('NIfTI writer', () => {
  it('writes an sform and a qform that both are the grid', () =>
    fc.assert(
      fc.asyncProperty(grids, async (grid) => {
        const bytes = niftiBytes({ grid, voxels: Uint8Array.from([1, 2, 3, 4, 5, 6]), label: true });
        const read = async (b: Uint8Array) => (await nifti.read([new File([b as BlobPart], 'w.nii')]))[0]!;
        const bySform = await read(bytes);
        close(affineRas(bySform.grid), affineRas(grid), 1e-4);
        // with the sform switched off the qform says the same, within what 32-bit b, c, d leave of a near half a turn
        new DataView(bytes.buffer).setInt16(254, 0, true);
        close(affineRas((await read(bytes)).grid), affineRas(grid), 8e-4 * Math.max(...grid.spacing) + 1e-4);
        expect([...bySform.voxels]).toEqual([1, 2, 3, 4, 5, 6]);
      }),
      { numRuns: 200 },
    ));

  it('has the header that nifti1.h asks for, field by field', () => {
    // LPS axes and origin; in RAS x and y change sign: srow = [-2 0 0 10; 0 -3 0 20; 0 0 4 30]
    const grid: Grid = {
      size: [5, 6, 7],
      spacing: [2, 3, 4],
      origin: [-10, -20, 30],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      spacingTrust: 'known',
      oriented: true,
    };
    const bytes = niftiBytes({ grid, voxels: new Uint8Array(210), label: true, description: 'nuclei' });
    const v = new DataView(bytes.buffer);
    const i16 = (at: number, n: number) => Array.from({ length: n }, (_, k) => v.getInt16(at + 2 * k, true));
    const f32 = (at: number, n: number) => Array.from({ length: n }, (_, k) => v.getFloat32(at + 4 * k, true));
    expect(v.getInt32(0, true)).toBe(348);
    expect(i16(40, 8)).toEqual([3, 5, 6, 7, 1, 1, 1, 1]);
    expect(i16(68, 3)).toEqual([1002, 2, 8]);
    expect(f32(76, 4)).toEqual([1, 2, 3, 4]);
    expect(f32(108, 3)).toEqual([352, 1, 0]);
    expect(v.getUint8(123)).toBe(2);
    expect(new TextDecoder().decode(bytes.subarray(148, 155))).toBe('nuclei\0');
    expect(i16(252, 2)).toEqual([1, 1]);
    // half a turn round z: b = c = 0, d = 1
    expect(f32(256, 6).map(Math.abs)).toEqual([0, 0, 1, 10, 20, 30]);
    expect(f32(280, 12)).toEqual([-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, 30]);
    expect([...bytes.subarray(344, 352)]).toEqual([0x6e, 0x2b, 0x31, 0, 0, 0, 0, 0]);
    expect(bytes.length).toBe(352 + 210);
  });

  it('leaves a picture without a patient frame', async () => {
    const written = await writeNifti({ grid: pictureGrid(3, 2), voxels: new Uint8Array(6) }, true);
    const [volume] = await nifti.read([new File([written], 'p.nii.gz')]);
    expect(volume!.grid).toEqual(pictureGrid(3, 2));
  });

  it('writes no qform for a sheared grid, and the sform exactly', async () => {
    const grid: Grid = { ...pictureGrid(2, 2, 2), direction: [1, 0, 0, 0, 1, 0.6, 0, 0, 0.8], oriented: true };
    const bytes = niftiBytes({ grid, voxels: new Uint8Array(8) });
    expect(new DataView(bytes.buffer).getInt16(252, true)).toBe(0);
    close(affineRas((await nifti.read([new File([bytes as BlobPart], 's.nii')]))[0]!.grid), affineRas(grid), 1e-6);
  });

  it('takes NIfTI-2 for a side beyond 32767', async () => {
    const grid = { ...pictureGrid(40_000, 1), spacing: [0.25, 0.25, 1] as Vec3, oriented: true };
    const bytes = niftiBytes({ grid, voxels: new Int16Array(40_000).fill(-5), slope: 0.5, intercept: 3 });
    const volume = (await nifti.read([new File([bytes as BlobPart], '2.nii')]))[0]!;
    expect([volume.about.format, volume.slope, volume.intercept]).toEqual(['NIfTI-2', 0.5, 3]);
    expect(volume.grid.size).toEqual([40_000, 1, 1]);
    close(affineRas(volume.grid), affineRas(grid), 0);
  });
});
