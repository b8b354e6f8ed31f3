import { describe, expect, it } from 'vitest';
import { diffOf } from '../core/diff.ts';
import type { Plan } from '../core/plan.ts';
import { changedBlocks } from './changed.ts';
import { fromTheMiddle } from './fromTheMiddle.ts';
import { placeLabels } from './placeLabels.ts';
import { fileName } from './download.ts';

describe('placeLabels', () => {
  const plan = {
    labels: [
      { value: 1, name: 'Liver', color: [1, 2, 3] },
      { value: 2, name: 'Spleen', color: [4, 5, 6] },
    ],
  } as unknown as Plan;
  const mine = (value: number, name: string) => ({
    value,
    name,
    color: [0, 0, 0] as const,
    visible: true,
    locked: false,
  });

  it('keeps the numbers of the plan in an empty case', () => {
    const { labels, value } = placeLabels([], plan);
    expect(labels.map((l) => `${l.value} ${l.name}`)).toEqual(['1 Liver', '2 Spleen']);
    expect(Array.from(value.slice(0, 3))).toEqual([0, 1, 2]);
  });

  it('uses the label of the same name, and a free number where the plan’s is taken', () => {
    const { labels, value } = placeLabels([mine(1, 'Tumour'), mine(5, 'Spleen')], plan);
    expect(labels.map((l) => `${l.value} ${l.name}`)).toEqual(['1 Tumour', '5 Spleen', '2 Liver']);
    expect(Array.from(value.slice(0, 3))).toEqual([0, 2, 5]);
  });
});

describe('fromTheMiddle', () => {
  it('predicts the slice in view first, every slice once', () => {
    expect(fromTheMiddle(6, 1)).toEqual([1, 2, 0, 3, 4, 5]);
  });
});

describe('changedBlocks', () => {
  it('tells merged ranges that cover every changed element, once', () => {
    const changed = changedBlocks();
    const length = 300_000;
    const after = new Uint8Array(length);
    for (const n of [5, 70_000, 140_000, 299_999]) after[n] = 1;
    changed.mark('edits', diffOf(new Uint8Array(length), after));
    expect(changed.take('edits', length)).toEqual([
      { from: 0, to: 3 * 65536 },
      { from: 4 * 65536, to: length },
    ]);
    expect(changed.take('edits', length)).toEqual([]);
    expect(changed.take('prediction', length)).toEqual([]);
  });
});

describe('fileName', () => {
  it.each([
    ['scan.nii.gz', '_mask.nii.gz', 'scan_mask.nii.gz'],
    ['cell.PNG', '_mask.png', 'cell_mask.png'],
    ['a/b:c', '.limn', 'a_b_c.limn'],
    ['.png', '.limn', 'limn.limn'],
  ])('%s and %s make %s', (name, ending, made) => expect(fileName(name, ending)).toBe(made));
});
