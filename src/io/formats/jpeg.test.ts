import { describe, expect, it } from 'vitest';
import fixtures from './fixtures/jpeg.json' with { type: 'json' };
import { jpeg } from './jpeg.ts';

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const open = async (bytes: Uint8Array) => (await jpeg.read([new File([bytes as BlobPart], 'made.jpg')]))[0]!;

describe('JPEG written by Pillow', () => {
  for (const [title, want] of Object.entries(fixtures)) {
    if (title === 'cmyk') continue;
    it(title, async () => {
      const volume = await open(bytesOf(want.file));
      const [width, height] = want.size as [number, number];
      expect(volume.grid).toMatchObject({ size: [width, height, 1], spacingTrust: 'unknown' });
      expect(volume.channels).toBe(title === 'grey' ? 1 : 3);
      // decoders may round differently; chroma subsampling is smoothed by Pillow and repeated here
      const tolerance = title.includes('4:2:0') ? 12 : 3;
      for (const [row, column, ...rgb] of want.points as [number, number, ...number[]][]) {
        rgb.forEach((value, c) => {
          const have = volume.voxels[(row * width + column) * volume.channels + c]!;
          expect(Math.abs(have - value)).toBeLessThanOrEqual(tolerance);
        });
      }
    });
  }
});

describe('JPEG', () => {
  it('refuses CMYK by name', async () => {
    await expect(open(bytesOf(fixtures.cmyk.file))).rejects.toThrow('made.jpg uses 4 colour components');
  });

  it('refuses a file cut anywhere', async () => {
    const bytes = bytesOf(fixtures['baseline 4:4:4'].file);
    for (let length = 3; length < bytes.length; length++) {
      await expect(open(bytes.slice(0, length))).rejects.toThrow(/^made\.jpg cannot be read: it ends/);
    }
  });

  it('refuses a size beyond memory before it decodes', async () => {
    const bytes = bytesOf(fixtures.grey.file);
    const frame = bytes.findIndex((b, n) => b === 0xff && bytes[n + 1] === 0xc0);
    bytes.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    await expect(open(bytes)).rejects.toThrow('at most 1536 MB');
  });
});
