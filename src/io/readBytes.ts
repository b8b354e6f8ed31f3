import { Problem } from '../core/problem.ts';
import { gunzip, inflateUpTo } from './inflate.ts';
import { MAX_IMAGE_BYTES, checkSize } from './sizeLimit.ts';

const isGzip = (head: Uint8Array) => head.length > 17 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

const firstBytes = async (file: Blob, count: number) => new Uint8Array(await file.slice(0, count).arrayBuffer());

/** All bytes of a file, inflated if it is gzipped. Throws `file.empty`, `file.tooLarge`, `file.broken`. */
export async function readBytes(file: File, limit = MAX_IMAGE_BYTES): Promise<Uint8Array> {
  if (file.size === 0) throw new Problem('file.empty', { name: file.name });
  checkSize(file.name, file.size, limit);
  if (isGzip(await firstBytes(file, 18))) return gunzip(file.name, file, limit);
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Problem('file.vanished', { name: file.name });
  }
}

/** The first `count` bytes of a file, or of what it inflates to; fewer if there are fewer or the gzip data is damaged. */
export async function readHead(file: File, count: number): Promise<Uint8Array> {
  let head: Uint8Array;
  try {
    head = await firstBytes(file, count);
  } catch {
    throw new Problem('file.vanished', { name: file.name });
  }
  if (!isGzip(head)) return head;
  return inflateUpTo(file, 'gzip', count);
}
