import { Problem } from '../../core/problem.ts';
import type { MaskLayer } from '../../core/history.ts';

/**
 * Cases kept in this browser (origin private file system), one folder each:
 * `image.bin` written once, `prediction.bin` and `edits.bin` written where they changed, and the manifest written
 * in turn to `manifest.0.json` and `manifest.1.json`, so that a tab closed in mid-write leaves the other one whole.
 */
const ROOT = 'cases';

/** The sync handle is a worker's; TypeScript's worker library names it, the DOM library does not. */
interface SyncHandle {
  read(buffer: Uint8Array, options?: { at: number }): number;
  write(buffer: Uint8Array, options?: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}
type FileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncHandle> };

interface Envelope {
  readonly sequence: number;
  readonly savedAt: number;
  readonly manifest: unknown;
}

export interface CaseSummary {
  readonly id: string;
  readonly name: string;
  /** ms since 1970 */
  readonly savedAt: number;
  readonly bytes: number;
}

export interface Block {
  readonly layer: MaskLayer;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

async function casesFolder(): Promise<FileSystemDirectoryHandle> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(ROOT, { create: true });
  } catch {
    throw new Problem('storage.none');
  }
}

const isNamed = (e: unknown, name: string) => e instanceof Error && e.name === name;

/** Says "full" for what the browser calls a quota error. */
function explain(e: unknown): never {
  if (isNamed(e, 'QuotaExceededError')) throw new Problem('storage.full');
  throw e;
}

async function writeAt(
  folder: FileSystemDirectoryHandle,
  name: string,
  parts: readonly { at: number; bytes: Uint8Array }[],
  whole: boolean,
): Promise<void> {
  try {
    const file = (await folder.getFileHandle(name, { create: true })) as FileHandle;
    const handle = await file.createSyncAccessHandle();
    try {
      if (whole) handle.truncate(0);
      for (const { at, bytes } of parts) {
        const written = handle.write(bytes, { at });
        if (written !== bytes.length) throw new Problem('storage.full');
      }
      handle.flush();
    } finally {
      handle.close();
    }
  } catch (e) {
    explain(e);
  }
}

async function readWhole(folder: FileSystemDirectoryHandle, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const file = await (await folder.getFileHandle(name)).getFile();
    return new Uint8Array(await file.arrayBuffer());
  } catch (e) {
    if (isNamed(e, 'NotFoundError')) return null;
    throw e;
  }
}

/** The newer of the two manifests that parses. */
async function newest(folder: FileSystemDirectoryHandle): Promise<Envelope | null> {
  let best: Envelope | null = null;
  for (const name of ['manifest.0.json', 'manifest.1.json']) {
    const bytes = await readWhole(folder, name);
    if (!bytes) continue;
    try {
      const envelope = JSON.parse(new TextDecoder().decode(bytes)) as Envelope;
      if (!best || envelope.sequence > best.sequence) best = envelope;
    } catch {
      // the tab was closed while this one was written; the other one counts
    }
  }
  return best;
}

/** Writes the manifest and, when given, the image and changed blocks of the masks. Masks first: the manifest seals them. */
export async function writeCase(
  id: string,
  manifest: unknown,
  parts: { readonly image?: Uint8Array; readonly pet?: Uint8Array; readonly blocks?: readonly Block[] },
): Promise<void> {
  const folder = await (await casesFolder()).getDirectoryHandle(id, { create: true });
  if (parts.image) await writeAt(folder, 'image.bin', [{ at: 0, bytes: parts.image }], true);
  if (parts.pet) await writeAt(folder, 'pet.bin', [{ at: 0, bytes: parts.pet }], true);
  for (const layer of ['prediction', 'edits'] as const) {
    const mine = (parts.blocks ?? []).filter((b) => b.layer === layer);
    if (mine.length)
      await writeAt(
        folder,
        `${layer}.bin`,
        mine.map((b) => ({ at: b.offset, bytes: b.bytes })),
        false,
      );
  }
  const sequence = ((await newest(folder))?.sequence ?? 0) + 1;
  const envelope: Envelope = { sequence, savedAt: Date.now(), manifest };
  const bytes = new TextEncoder().encode(JSON.stringify(envelope));
  await writeAt(folder, `manifest.${sequence % 2}.json`, [{ at: 0, bytes }], true);
}

/** Manifest and masks of a case, without its image. Throws Problem `storage.missing`. */
export async function readMasks(id: string): Promise<{
  manifest: unknown;
  prediction: Uint8Array<ArrayBuffer> | null;
  edits: Uint8Array<ArrayBuffer> | null;
}> {
  try {
    const folder = await (await casesFolder()).getDirectoryHandle(id);
    const envelope = await newest(folder);
    if (!envelope) throw new Problem('storage.missing');
    const [prediction, edits] = [await readWhole(folder, 'prediction.bin'), await readWhole(folder, 'edits.bin')];
    return { manifest: envelope.manifest, prediction, edits };
  } catch (e) {
    if (isNamed(e, 'NotFoundError')) throw new Problem('storage.missing');
    throw e;
  }
}

/** What was stored under `id`. Throws Problem `storage.missing`. */
export async function readStored(id: string): Promise<{
  manifest: unknown;
  image: Uint8Array<ArrayBuffer>;
  prediction: Uint8Array<ArrayBuffer> | null;
  edits: Uint8Array<ArrayBuffer> | null;
  pet: Uint8Array<ArrayBuffer> | null;
}> {
  const cases = await casesFolder();
  try {
    const folder = await cases.getDirectoryHandle(id);
    const envelope = await newest(folder);
    const image = await readWhole(folder, 'image.bin');
    if (!envelope || !image) throw new Problem('storage.missing');
    return {
      manifest: envelope.manifest,
      image,
      prediction: await readWhole(folder, 'prediction.bin'),
      edits: await readWhole(folder, 'edits.bin'),
      pet: await readWhole(folder, 'pet.bin'),
    };
  } catch (e) {
    if (isNamed(e, 'NotFoundError')) throw new Problem('storage.missing');
    throw e;
  }
}

/** Cases that can be opened, newest first. */
export async function listStored(): Promise<CaseSummary[]> {
  const cases = await casesFolder();
  const out: CaseSummary[] = [];
  for await (const [id, entry] of (
    cases as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> }
  ).entries()) {
    if (entry.kind !== 'directory') continue;
    const folder = entry as FileSystemDirectoryHandle;
    const envelope = await newest(folder);
    if (!envelope) continue;
    let bytes = 0;
    for (const name of ['image.bin', 'pet.bin', 'prediction.bin', 'edits.bin']) {
      try {
        bytes += (await (await folder.getFileHandle(name)).getFile()).size;
      } catch {
        // not every case has every layer
      }
    }
    const { name = id } = envelope.manifest as { name?: string };
    out.push({ id, name, savedAt: envelope.savedAt, bytes });
  }
  return out.sort((a, b) => b.savedAt - a.savedAt);
}

export async function removeStored(id: string): Promise<void> {
  await (await casesFolder()).removeEntry(id, { recursive: true });
}
