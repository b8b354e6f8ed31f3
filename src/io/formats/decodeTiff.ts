import { Problem } from '../../core/problem.ts';
import type { Voxels } from '../../core/volume.ts';
import { inflateUpTo } from '../inflate.ts';
import { type NumberKind, arrayOf, bytesOf, readNumbers } from '../readNumbers.ts';
import { broken, checkSize } from '../sizeLimit.ts';
import { unpackBits } from './packBits.ts';
import type { Directory } from './tiffDirectory.ts';
import { unpackLzw } from './unpackLzw.ts';

/** What a directory says of its image. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly kind: NumberKind;
  readonly samples: number;
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette. */
  readonly photometric: number;
  readonly orientation: number;
  readonly directory: Directory;
}

const REFUSED: Readonly<Record<number, string>> = {
  2: 'CCITT fax compression',
  3: 'CCITT fax compression',
  4: 'CCITT fax compression',
  6: 'JPEG compression inside TIFF',
  7: 'JPEG compression inside TIFF',
  34712: 'JPEG 2000 compression inside TIFF',
  50000: 'Zstandard compression',
};
const COLOR_SPACES: Readonly<Record<number, string>> = { 5: 'CMYK colour', 6: 'YCbCr colour', 8: 'CIE Lab colour' };

const unsupported = (name: string, what: string) =>
  new Problem('file.unsupported', { name, what, advice: 'Save it uncompressed as 8- or 16-bit grey or RGB.' });

/** Sample type by TIFF's SampleFormat (1 unsigned, 2 signed, 3 float) and bits; bits below 8 come as bytes. */
function kindOfSamples(name: string, format: number, bits: number): NumberKind {
  const letter = { 1: 'u', 2: 'i', 3: 'f', 4: 'u' }[format];
  if (letter === 'u' && [1, 2, 4].includes(bits)) return 'u8';
  const kind = `${letter}${bits}` as NumberKind;
  if (!['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'f64'].includes(kind)) {
    throw unsupported(name, `${bits}-bit samples of format ${format}`);
  }
  return kind;
}

/** Reads the tags of one page. Throws a Problem for what this reader does not decode. */
export function pageOf(name: string, d: Directory): TiffPage {
  const [width, height] = [d.number(256, 0), d.number(257, 0)];
  if (!(width > 0 && height > 0)) throw broken(name, `its size ${width} × ${height} is not possible.`);
  const samples = d.number(277, 1);
  const bits = d.numbers(258);
  if (bits.some((b) => b !== bits[0])) throw unsupported(name, 'channels of different depth');
  const depth = bits[0] ?? 1;
  const photometric = d.number(262, samples >= 3 ? 2 : 1);
  if (photometric > 3)
    throw unsupported(name, COLOR_SPACES[photometric] ?? `photometric interpretation ${photometric}`);
  if (samples < 1 || samples > 64 || (photometric === 2 && samples < 3)) {
    throw broken(name, `${samples} samples a pixel do not go with its colours.`);
  }
  const kind = kindOfSamples(name, d.number(339, 1), depth);
  if (photometric === 2 && kind !== 'u8' && kind !== 'u16') throw unsupported(name, `${depth}-bit colour`);
  return { width, height, bits: depth, kind, samples, photometric, orientation: d.number(274, 1), directory: d };
}

/** Bytes of a page once decoded. */
export const pageBytes = (p: TiffPage): number => p.width * p.height * p.samples * bytesOf(p.kind);

/** All samples of a page, interleaved, row by row; bits below 8 one a byte, unscaled. */
export async function decodePage(name: string, bytes: Uint8Array, littleEndian: boolean, p: TiffPage): Promise<Voxels> {
  const d = p.directory;
  checkSize(name, pageBytes(p));
  const planar = d.number(284, 1) === 2 && p.samples > 1;
  const tiled = d.numbers(322).length > 0;
  const blockWidth = tiled ? d.number(322, 0) : p.width;
  const blockHeight = tiled ? d.number(323, 0) : Math.min(p.height, d.number(278, p.height));
  if (!(blockWidth > 0 && blockHeight > 0)) throw broken(name, 'its strips or tiles have no size.');
  const offsets = d.numbers(tiled ? 324 : 273);
  const counts = d.numbers(tiled ? 325 : 279);
  const across = Math.ceil(p.width / blockWidth);
  const down = Math.ceil(p.height / blockHeight);
  const planes = planar ? p.samples : 1;
  const inBlock = planar ? 1 : p.samples;
  if (offsets.length < across * down * planes)
    throw broken(name, 'it lists fewer strips or tiles than its size needs.');
  const rowBytes = Math.ceil((blockWidth * inBlock * p.bits) / 8);
  checkSize(name, rowBytes * blockHeight);
  const out = arrayOf(p.kind, p.width * p.height * p.samples);
  for (let n = 0; n < across * down * planes; n++) {
    const plane = Math.floor(n / (across * down));
    const x0 = (n % across) * blockWidth;
    const y0 = Math.floor((n % (across * down)) / across) * blockHeight;
    const rows = tiled ? blockHeight : Math.min(blockHeight, p.height - y0);
    const start = offsets[n]!;
    const length = counts[n] ?? (counts.length === 0 && offsets.length === 1 ? bytes.length - start : 0);
    if (start + length > bytes.length) {
      throw new Problem('file.truncated', { name, need: start + length, have: bytes.length });
    }
    const raw = await decompress(name, d, bytes.subarray(start, start + length), rowBytes * rows);
    const block = samplesOf(name, raw, littleEndian, p, blockWidth * inBlock, rows, inBlock);
    const columns = Math.min(blockWidth, p.width - x0);
    for (let y = 0; y < Math.min(rows, p.height - y0); y++) {
      const from = y * blockWidth * inBlock;
      const to = ((y0 + y) * p.width + x0) * p.samples + plane;
      if (planar) for (let x = 0; x < columns; x++) out[to + x * p.samples] = block[from + x]!;
      else out.set(block.subarray(from, from + columns * inBlock), to);
    }
  }
  return out;
}

async function decompress(name: string, d: Directory, data: Uint8Array, need: number): Promise<Uint8Array> {
  const compression = d.number(259, 1);
  let out: Uint8Array;
  let got: number;
  if (compression === 1) {
    out = d.number(266, 1) === 2 ? data.map(reverseBits) : data;
    got = out.length;
  } else if (compression === 5 || compression === 32773) {
    out = new Uint8Array(need);
    got = compression === 5 ? unpackLzw(data, out) : unpackBits(data, out);
  } else if (compression === 8 || compression === 32946) {
    out = await inflateUpTo(new Blob([data as BlobPart]), 'deflate', need);
    got = out.length;
  } else throw unsupported(name, REFUSED[compression] ?? `compression ${compression}`);
  if (got < need) throw broken(name, `a strip or tile holds ${got} of ${need} bytes: the file is damaged.`);
  return out.subarray(0, need);
}

const reverseBits = (b: number) => {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) out |= ((b >> bit) & 1) << (7 - bit);
  return out;
};

