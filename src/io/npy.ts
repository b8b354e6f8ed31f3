import type { Voxels } from '../core/volume.ts';
import { type NumberKind, bytesOf, int64ToNumbers, kindOf, littleEndianBytes, readNumbers } from './readNumbers.ts';
import { broken, checkLength, checkSize } from './sizeLimit.ts';

/** Element types of NumPy's .npy files that are read and written. */
export type NpyType = NumberKind | 'i64' | 'bool';

export interface NpyArray {
  /** In C order (last axis fastest), whatever order the file has. 64-bit integers come as Int32Array or doubles. */
  readonly data: Voxels;
  readonly shape: readonly number[];
  readonly dtype: NpyType;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
export const isNpy = (head: Uint8Array): boolean => MAGIC.every((b, n) => head[n] === b);

const DESCR: Readonly<Record<NpyType, string>> = {
  u8: '|u1',
  i8: '|i1',
  u16: '<u2',
  i16: '<i2',
  u32: '<u4',
  i32: '<i4',
  i64: '<i8',
  f32: '<f4',
  f64: '<f8',
  bool: '|b1',
};
const byDescr = new Map(Object.entries(DESCR).map(([type, d]) => [d.slice(1), type as NpyType]));

const product = (shape: readonly number[]) => shape.reduce((p, n) => p * n, 1);

/** Reads a .npy file (format versions 1 to 3). Throws a Problem naming `name` for anything else. */
export function readNpy(name: string, bytes: Uint8Array): NpyArray {
  checkLength(name, 12, bytes.length);
  if (!isNpy(bytes)) throw broken(name, 'it does not start like a .npy file.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = bytes[6]! >= 2;
  const start = long ? 12 : 10;
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  checkLength(name, start + length, bytes.length);
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const descr = /'descr'\s*:\s*'([<>|=][a-z]\d+)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const sides = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (order === undefined || sides === undefined) throw broken(name, 'its header is damaged.');
  const dtype = descr && byDescr.get(descr.slice(1));
  if (!dtype)
    throw broken(name, `it holds ${descr ?? 'records or objects'}; plain integers, floats or booleans are read.`);
  const shape = sides
    .split(',')
    .filter((s) => s.trim() !== '')
    .map(Number);
  const elementBytes = dtype === 'i64' ? 8 : dtype === 'bool' ? 1 : bytesOf(dtype);
  const need = product(shape) * elementBytes;
  checkSize(name, need);
  checkLength(name, start + length + need, bytes.length);
  const raw = bytes.subarray(start + length, start + length + need);
  const little = descr[0] !== '>';
  const data =
    dtype === 'i64'
      ? int64ToNumbers(raw, 'i64', little).numbers
      : readNumbers(raw, dtype === 'bool' ? 'u8' : dtype, little);
  return { data: order === 'True' ? reverseAxes(data, [...shape].reverse()) : data, shape, dtype };
}

/** A .npy file (version 1) of `data` in C order; `dtype` where it differs from the array's own type. */
export function writeNpy(
  data: Voxels,
  shape: readonly number[],
  options: { readonly dtype?: NpyType; readonly fortranOrder?: boolean } = {},
): Uint8Array {
  if (product(shape) !== data.length) throw new Error(`npy: ${data.length} elements do not fill ${shape.join(' × ')}.`);
  const dtype = options.dtype ?? kindOf(data);
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const order = options.fortranOrder ? 'True' : 'False';
  const text = `{'descr': '${DESCR[dtype]}', 'fortran_order': ${order}, 'shape': (${sides}), }`;
  // the data start at a multiple of 64, and the header ends with a line break
  const padded = text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11) + '\n';
  const stored = options.fortranOrder ? reverseAxes(data, shape) : data;
  const body = dtype === 'i64' ? int64Bytes(stored) : littleEndianBytes(stored);
  const out = new Uint8Array(10 + padded.length + body.length);
  out.set([...MAGIC, 1, 0, padded.length & 255, padded.length >> 8]);
  out.set(new TextEncoder().encode(padded), 10);
  out.set(body, 10 + padded.length);
  return out;
}

function int64Bytes(data: Voxels): Uint8Array {
  const out = new BigInt64Array(data.length);
  for (let n = 0; n < data.length; n++) out[n] = BigInt(data[n]!);
  return new Uint8Array(out.buffer);
}

/** Element order of the array with its axes reversed: C order of `shape` to C order of the reversed shape. */
export function reverseAxes<A extends Voxels>(data: A, shape: readonly number[]): A {
  const out = data.slice() as A;
  const steps = shape.map((_, axis) => product(shape.slice(0, axis)));
  const at = shape.map(() => 0);
  let to = 0;
  for (let n = 0; n < data.length; n++) {
    out[to] = data[n]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      to += steps[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      to -= steps[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
  return out;
}
