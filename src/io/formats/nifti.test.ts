import { gzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineRas, voxelCount } from '../../core/grid.ts';
import { planeOf } from '../../core/plane.ts';
import { type Volume, valueAt } from '../../core/volume.ts';
import { describeShared, hasShared, sharedFile, sharedPaths } from '../sharedFiles.testing.ts';
import { nifti } from './nifti.ts';
import golden from './nifti.golden.json' with { type: 'json' };
import { warningText } from '../../core/warning.ts';

interface Made {
  dim?: number[];
  datatype?: number;
  data?: Uint8Array;
  pixdim?: number[];
  little?: boolean;
  version?: 1 | 2;
  magic?: string;
  slope?: [number, number];
  units?: number;
  qform?: { code: number; values: number[] };
  sform?: { code: number; values: number[] };
  offset?: number;
  cal?: [number, number];
}

/** A NIfTI file written byte by byte after nifti1.h and nifti2.h, independently of the reader. */
function made(m: Made = {}): Uint8Array {
  const { dim = [3, 2, 2, 2], datatype = 2, data = new Uint8Array(8), little = true, version = 1 } = m;
  const pixdim = m.pixdim ?? [1, 1, 1, 1, 1, 1, 1, 1];
  const offset = m.offset ?? (version === 1 ? 352 : 544);
  const out = new Uint8Array(offset + data.length);
  const v = new DataView(out.buffer);
  const ascii = (at: number, s: string) => out.set(new TextEncoder().encode(s), at);
  if (version === 1) {
    v.setInt32(0, 348, little);
    for (let n = 0; n < 8; n++) v.setInt16(40 + 2 * n, dim[n] ?? 1, little);
    v.setInt16(70, datatype, little);
    for (let n = 0; n < 8; n++) v.setFloat32(76 + 4 * n, pixdim[n] ?? 1, little);
    v.setFloat32(108, offset, little);
    v.setFloat32(112, m.slope?.[0] ?? 0, little);
    v.setFloat32(116, m.slope?.[1] ?? 0, little);
    v.setUint8(123, m.units ?? 2);
    v.setFloat32(124, m.cal?.[1] ?? 0, little);
    v.setFloat32(128, m.cal?.[0] ?? 0, little);
    v.setInt16(252, m.qform?.code ?? 0, little);
    v.setInt16(254, m.sform?.code ?? 0, little);
    m.qform?.values.forEach((x, n) => v.setFloat32(256 + 4 * n, x, little));
    m.sform?.values.forEach((x, n) => v.setFloat32(280 + 4 * n, x, little));
    ascii(344, m.magic ?? 'n+1\0');
  } else {
    v.setInt32(0, 540, little);
    ascii(4, m.magic ?? 'n+2\0\r\n\x1a\n');
    v.setInt16(12, datatype, little);
    for (let n = 0; n < 8; n++) v.setBigInt64(16 + 8 * n, BigInt(dim[n] ?? 1), little);
    for (let n = 0; n < 8; n++) v.setFloat64(104 + 8 * n, pixdim[n] ?? 1, little);
    v.setBigInt64(168, BigInt(offset), little);
    v.setFloat64(176, m.slope?.[0] ?? 0, little);
    v.setFloat64(184, m.slope?.[1] ?? 0, little);
    v.setInt32(344, m.qform?.code ?? 0, little);
    v.setInt32(348, m.sform?.code ?? 0, little);
    m.qform?.values.forEach((x, n) => v.setFloat64(352 + 8 * n, x, little));
    m.sform?.values.forEach((x, n) => v.setFloat64(400 + 8 * n, x, little));
    v.setInt32(500, m.units ?? 2, little);
  }
  out.set(data, offset);
  return out;
}

const open = async (bytes: Uint8Array, name = 'made.nii'): Promise<Volume> =>
  (await nifti.read([new File([bytes as BlobPart], name)]))[0]!;

