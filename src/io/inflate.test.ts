import { gzipSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { gunzip, gunzipMembers, inflate, inflateUpTo } from './inflate.ts';

const text = new TextEncoder().encode('left stays left. '.repeat(400));
const blob = (bytes: Uint8Array) => new Blob([bytes as BlobPart]);
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((p) => [...p]));

describe('gzip', () => {
  it('inflates one member and several, by either way', async () => {
    const one = gzipSync(text);
    const three = join(gzipSync(text.slice(0, 100)), gzipSync(text.slice(100, 101)), gzipSync(text.slice(101)));
    for (const bytes of [one, three]) {
      expect(await gunzip('a.gz', blob(bytes))).toEqual(text);
      expect(gunzipMembers('a.gz', bytes)).toEqual(text);
    }
  });

  it('refuses a wrong checksum in any member, a cut, and rubbish behind', () => {
    const good = gzipSync(text);
    const bad = good.slice();
    bad[bad.length - 8]! ^= 1;
    for (const bytes of [
      bad,
      join(bad, good),
      join(good, bad),
      good.slice(0, -1),
      good.slice(0, 30),
      join(good, text),
    ]) {
      expect(() => gunzipMembers('a.gz', bytes)).toThrow('a.gz cannot be read: its gzip data is damaged');
    }
  });

  it('stops a bomb at the limit', async () => {
    const bomb = gzipSync(new Uint8Array(5_000_000));
    await expect(gunzip('bomb.gz', blob(bomb), 1_000_000)).rejects.toThrow('bomb.gz needs');
    expect(() => gunzipMembers('bomb.gz', bomb, 1_000_000)).toThrow('bomb.gz needs');
  });
});

describe('deflate', () => {
  it('gives as many bytes as asked for and no more', async () => {
    const packed = zlibSync(text);
    expect(await inflateUpTo(blob(packed), 'deflate', 17)).toEqual(text.slice(0, 17));
    expect(await inflateUpTo(blob(packed), 'deflate', 99_999)).toEqual(text);
    expect((await inflateUpTo(blob(packed.slice(0, 20)), 'deflate', 99_999)).length).toBeLessThan(text.length);
    expect(await inflateUpTo(blob(Uint8Array.of(1, 2, 3)), 'deflate', 5)).toHaveLength(0);
  });

  it('refuses damage by name', async () => {
    await expect(inflate('z', blob(zlibSync(text).slice(0, 40)), 'deflate')).rejects.toThrow('z cannot be read');
  });
});
