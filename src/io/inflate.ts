import { Gunzip } from 'fflate';
import { Problem } from '../core/problem.ts';
import { crc32 } from './crc32.ts';
import { MAX_IMAGE_BYTES, broken, tooLarge } from './sizeLimit.ts';

const join = (chunks: readonly Uint8Array[], total: number): Uint8Array => {
  const out = new Uint8Array(total);
  let at = 0;
  for (const c of chunks) {
    out.set(c, at);
    at += c.length;
  }
  return out;
};

/** All bytes of a stream. Throws `file.tooLarge` as soon as more than `limit` have come out. */
async function readAll(name: string, stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return join(chunks, total);
    total += value.length;
    if (total > limit) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(name, total, limit);
    }
    chunks.push(value);
  }
}

/**
 * The first `need` bytes that `data` inflates to; fewer where the stream ends or is damaged before. Never inflates more,
 * whatever the data claim, and does not mind what follows: the caller knows how much there must be.
 */
export async function inflateUpTo(data: Blob, format: CompressionFormat, need: number): Promise<Uint8Array> {
  const reader = data.stream().pipeThrough(new DecompressionStream(format)).getReader();
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    while (total < need) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, need - total);
      chunks.push(part);
      total += part.length;
    }
    await reader.cancel();
  } catch {
    // what came out before the damage counts
  }
  return join(chunks, total);
}

/** Inflates raw deflate or zlib data. Throws `file.broken` on bad data, `file.tooLarge` past `limit` bytes. */
export async function inflate(
  name: string,
  data: Blob,
  format: 'deflate' | 'deflate-raw',
  limit = MAX_IMAGE_BYTES,
): Promise<Uint8Array> {
  try {
    return await readAll(name, data.stream().pipeThrough(new DecompressionStream(format)), limit);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw broken(name, 'its compressed data is damaged or ends too early.');
  }
}

/**
 * Inflates gzip data of one or more members (bgzip and pigz write many). Browsers' own DecompressionStream takes
 * one member and nothing behind it, so what it refuses is tried again member by member, with every CRC checked.
 */
export async function gunzip(name: string, data: Blob, limit = MAX_IMAGE_BYTES): Promise<Uint8Array> {
  try {
    return await readAll(name, data.stream().pipeThrough(new DecompressionStream('gzip')), limit);
  } catch (error) {
    if (error instanceof Problem) throw error;
    return gunzipMembers(name, new Uint8Array(await data.arrayBuffer()), limit);
  }
}

/** Gzip members one after another (RFC 1952, 2.2), each checked against its CRC-32 and length. */
export function gunzipMembers(name: string, data: Uint8Array, limit = MAX_IMAGE_BYTES): Uint8Array {
  const damaged = () => broken(name, 'its gzip data is damaged or ends too early.');
  const chunks: Uint8Array[] = [];
  let total = 0;
  let crc = 0;
  let length = 0;
  const closeMember = (end: number) => {
    if (end < 18) throw damaged();
    const trailer = new DataView(data.buffer, data.byteOffset + end - 8, 8);
    if (trailer.getUint32(0, true) !== crc || trailer.getUint32(4, true) !== length) throw damaged();
    crc = 0;
    length = 0;
  };
  const stream = new Gunzip((chunk) => {
    total += chunk.length;
    if (total > limit) throw tooLarge(name, total, limit);
    crc = crc32(chunk, crc);
    length += chunk.length;
    chunks.push(chunk);
  });
  stream.onmember = closeMember;
  try {
    const step = 1 << 16;
    for (let at = 0; at < data.length; at += step) {
      stream.push(data.subarray(at, at + step), at + step >= data.length);
    }
  } catch (error) {
    throw error instanceof Problem ? error : damaged();
  }
  closeMember(data.length);
  return join(chunks, total);
}
