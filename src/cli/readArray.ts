import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readNpy } from '../io/npy.ts';
import { UsageError } from './command.ts';

/** A .npy file of any type as float32, row-major. Throws UsageError where there is no such file, a Problem where it is broken. */
export async function readArray(path: string): Promise<{ data: Float32Array; shape: readonly number[] }> {
  const bytes = await readFile(path).catch(() => {
    throw new UsageError(`${path}: there is no such file.`);
  });
  const { data, shape } = readNpy(basename(path), bytes);
  return { data: data instanceof Float32Array ? data : Float32Array.from(data), shape };
}
