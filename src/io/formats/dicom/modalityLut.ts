import type { Voxels } from '../../../core/volume.ts';
import { broken } from '../../sizeLimit.ts';
import type { DicomFile } from './dataSet.ts';
import { TAG } from './tags.ts';

/**
 * The Modality LUT of a file (PS3.3 C.11.1), as a function from stored samples to its output, or null where there is
 * none. Descriptor = entries (0 for 65536), first stored value mapped, bits of an entry.
 */
export function modalityLut(file: DicomFile): ((samples: Voxels) => Uint16Array) | null {
  const item = file.items(TAG.ModalityLut)[0];
  if (!item) return null;
  const signed = file.words(TAG.PixelRepresentation)[0] === 1;
  const [entries, , bits] = item.words(TAG.LutDescriptor);
  const first = item.words(TAG.LutDescriptor, signed)[1];
  if (entries === undefined || first === undefined || bits === undefined) {
    throw broken(file.name, 'its modality lookup table has no descriptor.');
  }
  const count = entries || 65536;
  const bytes = item.bytes(TAG.LutData);
  const packed = bits <= 8 && bytes.length < 2 * count;
  const table = packed ? bytes : Uint16Array.from(item.words(TAG.LutData));
  if (table.length < count)
    throw broken(file.name, `its modality lookup table holds ${table.length} of ${count} entries.`);
  return (samples) => {
    const out = new Uint16Array(samples.length);
    for (let n = 0; n < samples.length; n++) out[n] = table[Math.min(count - 1, Math.max(0, samples[n]! - first))]!;
    return out;
  };
}
