import type { Voxels } from '../core/volume.ts';

/** Element types of stored arrays: unsigned, signed, floating point, with bits. */
export type NumberKind = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'f64';

const ARRAYS = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export const arrayOf = (kind: NumberKind, length: number): Voxels => new ARRAYS[kind](length);

export const bytesOf = (kind: NumberKind): number => ARRAYS[kind].BYTES_PER_ELEMENT;

/** Element type of an array; the inverse of `arrayOf`. */
export function kindOf(voxels: Voxels): NumberKind {
  const kinds = Object.keys(ARRAYS) as NumberKind[];
  return kinds.find((kind) => voxels instanceof ARRAYS[kind])!;
}

/** A copy of `bytes` as numbers of `kind`; a remainder that fills no element is dropped. */
export function readNumbers(bytes: Uint8Array, kind: NumberKind, littleEndian: boolean): Voxels {
  const size = bytesOf(kind);
  const copy = bytes.slice(0, bytes.length - (bytes.length % size));
  if (!littleEndian) swapBytes(copy, size);
  return new ARRAYS[kind](copy.buffer, copy.byteOffset, copy.length / size);
}

/** Reverses the bytes of every element, in place. */
function swapBytes(bytes: Uint8Array, size: number): void {
  if (size < 2) return;
  for (let p = 0; p + size <= bytes.length; p += size) {
    for (let a = p, b = p + size - 1; a < b; a++, b--) {
      const t = bytes[a]!;
      bytes[a] = bytes[b]!;
      bytes[b] = t;
    }
  }
}

/** Little-endian bytes of an array, without a copy: every machine that runs a browser or Node is little-endian. */
export const littleEndianBytes = (voxels: Voxels): Uint8Array =>
  new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);

/** 64-bit integers as Int32Array where they fit, else doubles; `exact` is false if some are beyond 2^53. */
export function int64ToNumbers(
  bytes: Uint8Array,
  kind: 'i64' | 'u64',
  littleEndian: boolean,
): { numbers: Int32Array | Float64Array; exact: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / 8);
  const read = kind === 'i64' ? view.getBigInt64.bind(view) : view.getBigUint64.bind(view);
  const numbers = new Float64Array(count);
  let fits = true;
  let exact = true;
  for (let n = 0; n < count; n++) {
    const v = Number(read(8 * n, littleEndian));
    numbers[n] = v;
    fits &&= v >= -0x80000000 && v <= 0x7fffffff;
    exact &&= Number.isSafeInteger(v);
  }
  return { numbers: fits ? Int32Array.from(numbers) : numbers, exact };
}
