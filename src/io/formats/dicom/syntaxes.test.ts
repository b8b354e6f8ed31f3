import { describe, expect, it } from 'vitest';
import { crc32 } from '../../crc32.ts';
import { readBytes } from '../../readBytes.ts';
import { describeShared, hasShared, sharedFile } from '../../sharedFiles.testing.ts';
import { parseDicom } from './dataSet.ts';
import { decodeFrame } from './decodeFrame.ts';
import { dicom } from './dicom.ts';
import { pixelLayout } from './pixelLayout.ts';
import golden from './syntaxes.golden.json' with { type: 'json' };

interface Figures {
  syntax: string;
  /** [frames,] rows, columns [, samples] and CRC-32 of the little-endian pixel array of pydicom, stored values. */
  shape?: number[];
  crc?: number;
  noImage?: string;
}

describe.skipIf(!hasShared('dicom_syntaxes'))('stored pixels against pydicom', () => {
  for (const [path, want] of Object.entries(golden as Record<string, Figures>)) {
    it(path, async () => {
      const file = sharedFile(`dicom_syntaxes/${path}`);
      const parsed = await parseDicom(file.name, await readBytes(file));
      expect(parsed.transferSyntax).toBe(want.syntax);
      if (want.noImage) return expect(() => pixelLayout(parsed)).toThrow('is DICOM without an image: a');
      if (!want.shape) return expect(() => pixelLayout(parsed)).toThrow(/is compressed with .*(JPEG|MPEG)/);
      const layout = pixelLayout(parsed);
      expect([layout.frames, layout.rows, layout.columns, layout.samples]).toEqual(
        [...(want.shape.length === (layout.samples === 3 ? 4 : 3) ? [] : [1]), ...want.shape, 1].slice(0, 4),
      );
      let crc = 0;
      for (let n = 0; n < layout.frames; n++) {
        const samples = decodeFrame(layout, n);
        crc = crc32(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), crc);
      }
      expect(crc).toBe(want.crc);
    });
  }
});

describeShared('dicom_syntaxes', 'values, places and words of real files', () => {
  const open = async (path: string) => (await dicom.read([sharedFile(`dicom_syntaxes/${path}`)]))[0]!;

  it('CT: Hounsfield units, spacing, position', async () => {
    const v = await open('pydicom/CT_small.dcm');
    expect(v).toMatchObject({ modality: 'CT', unit: 'HU', slope: 1, intercept: -1024, name: 'CT_small.dcm' });
    expect(v.grid).toMatchObject({
      size: [128, 128, 1],
      spacing: [0.661468, 0.661468, 5],
      origin: [-158.135803, -179.035797, -75.699997],
      spacingTrust: 'known',
      oriented: true,
    });
    expect(v.window).toEqual({ center: 40, width: 400 });
    expect(v.about.patientName).toBe('CompressedSamples CT1');
  });

  it('MR: window of the file, the first of several', async () => {
    expect((await open('pydicom/MR_small.dcm')).window).toEqual({ center: 600, width: 1600 });
    expect((await open('pydicom/examples_overlay.dcm')).window).toEqual({ center: 450, width: 790 });
  });

  it('YBR_FULL_422 as RGB', async () => {
    const v = await open('pydicom/SC_ybr_full_422_uncompressed.dcm');
    const rows = [5, 15, 25, 35, 45, 55, 65, 75, 85, 95];
    const want = [
      [254, 0, 0], [255, 127, 127], [0, 255, 5], [129, 255, 129], [0, 0, 254],
      [128, 127, 255], [0, 0, 0], [64, 64, 64], [192, 192, 192], [255, 255, 255],
    ]; // prettier-ignore
    rows.forEach((y, n) => {
      const p = 3 * (y * 100 + 50);
      v.voxels
        .slice(p, p + 3)
        .forEach((c: number, k: number) => expect(Math.abs(c - want[n]![k]!)).toBeLessThanOrEqual(1));
    });
  });

  it('PALETTE COLOR as RGB', async () => {
    expect(crc32((await open('pydicom/examples_palette.dcm')).voxels as Uint8Array)).toBe(
      (golden['pydicom/examples_palette.dcm'] as { rgb: number }).rgb,
    );
  });

  it('a segmentation with one bit a pixel lies where its functional groups say', async () => {
    const v = await open('pydicom/liver_1frame.dcm');
    expect(v.grid.oriented).toBe(true);
    expect(v.grid.spacingTrust).toBe('known');
    expect(new Set<number>(v.voxels)).toEqual(new Set([0, 1]));
  });

  it('a French name', async () => {
    expect((await open('pydicom/chrFrenMulti.dcm')).about.patientName).toBe('Buc Jérôme');
  });
});
