import type { Job } from '../../core/progress.ts';
import type { WeightValues } from '../params.ts';
import { broken, named, unsupported } from './fault.ts';
import { fromBfloat16, fromFloat16, toFloat16 } from './halfFloat.ts';
import { fromInt64 } from './int64.ts';

/** The format caps its header at 100 MB; no network here needs more than a hundredth of that. */
const MAX_HEADER = 16 * 1024 * 1024;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

type Reader = readonly [bytes: number, read: (b: ArrayBuffer) => Float32Array | Int32Array];

/** Bytes an element, and how they become numbers. */
const READERS: Readonly<Record<string, Reader>> = {
  F32: [4, (b) => new Float32Array(b)],
  F64: [8, (b) => Float32Array.from(new Float64Array(b))],
  F16: [2, (b) => fromFloat16(new Uint16Array(b))],
  BF16: [2, (b) => fromBfloat16(new Uint16Array(b))],
  I64: [8, (b) => fromInt64(new BigInt64Array(b))],
  I32: [4, (b) => new Int32Array(b)],
  I16: [2, (b) => Int32Array.from(new Int16Array(b))],
  I8: [1, (b) => Int32Array.from(new Int8Array(b))],
  U8: [1, (b) => Int32Array.from(new Uint8Array(b))],
  BOOL: [1, (b) => Int32Array.from(new Uint8Array(b))],
};

const isNaturals = (v: unknown): v is number[] => Array.isArray(v) && v.every((n) => Number.isSafeInteger(n) && n >= 0);

/** Whether a file begins as safetensors: a header length that the file can hold, and a JSON object. */
export const isSafetensors = (head: Uint8Array, size: number): boolean =>
  head.length >= 9 && head[8] === 0x7b && headerSize(head) + 8 <= size;

const headerSize = (head: Uint8Array): number =>
  Number(new DataView(head.buffer, head.byteOffset, head.byteLength).getBigUint64(0, true));

function parseHeader(text: Uint8Array): [path: string, entry: Entry][] {
  try {
    const header = JSON.parse(new TextDecoder().decode(text)) as Record<string, Entry>;
    return Object.entries(header).filter(([path]) => path !== '__metadata__');
  } catch {
    return broken('Its header is not JSON.');
  }
}

const QUIET: Job = { signal: new AbortController().signal, progress: () => undefined };

/**
 * Reads a safetensors file (github.com/huggingface/safetensors, format description): 8 bytes of header length, a JSON
 * header, then the tensors little-endian. Every range is checked before a number is read. Of a Blob, one tensor is read
 * at a time: the peak is the values plus one tensor. Throws Problems `checkpoint.broken` and `checkpoint.unsupported`,
 * and the reason of `job.signal` when it fires.
 */
export const readSafetensors = (
  file: ArrayBuffer | Blob,
  name = 'weights.safetensors',
  job: Job = QUIET,
): Promise<WeightValues> =>
  named(name, async () => {
    const total = file instanceof Blob ? file.size : file.byteLength;
    const read = async (from: number, to: number): Promise<ArrayBuffer> =>
      file instanceof Blob ? file.slice(from, to).arrayBuffer() : file.slice(from, to);
    if (total < 8) broken('It is shorter than its header.');
    const size = headerSize(new Uint8Array(await read(0, 8)));
    if (size > MAX_HEADER || 8 + size > total) broken('Its header is longer than the file.');
    const start = 8 + size;
    const out = new Map<string, { shape: readonly number[]; data: Float32Array | Int32Array }>();
    for (const [path, entry] of parseHeader(new Uint8Array(await read(8, start)))) {
      job.signal.throwIfAborted();
      const { dtype, shape, data_offsets: range } = entry;
      const [bytes, decode] = READERS[dtype] ?? unsupported(`the number type ${dtype} of ${path}`);
      if (!isNaturals(shape) || !isNaturals(range) || range.length !== 2)
        broken(`${path} has no proper shape and place.`);
      const count = shape.reduce((a, b) => a * b, 1);
      const [from, to] = range as [number, number];
      if (to - from !== count * bytes)
        broken(`${path} claims bytes ${from} to ${to}, which do not hold ${count} numbers.`);
      if (start + to > total) broken(`It ends before ${path} does: it was cut off.`);
      out.set(path, { shape, data: decode(await read(start + from, start + to)) });
      job.progress({ stage: 'load', done: start + to, total });
    }
    return out;
  });

/** How floating-point weights are written: as they are, or rounded to 16 bits (half the bytes, about 3 decimal digits). */
export type StoredFloat = 'f32' | 'f16';

/** A file in pieces, one tensor each after the header: what writes it on holds no second copy of the weights. */
export interface SafetensorsParts {
  readonly bytes: number;
  readonly parts: Iterable<Uint8Array<ArrayBuffer>>;
}

/** Weights laid out under their published names; PyTorch's safetensors reads them back. Int32 becomes I64, as PyTorch's counters are. */
export function safetensorsParts(
  values: WeightValues,
  float: StoredFloat = 'f32',
  metadata: Readonly<Record<string, string>> = {},
): SafetensorsParts {
  const header: Record<string, Entry | Readonly<Record<string, string>>> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let at = 0;
  for (const [path, { shape, data }] of values) {
    const dtype = data instanceof Int32Array ? 'I64' : float === 'f16' ? 'F16' : 'F32';
    const end = at + data.length * READERS[dtype]![0];
    header[path] = { dtype, shape, data_offsets: [at, end] };
    at = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + padded).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(json, 8);
  return { bytes: head.length + at, parts: parts() };

  function* parts(): Generator<Uint8Array<ArrayBuffer>> {
    yield head;
    for (const { data } of values.values()) {
      const stored =
        data instanceof Int32Array ? BigInt64Array.from(data, BigInt) : float === 'f16' ? toFloat16(data) : data;
      yield new Uint8Array(stored.buffer as ArrayBuffer, stored.byteOffset, stored.byteLength);
    }
  }
}

/** The same in one piece. */
export function writeSafetensors(
  values: WeightValues,
  float: StoredFloat = 'f32',
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const { bytes, parts } = safetensorsParts(values, float, metadata);
  const out = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
