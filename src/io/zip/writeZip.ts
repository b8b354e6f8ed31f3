import { Zip, ZipDeflate, ZipPassThrough, deflateSync } from 'fflate';
import { tooLarge } from '../sizeLimit.ts';

export interface ZipSource {
  readonly name: string;
  readonly data: Uint8Array;
}

const SAMPLE = 1 << 17;
/** Fixed, so that equal contents make equal files. */
const MTIME = new Date(2000, 0, 1);

/** Whether deflate is worth its time: what a sample from the middle shrinks to decides. */
function shrinks(data: Uint8Array): boolean {
  if (data.length < 64) return false;
  const start = Math.max(0, Math.floor((data.length - SAMPLE) / 2));
  const sample = data.subarray(start, start + SAMPLE);
  return deflateSync(sample, { level: 1 }).length < 0.9 * sample.length;
}

/** Offsets in a zip archive have 32 bits. */
const MAX_ZIP_BYTES = 0xffffffff;

/** A zip file of `files`, each deflated where that helps, else stored. Throws `file.tooLarge` past 4 GB. */
export async function zip(files: readonly ZipSource[]): Promise<Blob> {
  const parts: Uint8Array[] = [];
  let total = 0;
  await new Promise<void>((resolve, reject) => {
    const archive = new Zip((error, chunk, final) => {
      if (error) reject(error);
      else parts.push(chunk);
      total += chunk?.length ?? 0;
      if (total > MAX_ZIP_BYTES) reject(tooLarge('The archive', total, MAX_ZIP_BYTES));
      if (final) resolve();
    });
    for (const file of files) {
      const entry = shrinks(file.data) ? new ZipDeflate(file.name, { level: 4 }) : new ZipPassThrough(file.name);
      entry.mtime = MTIME;
      archive.add(entry);
      entry.push(file.data, true);
    }
    archive.end();
  });
  return new Blob(parts as BlobPart[], { type: 'application/zip' });
}
