import { describe, expect, it } from 'vitest';
import { planeOf } from '../../core/plane.ts';
import { IDENTITY_DIRECTION } from '../../core/grid.ts';
import { viewportOf } from '../../core/viewport.ts';
import { screenLetters } from './letters.ts';
import { scaleFor } from './scale.ts';

const plane = planeOf(
  {
    size: [20, 30, 10],
    spacing: [1, 1, 2],
    origin: [0, 0, 0],
    direction: IDENTITY_DIRECTION,
    spacingTrust: 'known',
    oriented: true,
  },
  'axial',
);

describe('letters at the edges', () => {
  it('are radiological at first: right of the patient at the left', () => {
    const view = { flipH: false, flipV: false, turns: 0 };
    expect(screenLetters(plane.letters!, view)).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  });

  it('go where the picture goes, for every flip and turn', () => {
    for (const flipH of [false, true]) {
      for (const flipV of [false, true]) {
        for (const turns of [0, 1, 2, 3]) {
          const viewport = viewportOf(plane, { zoom: 1, pan: [0, 0], flipH, flipV, turns }, [100, 100]);
          const edge = (u: number, v: number) => {
            const [x, y] = viewport.toStage(u, v);
            const [dx, dy] = [x - 50, y - 50];
            return Math.abs(dx) > Math.abs(dy) ? (dx < 0 ? 'left' : 'right') : dy < 0 ? 'top' : 'bottom';
          };
          const [cu, cv] = [(plane.width - 1) / 2, (plane.height - 1) / 2];
          const shown = screenLetters(plane.letters!, { flipH, flipV, turns });
          const at = [edge(0, cv), edge(plane.width - 1, cv), edge(cu, 0), edge(cu, plane.height - 1)] as const;
          expect(
            at.map((side) => shown[side]),
            `${flipH} ${flipV} ${turns}`,
          ).toEqual(['R', 'L', 'A', 'P']);
        }
      }
    }
  });
});

describe('the scale bar', () => {
  it('is the longest of 1, 2, 5, 10 ... that fits in 140 px', () => {
    expect(scaleFor(1)).toEqual({ length: 100, width: 100, parts: 5 });
    expect(scaleFor(0.366)).toEqual({ length: 50, width: 50 / 0.366, parts: 5 });
    expect(scaleFor(0.02)).toMatchObject({ length: 2, width: 100, parts: 4 });
    for (const units of [0.003, 0.07, 0.9, 13, 470]) {
      const { length, width } = scaleFor(units);
      expect(width).toBeLessThanOrEqual(140 + 1e-9);
      expect(width).toBeGreaterThan(140 / 2.5 - 1e-9);
      expect(width * units).toBeCloseTo(length, 9);
    }
  });
});
