import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../io/npy.ts';
import { main } from './limn.ts';

const folder = mkdtempSync(join(tmpdir(), 'limn-loss-'));
const at = (name: string) => join(folder, name);
const npy = (name: string, values: number[], shape: number[]) => {
  writeFileSync(at(name), writeNpy(Float32Array.from(values), shape));
  return at(name);
};
async function limn(...argv: string[]) {
  const out: string[] = [];
  const note: string[] = [];
  const code = await main(argv, { out: (line) => out.push(line), note: (line) => note.push(line) });
  return { code, out: out.join('\n'), note: note.join('\n') };
}

describe('limn loss', () => {
  it('prints nine digits, and writes the gradient in NCHW', async () => {
    const logits = npy('l.npy', [0, 0, Math.log(3), 0], [1, 2, 1, 2]);
    const target = npy('t.npy', [0, 1], [1, 1, 2]);
    const call = ['--name', 'cross-entropy', '--logits', logits, '--target', target, '--grad', at('g.npy')];
    const { code, out } = await limn('loss', ...call);
    expect(code).toBe(0);
    // pixel 0: classes 0 and ln 3, truth 0; pixel 1: both 0, truth 1
    expect(out).toMatch(/^1\.0397\d{4}$/);
    expect(Number(out)).toBeCloseTo((Math.log(4) + Math.log(2)) / 2, 6);
    const { data, shape } = readNpy('g', readFileSync(at('g.npy')));
    expect(shape).toEqual([1, 2, 1, 2]);
    [-0.375, 0.25, 0.375, -0.25].forEach((g, i) => expect(data[i]).toBeCloseTo(g, 6));
  });

  it.each([
    [['--name', 'dcie'], /No loss is called "dcie"/],
    [['--name', 'dice', '--options', '{"smoth":1}'], /has no option "smoth"/],
    [['--name', 'dice', '--options', '1'], /--options must be a JSON object/],
    [['--name', 'cross-entropy'], /The target is \[1, 1, 1, 2\]; cross-entropy wants \[1, 1, 2\]/],
  ])('%j is answered with one line', async (argv, message) => {
    const files = ['--logits', npy('a.npy', [1, 2], [1, 1, 1, 2]), '--target', npy('b.npy', [0, 1], [1, 1, 1, 2])];
    const { code, note } = await limn('loss', ...files, ...argv);
    expect(code).toBe(2);
    expect(note.split('\n').at(-1)).toMatch(message);
  });
});
