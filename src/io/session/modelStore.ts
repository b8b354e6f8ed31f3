import { type Plan, parsePlan } from '../../core/plan.ts';
import { Problem } from '../../core/problem.ts';

/** Models that the user brought, kept in this browser: one folder each with plan.json and weights.safetensors. */
const ROOT = 'models';

export interface StoredModel {
  readonly plan: Plan;
  /** Size of the weights. */
  readonly bytes: number;
}

/** The folder of all models. Throws Problem `storage.none`. */
export async function modelsFolder(): Promise<FileSystemDirectoryHandle> {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });
  } catch {
    throw new Problem('storage.none');
  }
}

/**
 * Writes a file, piece by piece where it comes in pieces: a tab closed in between leaves the old one whole.
 * Throws Problem `storage.full`.
 */
export async function writeWhole(
  folder: FileSystemDirectoryHandle,
  name: string,
  data: Blob | Iterable<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
  try {
    for (const part of data instanceof Blob ? [data] : data) await stream.write(part);
    await stream.close();
  } catch (e) {
    await stream.abort().catch(() => {});
    throw e instanceof Error && e.name === 'QuotaExceededError' ? new Problem('storage.full') : e;
  }
}

/** Keeps a model under its plan's id, replacing one of the same id with all its versions. Weights first: without a plan nothing is listed. */
export async function writeModel(plan: Plan, weights: Iterable<Uint8Array<ArrayBuffer>>): Promise<void> {
  const models = await modelsFolder();
  await models.removeEntry(plan.id, { recursive: true }).catch(() => {});
  const folder = await models.getDirectoryHandle(plan.id, { create: true });
  await writeWhole(folder, 'weights.safetensors', weights);
  await writeWhole(folder, 'plan.json', new Blob([JSON.stringify(plan)]));
}

/** Weights of a stored model. Throws Problem `model.missing`. */
export async function readModelWeights(id: string): Promise<File> {
  try {
    const folder = await (await modelsFolder()).getDirectoryHandle(id);
    return await (await folder.getFileHandle('weights.safetensors')).getFile();
  } catch (e) {
    if (e instanceof Problem) throw e;
    throw new Problem('model.missing', { name: id });
  }
}

/** All models whose plan can be read, by title. */
export async function listModels(): Promise<StoredModel[]> {
  const root = await modelsFolder();
  const out: StoredModel[] = [];
  for await (const entry of (root as unknown as { values(): AsyncIterable<FileSystemHandle> }).values()) {
    if (entry.kind !== 'directory') continue;
    try {
      const folder = entry as FileSystemDirectoryHandle;
      const plan = parsePlan(JSON.parse(await (await (await folder.getFileHandle('plan.json')).getFile()).text()));
      const { size } = await (await folder.getFileHandle('weights.safetensors')).getFile();
      out.push({ plan, bytes: size });
    } catch {
      // half written when the tab was closed: it is written anew when the file is dropped again
    }
  }
  return out.sort((a, b) => a.plan.title.localeCompare(b.plan.title));
}

export async function removeModel(id: string): Promise<void> {
  await (await modelsFolder()).removeEntry(id, { recursive: true });
}