const affine = (v: Volume) => affineRas(v.grid).slice(0, 12);

const near = (have: readonly number[], want: readonly number[], digits = 4) =>
  have.forEach((x, n) => expect(x).toBeCloseTo(want[n]!, digits));

describe('NIfTI numbers', () => {
  const values = [0, 1, 2, 100, 120, 7, 8, 9];
  const types: [number, number, (v: DataView, at: number, x: number, little: boolean) => void][] = [
    [2, 1, (v, at, x) => v.setUint8(at, x)],
    [256, 1, (v, at, x) => v.setInt8(at, x)],
    [4, 2, (v, at, x, l) => v.setInt16(at, x, l)],
    [512, 2, (v, at, x, l) => v.setUint16(at, x, l)],
    [8, 4, (v, at, x, l) => v.setInt32(at, x, l)],
    [768, 4, (v, at, x, l) => v.setUint32(at, x, l)],
    [16, 4, (v, at, x, l) => v.setFloat32(at, x, l)],
    [64, 8, (v, at, x, l) => v.setFloat64(at, x, l)],
    [1024, 8, (v, at, x, l) => v.setBigInt64(at, BigInt(x), l)],
    [1280, 8, (v, at, x, l) => v.setBigUint64(at, BigInt(x), l)],
  ];
  for (const [datatype, size, write] of types) {
    for (const little of [true, false]) {
      for (const version of [1, 2] as const) {
        it(`reads type ${datatype}, ${little ? 'little' : 'big'} endian, NIfTI-${version}`, async () => {
          const data = new Uint8Array(8 * size);
          values.forEach((x, n) => write(new DataView(data.buffer), n * size, x, little));
          const volume = await open(made({ datatype, data, little, version }));
          expect([...volume.voxels]).toEqual(values);
        });
      }
    }
  }

  it('keeps 64-bit integers exact up to 2^53 and says when they are not', async () => {
    const data = new Uint8Array(64);
    const view = new DataView(data.buffer);
    view.setBigInt64(0, 2n ** 53n - 1n, true);
    view.setBigInt64(8, -(2n ** 40n), true);
    const volume = await open(made({ datatype: 1024, data }));
    expect(volume.voxels).toBeInstanceOf(Float64Array);
    expect([volume.voxels[0], volume.voxels[1]]).toEqual([2 ** 53 - 1, -(2 ** 40)]);
    expect(volume.warnings.map(warningText).join()).not.toContain('rounded');
    view.setBigInt64(16, 2n ** 60n + 1n, true);
    expect((await open(made({ datatype: 1024, data }))).warnings.map(warningText).join()).toContain('rounded');
  });

  it('applies slope and intercept beside the stored voxels; a slope of 0 means none', async () => {
    const data = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]);
    const volume = await open(made({ data, slope: [0.5, -10] }));
    expect(volume.voxels[4]).toBe(4);
    expect(valueAt(volume, 4)).toBe(-8);
    expect(valueAt(await open(made({ data, slope: [0, 99] })), 4)).toBe(4);
    expect(valueAt(await open(made({ data, slope: [NaN, NaN] })), 4)).toBe(4);
  });

  it('reads RGB24 and drops the alpha of RGBA32', async () => {
    const rgb = await open(made({ dim: [2, 2, 1], datatype: 128, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) }));
    expect([rgb.channels, ...rgb.voxels]).toEqual([3, 1, 2, 3, 4, 5, 6]);
    const rgba = await open(made({ dim: [2, 2, 1], datatype: 2304, data: Uint8Array.from([1, 2, 3, 9, 4, 5, 6, 9]) }));
    expect([...rgba.voxels]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('refuses complex numbers by name', async () => {
    await expect(open(made({ datatype: 32, data: new Uint8Array(64) }))).rejects.toThrow(
      'made.nii uses complex numbers',
    );
  });

  it('sets NaN and infinities to 0 and counts them', async () => {
    const data = new Uint8Array(Float32Array.from([1, NaN, Infinity, 4, -Infinity, 6, 7, 8]).buffer);
    const volume = await open(made({ datatype: 16, data }));
    expect([...volume.voxels]).toEqual([1, 0, 0, 4, 0, 6, 7, 8]);
    expect(warningText(volume.warnings[1]!)).toBe('3 values are not finite numbers and were set to 0.');
  });

  it('opens the first volume of a 4-D or 5-D file and says how many it left out', async () => {
    const volume = await open(made({ dim: [5, 2, 1, 1, 3, 2], data: Uint8Array.from({ length: 12 }, (_, n) => n) }));
    expect([...volume.voxels]).toEqual([0, 1]);
    expect(volume.warnings.map(warningText).join()).toContain('6 volumes: the first is open, 5 are left out');
  });

  it('takes the window from cal_min and cal_max', async () => {
    expect((await open(made({ cal: [10, 50] }))).window).toEqual({ center: 30, width: 40 });
  });
});

