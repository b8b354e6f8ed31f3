import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pictureGrid } from './grid.ts';
import { indexAt, type PlaneName, planeOf } from './plane.ts';
import { covered } from './raster/axis.ts';
import { fitScale, type Framing, screenAxes, viewportOf, zoomedAt } from './viewport.ts';

const grid = { ...pictureGrid(40, 30, 7), spacing: [0.5, 0.8, 3] as const, oriented: true };
const stage = [300, 200] as const;

const framings = fc.record({
  zoom: fc.constantFrom(0, 0.3, 1, 2.5, 17),
  pan: fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -90, max: 90 })),
  flipH: fc.boolean(),
  flipV: fc.boolean(),
  turns: fc.integer({ min: 0, max: 3 }),
});
const planes = fc.constantFrom<PlaneName>('axial', 'coronal', 'sagittal');
const still: Framing = { zoom: 1, pan: [0, 0], flipH: false, flipV: false, turns: 0 };

test('to the stage and back is where it started', () => {
  fc.assert(
    fc.property(framings, planes, fc.double({ min: -50, max: 90, noNaN: true }), (framing, name, u) => {
      const view = viewportOf(planeOf(grid, name), framing, stage);
      const [x, y] = view.toStage(u, 11.25);
      const back = view.toPlane(x, y);
      expect(back[0]).toBeCloseTo(u, 8);
      expect(back[1]).toBeCloseTo(11.25, 8);
    }),
    { seed: 1 },
  );
});

test('a millimetre is as long across as down', () => {
  const view = viewportOf(planeOf(grid, 'coronal'), { ...still, zoom: 4 }, stage);
  expect(view.scale).toEqual([4, 24]);
});

test('zoom 0 shows the whole slice, touching two sides', () => {
  const plane = planeOf(pictureGrid(40, 30), 'axial');
  const view = viewportOf(plane, { ...still, zoom: 0 }, [400, 240]);
  expect(view.toStage(-0.5, -0.5)).toEqual([40, 0]);
  expect(view.toStage(39.5, 29.5)).toEqual([360, 240]);
  expect(fitScale(plane, 1, [400, 200])).toBe(5);
});

describe('a corner of the slice', () => {
  const plane = planeOf(pictureGrid(40, 30), 'axial');
  const corner = (framing: Partial<Framing>) =>
    viewportOf(plane, { ...still, ...framing }, [100, 100]).toStage(-0.5, -0.5);

  test('goes right, then down, with clockwise turns', () => {
    expect(corner({})).toEqual([30, 35]);
    expect(corner({ turns: 1 })).toEqual([65, 30]);
    expect(corner({ turns: 2 })).toEqual([70, 65]);
    expect(corner({ turns: 3 })).toEqual([35, 70]);
  });

  test('changes sides with flips', () => {
    expect(corner({ flipH: true })).toEqual([70, 35]);
    expect(corner({ flipV: true })).toEqual([30, 65]);
  });
});

test('zooming leaves the point under the pointer where it is', () => {
  fc.assert(
    fc.property(framings, planes, fc.double({ min: 0.5, max: 2, noNaN: true }), (framing, name, factor) => {
      const plane = planeOf(grid, name);
      const before = viewportOf(plane, framing, stage).toPlane(70, 130);
      const after = viewportOf(plane, { ...framing, ...zoomedAt(plane, framing, stage, factor, [70, 130]) }, stage);
      const at = after.toPlane(70, 130);
      expect(at[0]).toBeCloseTo(before[0], 8);
      expect(at[1]).toBeCloseTo(before[1], 8);
    }),
    { seed: 2 },
  );
});

test('screen axes name the same voxel as the viewport, at any device ratio', () => {
  fc.assert(
    fc.property(framings, planes, fc.constantFrom(1, 1.5, 2), (framing, name, ratio) => {
      const plane = planeOf(grid, name);
      const view = viewportOf(plane, framing, stage);
      const { base, x, y } = screenAxes(plane, 3, view, ratio);
      const [x0, x1] = covered(x, 0, stage[0] * ratio);
      const [y0, y1] = covered(y, 0, stage[1] * ratio);
      for (let j = y0; j < y1; j += 17) {
        for (let i = x0; i < x1; i += 13) {
          const [u, v] = view.toPlane((i + 0.5) / ratio, (j + 0.5) / ratio);
          // half-way between two voxels either may be named
          if ([u, v].some((p) => Math.abs(p - Math.floor(p) - 0.5) < 1e-6)) continue;
          const element =
            base + Math.round(x.origin + i * x.step) * x.stride + Math.round(y.origin + j * y.step) * y.stride;
          expect(element).toBe(indexAt(plane, Math.round(u), Math.round(v), 3));
        }
      }
    }),
    { seed: 4, numRuns: 150 },
  );
});
