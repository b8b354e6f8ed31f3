import { basename } from 'node:path';
import { readCheckpoint } from '../ml/checkpoint/load.ts';
import type { WeightValues } from '../ml/params.ts';
import { openBlob } from './openBlob.ts';

/** Weights of a checkpoint on disk. Throws UsageError or a Problem that names the file. */
export async function openWeights(path: string): Promise<WeightValues> {
  const job = { signal: new AbortController().signal, progress: () => undefined };
  return readCheckpoint(await openBlob(path), job, basename(path));
}
