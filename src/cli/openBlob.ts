import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { UsageError } from './command.ts';

/** A file as a Blob that reads from disk as it is sliced, however large. Throws UsageError where there is no such file. */
export async function openBlob(path: string): Promise<Blob> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new UsageError(`${path}: there is no such file or folder.`);
  if (!found.isFile()) throw new UsageError(`${path} is a folder; name a file.`);
  return openAsBlob(path);
}
