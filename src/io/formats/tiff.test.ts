import { describe, expect, it } from 'vitest';
import type { Volume } from '../../core/volume.ts';
import { crc32 } from '../crc32.ts';
import { describeShared, sharedFile } from '../sharedFiles.testing.ts';
import fixtures from './fixtures/tiff.json' with { type: 'json' };
import { tiff } from './tiff.ts';

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const open = (bytes: Uint8Array) => tiff.read([new File([bytes as BlobPart], 'made.tif')]);
const crcOf = (v: Volume) => crc32(new Uint8Array(v.voxels.buffer, v.voxels.byteOffset, v.voxels.byteLength));

/** A TIFF written field by field after TIFF 6.0: directories of [tag, type, values], then the pixels. */
function made(pages: { fields: [number, number, number[]][]; data: number[] }[], little = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(4096));
  const put = (at: number, size: number, x: number) =>
    size === 4 ? view.setUint32(at, x, little) : size === 2 ? view.setUint16(at, x, little) : view.setUint8(at, x);
  put(0, 2, little ? 0x4949 : 0x4d4d);
  put(2, 2, 42);
  let link = 4;
  let at = 8;
  for (const { fields, data } of pages) {
    const dataAt = at;
    data.forEach((b, n) => view.setUint8(dataAt + n, b));
    at += data.length + (data.length % 2);
    const all = [...fields, [273, 4, [dataAt]], [279, 4, [data.length]]].sort((a, b) => Number(a[0]) - Number(b[0]));
    let extra = at + 2 + all.length * 12 + 4;
    put(link, 4, at);
    put(at, 2, all.length);
    (all as [number, number, number[]][]).forEach(([tag, type, values], n) => {
      const entry = at + 2 + 12 * n;
      const size = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 }[type]!;
      put(entry, 2, tag);
      put(entry + 2, 2, type);
      put(entry + 4, 4, type === 5 ? values.length / 2 : values.length);
      const bytes = size * (type === 5 ? values.length / 2 : values.length);
      const to = bytes <= 4 ? entry + 8 : extra;
      if (bytes > 4) {
        put(entry + 8, 4, extra);
        extra += bytes + (bytes % 2);
      }
      values.forEach((x, m) => put(to + m * (type === 5 ? 4 : size), type === 5 ? 4 : size, x));
    });
    link = at + 2 + all.length * 12;
    at = extra;
  }
  return new Uint8Array(view.buffer, 0, at).slice();
}
const ascii = (s: string) => [...new TextEncoder().encode(s), 0];
const grey = (w: number, h: number, more: [number, number, number[]][] = []): [number, number, number[]][] => [
  [256, 3, [w]],
  [257, 3, [h]],
  [258, 3, [8]],
  [259, 3, [1]],
  [262, 3, [1]],
  [278, 3, [h]],
  ...more,
];

describe('TIFF written by Pillow', () => {
  for (const [title, want] of Object.entries(fixtures)) {
    it(title, async () => {
      const volumes = await open(bytesOf(want.file));
      const volume = volumes[0]!;
      expect(volume.grid.size.slice(0, 2)).toEqual(want.size);
      expect(volume.voxels.constructor.name.toLowerCase()).toBe(`${want.dtype}array`);
      expect(crcOf(volume)).toBe(want.crc);
      expect(volumes.map((v) => v.grid.size[2])).toEqual(title === 'pages' ? [2, 1] : [1]);
    });
  }
});

