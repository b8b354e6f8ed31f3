import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseFusionPlan } from '../core/fusionPlan.ts';
import { greyPng } from '../io/export/pngWriter.ts';
import { writeNpy } from '../io/npy.ts';
import { main } from './limn.ts';

async function limn(...argv: string[]) {
  const out: string[] = [];
  const note: string[] = [];
  const code = await main(argv, { out: (line) => out.push(line), note: (line) => note.push(line) });
  return { code, out: out.join('\n'), note: note.join('\n') };
}

const folder = mkdtempSync(join(tmpdir(), 'limn-train-fusion-'));
const at = (...path: string[]) => join(folder, ...path);
const SIDE = 20;
const draw = (value: (x: number, y: number) => number) =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, n) => value(n % SIDE, Math.floor(n / SIDE)));

/** Pairs n of stripes and a spot; the CT as .png or .npy, the PET as .npy. */
function savePairs(dir: string, numbers: readonly number[]): string {
  for (const modality of ['ct', 'pet']) mkdirSync(at(dir, modality), { recursive: true });
  for (const n of numbers) {
    const ct = draw((x, y) => 120 + 100 * Math.sin(x / 2 + y / 3 + n));
    const pet = draw((x, y) => 250 * Math.exp(-((x - 3 * n) ** 2 + (y - 9) ** 2) / 20));
    writeFileSync(
      at(dir, 'ct', `${n}.${n % 2 ? 'png' : 'npy'}`),
      n % 2 ? greyPng(ct, SIDE, SIDE) : writeNpy(ct, [SIDE, SIDE]),
    );
    writeFileSync(at(dir, 'pet', `${n}.npy`), writeNpy(pet, [SIDE, SIDE]));
  }
  return at(dir);
}

let pairs = '';
beforeAll(() => {
  pairs = savePairs('pairs', [0, 1, 2, 3, 4, 5]);
});

const TINY = ['--patch', '16', '--batch', '2', '--config', '{"dim":4,"heads":1}', '--base', '2', '--rate', '0.002'];
const train = (out: string, ...more: string[]) =>
  limn(
    'train-fusion',
    '--pairs',
    pairs,
    '--holdout',
    'every:3',
    '--out',
    at(out),
    ...TINY,
    '--backend',
    'wasm',
    ...more,
  );
const weightsOf = (out: string) => readFileSync(at(out, 'weights.safetensors'));

describe('limn train-fusion', () => {
  it('writes a model that limn fuse takes, with curves and the figures of what was kept out', async () => {
    const { code, note, out } = await train('whole', '--epochs', '2', '--json');
    expect(code).toBe(0);
    expect(note).toContain('4 slices of 4 pairs, 2 steps an epoch; 2 pairs kept out');
    expect(note).toMatch(/epoch 2 of 2: G .* D .*, lead .* PET .* CT, diversity/);
    const plan = parseFusionPlan(JSON.parse(readFileSync(at('whole', 'plan.json'), 'utf8')));
    expect(plan.metrics.map((m) => m.name)).toEqual(['AG', 'SF', 'SSIM', 'SD', 'MI', 'PSNR', 'IE', 'Q^AB/F']);
    const { fused } = JSON.parse(out) as { fused: { ag: number } };
    expect(plan.metrics[0]!.value).toBeCloseTo(fused.ag, 3);
    const curves = readFileSync(at('whole', 'log.jsonl'), 'utf8').trim().split('\n');
    expect(curves.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([2, 4]);
    const drawn = readFileSync(at('whole', 'curves.svg'), 'utf8');
    expect(drawn.match(/<polyline/g)).toHaveLength(6);
    expect(drawn).toMatch(/^<svg /);
    expect(drawn).not.toMatch(/NaN|undefined/);
    const sources = ['--ct', join(pairs, 'ct', '1.png'), '--pet', join(pairs, 'pet', '1.npy')];
    const fusing = ['--model', at('whole'), '--out', at('f.png'), '--backend', 'cpu'];
    expect((await limn('fuse', ...sources, ...fusing)).code).toBe(0);
    expect(existsSync(at('f.png'))).toBe(true);
  });

  it('goes on from disk as if it had never stopped', async () => {
    await train('cut', '--epochs', '1');
    const { code } = await train('cut', '--epochs', '2', '--resume');
    expect(code).toBe(0);
    expect(weightsOf('cut').equals(weightsOf('whole'))).toBe(true);
  });

  it.each([
    [['--pairs', '/no/such'], /no such file or folder/],
    [['--loss', '{"alpha":1}'], /--loss has no alpha; it has content, ssim, gradient, target/],
    [['--loss', '{"target":"min"}'], /target must be own or max/],
    [['--ct-window', '0,1;x'], /--ct-window "x" is not LOW,HIGH/],
    [['--config', '{"dim":5,"heads":1}'], /dim must be even/],
    [['--config', '{"width":4}'], /--config has no width/],
    [['--batch', '1'], /--batch is "1"/],
    [['--holdout', 'every:1'], /--holdout "every:1"/],
    [['--batch', '9'], /4 slices are too few/],
    [['--resume'], /holds no state to go on from/],
  ])('%j is answered with one line', async (argv, message) => {
    const { code, note } = await train('wrong', '--epochs', '1', ...argv);
    expect(code).toBe(2);
    expect(note.split('\n').filter((line) => line.startsWith('limn '))).toHaveLength(1);
    expect(note).toMatch(message);
  });

  it('names an image without its partner', async () => {
    const lonely = savePairs('lonely', [0, 1]);
    writeFileSync(join(lonely, 'ct', '7.npy'), writeNpy(new Uint8Array(400), [20, 20]));
    const { code, note } = await limn('train-fusion', '--pairs', lonely, '--out', at('x'), ...TINY);
    expect(code).toBe(2);
    expect(note).toContain('7 is not in both ct/ and pet/');
  });
});
