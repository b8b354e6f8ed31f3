import { Problem } from '../../core/problem.ts';
import { crc32 } from '../crc32.ts';
import { inflate } from '../inflate.ts';
import { MAX_IMAGE_BYTES, broken, checkSize } from '../sizeLimit.ts';

/** One file in an archive, read when asked for. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes once inflated, as the archive claims; `read` holds it to that. */
  readonly size: number;
  /** Throws a Problem for damage, a wrong CRC, or more bytes than claimed. */
  read(): Promise<Uint8Array>;
}

export interface ZipLimits {
  readonly entries: number;
  /** All claimed sizes together. */
  readonly bytes: number;
}

const DEFAULT_LIMITS: ZipLimits = { entries: 20_000, bytes: MAX_IMAGE_BYTES };

export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

/**
 * The files of a zip archive (APPNOTE 6.3; no zip64, no encryption), from its central directory. Folders are left out.
 * Throws `file.tooLarge` or `file.broken` before anything is inflated.
 */
export async function readZip(file: File, limits: ZipLimits = DEFAULT_LIMITS): Promise<ZipEntry[]> {
  const { name } = file;
  const { count, start, size } = await findDirectory(file);
  if (count > limits.entries)
    throw broken(name, `it holds ${count} files; at most ${limits.entries} are opened at once.`);
  const directory = new Uint8Array(await file.slice(start, start + size).arrayBuffer());
  const view = new DataView(directory.buffer);
  const entries: ZipEntry[] = [];
  let total = 0;
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at + 46 > directory.length || view.getUint32(at, true) !== 0x02014b50) {
      throw broken(name, 'its directory is damaged.');
    }
    const flags = view.getUint16(at + 8, true);
    const record = {
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [number, number, number];
    const path = new TextDecoder().decode(directory.subarray(at + 46, at + 46 + lengths[0]));
    at += 46 + lengths[0] + lengths[1] + lengths[2];
    if (path.endsWith('/')) continue;
    total += record.size;
    checkSize(name, total, limits.bytes);
    const encrypted = (flags & 1) !== 0;
    entries.push({ name: path, size: record.size, read: () => readEntry(file, path, record, encrypted) });
  }
  return entries;
}

/** The end-of-central-directory record: the last 22 bytes and a comment of up to 65535. */
async function findDirectory(file: File): Promise<{ count: number; start: number; size: number }> {
  const tail = new Uint8Array(await file.slice(Math.max(0, file.size - 65557)).arrayBuffer());
  const view = new DataView(tail.buffer);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const [count, size, start] = [
      view.getUint16(at + 10, true),
      view.getUint32(at + 12, true),
      view.getUint32(at + 16, true),
    ];
    if (start === 0xffffffff || count === 0xffff)
      throw broken(file.name, 'it is a zip64 archive. Unpack it and open the folder.');
    if (start + size > file.size)
      throw new Problem('file.truncated', { name: file.name, need: start + size, have: file.size });
    return { count, start, size };
  }
  throw broken(file.name, 'the directory at its end is missing: it is cut short or not a zip archive.');
}

async function readEntry(
  file: File,
  path: string,
  record: { method: number; crc: number; packed: number; size: number; offset: number },
  encrypted: boolean,
): Promise<Uint8Array> {
  const name = `${file.name}/${path}`;
  if (encrypted) throw broken(name, 'it is encrypted. Unpack the archive with its password first.');
  const header = new DataView(await file.slice(record.offset, record.offset + 30).arrayBuffer());
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50)
    throw broken(name, 'its place in the archive is damaged.');
  const start = record.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = file.slice(start, start + record.packed);
  let data: Uint8Array;
  if (record.method === 0) data = new Uint8Array(await packed.arrayBuffer());
  else if (record.method === 8) data = await inflate(name, packed, 'deflate-raw', record.size);
  else throw broken(name, `compression method ${record.method} is not read. Unpack the archive first.`);
  if (data.length !== record.size || crc32(data) !== record.crc)
    throw broken(name, 'its checksum is wrong: the archive is damaged.');
  return data;
}