describe('where NIfTI voxels lie', () => {
  const sform = { code: 2, values: [0, 0, 5, 1, -3, 0, 0, 2, 0, 4, 0, 3] };
  const qform = { code: 1, values: [0, 0, 1, 10, 20, 30] };

  it('prefers the sform, in LPS with x and y negated', async () => {
    const { grid } = await open(made({ sform, qform }));
    expect(grid.spacing).toEqual([3, 4, 5]);
    expect(grid.origin).toEqual([-1, -2, 3]);
    expect(grid.direction).toEqual([0, 0, -1, 1, 0, 0, 0, 1, 0]);
    expect(grid.oriented).toBe(true);
  });

  it('takes the qform where there is no sform; d = 1 turns half round z, qfac -1 flips k', async () => {
    const { grid } = await open(made({ qform, pixdim: [-1, 2, 3, 4] }));
    near(affineRas(grid), [-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, -4, 30, 0, 0, 0, 1], 6);
  });

  it('leaves a singular sform aside', async () => {
    const volume = await open(made({ sform: { code: 1, values: Array(12).fill(0) }, qform }));
    expect(volume.grid.origin).toEqual([-10, -20, 30]);
    expect(volume.warnings).toEqual([{ key: 'singularSform' }]);
  });

  it('knows no patient frame from pixdim alone', async () => {
    const volume = await open(made({ pixdim: [1, 0.5, 0.5, 2] }));
    expect(volume.grid).toMatchObject({ spacing: [0.5, 0.5, 2], oriented: false, spacingTrust: 'known' });
    expect(planeOf(volume.grid, 'axial').letters).toBeNull();
    expect((await open(made({ units: 0 }))).grid.spacingTrust).toBe('unknown');
    expect((await open(made({ pixdim: [1, 0, 1, 1] }))).grid.spacingTrust).toBe('unknown');
  });

  it('honours metres and micrometres', async () => {
    const metres = await open(
      made({ units: 1, sform: { code: 1, values: [0.002, 0, 0, 0.1, 0, 0.002, 0, 0, 0, 0, 0.002, 0] } }),
    );
    near(metres.grid.spacing, [2, 2, 2]);
    near(metres.grid.origin, [-100, 0, 0]);
    near((await open(made({ units: 3, pixdim: [1, 250, 250, 500] }))).grid.spacing, [0.25, 0.25, 0.5]);
  });

  it('reads any rotation quaternion as the rotation that it is', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        async (q) => {
          const length = Math.hypot(...q);
          fc.pre(length > 0.1);
          const [a, b, c, d] = q.map((x) => (x / length) * (q[0]! < 0 ? -1 : 1)) as [number, number, number, number];
          const volume = await open(made({ version: 2, qform: { code: 1, values: [b, c, d, 0, 0, 0] } }));
          // the quaternion product q · (1, 0, 0) · q* gives the first column
          const column = [a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)];
          near(
            [0, 4, 8].map((n) => affineRas(volume.grid)[n]!),
            column,
            6,
          );
        },
      ),
      { numRuns: 50 },
    ));
});

