import type { Job } from '../../core/progress.ts';
import { broken, tooLarge } from './fault.ts';
import type { Pickled, StorageRef, TensorRef } from './pickled.ts';
import { findStateDict } from './stateDict.ts';
import { isLegacy, openTorchLegacy } from './torchLegacy.ts';
import { type TorchTensor, checkReach, elementCount, readTensor } from './torchTensor.ts';
import { openTorchZip } from './torchZip.ts';
import { isZip } from './zipArchive.ts';

/** A checkpoint whose pickle has been read and whose storages have not. */
export interface TorchFile {
  /** What torch.load would return, tensors as references. */
  readonly value: Pickled;
  /** Bytes of one storage, in memory of their own. */
  storage(s: StorageRef): Promise<Uint8Array<ArrayBuffer>>;
}

/** Values may take this many times the file's bytes (bool to int32 takes 4), plus a little for tiny files. */
const MAX_GROWTH = 8;
const SMALL = 64 * 1024 * 1024;

export const isTorch = (head: Uint8Array): boolean => isZip(head) || isLegacy(head);

/** Opens a `.pt` or `.pth` in zip or legacy form; reads its pickle against the allow-list and nothing else. */
export async function openTorch(blob: Blob): Promise<TorchFile> {
  const head = new Uint8Array(await blob.slice(0, 16).arrayBuffer());
  return isZip(head) ? openTorchZip(blob) : openTorchLegacy(blob);
}

/**
 * The tensors of a PyTorch checkpoint by name, in file order. Each storage is read once and dropped after its tensors:
 * the peak is the values plus one storage. Shared storages come apart; optimiser states are not read.
 * Throws faults (`fault.ts`) and, when `job.signal` fires, its reason.
 */
export async function readTorch(blob: Blob, job: Job): Promise<Map<string, TorchTensor>> {
  const file = await openTorch(blob);
  const tensors = findStateDict(file.value);
  const total = checkClaims(tensors, blob.size);
  const byStorage = new Map<string, [string, TensorRef][]>();
  for (const entry of tensors) {
    const { key } = entry[1].storage;
    byStorage.set(key, [...(byStorage.get(key) ?? []), entry]);
  }
  const read = new Map<string, TorchTensor>();
  let done = 0;
  for (const sharers of byStorage.values()) {
    job.signal.throwIfAborted();
    const bytes = await file.storage(sharers[0]![1].storage);
    for (const [name, tensor] of sharers) {
      const value = readTensor(bytes, tensor);
      read.set(name, sharers.length > 1 ? { ...value, data: value.data.slice() } : value);
      done += value.data.byteLength;
    }
    job.progress({ stage: 'load', done, total });
  }
  return new Map([...tensors.keys()].map((name) => [name, read.get(name)!]));
}

/** Bytes of all values. Throws where a tensor leaves its storage, or where all together cannot come from such a file. */
function checkClaims(tensors: ReadonlyMap<string, TensorRef>, fileBytes: number): number {
  let bytes = 0;
  for (const [name, tensor] of tensors) {
    checkReach(name, tensor);
    bytes += 4 * elementCount(tensor.shape);
    if (!Number.isSafeInteger(bytes) || bytes > SMALL + MAX_GROWTH * fileBytes)
      tooLarge(`Its tensors claim more than its ${fileBytes} bytes can hold (at ${name}).`);
  }
  if (tensors.size === 0) broken('It holds no tensors.');
  return bytes;
}
