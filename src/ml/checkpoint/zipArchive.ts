import { broken, tooLarge, unsupported } from './fault.ts';

/** One file of a zip archive. Sizes and offsets in bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  readonly packed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly header: number;
}

const END = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
const END64_LOCATOR = 0x07064b50;
const END64_LOCATOR_SIZE = 20;
const END64 = 0x06064b50;
const END64_SIZE = 56;
const CENTRAL = 0x02014b50;
const CENTRAL_SIZE = 46;
const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;
const ZIP64_EXTRA = 0x0001;
const MAX_DIRECTORY = 64 * 1024 * 1024;

const viewOf = async (blob: Blob, start: number, end: number): Promise<DataView> => {
  if (start < 0 || end > blob.size || start > end) broken('Its zip directory points outside of the file.');
  return new DataView(await blob.slice(start, end).arrayBuffer());
};

const text = (v: DataView, at: number, length: number) =>
  new TextDecoder().decode(new Uint8Array(v.buffer, v.byteOffset + at, length));

/** Whether a file begins as a zip archive. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;

/** Where the central directory lies, from the end record or, where that overflows, its zip64 form. */
async function findDirectory(blob: Blob): Promise<{ start: number; size: number; count: number }> {
  const from = Math.max(0, blob.size - END_SIZE - LONGEST_COMMENT);
  const tail = await viewOf(blob, from, blob.size);
  for (let at = tail.byteLength - END_SIZE; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END || tail.getUint16(at + 20, true) !== tail.byteLength - at - END_SIZE) continue;
    const count = tail.getUint16(at + 10, true);
    const size = tail.getUint32(at + 12, true);
    const start = tail.getUint32(at + 16, true);
    const overflows = count === 0xffff || size === 0xffffffff || start === 0xffffffff;
    return (await findDirectory64(blob, from + at, overflows)) ?? { start, size, count };
  }
  return broken('It begins as a zip archive and has no zip directory at its end: it was cut off.');
}

/** The zip64 end record stands before a locator, which stands before the end record at `end`. */
async function findDirectory64(blob: Blob, end: number, needed: boolean) {
  const missing = () => (needed ? broken('Its zip64 directory is missing.') : null);
  if (end < END64_LOCATOR_SIZE) return missing();
  const locator = await viewOf(blob, end - END64_LOCATOR_SIZE, end);
  if (locator.getUint32(0, true) !== END64_LOCATOR) return missing();
  const at = Number(locator.getBigUint64(8, true));
  const v = await viewOf(blob, at, at + END64_SIZE);
  if (v.getUint32(0, true) !== END64) return missing();
  return {
    count: Number(v.getBigUint64(32, true)),
    size: Number(v.getBigUint64(40, true)),
    start: Number(v.getBigUint64(48, true)),
  };
}

/** Values that overflow 32 bits stand in the zip64 extra field, in this order, only those that overflow. */
function widened(v: DataView, extra: number, length: number, values: readonly [number, number, number]): number[] {
  const out = [...values];
  for (let at = extra; at + 4 <= extra + length;) {
    const id = v.getUint16(at, true);
    const end = at + 4 + v.getUint16(at + 2, true);
    if (id === ZIP64_EXTRA && end <= extra + length) {
      let next = at + 4;
      for (let i = 0; i < 3; i++) {
        if (out[i] !== 0xffffffff) continue;
        if (next + 8 > end) broken('A zip64 size is missing.');
        out[i] = Number(v.getBigUint64(next, true));
        next += 8;
      }
    }
    at = end;
  }
  return out;
}

/** Reads the directory of a zip archive, zip64 included. Only the directory is read, never the files. */
export async function readZipDirectory(blob: Blob): Promise<ZipEntry[]> {
  const { start, size, count } = await findDirectory(blob);
  if (size > MAX_DIRECTORY) tooLarge('Its zip directory is larger than 64 MB.');
  const v = await viewOf(blob, start, start + size);
  const entries: ZipEntry[] = [];
  for (let at = 0, n = 0; n < count; n++) {
    if (at + CENTRAL_SIZE > v.byteLength || v.getUint32(at, true) !== CENTRAL) broken('Its zip directory is damaged.');
    const flags = v.getUint16(at + 8, true);
    const method = v.getUint16(at + 10, true);
    const nameLength = v.getUint16(at + 28, true);
    const extraLength = v.getUint16(at + 30, true);
    const extra = at + CENTRAL_SIZE + nameLength;
    const next = extra + extraLength + v.getUint16(at + 32, true);
    if (next > v.byteLength) broken('Its zip directory is damaged.');
    const name = text(v, at + CENTRAL_SIZE, nameLength);
    const sizes = [v.getUint32(at + 24, true), v.getUint32(at + 20, true), v.getUint32(at + 42, true)] as const;
    const [full, packed, header] = widened(v, extra, extraLength, sizes) as [number, number, number];
    if (flags & 1) unsupported(`an encrypted zip entry (${name})`);
    if (method !== 0 && method !== 8) unsupported(`zip compression method ${method} (${name})`);
    entries.push({ name, method: method === 0 ? 'stored' : 'deflated', packed, size: full, header });
    at = next;
  }
  return entries;
}

/** The bytes of one entry, inflated where deflated; never more than the directory says and `limit` allows. */
export async function readZipEntry(blob: Blob, entry: ZipEntry, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.size > limit) tooLarge(`Its entry ${entry.name} claims ${megabytes(entry.size)} MB.`);
  const local = await viewOf(blob, entry.header, entry.header + LOCAL_SIZE);
  if (local.getUint32(0, true) !== LOCAL) broken(`Its zip entry ${entry.name} is not where the directory says.`);
  const start = entry.header + LOCAL_SIZE + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + entry.packed > blob.size) broken(`Its zip entry ${entry.name} ends after the file does.`);
  const packed = blob.slice(start, start + entry.packed);
  if (entry.method === 'deflated') return inflated(packed, entry);
  if (entry.packed !== entry.size) broken(`Its zip entry ${entry.name} has two sizes.`);
  return new Uint8Array(await packed.arrayBuffer());
}

async function inflated(packed: Blob, { name, size }: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array(size);
  let filled = 0;
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > size) break;
      out.set(value, filled);
      filled += value.length;
      if (filled === size) break;
    }
  } catch {
    filled = -1;
  }
  await reader.cancel().catch(() => undefined);
  if (filled !== size) broken(`Its zip entry ${name} does not inflate to the size that the directory says.`);
  return out;
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
