import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readZip } from './readZip.ts';
import { zip } from './writeZip.ts';

const file = (bytes: BlobPart, name = 'a.zip') => new File([bytes], name);
const encode = (text: string) => new TextEncoder().encode(text);

describe('zip', () => {
  it('gives back what was put in', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 5 }), async (list) => {
        const entries = await readZip(file(await zip(list.map((data, n) => ({ name: `${n}/图.bin`, data })))));
        expect(entries.map((e) => e.name)).toEqual(list.map((_, n) => `${n}/图.bin`));
        for (const [n, e] of entries.entries()) expect(await e.read()).toEqual(list[n]);
      }),
      { numRuns: 40 },
    ));

  it('reads an archive of another writer, folders left out', async () => {
    const bytes = zipSync({
      dir: { 'x.txt': [encode('hello '.repeat(50)), { level: 9 }] },
      'y.txt': [encode('y'), { level: 0 }],
    });
    const entries = await readZip(file(bytes as BlobPart));
    expect(entries.map((e) => e.name)).toEqual(['dir/x.txt', 'y.txt']);
    expect(new TextDecoder().decode(await entries[0]!.read())).toBe('hello '.repeat(50));
  });

  it('stores noise and deflates what shrinks', async () => {
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    expect((await zip([{ name: 'n', data: noise }])).size).toBeGreaterThan(60_000);
    expect((await zip([{ name: 'z', data: new Uint8Array(60_000) }])).size).toBeLessThan(1000);
  });

  it('refuses bombs before inflating, and lies while inflating', async () => {
    const bomb = zipSync({ a: new Uint8Array(4_000_000) });
    await expect(readZip(file(bomb as BlobPart), { entries: 10, bytes: 1e6 })).rejects.toThrow('a.zip needs');
    await expect(
      readZip(file(zipSync({ a: encode('1'), b: encode('2') }) as BlobPart), { entries: 1, bytes: 9 }),
    ).rejects.toThrow('it holds 2 files; at most 1');
    // the directory claims 10 bytes
    const lie = bomb.slice();
    const at = lie.findIndex((_, n) => lie[n] === 0x50 && lie[n + 1] === 0x4b && lie[n + 2] === 1 && lie[n + 3] === 2);
    new DataView(lie.buffer).setUint32(at + 24, 10, true);
    const [entry] = await readZip(file(lie as BlobPart));
    await expect(entry!.read()).rejects.toThrow('a.zip/a needs');
  });

  it('refuses a cut archive and a flipped bit', async () => {
    const bytes = zipSync({ a: [encode('some text to keep'), { level: 0 }] });
    for (let length = 4; length < bytes.length; length++) {
      await expect(readZip(file(bytes.slice(0, length) as BlobPart))).rejects.toThrow(/^a\.zip/);
    }
    const flipped = bytes.slice();
    flipped[35]! ^= 4;
    const [entry] = await readZip(file(flipped as BlobPart));
    await expect(entry!.read()).rejects.toThrow('a.zip/a cannot be read: its checksum is wrong');
  });
});
