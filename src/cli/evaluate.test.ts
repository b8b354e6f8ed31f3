import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictureGrid } from '../core/grid.ts';
import { niftiBytes } from '../io/export/niftiWriter.ts';
import { greyPng } from '../io/export/pngWriter.ts';
import { main } from './limn.ts';

async function limn(...argv: string[]) {
  const out: string[] = [];
  const note: string[] = [];
  const code = await main(argv, { out: (line) => out.push(line), note: (line) => note.push(line) });
  return { code, out: out.join('\n'), note: note.join('\n') };
}

/** Rows of digits as a label map. */
const map = (...rows: readonly string[]) => Uint8Array.from(rows.join(''), Number);

const TRUTH = map('1100', '1100', '0022', '0022');
const PRED = map('1110', '1000', '0022', '0020');

const folder = mkdtempSync(join(tmpdir(), 'limn-evaluate-'));
const png = (path: string, labels: Uint8Array) => {
  writeFileSync(join(folder, path), greyPng(labels, 4, 4));
  return join(folder, path);
};
const truth = png('truth.png', TRUTH);
const pred = png('pred.png', PRED);

describe('limn evaluate', () => {
  it('counts by label: truth 4 voxels of each, label 1 with one extra and one missed', async () => {
    const { code, out } = await limn('evaluate', '--truth', truth, '--pred', pred, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).rows).toEqual([
      { case: 'pred', label: 1, dice: 6 / 8, iou: 3 / 5, precision: 3 / 4, recall: 3 / 4, tp: 3, fp: 1, fn: 1 },
      { case: 'pred', label: 2, dice: 6 / 7, iou: 3 / 4, precision: 1, recall: 3 / 4, tp: 3, fp: 0, fn: 1 },
    ]);
  });

  it('pairs folders by name, means over cases, and adds voxels up', async () => {
    for (const name of ['t', 'p']) mkdirSync(join(folder, name));
    png('t/a.png', TRUTH);
    png('p/a.png', TRUTH);
    png('t/b.png', TRUTH);
    png('p/b.png', new Uint8Array(16));
    const { out } = await limn('evaluate', '--truth', join(folder, 't'), '--pred', join(folder, 'p'), '--json');
    const { mean, pooled } = JSON.parse(out);
    expect(mean[0]).toMatchObject({ label: 1, cases: 2, dice: 0.5 });
    expect(pooled[0].dice).toBeCloseTo(8 / 12, 9);
  });

  it('writes a line a case and label as CSV, and only the labels asked for', async () => {
    const { out } = await limn('evaluate', '--truth', truth, '--pred', pred, '--csv', '--labels', '2');
    expect(out.split('\n')).toEqual([
      'case,label,dice,iou,precision,recall,tp,fp,fn',
      `pred,2,${6 / 7},0.75,1,0.75,3,0,1`,
    ]);
  });

  it('puts a prediction with turned axes in order, and refuses one on another grid', async () => {
    const grid = { ...pictureGrid(4, 4, 1), spacingTrust: 'known' as const, oriented: true };
    const turned = { ...grid, direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1], origin: [3, 0, 0] as const };
    const mirrored = map('0011', '0011', '2200', '2200');
    const a = join(folder, 'a.nii');
    const b = join(folder, 'b.nii');
    writeFileSync(a, niftiBytes({ grid, voxels: TRUTH, label: true }));
    writeFileSync(b, niftiBytes({ grid: turned, voxels: mirrored, label: true }));
    const { out } = await limn('evaluate', '--truth', a, '--pred', b, '--json');
    expect(JSON.parse(out).rows.map((r: { dice: number }) => r.dice)).toEqual([1, 1]);

    const c = join(folder, 'c.nii');
    writeFileSync(c, niftiBytes({ grid: { ...grid, origin: [50, 0, 0] }, voxels: TRUTH, label: true }));
    const refused = await limn('evaluate', '--truth', a, '--pred', c);
    expect(refused.code).toBe(2);
    expect(refused.note).toMatch(/^limn evaluate: c\.nii lies on another grid/);
  });

  it('says what is missing', async () => {
    expect((await limn('evaluate', '--truth', truth)).note).toBe('limn evaluate: --pred PATH is missing.');
    const { code, note } = await limn('evaluate', '--truth', join(folder, 't'), '--pred', truth);
    expect(code).toBe(2);
    expect(note).toContain('has no prediction of the same name');
  });
});
