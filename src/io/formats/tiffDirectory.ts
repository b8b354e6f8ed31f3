import { broken } from '../sizeLimit.ts';

/** One image file directory: tag -> its numbers, or its text. */
export interface Directory {
  numbers(tag: number): readonly number[];
  number(tag: number, otherwise: number): number;
  text(tag: number): string;
}

export interface TiffFile {
  readonly littleEndian: boolean;
  readonly directories: readonly Directory[];
}

/** Bytes of one value by field type (TIFF 6.0 section 2; 13 IFD; 16..18 are BigTIFF's 64-bit types). */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};
const MAX_DIRECTORIES = 20_000;

/** Version after the byte-order mark: 42 TIFF, 43 BigTIFF. */
export function tiffVersion(head: Uint8Array): 42 | 43 | null {
  const mark = String.fromCharCode(...head.subarray(0, 2));
  if (mark !== 'II' && mark !== 'MM') return null;
  const version = mark === 'II' ? head[2]! + 256 * head[3]! : head[3]! + 256 * head[2]!;
  return version === 42 || version === 43 ? version : null;
}

/**
 * Reads the chain of directories of a TIFF or BigTIFF file. Values are read only when asked for, and every offset is
 * checked against the file. Throws a Problem for chains that loop or lead out of the file.
 */
export function readDirectories(name: string, bytes: Uint8Array): TiffFile {
  const version = tiffVersion(bytes);
  if (!version || bytes.length < 8) throw broken(name, 'it does not start like a TIFF file.');
  const littleEndian = bytes[0] === 0x49;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const big = version === 43;
  const inside = (at: number, count: number) => {
    if (!(at >= 0 && at + count <= bytes.length)) throw broken(name, 'a directory or value lies outside the file.');
  };
  const unsigned = (at: number, size: number): number => {
    inside(at, size);
    if (size === 8) return Number(view.getBigUint64(at, littleEndian));
    if (size === 4) return view.getUint32(at, littleEndian);
    return size === 2 ? view.getUint16(at, littleEndian) : view.getUint8(at);
  };
  const value = (type: number, at: number): number => {
    switch (type) {
      case 5:
        return view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian);
      case 6:
        return view.getInt8(at);
      case 8:
        return view.getInt16(at, littleEndian);
      case 9:
        return view.getInt32(at, littleEndian);
      case 10:
        return view.getInt32(at, littleEndian) / view.getInt32(at + 4, littleEndian);
      case 11:
        return view.getFloat32(at, littleEndian);
      case 12:
        return view.getFloat64(at, littleEndian);
      case 17:
        return Number(view.getBigInt64(at, littleEndian));
      default:
        return unsigned(at, TYPE_BYTES[type]!);
    }
  };
  const word = big ? 8 : 4;
  const directories: Directory[] = [];
  const seen = new Set<number>();
  let at = unsigned(big ? 8 : 4, word);
  while (at !== 0) {
    if (seen.has(at)) throw broken(name, 'its directories lead round in a circle.');
    if (seen.size >= MAX_DIRECTORIES) throw broken(name, `it has more than ${MAX_DIRECTORIES} directories.`);
    seen.add(at);
    const count = unsigned(at, big ? 8 : 2);
    const start = at + (big ? 8 : 2);
    const entryBytes = 4 + 2 * word;
    inside(start, count * entryBytes);
    const fields = new Map<number, { type: number; count: number; at: number }>();
    for (let n = 0; n < count; n++) {
      const entry = start + n * entryBytes;
      const type = unsigned(entry + 2, 2);
      const values = unsigned(entry + 4, word);
      const size = TYPE_BYTES[type];
      if (!size) continue;
      fields.set(unsigned(entry, 2), {
        type,
        count: values,
        at: size * values <= word ? entry + 4 + word : unsigned(entry + 4 + word, word),
      });
    }
    const numbers = (tag: number): readonly number[] => {
      const f = fields.get(tag);
      if (!f) return [];
      const size = TYPE_BYTES[f.type]!;
      inside(f.at, size * f.count);
      return Array.from({ length: f.count }, (_, n) => value(f.type, f.at + n * size));
    };
    directories.push({
      numbers,
      number: (tag, otherwise) => numbers(tag)[0] ?? otherwise,
      text: (tag) => {
        const f = fields.get(tag);
        if (!f) return '';
        inside(f.at, f.count);
        return new TextDecoder().decode(bytes.subarray(f.at, f.at + f.count)).replace(/\0.*$/s, '');
      },
    });
    const after = start + count * entryBytes;
    at = after + word <= bytes.length ? unsigned(after, word) : 0;
  }
  if (directories.length === 0) throw broken(name, 'it has no image.');
  return { littleEndian, directories };
}
