import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GateResult } from '../core/learn.ts';
import { parsePlan } from '../core/plan.ts';
import { mulberry32 } from '../core/random.ts';
import type { Figures } from './figures.ts';
import { main } from './limn.ts';

async function limn(...argv: string[]) {
  const out: string[] = [];
  const note: string[] = [];
  const code = await main(argv, { out: (line) => out.push(line), note: (line) => note.push(line) });
  return { code, out: out.join('\n'), note: note.join('\n') };
}

const folder = mkdtempSync(join(tmpdir(), 'limn-finetune-'));
const at = (...name: string[]) => join(folder, ...name);
const SIDE = 32;

/** `count` pictures of discs, with their masks, or with the masks inverted. */
function dataSet(name: string, seed: number, count: number, { dark = false, inverted = false } = {}): string {
  const random = mulberry32(seed);
  for (const part of ['images', 'labels']) mkdirSync(at(name, part), { recursive: true });
  for (let n = 0; n < count; n++) {
    const discs = Array.from({ length: 3 }, () => [random() * SIDE, random() * SIDE, 4 + random() * 3] as const);
    const mask = Uint8Array.from({ length: SIDE * SIDE }, (_, p) =>
      discs.some(([x, y, r]) => ((p % SIDE) - x) ** 2 + (Math.floor(p / SIDE) - y) ** 2 < r * r) ? 1 : 0,
    );
    const image = mask.map((l) => 30 + (dark ? 1 - l : l) * 150 + random() * 40);
    const png = (data: Uint8Array) => encode({ width: SIDE, height: SIDE, data, channels: 1, depth: 8 });
    writeFileSync(at(name, 'images', `${n}.png`), png(image));
    writeFileSync(at(name, 'labels', `${n}.png`), png(mask.map((l) => (inverted ? 1 - l : l) * 255)));
  }
  return at(name);
}

interface Report {
  readonly kept: number;
  readonly before: Figures;
  readonly after: Figures;
  readonly gate: GateResult;
}

beforeAll(async () => {
  const net = ['--config', '{"base":4,"depth":2,"widest":16}', '--patch', '32'];
  const how = ['--steps', '60', '--batch', '2', '--rate', '0.02', '--ema', '0', '--labels', 'Disc'];
  const { code, note } = await limn('train', '--data', dataSet('bright', 1, 4), '--out', at('base'), ...net, ...how);
  expect(`${code} ${code === 0 ? '' : note}`).toBe('0 ');
});

describe('limn finetune', () => {
  const tune = (...options: string[]) =>
    limn('finetune', '--model', at('base'), '--rate', '0.02', '--backend', 'wasm', '--json', ...options);

  it('teaches a model dark discs, and tells Dice before and after on slices kept out', async () => {
    const data = dataSet('dark', 2, 4, { dark: true });
    const val = dataSet('dark-val', 3, 2, { dark: true });
    const { code, out } = await tune('--data', data, '--val', val, '--out', at('tuned'), '--steps', '40');
    expect(code).toBe(0);
    const { before, after, gate, kept } = JSON.parse(out) as Report;
    expect(before.mean).toBeLessThan(0.5);
    expect(after.mean).toBeGreaterThan(0.75);
    expect(gate.passed).toBe(true);
    expect(kept).toBe(40);
    const plan = parsePlan(JSON.parse(readFileSync(at('tuned', 'plan.json'), 'utf8')));
    expect(plan).toMatchObject({ id: 'tuned', net: 'unet-same', provenance: { seed: 1 } });
    expect(plan.provenance.command).toContain('limn finetune --model MODEL --data DATA');
    expect(plan.metrics[0]!.value).toBeCloseTo(after.mean, 4);
  });

  it('counts epochs in slices, keeps the best step on the watch cases, and writes text', async () => {
    const folders = ['--model', at('base'), '--data', dataSet('dark', 2, 4, { dark: true }), '--out', at('watched')];
    const watch = dataSet('watch', 4, 1, { dark: true });
    const how = ['--epochs', '3', '--watch', watch, '--holdout', 'every:4', '--backend', 'wasm'];
    const { code, out, note } = await limn('finetune', ...folders, ...how);
    expect(code).toBe(0);
    // 3 slices in batches of 2, three times
    expect(out).toMatch(/^Kept step \d of 6, [\d.]+ s\nDice, mean of cases: .*\n(.*\n)*Gate: (passed|refused)/);
    expect(note).toContain('step 0: watch Dice');
  });

  it('reports that the gate refuses labels inverted on purpose', async () => {
    const data = dataSet('wrong', 1, 4, { inverted: true });
    const { out } = await tune('--data', data, '--val', dataSet('val', 5, 2), '--out', at('wrong'), '--steps', '40');
    const { gate } = JSON.parse(out) as Report;
    expect(gate.passed).toBe(false);
    expect(gate.rules.find((r) => r.id === 'mean')!.passed).toBe(false);
  });

  it('says which losses fit, and takes steps or epochs', async () => {
    const data = dataSet('dark', 2, 4, { dark: true });
    const wrong = await tune('--data', data, '--out', at('x'), '--loss', 'dice-ce');
    expect(wrong.code).toBe(2);
    expect(wrong.note).toContain('dice-ce does not fit unet-same; these do: dice, bce,');
    expect((await tune('--data', data, '--out', at('x'), '--steps', '3', '--epochs', '1')).code).toBe(2);
  });
});
