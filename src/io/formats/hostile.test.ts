import { describe, expect, it } from 'vitest';
import { Problem } from '../../core/problem.ts';
import { voxelCount } from '../../core/grid.ts';
import type { Volume } from '../../core/volume.ts';
import { niftiBytes } from '../export/niftiWriter.ts';
import { greyPng } from '../export/pngWriter.ts';
import { describeShared, sharedFile, sharedPaths } from '../sharedFiles.testing.ts';
import { madeDicom, slice } from './dicom/madeDicom.testing.ts';
import fixtures from './fixtures/jpeg.json' with { type: 'json' };
import tiffs from './fixtures/tiff.json' with { type: 'json' };
import { openFiles } from './index.ts';

/** What any opened volume owes to its readers. */
function expectSane(v: Volume): void {
  expect(v.voxels.length).toBe(voxelCount(v.grid) * v.channels);
  expect(voxelCount(v.grid)).toBeGreaterThan(0);
  for (const s of [...v.grid.spacing, v.window.width, Math.abs(v.slope)])
    expect(s > 0 && Number.isFinite(s)).toBe(true);
  for (const s of [...v.grid.origin, ...v.grid.direction, v.window.center, v.intercept])
    expect(Number.isFinite(s)).toBe(true);
}

/** Opens a file and holds it to: sane volumes, or Problems that name the file. Never a throw. */
async function sweep(file: File): Promise<number> {
  const { volumes, problems } = await openFiles([file]);
  volumes.forEach(expectSane);
  for (const p of problems) {
    expect(p).toBeInstanceOf(Problem);
    expect(p.message.startsWith(file.name)).toBe(true);
    expect(p.message).not.toMatch(/undefined|NaN|\[object/);
  }
  expect(volumes.length + problems.length).toBeGreaterThan(0);
  return volumes.length;
}

describeShared('hostile', 'files made to break readers', () => {
  for (const path of sharedPaths('hostile').filter((p) => !p.includes('png_pngsuite'))) {
    it(path, async () => {
      await sweep(sharedFile(path));
    });
  }

  it('opens every sound PngSuite file and no broken one', async () => {
    const opened: string[] = [];
    const paths = sharedPaths('hostile/png_pngsuite');
    for (const path of paths) if ((await sweep(sharedFile(path))) > 0) opened.push(path);
    expect(opened).toEqual(paths.filter((p) => !/\/x\w+\.png$/.test(p)));
  });

  const readable = [
    'dicom_pydicom/MR_truncated.dcm',
    'dicom_pydicom/SC_rgb_small_odd.dcm',
    'dicom_pydicom/SC_rgb_small_odd_big_endian.dcm',
    'dicom_pydicom/badVR.dcm',
    'dicom_dcmjs/invalid-vr-length-test.dcm',
    'dicom_pydicom/zipMR.gz',
  ];
  for (const name of readable) {
    it(`${name} is ${name.includes('truncated') ? 'refused as too short' : 'read in spite of its oddity'}`, async () => {
      const { volumes, problems } = await openFiles([sharedFile(`hostile/${name}`)]);
      if (name.includes('truncated')) expect(problems.map((p) => p.key)).toEqual(['file.truncated']);
      else expect([volumes.length, problems.map((p) => p.message)]).toEqual([1, []]);
    });
  }
});

/** A small seeded generator, so that a failure can be repeated (mulberry32). */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('mutated files of every format', () => {
  const fromBase64 = (s: string) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
  const grid = {
    size: [3, 2, 2],
    spacing: [1, 2, 3],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  const seeds: [string, Uint8Array][] = [
    ['m.nii', niftiBytes({ grid: { ...grid, spacingTrust: 'known', oriented: true }, voxels: new Float32Array(12) })],
    [
      'm.png',
      greyPng(
        Uint8Array.from({ length: 64 }, (_, n) => n),
        8,
        8,
      ),
    ],
    [
      'm.dcm',
      madeDicom(
        slice(0, { '00283000': ['SQ', [{ '00283002': ['US', [4, 0, 16]], '00283006': ['US', [1, 2, 3, 4]] }]] }),
      ),
    ],
    ['i.dcm', madeDicom(slice(0), { syntax: '1.2.840.10008.1.2', explicit: false })],
    ['m.jpg', fromBase64(fixtures['baseline 4:2:0'].file)],
    ['m.tif', fromBase64(tiffs['rgb8 lzw predictor'].file)],
    ['p.tif', fromBase64(tiffs['palette'].file)],
  ];
  for (const [name, bytes] of seeds) {
    it(`${name}: 300 times a few bytes changed, or the file cut`, async () => {
      const next = random(bytes.length);
      for (let round = 0; round < 300; round++) {
        const copy = bytes.slice(0, round % 5 === 0 ? Math.ceil(next() * bytes.length) : bytes.length);
        // headers are where it hurts
        const reach = round % 2 === 0 ? Math.min(copy.length, 700) : copy.length;
        for (let n = 0; n < 1 + (round % 4); n++) copy[Math.floor(next() * reach)] = Math.floor(next() * 256);
        await sweep(new File([copy], name));
      }
    });
  }
});
