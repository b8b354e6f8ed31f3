import type { LearnRecord } from '../../core/learn.ts';
import { Problem } from '../../core/problem.ts';
import { modelsFolder, writeWhole } from './modelStore.ts';

/**
 * What learning keeps of a model, beside its plan and first weights: `learn.json` (roles, versions, the unfinished run),
 * `v<n>.safetensors` for each version from 2 on, and `run.safetensors`, the state of a run that is not finished.
 */
const RECORD = 'learn.json';
const RUN = 'run.safetensors';
const weightsOf = (version: number): string => `v${version}.safetensors`;

const folderOf = async (model: string): Promise<FileSystemDirectoryHandle> =>
  (await modelsFolder()).getDirectoryHandle(model, { create: true });

async function read(model: string, name: string): Promise<File | null> {
  try {
    return await (await (await folderOf(model)).getFileHandle(name)).getFile();
  } catch (e) {
    if (e instanceof Error && e.name === 'NotFoundError') return null;
    throw e;
  }
}

const remove = async (model: string, name: string): Promise<void> =>
  (await folderOf(model)).removeEntry(name).catch((e: unknown) => {
    if (!(e instanceof Error && e.name === 'NotFoundError')) throw e;
  });

/** The record of a model; null where it never learned here. A record of another build's shape counts as none. */
export async function readRecord(model: string): Promise<LearnRecord | null> {
  const file = await read(model, RECORD);
  if (!file) return null;
  try {
    const record = JSON.parse(await file.text()) as LearnRecord;
    return record.model === model && Array.isArray(record.versions) ? record : null;
  } catch {
    return null;
  }
}

export const writeRecord = async (record: LearnRecord): Promise<void> =>
  writeWhole(await folderOf(record.model), RECORD, new Blob([JSON.stringify(record)]));

/** Number of the active version of every model that learned here. */
export async function activeVersions(): Promise<Record<string, number>> {
  const out: Record<string, number> = {};
  const root = (await modelsFolder()) as unknown as { keys(): AsyncIterable<string> };
  for await (const model of root.keys()) {
    const active = (await readRecord(model))?.versions.find((v) => v.state === 'active');
    if (active) out[model] = active.number;
  }
  return out;
}

/** Weights of a version from 2 on. Throws Problem `model.missing`. */
export async function readVersion(model: string, version: number): Promise<File> {
  const file = await read(model, weightsOf(version));
  if (!file) throw new Problem('model.missing', { name: `${model}, v${version}` });
  return file;
}

export const writeVersion = async (model: string, version: number, weights: Blob): Promise<void> =>
  writeWhole(await folderOf(model), weightsOf(version), weights);

export const removeVersion = (model: string, version: number): Promise<void> => remove(model, weightsOf(version));

/** State of the unfinished run; null where there is none. */
export const readRun = (model: string): Promise<File | null> => read(model, RUN);

export const writeRun = async (model: string, state: Blob): Promise<void> =>
  writeWhole(await folderOf(model), RUN, state);

export const removeRun = (model: string): Promise<void> => remove(model, RUN);
