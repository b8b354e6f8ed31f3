import type { Voxels } from '../../../core/volume.ts';
import { arrayOf, readNumbers } from '../../readNumbers.ts';
import { broken } from '../../sizeLimit.ts';
import { unpackBits } from '../packBits.ts';
import type { PixelLayout } from './pixelLayout.ts';

/**
 * Stored samples of one frame: rows x columns, colours interleaved, only the stored bits, sign extended.
 * YBR_FULL_422 comes back with its chroma repeated, as YBR_FULL.
 */
export function decodeFrame(p: PixelLayout, frame: number): Voxels {
  const count = p.rows * p.columns * p.samples;
  if (p.data instanceof Uint8Array) {
    if (p.bitsAllocated === 1) return bitsOf(p.data, frame * count, count);
    const size = p.bitsAllocated / 8;
    if (p.photometric === 'YBR_FULL_422') {
      const stored = (count / 3) * 2 * size;
      const pairs = readNumbers(p.data.subarray(frame * stored, (frame + 1) * stored), p.kind, p.littleEndian);
      return storedBits(p, fullChroma(pairs, arrayOf(p.kind, count)));
    }
    const native = p.data.subarray(frame * count * size, (frame + 1) * count * size);
    const samples = storedBits(p, readNumbers(native, p.kind, p.littleEndian));
    return p.planar ? interleave(samples) : samples;
  }
  return storedBits(p, decodeRle(p, p.data[frame]!, count));
}

/** Packed bits, the first in the lowest place (PS3.5 annex D); frames follow without padding. */
function bitsOf(data: Uint8Array, start: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const bit = start + n;
    out[n] = (data[bit >> 3]! >> (bit & 7)) & 1;
  }
  return out;
}

/** Cuts samples to the bits that are stored: overlays and rubbish may fill the others. In place. */
function storedBits(p: PixelLayout, samples: Voxels): Voxels {
  if (p.float || p.bitsStored === p.bitsAllocated) return samples;
  const left = 31 - p.highBit;
  const right = 32 - p.bitsStored;
  for (let n = 0; n < samples.length; n++) {
    const shifted = samples[n]! << left;
    samples[n] = p.signed ? shifted >> right : shifted >>> right;
  }
  return samples;
}

/** Colour planes to interleaved samples. */
function interleave(planes: Voxels): Voxels {
  const out = planes.slice();
  const count = planes.length / 3;
  for (let c = 0; c < 3; c++) for (let n = 0; n < count; n++) out[3 * n + c] = planes[c * count + n]!;
  return out;
}

/** Y1 Y2 Cb Cr for every two pixels to Y Cb Cr for each (PS3.3 C.7.6.3.1.2). */
function fullChroma(pairs: Voxels, out: Voxels): Voxels {
  for (let from = 0, to = 0; from + 3 < pairs.length; from += 4, to += 6) {
    for (let pixel = 0; pixel < 2; pixel++) {
      out[to + 3 * pixel] = pairs[from + pixel]!;
      out[to + 3 * pixel + 1] = pairs[from + 2]!;
      out[to + 3 * pixel + 2] = pairs[from + 3]!;
    }
  }
  return out;
}

/** RLE lossless (PS3.5 annex G): a segment for each byte of each sample, most significant first. */
function decodeRle(p: PixelLayout, stream: Uint8Array, count: number): Voxels {
  const pixels = count / p.samples;
  const size = Math.max(1, p.bitsAllocated / 8);
  const segments = p.samples * size;
  if (stream.length < 64) throw broken(p.name, 'an RLE frame has no header.');
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  if (view.getUint32(0, true) !== segments) {
    throw broken(p.name, `an RLE frame has ${view.getUint32(0, true)} segments instead of ${segments}.`);
  }
  const bytes = new Uint8Array(count * size);
  const plane = new Uint8Array(pixels);
  for (let s = 0; s < segments; s++) {
    const start = view.getUint32(4 + 4 * s, true);
    const end = s + 1 < segments ? view.getUint32(8 + 4 * s, true) : stream.length;
    const written =
      start < 64 || start > end || end > stream.length ? 0 : unpackBits(stream.subarray(start, end), plane);
    if (written < pixels) throw broken(p.name, `an RLE segment holds ${written} of ${pixels} bytes.`);
    const sample = Math.floor(s / size);
    const byte = size - 1 - (s % size);
    for (let n = 0; n < pixels; n++) bytes[(n * p.samples + sample) * size + byte] = plane[n]!;
  }
  return readNumbers(bytes, p.kind, true);
}
