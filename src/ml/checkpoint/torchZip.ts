import { broken, refused, tooLarge, unsupported } from './fault.ts';
import type { Pickled, StorageRef } from './pickled.ts';
import { torchGlobal, torchStorage } from './torchGlobals.ts';
import { storageBytes } from './torchTensor.ts';
import type { TorchFile } from './torchPickle.ts';
import { PickleEndsEarly, unpickle } from './unpickle.ts';
import { readZipDirectory, readZipEntry } from './zipArchive.ts';

export const MAX_PICKLE = 64 * 1024 * 1024;
const MAX_STORAGE = 4 * 1024 ** 3;

/**
 * The form that torch.save writes since 1.6: a zip archive with `<name>/data.pkl`, and each storage as `<name>/data/<key>`.
 * Source: the record layout of PyTorch's caffe2/serialize/inline_container.
 */
export async function openTorchZip(blob: Blob): Promise<TorchFile> {
  const directory = await readZipDirectory(blob);
  const entries = new Map(directory.map((e) => [e.name, e]));
  const pickle = directory.find((e) => e.name === 'data.pkl' || /^[^/]+\/data\.pkl$/.test(e.name));
  if (!pickle) return broken('It is a zip archive without data.pkl: not one of PyTorch.');
  const root = pickle.name.slice(0, -'data.pkl'.length);
  if (entries.has(`${root}constants.pkl`)) refused('the program of a TorchScript archive');
  const order = entries.get(`${root}byteorder`);
  if (order && new TextDecoder().decode(await readZipEntry(blob, order, 64)) !== 'little')
    unsupported('big-endian storages');
  if (pickle.size > MAX_PICKLE) tooLarge(`Its pickle is larger than ${MAX_PICKLE >> 20} MB.`);
  return {
    value: valueOf(await readZipEntry(blob, pickle, MAX_PICKLE)),
    storage: async (s: StorageRef) => {
      const entry = entries.get(`${root}data/${s.key}`) ?? broken(`Its storage ${s.key} is missing.`);
      if (entry.size !== storageBytes(s))
        broken(`Its storage ${s.key} has ${entry.size} bytes where ${storageBytes(s)} are announced.`);
      return readZipEntry(blob, entry, MAX_STORAGE);
    },
  };
}

function valueOf(bytes: Uint8Array): Pickled {
  try {
    return unpickle(bytes, 0, { global: torchGlobal, persistent: torchStorage }).value;
  } catch (error) {
    if (error instanceof PickleEndsEarly) broken('Its pickle ends too early.');
    throw error;
  }
}
