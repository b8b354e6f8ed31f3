import { Problem } from '../../../core/problem.ts';
import type { Voxels } from '../../../core/volume.ts';
import { broken } from '../../sizeLimit.ts';
import type { DicomFile } from './dataSet.ts';
import type { PixelLayout } from './pixelLayout.ts';
import { TAG, nextTag } from './tags.ts';

/** Stored colour samples, or palette indices, of a frame as 8-bit RGB, interleaved. */
export function colorOfFrame(file: DicomFile, p: PixelLayout, samples: Voxels): Uint8Array {
  if (p.photometric === 'PALETTE COLOR') return throughPalette(file, samples);
  const shift = Math.max(0, p.bitsStored - 8);
  const rgb = new Uint8Array(samples.length);
  for (let n = 0; n < samples.length; n++) rgb[n] = samples[n]! / 2 ** shift;
  if (p.photometric.startsWith('YBR_FULL')) toRgb(rgb);
  return rgb;
}

/** YCbCr to RGB in place, full range (PS3.3 C.7.6.3.1.2, CCIR 601). Uint8ClampedArray rounds and clips. */
function toRgb(pixels: Uint8Array): void {
  const out = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let n = 0; n < pixels.length; n += 3) {
    const [y, cb, cr] = [pixels[n]!, pixels[n + 1]! - 128, pixels[n + 2]! - 128];
    out[n] = y + 1.402 * cr;
    out[n + 1] = y - 0.344136 * cb - 0.714136 * cr;
    out[n + 2] = y + 1.772 * cb;
  }
}

interface Palette {
  /** First stored value that the table maps; those below take the first entry, those above the last. */
  readonly first: number;
  /** 8-bit entries. */
  readonly entries: Uint8Array;
}

function throughPalette(file: DicomFile, samples: Voxels): Uint8Array {
  const palettes = [0, 1, 2].map((color) => paletteOf(file, color));
  const rgb = new Uint8Array(samples.length * 3);
  for (const [c, { first, entries }] of palettes.entries()) {
    for (let n = 0; n < samples.length; n++) {
      rgb[3 * n + c] = entries[Math.min(entries.length - 1, Math.max(0, samples[n]! - first))]!;
    }
  }
  return rgb;
}

/** One Palette Color Lookup Table (PS3.3 C.7.6.3.1.5 and .6): descriptor = entries (0 for 65536), first value, bits. */
function paletteOf(file: DicomFile, color: number): Palette {
  const { name } = file;
  const descriptor = file.words(nextTag(TAG.PaletteRed, color));
  const tag = nextTag(TAG.PaletteRedData, color);
  if (!file.has(tag)) {
    if (file.has(TAG.SegmentedRedData)) {
      throw new Problem('file.unsupported', { name, what: 'a segmented palette', advice: 'Convert it to RGB.' });
    }
    throw broken(name, 'its palette is missing.');
  }
  if (descriptor.length !== 3) throw broken(name, 'its palette has no descriptor.');
  const length = descriptor[0] || 65536;
  const bytes = file.bytes(tag);
  if (bytes.length < length) throw broken(name, `its palette holds ${bytes.length} of ${length} entries.`);
  // one byte an entry only where there is no room for two
  if (bytes.length < 2 * length) return { first: descriptor[1]!, entries: bytes.slice(0, length) };
  const words = file.words(tag).slice(0, length);
  const shift = words.some((w) => w > 255) ? 8 : 0;
  return { first: descriptor[1]!, entries: Uint8Array.from(words, (w) => w >> shift) };
}
