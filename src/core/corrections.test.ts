import { describe, expect, it } from 'vitest';
import { correctedSlices, truthOfCase, valuesOfModel, withinBytes } from './corrections.ts';
import { pictureGrid } from './grid.ts';
import type { Label } from './labels.ts';
import { planeOf } from './plane.ts';

const label = (value: number, name: string): Label => ({
  value,
  name,
  color: [0, 0, 0],
  visible: true,
  locked: false,
});
const wanted = [
  { value: 1, name: 'Liver', color: [0, 0, 0] as const },
  { value: 2, name: 'Spleen', color: [0, 0, 0] as const },
];

it('finds slices with a decision, and counts what differs from the prediction', () => {
  const plane = planeOf(pictureGrid(2, 2, 3), 'axial');
  const prediction = Uint8Array.of(0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0);
  const edits = Uint8Array.of(255, 255, 255, 255, 1, 0, 2, 255, 1, 255, 255, 255);
  expect(correctedSlices(plane, prediction, edits)).toEqual([
    { slice: 1, changed: 2 },
    { slice: 2, changed: 0 },
  ]);
});

describe('the truth of a case', () => {
  it('is the merged map in the values of the model, other labels being background', () => {
    const value = valuesOfModel([label(7, 'Liver'), label(3, 'Spleen'), label(1, 'Tumour')], wanted)!;
    const truth = truthOfCase(Uint8Array.of(7, 7, 3, 1, 0), Uint8Array.of(255, 0, 255, 255, 3), value);
    expect([...truth]).toEqual([1, 0, 2, 0, 2]);
  });

  it('does not exist where the case lacks a label of the model', () => {
    expect(valuesOfModel([label(1, 'Liver')], wanted)).toBeNull();
  });
});

it('keeps all slices of the gate, and as many training ones as fit, evenly spread', () => {
  const slices = Array.from({ length: 10 }, (_, n) => ({ n, role: n % 5 === 4 ? 'gate' : 'train' }));
  expect(withinBytes(slices, () => 10, 1000)).toHaveLength(10);
  expect(withinBytes(slices, () => 10, 60).map((s) => s.n)).toEqual([1, 3, 4, 6, 8, 9]);
  expect(withinBytes(slices, () => 10, 0).map((s) => s.n)).toEqual([4, 9]);
});
