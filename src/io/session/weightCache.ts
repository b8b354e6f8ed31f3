import { writeWhole } from './modelStore.ts';

/** Weights that came with the app, kept in this browser: `shipped/<id>/<SHA-256 of the bytes, hex>.safetensors`. */
const ROOT = 'shipped';

const folderOf = async (create: boolean) =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create });
const nameOf = (digest: string) => `${digest}.safetensors`;

async function sha256(blob: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The weights of that digest, or null where they are not here, or not whole. */
export async function keptWeights(id: string, digest: string): Promise<Blob | null> {
  try {
    const folder = await (await folderOf(false)).getDirectoryHandle(id);
    const file = await (await folder.getFileHandle(nameOf(digest))).getFile();
    return (await sha256(file)) === digest ? file : null;
  } catch {
    return null;
  }
}

/** Keeps them in the place of older ones, if they are what the digest says and there is room: a convenience, never a must. */
export async function keepWeights(id: string, digest: string, blob: Blob): Promise<void> {
  try {
    if ((await sha256(blob)) !== digest) return;
    const root = await folderOf(true);
    await root.removeEntry(id, { recursive: true }).catch(() => {});
    await writeWhole(await root.getDirectoryHandle(id, { create: true }), nameOf(digest), blob);
  } catch {
    // no storage, or a full one: they come from the host again
  }
}