/** Bytes of a block to samples, with the predictor undone (TIFF 6.0 section 14, and Adobe's technical note 3). */
function samplesOf(
  name: string,
  raw: Uint8Array,
  littleEndian: boolean,
  p: TiffPage,
  perRow: number,
  rows: number,
  channels: number,
): Voxels {
  const predictor = p.directory.number(317, 1);
  if (p.bits < 8) {
    if (predictor !== 1) throw unsupported(name, `predictor ${predictor} on ${p.bits}-bit samples`);
    return unpackSmall(raw, p.bits, perRow, rows);
  }
  if (predictor === 3) {
    const bytes = integrateFloat(raw, perRow, rows, channels, bytesOf(p.kind));
    return readNumbers(bytes, p.kind, false);
  }
  const samples = readNumbers(raw, p.kind, littleEndian);
  if (predictor === 2) {
    for (let y = 0; y < rows; y++) {
      for (let n = y * perRow + channels; n < (y + 1) * perRow; n++) samples[n] = samples[n]! + samples[n - channels]!;
    }
  } else if (predictor !== 1) throw unsupported(name, `predictor ${predictor}`);
  return samples;
}

function unpackSmall(raw: Uint8Array, bits: number, perRow: number, rows: number): Uint8Array {
  const out = new Uint8Array(perRow * rows);
  const rowBytes = Math.ceil((perRow * bits) / 8);
  const mask = (1 << bits) - 1;
  for (let y = 0; y < rows; y++) {
    for (let n = 0; n < perRow; n++) {
      const bit = n * bits;
      out[y * perRow + n] = (raw[y * rowBytes + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return out;
}

/** Floating-point predictor: each row's bytes are differences, sorted by significance. Returns big-endian numbers. */
function integrateFloat(raw: Uint8Array, perRow: number, rows: number, channels: number, size: number): Uint8Array {
  const out = new Uint8Array(raw.length);
  const rowBytes = perRow * size;
  const sums = new Uint8Array(rowBytes);
  for (let y = 0; y < rows; y++) {
    for (let n = 0; n < rowBytes; n++) {
      sums[n] = raw[y * rowBytes + n]! + (n < channels ? 0 : sums[n - channels]!);
    }
    for (let n = 0; n < perRow; n++) {
      for (let b = 0; b < size; b++) out[y * rowBytes + n * size + b] = sums[b * perRow + n]!;
    }
  }
  return out;
}
