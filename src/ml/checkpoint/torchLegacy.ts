import { broken, tooLarge, unsupported } from './fault.ts';
import { type Pickled, type StorageRef, isDict } from './pickled.ts';
import { torchGlobal, torchStorage } from './torchGlobals.ts';
import { ELEMENT_BYTES, storageBytes } from './torchTensor.ts';
import type { TorchFile } from './torchPickle.ts';
import { MAX_PICKLE } from './torchZip.ts';
import { PickleEndsEarly, unpickle } from './unpickle.ts';

/** First pickle of a legacy file. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
const FIRST_READ = 256 * 1024;

/** Whether a file begins as a pickle of protocol 2 to 5. */
export const isLegacy = (head: Uint8Array): boolean => head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5;

/**
 * The form before PyTorch 1.6: pickles of a magic number, a protocol, facts about the machine, the checkpoint, and the
 * list of storage keys; then each storage in that order as an int64 count and its elements.
 */
export async function openTorchLegacy(blob: Blob): Promise<TorchFile> {
  const storages = new Map<string, StorageRef>();
  const persistent = (id: Pickled): StorageRef => {
    const s = torchStorage(id);
    const known = storages.get(s.key);
    if (known && (known.dtype !== s.dtype || known.count !== s.count)) broken(`Its storage ${s.key} has two sizes.`);
    storages.set(s.key, known ?? s);
    return s;
  };
  const { values, end } = await readPickles(blob, 5, { global: torchGlobal, persistent });
  const [magic, protocol, machine, value, keys] = values;
  if (magic !== MAGIC || protocol !== PROTOCOL) broken('It does not begin as a checkpoint of PyTorch.');
  if (isDict(machine) && machine.get('little_endian') === false) unsupported('big-endian storages');
  if (!Array.isArray(keys)) return broken('It has no list of storages.');

  const starts = new Map<string, number>();
  let at = end;
  for (const key of keys) {
    const s = (typeof key === 'string' && storages.get(key)) || broken('It lists a storage that no tensor uses.');
    const header = await blob.slice(at, at + 8).arrayBuffer();
    if (header.byteLength < 8) broken(`It ends before its storage ${s.key}.`);
    const count = Number(new DataView(header).getBigInt64(0, true));
    if (count !== s.count) broken(`Its storage ${s.key} has ${count} elements where ${s.count} are announced.`);
    starts.set(s.key, at + 8);
    at += 8 + count * ELEMENT_BYTES[s.dtype];
    if (at > blob.size)
      broken(`It ends before its storage ${s.key} does: ${at} bytes are needed, ${blob.size} are there.`);
  }
  return {
    value: value!,
    storage: async (s) => {
      const start = starts.get(s.key) ?? broken(`Its storage ${s.key} is missing.`);
      return new Uint8Array(await blob.slice(start, start + storageBytes(s)).arrayBuffer());
    },
  };
}

/** Reads pickles that stand one after another and say nothing of their length: more of the file until they are whole. */
async function readPickles(blob: Blob, count: number, doors: Parameters<typeof unpickle>[2]) {
  for (let length = FIRST_READ; ; length *= 4) {
    const bytes = new Uint8Array(await blob.slice(0, Math.min(length, MAX_PICKLE)).arrayBuffer());
    try {
      const values: Pickled[] = [];
      let end = 0;
      while (values.length < count) {
        const one = unpickle(bytes, end, doors);
        values.push(one.value);
        end = one.end;
      }
      return { values, end };
    } catch (error) {
      if (!(error instanceof PickleEndsEarly)) throw error;
      if (bytes.length === blob.size) broken('Its pickle ends too early.');
      if (length >= MAX_PICKLE) tooLarge(`Its pickle is larger than ${MAX_PICKLE >> 20} MB.`);
    }
  }
}