describe('TIFF', () => {
  it('reads big-endian 16-bit samples', async () => {
    const fields = grey(2, 1).map(([t, k, v]) => (t === 258 ? [258, 3, [16]] : [t, k, v])) as [
      number,
      number,
      number[],
    ][];
    const [volume] = await open(made([{ fields, data: [1, 2, 255, 0] }], false));
    expect([...volume!.voxels]).toEqual([0x0102, 0xff00]);
  });

  it('reads samples of separate planes', async () => {
    const fields = grey(2, 1, [
      [277, 3, [3]],
      [284, 3, [2]],
    ])
      .filter(([t]) => t !== 258 && t !== 262)
      .concat([
        [258, 3, [8, 8, 8]],
        [262, 3, [2]],
      ]);
    const bytes = made([
      {
        fields: fields.concat([
          [65000, 4, [8, 10, 12]],
          [65001, 4, [2, 2, 2]],
        ]),
        data: [1, 2, 3, 4, 5, 6],
      },
    ]);
    // point the strip tags at the two lists that were written under private tags
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(4, true);
    const entries = Array.from({ length: view.getUint16(directory, true) }, (_, n) => directory + 2 + 12 * n);
    const at = (tag: number) => entries.find((e) => view.getUint16(e, true) === tag)!;
    for (const [to, from] of [
      [273, 65000],
      [279, 65001],
    ] as const) {
      for (const offset of [4, 8]) view.setUint32(at(to) + offset, view.getUint32(at(from) + offset, true), true);
    }
    const [volume] = await open(bytes);
    expect([...volume!.voxels]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it('turns white-is-zero round and a rotated picture upright', async () => {
    const fields = grey(2, 3, [[274, 3, [6]]]).map(([t, k, v]) => [t, k, t === 262 ? [0] : v]) as [
      number,
      number,
      number[],
    ][];
    const [volume] = await open(made([{ fields, data: [1, 2, 3, 4, 5, 6] }]));
    // rows 12 / 34 / 56 with row 0 at the right side of the scene
    expect(volume!.grid.size).toEqual([3, 2, 1]);
    expect([...volume!.voxels].map((v) => 255 - v)).toEqual([5, 3, 1, 6, 4, 2]);
  });

  it('knows the spacing that ImageJ and OME wrote, not dpi', async () => {
    const resolution: [number, number, number[]][] = [
      [282, 5, [2000, 1]],
      [283, 5, [1000, 1]],
    ];
    const scaleOf = async (more: [number, number, number[]][]) =>
      (await open(made([{ fields: grey(2, 2, more), data: [1, 2, 3, 4] }])))[0]!.grid;
    const imageJ = await scaleOf([...resolution, [270, 2, ascii('ImageJ=1.53\nunit=mm\nspacing=3.0\n')]]);
    expect(imageJ).toMatchObject({ spacing: [0.0005, 0.001, 3], spacingTrust: 'known' });
    const ome = await scaleOf([[270, 2, ascii('<OME x=""><Pixels PhysicalSizeX="0.5" PhysicalSizeY="0.25"/></OME>')]]);
    expect(ome).toMatchObject({ spacing: [0.0005, 0.00025, 0.0005], spacingTrust: 'known' });
    const dpi = await scaleOf([
      [282, 5, [300, 1]],
      [283, 5, [300, 1]],
      [296, 3, [2]],
    ]);
    expect(dpi).toMatchObject({ spacing: [1, 1, 1], spacingTrust: 'unknown' });
    expect((await scaleOf([...resolution, [296, 3, [3]]])).spacingTrust).toBe('estimated');
  });

  it('reads an ImageJ stack that has one directory for all its slices', async () => {
    const text = ascii('ImageJ=1.53\nimages=3\nslices=3\n');
    const bytes = made([{ fields: grey(2, 1, [[270, 2, text]]), data: [1, 2, 3, 4, 5, 6] }]);
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(4, true);
    for (let n = 0; n < view.getUint16(directory, true); n++) {
      const entry = directory + 2 + 12 * n;
      if (view.getUint16(entry, true) === 279) view.setUint32(entry + 8, 2, true);
    }
    const [volume] = await open(bytes);
    expect(volume!.grid.size).toEqual([2, 1, 3]);
    expect([...volume!.voxels]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('refuses directories in a circle, values outside, missing pixels and what it cannot decode', async () => {
    const circle = made([{ fields: grey(1, 1), data: [1] }]);
    const view = new DataView(circle.buffer);
    const directory = view.getUint32(4, true);
    view.setUint32(directory + 2 + 12 * view.getUint16(directory, true), directory, true);
    await expect(open(circle)).rejects.toThrow('lead round in a circle');
    await expect(open(made([{ fields: grey(40, 40), data: [1] }]))).rejects.toThrow('holds 1 of 1600 bytes');
    const fax = grey(1, 1).map(([t, k, v]) => [t, k, t === 259 ? [4] : v]) as [number, number, number[]][];
    await expect(open(made([{ fields: fax, data: [1] }]))).rejects.toThrow('CCITT fax compression');
    const huge = grey(1, 1).map(([t, k, v]) => (t < 258 ? [t, 4, [100_000]] : [t, k, v])) as [
      number,
      number,
      number[],
    ][];
    await expect(open(made([{ fields: huge, data: [1] }]))).rejects.toThrow('at most 1536 MB');
  });

  it('refuses every shortened file in words', async () => {
    const bytes = bytesOf(fixtures['grey16 lzw predictor'].file);
    for (let length = 8; length < bytes.length; length += 37) {
      await expect(open(bytes.slice(0, length))).rejects.toThrow(/^made\.tif (ends too early|cannot be read)/);
    }
  });
});

describeShared('nuclei_bbbc039', 'BBBC039 nuclei, 16-bit', () => {
  const pixels = { A02: [120, 4095, 1198637645], B22: [123, 3264, 404951072] } as const;
  const names = {
    A02: 'IXMtest_A02_s1_w1051DAA7C-7042-435F-99F0-1E847D9B42CB',
    B22: 'IXMtest_B22_s8_w10754C18F-B059-47B4-A423-FF429B984D80',
  } as const;
  for (const well of ['A02', 'B22'] as const) {
    it(well, async () => {
      const [volume] = await tiff.read([sharedFile(`nuclei_bbbc039/images/${names[well]}.tif`)]);
      expect(volume!.grid).toMatchObject({ size: [696, 520, 1], spacingTrust: 'unknown' });
      const values = Array.from(volume!.voxels);
      expect([Math.min(...values.slice(0, 1e5)) >= pixels[well][0], crcOf(volume!)]).toEqual([true, pixels[well][2]]);
      expect(volume!.window.center + volume!.window.width / 2).toBeLessThan(pixels[well][1]);
    });
  }
});
