import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDiff, diffOf, invertDiff } from './diff.ts';
import { pictureGrid } from './grid.ts';
import type { Label } from './labels.ts';
import { eraseRule, paintRule, type PaintTarget } from './paintRule.ts';
import { type PlaneName, planeOf } from './plane.ts';
import { gridOf, picture, textOf } from './raster/textGrid.ts';
import { beginStroke } from './stroke.ts';
import type { Voxels } from './volume.ts';

const label = (value: number, locked = false): Label => ({
  value,
  name: `Label ${value}`,
  color: [200, 100, 50],
  visible: true,
  locked,
});

function target(prediction: Uint8Array, width: number, labels: readonly Label[], voxels?: Voxels): PaintTarget {
  const height = prediction.length / width;
  return {
    prediction,
    edits: new Uint8Array(prediction.length).fill(255),
    labels,
    volume: {
      id: 'v',
      name: 'v',
      modality: 'CT',
      grid: pictureGrid(width, height),
      voxels: voxels ?? new Int16Array(prediction.length),
      channels: 1,
      slope: 2,
      intercept: -1000,
      unit: 'HU',
      window: { center: 0, width: 1 },
      about: {},
      warnings: [],
    },
  };
}

/** The merged label map after row 1 was painted over from end to end. */
function paintRow(t: PaintTarget, rule: ReturnType<typeof paintRule>): string {
  const plane = planeOf(t.volume.grid, 'axial');
  const stroke = beginStroke(t.edits, plane, rule);
  stroke.span(0, 1, -5, 99);
  return textOf(
    t.edits.map((e, n) => (e === 255 ? t.prediction[n]! : e)),
    plane.width,
  );
}

const scene = gridOf(`
  1122..
  1122..
  ......`);

describe('painting', () => {
  test('goes over other labels and background', () => {
    const t = target(scene.cells, 6, [label(1), label(2), label(3)]);
    expect(paintRow(t, paintRule(t, 3, null))).toBe(
      picture(`
        1122..
        333333
        ......`),
    );
  });

  test('leaves locked labels alone', () => {
    const t = target(scene.cells, 6, [label(1), label(2, true), label(3)]);
    expect(paintRow(t, paintRule(t, 3, null))).toBe(
      picture(`
        1122..
        332233
        ......`),
    );
  });

  test('keeps to a range of values in the unit of the image, not as stored', () => {
    // stored 490..515 in steps of 5 = -20, -10, 0, 10, 20, 30 HU
    const stored = Int16Array.from({ length: 18 }, (_, n) => 490 + 5 * (n % 6));
    const t = target(scene.cells, 6, [label(3)], stored);
    expect(paintRow(t, paintRule(t, 3, { low: -10, high: 20 }))).toBe(
      picture(`
        1122..
        13333.
        ......`),
    );
  });

  test('decides also where the network says the same, so that a new prediction keeps it', () => {
    const t = target(scene.cells, 6, [label(1)]);
    paintRow(t, paintRule(t, 1, null));
    expect([...t.edits.subarray(6, 12)]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(new Set(t.edits.subarray(0, 6))).toEqual(new Set([255]));
  });
});

describe('erasing', () => {
  test('the active label leaves the others', () => {
    const t = target(scene.cells, 6, [label(1), label(2)]);
    expect(paintRow(t, eraseRule(t, 1))).toBe(
      picture(`
        1122..
        ..22..
        ......`),
    );
    expect([...t.edits.subarray(6, 12)]).toEqual([0, 0, 255, 255, 255, 255]);
  });

  test('any label leaves only the locked', () => {
    const t = target(scene.cells, 6, [label(1, true), label(2)]);
    expect(paintRow(t, eraseRule(t, null))).toBe(
      picture(`
        1122..
        11....
        ......`),
    );
  });
});

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

describe('a stroke', () => {
  const grid = { ...pictureGrid(150, 70, 5), oriented: true };
  const runs = fc.array(
    fc.record({
      w: fc.integer({ min: -1, max: 160 }),
      v: fc.integer({ min: -2, max: 160 }),
      u: fc.integer({ min: -9, max: 150 }),
      n: fc.integer({ min: 1, max: 140 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  test.each<PlaneName>(['axial', 'coronal', 'sagittal'])('on the %s plane is its difference, and back', (name) => {
    fc.assert(
      fc.property(runs, (list) => {
        const plane = planeOf(grid, name);
        const start = Uint8Array.from({ length: 150 * 70 * 5 }, (_, n) => (n % 7 === 0 ? 2 : 255));
        const edits = start.slice();
        const paint = () => {
          const stroke = beginStroke(edits, plane, () => 1);
          for (const { w, v, u, n } of list) stroke.span(w, v, u, u + n);
          return stroke;
        };
        paint().cancel();
        expect(same(edits, start)).toBe(true);

        const diff = paint().done();
        expect(diff.count).toBe(diffOf(start, edits).count);
        const after = edits.slice();
        applyDiff(edits, invertDiff(diff));
        expect(same(edits, start)).toBe(true);
        applyDiff(edits, diff);
        expect(same(edits, after)).toBe(true);
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  test('costs a few bytes for each row it crosses', () => {
    const plane = planeOf(pictureGrid(2048, 2048), 'axial');
    const stroke = beginStroke(new Uint8Array(2048 * 2048).fill(255), plane, () => 1);
    for (let v = 100; v < 140; v++) stroke.span(0, v, 50, 1900);
    expect(stroke.done().start.length).toBe(40);
  });

  test('tells what must be drawn again, once', () => {
    const plane = planeOf(grid, 'axial');
    const stroke = beginStroke(new Uint8Array(150 * 70 * 5), plane, () => 1);
    stroke.span(2, 10, 4, 8);
    stroke.span(2, 12, -4, 3);
    stroke.span(3, 60, 1, 1);
    expect(stroke.takeDirty(2)).toEqual({ u0: 0, v0: 10, u1: 9, v1: 13 });
    expect(stroke.takeDirty(2)).toBeNull();
  });
});
