import { describe, expect, it } from 'vitest';
import { type Grid, pictureGrid } from '../grid.ts';
import { alignmentOf, mayOverlay } from './alignment.ts';
import { NO_MOTION } from './rigid.ts';

const at = (x: number): Grid => ({ ...pictureGrid(8, 8, 8), origin: [x, 0, 0], oriented: true });
const placed = (x: number, frame?: string) => ({ grid: at(x), ...(frame ? { frame } : {}) });

describe('how a PET lies to a CT', () => {
  it('goes by the frames of reference and the fields of view', () => {
    expect(alignmentOf(placed(0, '1.2'), placed(3, '1.2'), null)).toBe('same-frame');
    expect(alignmentOf(placed(0, '1.2'), placed(3), null)).toBe('no-frame');
    expect(alignmentOf(placed(0, '1.2'), placed(0, '1.3'), null)).toBe('other-frame');
    expect(alignmentOf(placed(0, '1.2'), placed(50, '1.2'), null)).toBe('apart');
    expect(alignmentOf({ grid: pictureGrid(8, 8, 8) }, placed(0), null)).toBe('no-world');
  });

  it('is another matter after registration', () => {
    const motion = { ...NO_MOTION, shift: [50, 0, 0] as const };
    expect(alignmentOf(placed(0, '1.2'), placed(50, '1.3'), motion)).toBe('registered');
    expect(alignmentOf(placed(0, '1.2'), placed(50, '1.3'), NO_MOTION)).toBe('apart');
  });

  it('is never shown as a fit where it is none', () => {
    expect(
      (['same-frame', 'no-frame', 'other-frame', 'apart', 'no-world', 'registered'] as const).map(mayOverlay),
    ).toEqual([true, true, false, false, false, true]);
  });
});
