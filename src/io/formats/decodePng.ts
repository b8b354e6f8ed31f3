import { crc32 } from '../crc32.ts';
import { inflateUpTo } from '../inflate.ts';
import { broken, checkLength, checkSize } from '../sizeLimit.ts';

/** A PNG as it is stored: samples not scaled, palette not applied, alpha kept. */
export interface PngRaster {
  readonly width: number;
  readonly height: number;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  /** Samples a pixel: 1 grey or palette index, 2 grey + alpha, 3 RGB, 4 RGBA. */
  readonly channels: 1 | 2 | 3 | 4;
  /** Interleaved, row by row from the top. Uint16Array at depth 16. */
  readonly samples: Uint8Array | Uint16Array;
  /** r, g, b of each index, or null where samples are not indices. */
  readonly palette: Uint8Array | null;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
export const isPng = (head: Uint8Array): boolean => SIGNATURE.every((b, n) => head[n] === b);

/** Channels by colour type, and the bit depths that each allows (PNG, table 11.1). */
const COLOR_TYPES: Readonly<Record<number, { channels: 1 | 2 | 3 | 4; depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** First pixel and step of the seven passes: [x0, y0, dx, dy] (PNG, 8.2). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const WHOLE = [[0, 0, 1, 1]] as const;

/** Reads a PNG (W3C PNG, third edition). Throws a Problem for damage, lies and truncation; CRCs of critical chunks count. */
export async function decodePng(name: string, bytes: Uint8Array): Promise<PngRaster> {
  if (!isPng(bytes)) throw broken(name, 'it does not start with the PNG signature.');
  const { header, palette, data } = readChunks(name, bytes);
  const { width, height, depth, channels } = header;
  checkSize(name, width * height * channels * (depth === 16 ? 2 : 1));
  const passes = (header.interlaced ? ADAM7 : WHOLE)
    .map(([x0, y0, dx, dy]) => ({ x0, y0, dx, dy, w: Math.ceil((width - x0) / dx), h: Math.ceil((height - y0) / dy) }))
    .filter((p) => p.w > 0 && p.h > 0);
  const bitsPerPixel = depth * channels;
  const rowBytes = (w: number) => Math.ceil((w * bitsPerPixel) / 8);
  const need = passes.reduce((sum, p) => sum + p.h * (1 + rowBytes(p.w)), 0);
  const raw = await inflateUpTo(new Blob(data as BlobPart[]), 'deflate', need);
  if (raw.length < need) {
    throw broken(name, `its pixel data is damaged or ends after ${raw.length} of ${need} bytes.`);
  }
  const samples = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * channels);
  let at = 0;
  for (const { x0, y0, dx, dy, w, h } of passes) {
    const length = rowBytes(w);
    let above: Uint8Array = new Uint8Array(length);
    for (let y = 0; y < h; y++, at += length + 1) {
      const row = raw.subarray(at + 1, at + 1 + length);
      unfilter(name, raw[at]!, row, above, Math.max(1, bitsPerPixel >> 3));
      const pixel = (y0 + y * dy) * width + x0;
      for (let n = 0; n < w * channels; n++) {
        const x = channels === 1 ? n : Math.floor(n / channels);
        samples[(pixel + x * dx) * channels + (n - x * channels)] = sampleAt(row, n, depth);
      }
      above = row;
    }
  }
  return { width, height, depth, channels, samples, palette };
}

function sampleAt(row: Uint8Array, n: number, depth: number): number {
  if (depth === 8) return row[n]!;
  if (depth === 16) return (row[2 * n]! << 8) | row[2 * n + 1]!;
  const bit = n * depth;
  return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/** Undoes a row filter in place (PNG, 9.2); `bpp` = bytes from a pixel to the one at its left. */
function unfilter(name: string, filter: number, row: Uint8Array, above: Uint8Array, bpp: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let n = bpp; n < row.length; n++) row[n] = row[n]! + row[n - bpp]!;
      return;
    case 2:
      for (let n = 0; n < row.length; n++) row[n] = row[n]! + above[n]!;
      return;
    case 3:
      for (let n = 0; n < row.length; n++) row[n] = row[n]! + (((n < bpp ? 0 : row[n - bpp]!) + above[n]!) >> 1);
      return;
    case 4:
      for (let n = 0; n < row.length; n++) {
        const left = n < bpp ? 0 : row[n - bpp]!;
        const corner = n < bpp ? 0 : above[n - bpp]!;
        row[n] = row[n]! + paeth(left, above[n]!, corner);
      }
      return;
    default:
      throw broken(name, `row filter ${filter} does not exist; its pixel data is damaged.`);
  }
}

function paeth(a: number, b: number, c: number): number {
  const pa = Math.abs(b - c);
  const pb = Math.abs(a - c);
  const pc = Math.abs(a + b - 2 * c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

interface Header {
  width: number;
  height: number;
  depth: PngRaster['depth'];
  channels: PngRaster['channels'];
  interlaced: boolean;
}

function readHeader(name: string, view: DataView): Header {
  if (view.byteLength !== 13) throw broken(name, 'its IHDR chunk does not have 13 bytes.');
  const [width, height, depth, type] = [view.getUint32(0), view.getUint32(4), view.getUint8(8), view.getUint8(9)];
  if (width === 0 || height === 0 || width > 0x7fffffff || height > 0x7fffffff) {
    throw broken(name, `its size ${width} × ${height} is not possible.`);
  }
  const color = COLOR_TYPES[type];
  if (!color) throw broken(name, `colour type ${type} does not exist.`);
  if (!color.depths.includes(depth)) throw broken(name, `bit depth ${depth} does not go with colour type ${type}.`);
  if (view.getUint8(10) !== 0 || view.getUint8(11) !== 0 || view.getUint8(12) > 1) {
    throw broken(name, 'its compression, filter or interlace method does not exist.');
  }
  return {
    width,
    height,
    depth: depth as PngRaster['depth'],
    channels: color.channels,
    interlaced: view.getUint8(12) === 1,
  };
}

/** Walks the chunks; ancillary ones (lower-case first letter) are passed over unread, unknown critical ones refused. */
function readChunks(name: string, bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array[] = [];
  let header: Header | null = null;
  let indexed = false;
  let palette: Uint8Array | null = null;
  let at = 8;
  for (;;) {
    checkLength(name, at + 12, bytes.length);
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) throw broken(name, `there is no chunk where one should start, at byte ${at}.`);
    checkLength(name, at + 12 + length, bytes.length);
    const body = bytes.subarray(at + 8, at + 8 + length);
    const critical = type[0]! < 'a';
    if (critical && crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
      throw broken(name, `the checksum of its ${type} chunk is wrong: the file is damaged.`);
    }
    if ((header === null) !== (type === 'IHDR')) throw broken(name, 'it must start with one IHDR chunk.');
    if (type === 'IHDR') {
      header = readHeader(name, new DataView(body.buffer, body.byteOffset, body.byteLength));
      indexed = body[9] === 3;
    } else if (type === 'PLTE') {
      if (length % 3 !== 0 || length === 0 || length > 768) throw broken(name, 'its palette has a wrong length.');
      palette = body;
    } else if (type === 'IDAT') data.push(body);
    else if (type === 'IEND') break;
    else if (critical) throw broken(name, `it needs the unknown chunk ${type}.`);
    at += 12 + length;
  }
  if (indexed && !palette) throw broken(name, 'it has no palette.');
  if (data.length === 0) throw broken(name, 'it has no pixel data.');
  return { header: header!, palette: indexed ? palette : null, data };
}
