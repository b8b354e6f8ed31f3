import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictureGrid } from '../core/grid.ts';
import { niftiBytes } from '../io/export/niftiWriter.ts';
import { greyPng } from '../io/export/pngWriter.ts';
import { writeNpy } from '../io/npy.ts';
import figures from '../ml/metrics/fixtures/segmentation.json' with { type: 'json' };
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
    expect(JSON.parse(out).rows).toMatchObject([
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
    const [head, row, mean] = out.split('\n').map((line) => line.split(','));
    expect(head!.join()).toBe(
      'case,label,dice,iou,precision,recall,hd95,hd95Medpy,nsd,assd,assdWeighted,volume,volumeTruth,volumeDifference,' +
        'tp,fp,fn,empty,unit,volumeUnit',
    );
    expect(row!.slice(0, 6)).toEqual(['pred', '2', `${6 / 7}`, '0.75', '1', '0.75']);
    expect(row!.slice(-9)).toEqual(['3', '4', '-1', '3', '0', '1', 'none', 'px', 'px²']);
    expect(mean!.slice(0, 6)).toEqual(['mean', ...row!.slice(1, 6)]);
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

  it.each(figures.cases)('prints the reference figures of $case, slices as .npy with --spacing', async (c) => {
    const write = (name: string, mask: string) => {
      const path = join(folder, `${c.case}.${name}.npy`);
      writeFileSync(path, writeNpy(Uint8Array.from(mask, Number), c.shape));
      return path;
    };
    const files = ['--truth', write('truth', c.gt), '--pred', write('pred', c.pred)];
    const spacing = [...c.spacing].reverse().join(',');
    const call = [...files, '--spacing', spacing, '--tolerance', '2', '--labels', '1', '--json'];
    const { code, out } = await limn('evaluate', ...call);
    expect(code).toBe(0);
    const got = JSON.parse(out).rows[0];
    const want = {
      dice: c.dsc,
      iou: c.iou,
      hd95: c.surface_distance.rhd['95'],
      nsd: c.surface_distance.nsd['2'],
      hd95Medpy: c.medpy?.hd95 ?? 'nan',
      assd: c.medpy?.assd ?? 'nan',
      volume: ((c.tp + c.fp) * c.spacing.reduce((a, b) => a * b)) / (c.shape.length === 3 ? 1000 : 1),
    };
    for (const [key, figure] of Object.entries(want)) {
      if (typeof figure === 'number') expect(got[key], key).toBeCloseTo(figure, 12);
      else expect(got[key], key).toBeNull();
    }
    expect([got.unit, got.volumeUnit]).toEqual(['mm', c.shape.length === 3 ? 'mL' : 'mm²']);
  });

  it('takes spacing and mL from NIfTI, and the same from --spacing for .npy', async () => {
    const grid = {
      ...pictureGrid(4, 4, 2),
      spacing: [1, 2, 5] as const,
      spacingTrust: 'known' as const,
      oriented: true,
    };
    const stack = (slice: Uint8Array) => Uint8Array.from([...slice, ...slice]);
    const nifti = (name: string, slice: Uint8Array) => {
      writeFileSync(join(folder, name), niftiBytes({ grid, voxels: stack(slice), label: true }));
      return join(folder, name);
    };
    const npy = (name: string, slice: Uint8Array) => {
      writeFileSync(join(folder, name), writeNpy(stack(slice), [2, 4, 4]));
      return join(folder, name);
    };
    const a = await limn('evaluate', '--truth', nifti('s.nii', TRUTH), '--pred', nifti('r.nii', PRED), '--json');
    const files = ['--truth', npy('s.npy', TRUTH), '--pred', npy('r.npy', PRED)];
    const b = await limn('evaluate', ...files, '--spacing', '1,2,5', '--json');
    expect(JSON.parse(a.out)).toEqual(JSON.parse(b.out));
    expect(JSON.parse(a.out).rows[0]).toMatchObject({ volume: 0.08, volumeTruth: 0.08, unit: 'mm', volumeUnit: 'mL' });
  });

  it('gives the mean over labels at the top, and says of how many cases each mean is', async () => {
    const files = ['--truth', join(folder, 't'), '--pred', join(folder, 'p')];
    const all = JSON.parse((await limn('evaluate', ...files, '--json')).out);
    expect(all.dice).toBe(0.5);
    expect(all.rows[2]).toMatchObject({ case: 'b', dice: 0, hd95: null, assd: null, nsd: 0, precision: null });
    expect(all.rows.map((r: { empty: string }) => r.empty)).toEqual([null, null, 'prediction', 'prediction']);
    expect(all.mean[0]).toMatchObject({ hd95: 0, counted: { dice: 2, hd95: 1, precision: 1 } });

    const table = (await limn('evaluate', ...files)).out;
    expect(table).toMatch(/^b +1 +0\.0000 +0\.0000 +n\/a +0\.0000 +inf +n\/a +0\.0000/m);
    expect(table).toContain('Distances in px, volumes in px², nsd at 1 px.');
    expect(table).toContain('Mean hd95 of label 1 is over 1 of 2 cases');

    const csv = (await limn('evaluate', ...files, '--csv')).out.split('\n');
    expect(csv[3]).toBe('b,1,0,0,nan,0,inf,nan,0,nan,nan,0,4,-4,0,0,4,prediction,px,px²');
    expect(csv.at(-1)).toMatch(/^mean,all,0\.5,/);
  });

  it('counts numbered objects beyond 254 as one label, and matches them', async () => {
    const numbered = (name: string, ...numbers: number[]) => {
      writeFileSync(join(folder, name), greyPng(Uint16Array.from(numbers), 4, 2));
      return join(folder, name);
    };
    // two objects of two pixels; the first is found, the second half
    const files = ['--truth', numbered('cells.png', 300, 300, 0, 0, 0, 0, 9, 9)];
    files.push('--pred', numbered('cells_mask.png', 7, 7, 0, 0, 0, 0, 0, 500));
    expect((await limn('evaluate', ...files)).note).toContain('labels are whole numbers from 0 to 254');
    const nonzero = JSON.parse((await limn('evaluate', ...files, '--nonzero', '--json')).out);
    expect(nonzero.rows).toHaveLength(1);
    expect(nonzero.rows[0]).toMatchObject({ label: 1, tp: 3, fn: 1, recall: 0.75 });
    expect(nonzero.rows[0]).not.toHaveProperty('instanceF1');
    const objects = JSON.parse((await limn('evaluate', ...files, '--instances', '--json')).out);
    expect(objects.rows[0]).toMatchObject({ dice: nonzero.dice, instanceF1: 0.5, instanceF1Mean: 0.5 });
  });

  it('pairs NAME with NAME_mask, and a file with its partner in a folder', async () => {
    for (const name of ['t2', 'p2']) mkdirSync(join(folder, name));
    const one = png('t2/one.png', TRUTH);
    png('p2/one_mask.png', PRED);
    const rows = async (t: string, p: string) =>
      JSON.parse((await limn('evaluate', '--truth', t, '--pred', p, '--json')).out).rows;
    const both = await rows(join(folder, 't2'), join(folder, 'p2'));
    expect(both.map((r: { case: string }) => r.case)).toEqual(['one', 'one']);
    expect(await rows(one, join(folder, 'p2'))).toEqual(both);
  });

  it('names every file without a partner in one line', async () => {
    for (const name of ['t3', 'p3', 'empty']) mkdirSync(join(folder, name));
    for (const path of ['t3/a.png', 't3/b.png', 't3/c.png', 'p3/a.png', 'p3/d.png']) png(path, TRUTH);
    const [t, p] = [join(folder, 't3'), join(folder, 'p3')];
    expect(await limn('evaluate', '--truth', t, '--pred', p)).toEqual({
      code: 2,
      out: '',
      note:
        `limn evaluate: b.png, c.png have no prediction of the same name in ${p}; ` +
        `d.png has no truth of the same name in ${t}.`,
    });
    png('p3/a_mask.png', TRUTH);
    expect((await limn('evaluate', '--truth', t, '--pred', p)).note).toContain('are both case a: keep one');
    expect((await limn('evaluate', '--truth', t, '--pred', join(folder, 'empty'))).note).toContain('holds no .nii');
  });

  it('refuses a mean of pixels and millimetres', async () => {
    for (const name of ['t4', 'p4']) {
      mkdirSync(join(folder, name));
      png(`${name}/a.png`, TRUTH);
      const grid = { ...pictureGrid(4, 4, 1), spacingTrust: 'known' as const, oriented: true };
      writeFileSync(join(folder, name, 'b.nii'), niftiBytes({ grid, voxels: TRUTH, label: true }));
    }
    const files = ['--truth', join(folder, 't4'), '--pred', join(folder, 'p4')];
    const { code, note } = await limn('evaluate', ...files);
    expect(code).toBe(2);
    expect(note).toBe('limn evaluate: a is measured in px and px², b in mm and mL: give --spacing.');
    expect((await limn('evaluate', ...files, '--spacing', '1,1,1')).code).toBe(0);
  });

  it.each([
    [['--spacing', '1'], '--spacing has 1 numbers; it must be X,Y,Z or X,Y.'],
    [['--spacing', '1,0,1'], '--spacing "1,0,1" is not a list of two or three sizes in mm above 0.'],
    [['--tolerance=-1'], '--tolerance is "-1"; it must be a number 0 or more.'],
    [['--labels', '1,300'], '--labels "1,300" is not a list of label values from 1 to 254.'],
    [['--labels', '1', '--nonzero'], '--labels chooses label values, --nonzero and --instances make one of all.'],
    [['--json', '--csv'], 'Choose one of --json and --csv.'],
  ])('answers %j with one line', async (argv, line) => {
    const { code, note } = await limn('evaluate', '--truth', truth, '--pred', pred, ...argv);
    expect([code, note]).toEqual([2, `limn evaluate: ${line}`]);
  });

  it('says what is missing', async () => {
    expect((await limn('evaluate', '--truth', truth)).note).toBe('limn evaluate: --pred PATH is missing.');
    const { code, note } = await limn('evaluate', '--truth', join(folder, 't'), '--pred', truth);
    expect(code).toBe(2);
    expect(note).toContain('truth.png has no truth of the same name in');
  });
});