describe('NIfTI files', () => {
  it('joins .hdr and .img, also gzipped, and names the missing half', async () => {
    const header = made({ magic: 'ni1\0', offset: 352 }).slice(0, 348);
    new DataView(header.buffer).setFloat32(108, 0, true);
    const data = Uint8Array.from([9, 8, 7, 6, 5, 4, 3, 2]);
    const hdr = new File([gzipSync(header) as BlobPart], 'x.hdr.gz');
    const img = new File([gzipSync(data) as BlobPart], 'x.img.gz');
    for (const pair of [
      [hdr, img],
      [img, hdr],
    ]) {
      expect([...(await nifti.read(pair))[0]!.voxels]).toEqual([...data]);
    }
    await expect(nifti.read([hdr])).rejects.toThrow('x.img.gz is missing');
  });

  it('refuses what is cut short, absurd or too large, in words', async () => {
    await expect(open(made().slice(0, 356))).rejects.toThrow(
      'made.nii ends too early: 360 bytes are needed, 356 are there',
    );
    await expect(open(made({ dim: [9, 1, 1, 1] }))).rejects.toThrow('9 dimensions');
    await expect(open(made({ dim: [3, 2, -1, 1] }))).rejects.toThrow('2 × -1 × 1 is not possible');
    await expect(open(made({ dim: [3, 30000, 30000, 30000] }))).rejects.toThrow('at most 1536 MB');
    await expect(open(made({ dim: [3, 2 ** 40, 2 ** 40, 2 ** 40], version: 2 }))).rejects.toThrow('at most 1536 MB');
    await expect(open(gzipSync(made()).slice(0, -12), 'x.nii.gz')).rejects.toThrow('x.nii.gz cannot be read');
  });

  it('reads gzip of several members, as bgzip writes it', async () => {
    const bytes = made({ data: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]) });
    const parts = [bytes.slice(0, 100), bytes.slice(100, 355), bytes.slice(355)].map((p) => gzipSync(p));
    const joined = Uint8Array.from(parts.flatMap((p) => [...p]));
    expect([...(await open(joined, 'b.nii.gz')).voxels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe.skipIf(!hasShared('nifti_nrrd_odd'))('real NIfTI files against nibabel', () => {
  for (const [path, want] of Object.entries(golden)) {
    it(path, async () => {
      const files = [sharedFile(path)];
      if (/\.hdr/.test(path)) files.push(sharedFile(path.replace('.hdr', '.img')));
      const volume = (await nifti.read(files))[0]!;
      const { grid } = volume;
      expect(grid.size).toEqual(want.size);
      if (Math.max(...want.codes) > 0) near(affine(volume), want.affine);
      else near(grid.spacing, [Math.abs(want.affine[0]!), Math.abs(want.affine[5]!), Math.abs(want.affine[10]!)]);
      const n = voxelCount(grid);
      const at = [0, Math.floor(n / 7), Math.floor(n / 3), Math.floor(n / 2), n - 1];
      near(
        at.map((e) => valueAt(volume, e)),
        want.at,
      );
      let sum = 0;
      for (let e = 0; e < n; e++) sum += valueAt(volume, e);
      expect(Math.abs(sum - want.sum)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(want.sum)));
      expect(volume.warnings.some((w) => w.key === 'firstVolume')).toBe(want.rest > 1);
    });
  }
});

describeShared('nifti_nrrd_odd', 'headers without voxels', () => {
  for (const path of sharedPaths('nifti_nrrd_odd/nibabel').filter((p) => p.endsWith('.hdr'))) {
    it(`${path} asks for its .img`, async () => {
      await expect(nifti.read([sharedFile(path)])).rejects.toThrow('.img is missing');
    });
  }
});
