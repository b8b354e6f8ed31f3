import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, describe, it } from 'vitest';
import { greyPng } from '../io/export/pngWriter.ts';
import { writeNpy } from '../io/npy.ts';
import { main } from './limn.ts';

async function limn(...argv: string[]) {
  const out: string[] = [];
  const note: string[] = [];
  const code = await main(argv, { out: (line) => out.push(line), note: (line) => note.push(line) });
  return { code, out: out.join('\n'), note: note.join('\n') };
}

const folder = mkdtempSync(join(tmpdir(), 'limn-fusion-'));
const [width, height] = [12, 8];
const save = (name: string, value: (x: number, y: number) => number, png = true) => {
  const values = Uint8Array.from({ length: width * height }, (_, n) => value(n % width, Math.floor(n / width)));
  writeFileSync(join(folder, name), png ? greyPng(values, width, height) : writeNpy(values, [height, width]));
  return join(folder, name);
};
const ramp = save('ramp.png', (x) => 20 * x);
const rampNpy = save('ramp.npy', (x) => 20 * x, false);
const step = save('step.png', (_, y) => (y < 4 ? 0 : 200));
const small = join(folder, 'small.png');
writeFileSync(small, greyPng(new Uint8Array(64), 8, 8));
const bright = join(folder, 'bright.npy');
writeFileSync(bright, writeNpy(Float32Array.of(...Array.from({ length: 96 }, () => 300)), [8, 12]));

describe('limn fusion-metrics', () => {
  it('gives the eight figures, the same for PNG and npy', async () => {
    const call = (fused: string) => limn('fusion-metrics', '--a', ramp, '--b', step, '--fused', fused, '--json');
    const { code, out } = await call(ramp);
    expect(code).toBe(0);
    const figures = JSON.parse(out) as Record<string, number>;
    expect(Object.keys(figures)).toEqual(['ag', 'sf', 'ssim', 'sd', 'mi', 'psnr', 'ie', 'qabf']);
    expect(figures.ag).toBeCloseTo(20 / Math.SQRT2, 9);
    expect((await call(rampNpy)).out).toBe(out);
  });

  it('names its conventions in the help', async () => {
    const { out } = await limn('fusion-metrics', '--help');
    for (const words of ['numpy.gradient', '7 x 7', 'in bits', '255²', 'Xydeas']) expect(out).toContain(words);
  });

  it.each([
    [['--fused', small], /a is 12 x 8, fused 8 x 8/],
    [['--fused', bright], /fused holds 300; grey values are 0\.\.255/],
    [['--fused', '/no/such.png'], /no such file/],
    [['--fused', '/no/such.npy'], /no such file/],
    [[], /--fused FILE is missing/],
  ])('%j is answered with one line', async (argv, message) => {
    const { code, note } = await limn('fusion-metrics', '--a', ramp, '--b', step, ...argv);
    expect(code).toBe(2);
    expect(note).toMatch(message);
    expect(note.split('\n')).toHaveLength(1);
  });
});
