import { broken } from './fault.ts';
import { fromBfloat16, fromFloat16 } from './halfFloat.ts';
import { fromInt64 } from './int64.ts';
import type { StorageRef, TensorRef, TorchDtype } from './pickled.ts';

export const ELEMENT_BYTES: Readonly<Record<TorchDtype, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/** A tensor's values, row-major. `dtype` is the published one: float32 holds all real types, int64 every integer type. */
export interface TorchTensor {
  readonly dtype: TorchDtype;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export const elementCount = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1);

export const storageBytes = (s: StorageRef): number => s.count * ELEMENT_BYTES[s.dtype];

/** Throws where a tensor reaches outside of its storage. */
export function checkReach(name: string, t: TensorRef): void {
  if (elementCount(t.shape) === 0) return;
  const last = t.shape.reduce((at, size, axis) => at + (size - 1) * t.strides[axis]!, t.offset);
  if (!Number.isSafeInteger(last) || last >= t.storage.count)
    broken(`The tensor ${name} reaches outside of its storage of ${t.storage.count} elements.`);
}

/** Storage elements, row by row, whatever the strides. */
function gather<T extends Storage>(from: T, { shape, strides, offset }: TensorRef, out: T): T {
  const rank = shape.length;
  if (rank === 0) {
    out[0] = from[offset]!;
    return out;
  }
  const inner = shape[rank - 1]!;
  const step = strides[rank - 1]!;
  const index = shape.map(() => 0);
  let row = offset;
  for (let at = 0; at < out.length;) {
    for (let i = 0, k = row; i < inner; i++, k += step) out[at++] = from[k]!;
    for (let axis = rank - 2; axis >= 0; axis--) {
      row += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      row -= shape[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

type Storage =
  Float32Array | Float64Array | Uint16Array | BigInt64Array | Int32Array | Int16Array | Int8Array | Uint8Array;

const rowMajor = ({ shape, strides }: TensorRef): boolean => {
  let want = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== want) return false;
    want *= shape[axis]!;
  }
  return true;
};

/** The tensor's elements in the storage's type: a window of it where they lie in order, else a copy. */
function elements<T extends Storage>(storage: T, make: (n: number) => T, t: TensorRef): T {
  const n = elementCount(t.shape);
  if (n === 0) return make(0);
  return rowMajor(t) ? (storage.subarray(t.offset, t.offset + n) as T) : gather(storage, t, make(n));
}

/** Own memory for a window, unless it is the whole of it: a kept window would keep the storage. */
const owned = <T extends Float32Array | Int32Array>(a: T): T =>
  a.byteLength === a.buffer.byteLength ? a : (a.slice() as T);

/**
 * Values of one tensor from the bytes of its storage (little-endian, beginning at a multiple of 8 in its buffer).
 * `checkReach` must have passed.
 */
export function readTensor(bytes: Uint8Array<ArrayBuffer>, t: TensorRef): TorchTensor {
  const { dtype } = t.storage;
  const { shape } = t;
  const { buffer, byteOffset } = bytes;
  const count = Math.floor(bytes.byteLength / ELEMENT_BYTES[dtype]);
  const as = (data: Float32Array | Int32Array): TorchTensor => ({ dtype, shape, data });
  switch (dtype) {
    case 'float32':
      return as(owned(elements(new Float32Array(buffer, byteOffset, count), (n) => new Float32Array(n), t)));
    case 'float64':
      return as(
        Float32Array.from(elements(new Float64Array(buffer, byteOffset, count), (n) => new Float64Array(n), t)),
      );
    case 'float16':
      return as(fromFloat16(elements(new Uint16Array(buffer, byteOffset, count), (n) => new Uint16Array(n), t)));
    case 'bfloat16':
      return as(fromBfloat16(elements(new Uint16Array(buffer, byteOffset, count), (n) => new Uint16Array(n), t)));
    case 'int64':
      return as(fromInt64(elements(new BigInt64Array(buffer, byteOffset, count), (n) => new BigInt64Array(n), t)));
    case 'int32':
      return as(owned(elements(new Int32Array(buffer, byteOffset, count), (n) => new Int32Array(n), t)));
    case 'int16':
      return as(Int32Array.from(elements(new Int16Array(buffer, byteOffset, count), (n) => new Int16Array(n), t)));
    case 'int8':
      return as(Int32Array.from(elements(new Int8Array(buffer, byteOffset, count), (n) => new Int8Array(n), t)));
    case 'uint8':
    case 'bool':
      return as(Int32Array.from(elements(new Uint8Array(buffer, byteOffset, count), (n) => new Uint8Array(n), t)));
  }
}
