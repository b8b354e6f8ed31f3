import { type ImageData, encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { Volume } from '../../core/volume.ts';
import { crc32 } from '../crc32.ts';
import { describeShared, hasShared, sharedFile, sharedPaths } from '../sharedFiles.testing.ts';
import { png } from './png.ts';
import golden from './png.golden.json' with { type: 'json' };

const open = async (file: File): Promise<Volume> => (await png.read([file]))[0]!;
const made = (image: ImageData) => new File([encode(image) as BlobPart], 'made.png');

/** r, g, b of every pixel, as an 8-bit viewer shows it. */
const rgbOf = (v: Volume): Uint8Array =>
  v.channels === 3 ? (v.voxels as Uint8Array) : Uint8Array.from(Array.from(v.voxels).flatMap((x) => [x, x, x]));

describe('PNG', () => {
  it('keeps 16-bit grey as it is', async () => {
    const data = Uint16Array.from([0, 1, 256, 40000, 65535, 7]);
    const volume = await open(made({ width: 3, height: 2, data, depth: 16, channels: 1 }));
    expect(volume.grid).toMatchObject({ size: [3, 2, 1], spacingTrust: 'unknown', oriented: false });
    expect(volume.voxels).toEqual(data);
  });

  it('drops alpha and makes grey of equal channels', async () => {
    const data = Uint8Array.from([5, 5, 5, 0, 9, 9, 9, 255]);
    const volume = await open(made({ width: 2, height: 1, data, channels: 4 }));
    expect([volume.channels, ...volume.voxels]).toEqual([1, 5, 9]);
  });

  it('reduces 16-bit colour to 8 bits and says so', async () => {
    const data = Uint16Array.from([65535, 0, 257]);
    const volume = await open(made({ width: 1, height: 1, data, depth: 16, channels: 3 }));
    expect([...volume.voxels]).toEqual([255, 0, 1]);
    expect(volume.warnings).toEqual([{ key: 'reducedColour' }]);
  });

  it('refuses a file cut anywhere and a flipped byte of pixel data', async () => {
    const data = Uint8Array.from({ length: 64 }, (_, n) => (n * 37) % 256);
    const bytes = encode({ width: 8, height: 8, data, channels: 1 });
    for (let length = 1; length < bytes.length; length++) {
      const cut = new File([bytes.slice(0, length) as BlobPart], 'cut.png');
      await expect(png.read([cut])).rejects.toThrow(/^cut\.png (ends too early|cannot be read)/);
    }
    const flipped = bytes.slice();
    flipped[50]! ^= 1;
    await expect(png.read([new File([flipped], 'bad.png')])).rejects.toThrow('checksum of its IDAT chunk is wrong');
  });

  it('refuses a size beyond memory before it allocates', async () => {
    const bytes = encode({ width: 1, height: 1, data: new Uint8Array(1), channels: 1 }).slice();
    const view = new DataView(bytes.buffer);
    view.setUint32(16, 0x7fffffff);
    view.setUint32(20, 0x7fffffff);
    view.setUint32(29, crc32(bytes.subarray(12, 29)));
    await expect(png.read([new File([bytes], 'huge.png')])).rejects.toThrow('huge.png needs');
  });
});

describe.skipIf(!hasShared('hostile/png_pngsuite'))('PngSuite against Pillow', () => {
  for (const [name, want] of Object.entries(golden)) {
    it(name, async () => {
      const volume = await open(sharedFile(`hostile/png_pngsuite/${name}`));
      expect(volume.grid.size).toEqual([...want.size, 1]);
      if ('crc16' in want) expect(crc32(new Uint8Array(volume.voxels.buffer))).toBe(want.crc16);
      else if ('crc' in want) expect(crc32(rgbOf(volume))).toBe(want.crc);
      else {
        const mean = Array.from(volume.voxels).reduce((a, b) => a + b, 0) / volume.voxels.length;
        // Pillow cuts 16 bits to the upper 8; this reader rounds, or keeps 16 for grey
        expect(Math.abs((volume.voxels instanceof Uint16Array ? mean / 257 : mean) - want.mean)).toBeLessThan(1);
      }
    });
  }
});

describeShared('hostile/png_pngsuite', 'broken PngSuite files', () => {
  for (const path of sharedPaths('hostile/png_pngsuite').filter((p) => p.includes('/x'))) {
    it(`${path} is refused by name`, async () => {
      await expect(open(sharedFile(path))).rejects.toThrow(/^x\w+\.png (ends too early|cannot be read)/);
    });
  }
});
