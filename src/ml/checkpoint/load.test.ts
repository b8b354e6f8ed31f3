import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../core/random.ts';
import { Problem } from '../../core/problem.ts';
import { readCheckpoint } from './load.ts';
import { call, op, pickle } from './pickleWriter.testing.ts';
import { writeSafetensors } from './safetensors.ts';

const quiet = { signal: new AbortController().signal, progress: () => undefined };
const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const failure = (parts: BlobPart[], name: string) =>
  readCheckpoint(new Blob(parts), quiet, name).then(
    () => null,
    (e: Problem) => e,
  );

describe('a checkpoint is told by its bytes', () => {
  const values = new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]);

  test('safetensors and both forms of PyTorch', async () => {
    const safetensors = new Blob([writeSafetensors(values)]);
    expect([...(await readCheckpoint(safetensors, quiet)).keys()]).toEqual(['w']);
    for (const name of ['prefixed.zip.pth', 'prefixed.legacy.pth'])
      expect((await readCheckpoint(new Blob([fixture(name)]), quiet)).size).toBe(4);
  });

  test('progress ends at the whole', async () => {
    for (const blob of [new Blob([writeSafetensors(values)]), new Blob([fixture('prefixed.zip.pth')])]) {
      const seen: number[] = [];
      await readCheckpoint(blob, { ...quiet, progress: ({ done, total }) => seen.push(done / total) });
      expect(seen.at(-1)).toBe(1);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
    }
  });

  test.each([
    ['empty.pth', [], 'file.empty'],
    ['notes.txt', ['Dear diary'], 'checkpoint.unknown'],
    ['evil.pth', [pickle(call('os', 'system', op.text('true')))], 'checkpoint.refused'],
    ['cut.pth', [fixture('prefixed.zip.pth').subarray(0, 900)], 'checkpoint.broken'],
  ] as [string, BlobPart[], string][])('%s', async (name, parts, key) => {
    const problem = await failure(parts, name);
    expect(problem?.key).toBe(key);
    expect(problem?.message).toContain(name);
  });
});

test('a damaged byte anywhere ends in values or a Problem, never in another error', async () => {
  const random = mulberry32(7);
  for (const name of ['prefixed.zip.pth', 'prefixed.legacy.pth', 'nnunet.zip.pth', 'prefixed.deflated.pth']) {
    const whole = fixture(name);
    for (let n = 0; n < 250; n++) {
      const damaged = Uint8Array.from(whole);
      for (let k = 0; k < 1 + (n % 3); k++) damaged[Math.floor(random() * whole.length)] = Math.floor(random() * 256);
      const problem = await failure([damaged], name);
      if (problem) expect(problem, `${name}, try ${n}: ${String((problem as Error).stack)}`).toBeInstanceOf(Problem);
    }
  }
});
