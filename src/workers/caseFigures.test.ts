import { describe, expect, it } from 'vitest';
import { IDENTITY_DIRECTION, pictureGrid } from '../core/grid.ts';
import { planeOf } from '../core/plane.ts';
import { greyPng } from '../io/export/pngWriter.ts';
import { caseFigures } from './caseFigures.ts';
import { readTruth } from './readTruth.ts';

const map = (...rows: readonly string[]) => Uint8Array.from(rows.join(''), Number);
const job = { signal: new AbortController().signal, progress: () => undefined };

describe('figures of a case', () => {
  const grid = {
    size: [4, 2, 2] as const,
    spacing: [1, 1, 5] as const,
    origin: [0, 0, 0] as const,
    direction: IDENTITY_DIRECTION,
    spacingTrust: 'known' as const,
    oriented: true,
  };
  const of = {
    case: 'c',
    grid,
    plane: planeOf(grid, 'axial'),
    truth: map('1100', '1100', '0000', '0022'),
    objects: null,
    map: map('1110', '1100', '0000', '0020'),
    tolerance: 1,
  };

  it('are 3-D for the whole and 2-D for each slice that has the label, in mm and mL', async () => {
    const rows = await caseFigures({ ...of, labels: [1, 2], slices: [0, 1], whole: true }, job);
    expect(rows.map((r) => [r.label, r.slice, r.tp, r.fp, r.fn])).toEqual([
      [1, null, 4, 1, 0],
      [1, 0, 4, 1, 0],
      [2, null, 1, 0, 1],
      [2, 1, 1, 0, 1],
    ]);
    expect(rows[1]).toMatchObject({ unit: 'mm', volumeUnit: 'mL', figures: { dice: 8 / 9, volume: 0.025 } });
  });

  it('are of the chosen slices alone where the rest is not known to be right', async () => {
    const rows = await caseFigures({ ...of, labels: [1, 2], slices: [1], whole: false }, job);
    expect(rows.map((r) => [r.label, r.slice])).toEqual([[2, 1]]);
  });

  it('match objects in a picture of one label, by the numbers of the truth', async () => {
    const picture = pictureGrid(4, 2);
    const flat = { ...of, grid: picture, plane: planeOf(picture, 'axial'), labels: [1], slices: [], whole: true };
    const truth = map('1101', '1101');
    const pred = map('1101', '1100');
    // two objects: one found, one half found
    const [row] = await caseFigures({ ...flat, truth, map: pred }, job);
    expect(row!.figures.instanceF1).toBe(0.5);
    // the same pixels as three objects: no part of the prediction is more than half alike with any of them
    const objects = Uint32Array.from(map('1102', '3302'));
    const [split] = await caseFigures({ ...flat, truth, map: pred, objects }, job);
    expect(split!.figures).toMatchObject({ instanceF1: 0, dice: row!.figures.dice });
  });
});

describe('a truth', () => {
  const file = (values: Uint8Array) => new File([greyPng(values, 4, 2) as Uint8Array<ArrayBuffer>], 'truth.png');

  it('of one label takes every number for it, and numbers for objects', async () => {
    const read = await readTruth(file(map('1100', '0022')), pictureGrid(4, 2), [5]);
    expect(read.map).toEqual(map('5500', '0055'));
    expect([...read.objects!]).toEqual([1, 1, 0, 0, 0, 0, 2, 2]);
    expect((await readTruth(file(map('1100', '0011')), pictureGrid(4, 2), [1])).objects).toBeNull();
    expect((await readTruth(file(new Uint8Array(8)), pictureGrid(4, 2), [1])).map).toEqual(new Uint8Array(8));
  });

  it('of several labels takes them by their values, and lies on the grid of the image', async () => {
    const read = await readTruth(file(map('1100', '0022')), pictureGrid(4, 2), [1, 2]);
    expect(read).toEqual({ map: map('1100', '0022'), objects: null });
    await expect(readTruth(file(map('1100', '0022')), pictureGrid(2, 4), [1, 2])).rejects.toMatchObject({
      key: 'labels.otherGrid',
    });
  });
});
