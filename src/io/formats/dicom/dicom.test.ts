import { describe, expect, it } from 'vitest';
import { affineLps } from '../../../core/grid.ts';
import type { Problem } from '../../../core/problem.ts';
import { type Volume, shownInverted, valueAt } from '../../../core/volume.ts';
import { dicom } from './dicom.ts';
import { type Elements, dataSet, dicomFile, madeDicom, slice } from './madeDicom.testing.ts';
import { warningText } from '../../../core/warning.ts';

async function open(...files: File[]): Promise<{ volumes: readonly Volume[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const volumes = await dicom.read(files, { problem: (p) => void problems.push(p) });
  return { volumes, problems };
}
const series = (zs: readonly number[], more: (n: number) => Elements = () => ({})) =>
  zs.map((z, n) =>
    dicomFile(slice(z, { '00200013': ['IS', `${n}`], '00080018': ['UI', `1.9.${n}`], ...more(n) }), `${n}.dcm`),
  );
const one = async (elements: Elements, written = {}) =>
  (await open(dicomFile(elements, 'one.dcm', written))).volumes[0]!;
const pixel = (v: Volume, k: number) => Array.from(v.voxels.slice(6 * k, 6 * k + 6));

describe('a series of slices', () => {
  it('is sorted by position along the normal, whatever the order and the names', async () => {
    const { volumes, problems } = await open(...series([7.5, 0, 5, 2.5]));
    expect(problems).toEqual([]);
    const v = volumes[0]!;
    expect(v.grid).toEqual({
      size: [3, 2, 4],
      spacing: [0.5, 2, 2.5],
      origin: [10, 20, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      spacingTrust: 'known',
      oriented: true,
    });
    expect([0, 1, 2, 3].map((k) => pixel(v, k)[0])).toEqual([0, 30, 50, 80]);
    expect([v.unit, v.slope, v.intercept, valueAt(v, 0)]).toEqual(['HU', 1, -1024, -1024]);
    expect(v.warnings).toEqual([]);
  });

  it('takes the distance from positions, not from slice thickness', async () => {
    const { volumes } = await open(...series([0, 3, 6], () => ({ '00180050': ['DS', '5'], '00180088': ['DS', '9'] })));
    expect(volumes[0]!.grid.spacing[2]).toBe(3);
  });

  it('runs feet to head for axial slices, left to right hand rules for sagittal ones', async () => {
    const sagittal = [3, 1, 2].map((x) =>
      dicomFile(slice(x, { '00200032': ['DS', `${x}\\0\\0`], '00200037': ['DS', '0\\1\\0\\0\\0\\-1'] }), `${x}`),
    );
    const { grid } = (await open(...sagittal)).volumes[0]!;
    // rows run to posterior, columns to inferior: the normal (0,1,0) x (0,0,-1) points to the patient's right
    expect(grid.direction).toEqual([0, 0, -1, 1, 0, 0, 0, -1, 0]);
    expect(grid.origin).toEqual([3, 0, 0]);
  });

  it('leaves missing slices empty, so that all others keep their place', async () => {
    const { volumes } = await open(...series([0, 2, 4, 8, 10, 12]));
    const v = volumes[0]!;
    expect(v.grid.size[2]).toBe(7);
    expect(pixel(v, 3)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(pixel(v, 4)[0]).toBe(80);
    expect(v.warnings.map(warningText)).toEqual(['Missing slices were left empty: 4 of 7.']);
  });

  it('warns of uneven distances and marks the spacing as an estimate', async () => {
    const v = (await open(...series([0, 2, 3.1, 7.7, 8]))).volumes[0]!;
    expect(v.grid).toMatchObject({ size: [3, 2, 5], spacing: [0.5, 2, 2], spacingTrust: 'estimated' });
    expect(warningText(v.warnings[0]!)).toContain('unevenly spaced, 0.3 mm to 4.6 mm apart');
  });

  it('describes gantry tilt by a sheared grid and says so', async () => {
    const tilted = [0, 5, 10].map((z) =>
      dicomFile(slice(z, { '00200032': ['DS', `10\\${20 + z * 0.25}\\${z}`] }), `${z}`),
    );
    const v = (await open(...tilted)).volumes[0]!;
    expect(warningText(v.warnings[0]!)).toContain('tilted by 14.0°');
    const m = affineLps(v.grid);
    // voxel (0, 0, 2) is the last slice's first pixel
    [10, 22.5, 10].forEach((want, r) => expect(2 * m[4 * r + 2]! + m[4 * r + 3]!).toBeCloseTo(want, 10));
  });

  it('refuses slices that are shifted without order', async () => {
    const shifted = [0, 5, 10, 15].map((z, n) =>
      dicomFile(slice(z, { '00200032': ['DS', `${[10, 40, 10, 25][n]}\\20\\${z}`] }), `${z}`),
    );
    const { volumes, problems } = await open(...shifted);
    expect([volumes.length, problems.map((p) => p.key)]).toEqual([0, ['series.shifted']]);
  });

  it('opens each orientation and size of a mixed series by itself', async () => {
    const scout: Elements = { '00200037': ['DS', '0\\1\\0\\0\\0\\-1'], '00200032': ['DS', '0\\0\\0'] };
    const small: Elements = { '00280010': ['US', [1]], '7fe00010': ['OW', [1, 2, 3]] };
    const { volumes } = await open(
      ...series([0, 1, 2]),
      ...series([0], () => scout),
      ...series([9], () => ({ ...small, '00080018': ['UI', '7'] })),
    );
    expect(volumes.map((v) => v.grid.size)).toEqual([
      [3, 2, 3],
      [3, 2, 1],
      [3, 1, 1],
    ]);
    expect(warningText(volumes[0]!.warnings[0]!)).toContain('mixes 2 orientations');
  });

  it('keeps series apart by their UID, and drops copies', async () => {
    const other = series([0, 1], () => ({ '0020000e': ['UI', '5'], '0008103e': ['LO', 'lung'] }));
    const { volumes } = await open(...series([0, 1]), ...series([0, 1]), ...other);
    expect(volumes.map((v) => v.grid.size[2])).toEqual([2, 2]);
    expect(volumes.map((v) => v.name)).toEqual(['CT', 'lung']);
    expect(volumes[0]!.warnings).toEqual([]);
  });

  it('opens the first of several images at each place and says how many it left out', async () => {
    const twice = [0, 1, 2].flatMap((z) =>
      [2, 1].map((t) =>
        dicomFile(
          slice(z, {
            '00080018': ['UI', `1.${z}.${t}`],
            '00200100': ['IS', `${t}`],
            '7fe00010': ['OW', Array<number>(6).fill(t)],
          }),
          `${z}${t}`,
        ),
      ),
    );
    const v = (await open(...twice)).volumes[0]!;
    expect(v.grid.size[2]).toBe(3);
    expect([...new Set(v.voxels)]).toEqual([1]);
    expect(warningText(v.warnings[0]!)).toContain('3 are left out');
  });

  it('converts to values where each slice has its own rescale, as in PET', async () => {
    const pet = series([0, 1], (n) => ({
      '00080060': ['CS', 'PT'], '00541001': ['CS', 'BQML'], '00281052': ['DS', '0'], '00281053': ['DS', `${n + 0.5}`],
    })); // prettier-ignore
    const v = (await open(...pet)).volumes[0]!;
    expect([v.unit, v.slope, v.voxels.constructor]).toEqual(['Bq/mL', 1, Float32Array]);
    expect([...v.voxels]).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 15, 16.5, 18, 19.5, 21, 22.5]);
  });

  it('opens what it can and reports the rest by name', async () => {
    const bad = new File([madeDicom(slice(1)).slice(0, -4) as BlobPart], 'cut.dcm');
    const { volumes, problems } = await open(...series([0, 1]), bad);
    expect(volumes[0]!.grid.size[2]).toBe(2);
    expect(problems.map((p) => p.message)).toEqual([
      'cut.dcm ends too early: 12 bytes are needed, 8 are there. Copy the file again.',
    ]);
  });
});

describe('RLE', () => {
  /** A frame of 3 x 2 16-bit pixels: header, then high and low bytes, each one literal run. */
  const frame = (values: number[]) => {
    const out = new Uint8Array(64 + 14);
    const view = new DataView(out.buffer);
    [2, 64, 71].forEach((v, n) => view.setUint32(4 * n, v, true));
    out.set([5, ...values.map((v) => v >> 8)], 64);
    out.set([5, ...values.map((v) => v & 255)], 71);
    return out;
  };
  const rle = (z: number, data: Uint8Array): File => {
    const item = (b: Uint8Array) => [0xfe, 0xff, 0, 0xe0, b.length, 0, 0, 0, ...b];
    const elements = slice(z, { '00080018': ['UI', `8.${z}`] });
    delete elements['7fe00010'];
    const pixels = [
      0xe0,
      0x7f,
      0x10,
      0,
      0x4f,
      0x42,
      0,
      0,
      255,
      255,
      255,
      255,
      ...item(new Uint8Array()),
      ...item(data),
      0xfe,
      0xff,
      0xdd,
      0xe0,
      0,
      0,
      0,
      0,
    ];
    const bytes = Uint8Array.from([...madeDicom(elements, { syntax: '1.2.840.10008.1.2.5' }), ...pixels]);
    return new File([bytes], `${z}.dcm`);
  };
  const values = [1, 258, 513, 1024, 5, 32767];

  it('joins the bytes of each sample', async () => {
    const { volumes } = await open(rle(0, frame(values)));
    expect(pixel(volumes[0]!, 0)).toEqual(values);
  });

  it('leaves one damaged file out of the series and opens the others', async () => {
    const { volumes, problems } = await open(
      rle(0, frame(values)),
      rle(1, frame(values).slice(0, 72)),
      rle(2, frame(values)),
    );
    expect(volumes.map((v) => v.grid.size)).toEqual([[3, 2, 2]]);
    expect(problems.map((p) => p.message)).toEqual(['1.dcm cannot be read: an RLE segment holds 0 of 6 bytes.']);
  });
});

describe('stored samples', () => {
  const twelve: Elements = {
    '00280101': ['US', [12]],
    '00280102': ['US', [11]],
    '7fe00010': ['OW', [0x0fff, 0x0800, 0x07ff, 0xf001, 0x1002, 0]],
  };

  it('cuts to the stored bits and extends the sign', async () => {
    expect(pixel(await one(slice(0, twelve)), 0)).toEqual([-1, -2048, 2047, 1, 2, 0]);
    expect(pixel(await one(slice(0, { ...twelve, '00280103': ['US', [0]] })), 0)).toEqual([4095, 2048, 2047, 1, 2, 0]);
  });

  it('honours a high bit above the stored ones', async () => {
    const high: Elements = { ...twelve, '00280102': ['US', [15]], '00280103': ['US', [0]] };
    expect(pixel(await one(slice(0, high)), 0)).toEqual([0x0ff, 0x080, 0x07f, 0xf00, 0x100, 0]);
  });

  const eight = (values: number[], more: Elements = {}): Elements => ({
    '00280100': ['US', [8]], '00280101': ['US', [8]], '00280102': ['US', [7]], '00280103': ['US', [0]],
    '7fe00010': ['OB', values], ...more,
  }); // prettier-ignore

  it('reads RGB by pixel and by plane alike', async () => {
    const rgb: Elements = { '00280002': ['US', [3]], '00280004': ['CS', 'RGB'] };
    const pixels = Array.from({ length: 18 }, (_, n) => n);
    const planes = [0, 1, 2].flatMap((c) => [0, 1, 2, 3, 4, 5].map((n) => 3 * n + c));
    const byPixel = await one(slice(0, { ...eight(pixels), ...rgb, '00280006': ['US', [0]] }));
    const byPlane = await one(slice(0, { ...eight(planes), ...rgb, '00280006': ['US', [1]] }));
    expect([...byPixel.voxels]).toEqual(pixels);
    expect([byPlane.channels, [...byPlane.voxels]]).toEqual([3, pixels]);
  });

  it('keeps the values of MONOCHROME1 and marks it', async () => {
    const v = await one(slice(0, { '00280004': ['CS', 'MONOCHROME1'] }));
    expect([pixel(v, 0)[5], v.about.photometric, shownInverted(v)]).toEqual([5, 'MONOCHROME1', true]);
  });

  it('applies a modality lookup table', async () => {
    const lut: Elements = {
      '00283000': ['SQ', [{ '00283002': ['US', [4, 1, 16]], '00283006': ['US', [100, 200, 300, 400]] }]],
    };
    const v = await one(slice(0, lut));
    expect([pixel(v, 0), v.slope, v.intercept]).toEqual([[100, 100, 200, 300, 400, 400], 1, 0]);
  });

  it('reads doubles', async () => {
    const float = slice(0, { '7fe00009': ['OD', [0.5, 1, 1.5, NaN, 2.5, 3]] });
    delete float['7fe00010'];
    expect(pixel(await one(float), 0)).toEqual([0.5, 1, 1.5, 0, 2.5, 3]);
  });

  for (const [title, written] of [
    ['implicit little endian', { syntax: '1.2.840.10008.1.2', explicit: false }],
    ['explicit big endian', { syntax: '1.2.840.10008.1.2.2', little: false }],
    ['no preamble, explicit', { meta: false }],
    ['no preamble, implicit', { meta: false, explicit: false }],
    ['a named syntax that is not the one in use', { syntax: '1.2.840.10008.1.2' }],
    ['an empty transfer syntax', { syntax: '' }],
  ] as const) {
    it(`reads ${title}`, async () => {
      const v = await one(slice(1), written);
      expect([pixel(v, 0), v.grid.origin, v.intercept]).toEqual([[10, 11, 12, 13, 14, 15], [10, 20, 1], -1024]);
    });
  }
});

describe('enhanced multi-frame', () => {
  it('places each frame by its own functional groups', async () => {
    const frame = (z: number, slope: string): Elements => ({
      '00209113': ['SQ', [{ '00200032': ['DS', `1\\2\\${z}`] }]],
      '00289145': ['SQ', [{ '00281052': ['DS', '0'], '00281053': ['DS', slope] }]],
    });
    const elements: Elements = {
      ...slice(0),
      '00280008': ['IS', '3'],
      '52009229': ['SQ', [{
        '00209116': ['SQ', [{ '00200037': ['DS', '1\\0\\0\\0\\1\\0'] }]],
        '00289110': ['SQ', [{ '00280030': ['DS', '0.7\\0.8'] }]],
      }]],
      '52009230': ['SQ', [frame(6, '2'), frame(0, '2'), frame(3, '2')]],
      '7fe00010': ['OW', Array.from({ length: 18 }, (_, n) => Math.floor(n / 6))],
    }; // prettier-ignore
    for (const tag of ['00200032', '00200037', '00280030', '00281052', '00281053']) delete elements[tag];
    const v = await one(elements);
    expect(v.grid).toMatchObject({ size: [3, 2, 3], spacing: [0.8, 0.7, 3], origin: [1, 2, 0] });
    expect([0, 1, 2].map((k) => pixel(v, k)[0])).toEqual([1, 2, 0]);
    expect([v.slope, v.intercept]).toEqual([2, 0]);
  });

  it('shows frames without positions one after another and says so', async () => {
    const v = await one({
      ...slice(0),
      '00080060': ['CS', 'US'],
      '00280008': ['IS', '2'],
      '7fe00010': ['OW', Array.from({ length: 12 }, (_, n) => n)],
    });
    expect(v.grid).toMatchObject({ size: [3, 2, 2], oriented: false });
    expect(warningText(v.warnings[0]!)).toContain('no positions');
  });
});

describe('how far spacing can be trusted', () => {
  const picture = (modality: string, more: Elements): Elements => {
    const e = { ...slice(0), '00080060': ['CS', modality] as const, ...more };
    for (const tag of ['00200032', '00200037']) delete (e as Elements)[tag];
    if (!('00280030' in more)) delete (e as Elements)['00280030'];
    return e;
  };
  const cases: [string, Elements, string, number, number][] = [
    ['X-ray at the detector', picture('DX', { '00181164': ['DS', '0.2\\0.1'] }), 'estimated', 0.1, 0.2],
    [
      'X-ray, magnified',
      picture('MG', { '00181164': ['DS', '0.2\\0.2'], '00181114': ['DS', '2'] }),
      'estimated',
      0.1,
      0.1,
    ],
    ['X-ray, not calibrated', picture('CR', { '00280030': ['DS', '0.3\\0.3'] }), 'estimated', 0.3, 0.3],
    [
      'X-ray, calibrated',
      picture('CR', { '00280030': ['DS', '0.3\\0.3'], '00280a02': ['CS', 'FIDUCIAL'] }),
      'known',
      0.3,
      0.3,
    ],
    ['scanned film', picture('OT', { '00182010': ['DS', '0.17\\0.17'] }), 'estimated', 0.17, 0.17],
    ['nothing', picture('OT', {}), 'unknown', 1, 1],
  ];
  for (const [title, elements, trust, x, y] of cases) {
    it(title, async () => {
      const { grid } = await one(elements);
      expect([grid.spacingTrust, grid.spacing[0], grid.spacing[1], grid.oriented]).toEqual([trust, x, y, false]);
    });
  }
});

describe('what cannot be an image', () => {
  const cases: [string, Elements, RegExp][] = [
    ['no rows', { '00280010': ['US', [0]] }, /3 × 0 is not possible/],
    ['too many rows', { '00280010': ['US', [65535]] }, /ends too early: 393210 bytes/],
    ['a million frames', { '00280008': ['IS', '1000000'] }, /ends too early/],
    ['frames beyond memory', { '00280008': ['IS', '2000000000'] }, /at most 1536 MB/],
    ['no frames', { '00280008': ['IS', '0'] }, /number of frames, 0/],
    ['24 bits', { '00280100': ['US', [24]] }, /24 bits a sample/],
    ['0 bits', { '00280100': ['US', [0]] }, /0 bits a sample/],
    ['more bits stored than there are', { '00280101': ['US', [17]] }, /17 of 16 bits/],
    ['colour with one sample', { '00280004': ['CS', 'RGB'] }, /1 samples a pixel do not go with RGB/],
    ['an unknown colour type', { '00280004': ['CS', 'PINK'] }, /colour type PINK is not known/],
    ['no palette', { '00280004': ['CS', 'PALETTE COLOR'] }, /its palette is missing/],
  ];
  for (const [title, more, words] of cases) {
    it(title, async () => {
      const { volumes, problems } = await open(dicomFile(slice(0, more), 'bad.dcm'));
      expect([volumes.length, problems.length]).toEqual([0, 1]);
      expect(problems[0]!.message).toMatch(words);
      expect(problems[0]!.message).toMatch(/^bad\.dcm/);
    });
  }

  it('names the compression and what undoes it', async () => {
    for (const [syntax, words] of [
      [
        '1.2.840.10008.1.2.4.80',
        'JPEG-LS Lossless, which Limn does not decode. Decompress it first, for example with dcmdjpls',
      ],
      [
        '1.2.840.10008.1.2.4.70',
        'JPEG Lossless (first-order prediction), which Limn does not decode. Decompress it first, for example with dcmdjpeg',
      ],
      ['1.2.840.10008.1.2.4.90', 'JPEG 2000 Lossless'],
      ['1.2.3.4', 'transfer syntax 1.2.3.4'],
    ] as const) {
      const { problems } = await open(dicomFile(slice(0), 'c.dcm', { syntax }));
      expect(problems[0]!.message).toContain(`c.dcm is compressed with ${words}`);
    }
  });

  it('says that data named RLE is not, and the other way round', async () => {
    const { problems } = await open(dicomFile(slice(0), 'r.dcm', { syntax: '1.2.840.10008.1.2.5' }));
    expect(problems[0]!.message).toContain('it is named RLE');
  });

  it('ends in words wherever a file is cut', async () => {
    const bytes = madeDicom(slice(0, { '00283000': ['SQ', [{ '00283002': ['US', [4, 1, 16]] }]] }));
    for (let length = 133; length < bytes.length; length++) {
      const { volumes, problems } = await open(new File([bytes.slice(0, length) as BlobPart], 'cut.dcm'));
      expect([volumes.length, problems.length]).toEqual([0, 1]);
    }
  });

  it('tells a report from a picture', async () => {
    const report = new File([madeDicom({ '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.88.11'] }) as BlobPart], 'sr.dcm');
    expect((await open(report)).problems[0]!.message).toBe('sr.dcm is DICOM without an image: a structured report.');
    expect(dataSet({}).length).toBe(0);
  });
});
