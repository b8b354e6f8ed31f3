import { expect, test } from 'vitest';
import { readZipDirectory, readZipEntry } from './zipArchive.ts';

/** Little-endian fields: [bytes, value]. */
const record = (...fields: readonly (readonly [number, number])[]): number[] =>
  fields.flatMap(([bytes, value]) => Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256));
const ascii = (s: string) => [...new TextEncoder().encode(s)];

/** A zip64 archive with one stored file "a": its sizes and offset stand in extra fields, as beyond 4 GB. */
function zip64(content: number[], claimed = content.length): Blob {
  const over: [number, number] = [4, 0xffffffff];
  const local = [
    ...record([4, 0x04034b50], [2, 45], [2, 0], [2, 0], [4, 0], [4, 0], over, over, [2, 1], [2, 20]),
    ...ascii('a'),
    ...record([2, 1], [2, 16], [8, claimed], [8, content.length]),
    ...content,
  ];
  const central = [
    ...record([4, 0x02014b50], [2, 45], [2, 45], [2, 0], [2, 0], [4, 0], [4, 0], over, over),
    ...record([2, 1], [2, 28], [2, 0], [2, 0], [2, 0], [4, 0], over),
    ...ascii('a'),
    ...record([2, 1], [2, 24], [8, claimed], [8, content.length], [8, 0]),
  ];
  const end64 = [
    ...record([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, 1], [8, 1]),
    ...record([8, central.length], [8, local.length]),
  ];
  const locator = record([4, 0x07064b50], [4, 0], [8, local.length + central.length], [4, 1]);
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, 0xffff], [2, 0xffff], over, over, [2, 0]);
  return new Blob([Uint8Array.from([...local, ...central, ...end64, ...locator, ...end])]);
}

test('zip64: sizes and offsets beyond 32 bits are taken from the extra fields', async () => {
  const blob = zip64([5, 6, 7]);
  const entries = await readZipDirectory(blob);
  expect(entries).toEqual([{ name: 'a', method: 'stored', packed: 3, size: 3, header: 0 }]);
  expect([...(await readZipEntry(blob, entries[0]!, 100))]).toEqual([5, 6, 7]);
});

test('an entry that claims more than the limit is not read', async () => {
  const blob = zip64([5, 6, 7], 5e12);
  const [entry] = await readZipDirectory(blob);
  await expect(readZipEntry(blob, entry!, 1e9)).rejects.toThrow('claims 5000000 MB');
});

test('a stored entry has one size', async () => {
  const blob = zip64([5, 6, 7], 9);
  const [entry] = await readZipDirectory(blob);
  await expect(readZipEntry(blob, entry!, 1e9)).rejects.toThrow('two sizes');
});

test('an archive that was cut off says so', async () => {
  const whole = zip64([5, 6, 7]);
  await expect(readZipDirectory(whole.slice(0, whole.size - 3))).rejects.toThrow('cut off');
});
