import { writeFile } from 'node:fs/promises';
import { UsageError } from './command.ts';

/** Writes a result. Throws UsageError where the folder is missing or not writable. */
export async function writeOutput(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes).catch((error: { code?: string; message: string }) => {
    const why = error.code === 'ENOENT' ? 'there is no such folder' : error.message;
    throw new UsageError(`${path} cannot be written: ${why}.`);
  });
}
