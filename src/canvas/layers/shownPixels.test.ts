import { describe, expect, it } from 'vitest';
import { shownPixels } from './shownPixels.ts';

const box = { x0: 1, y0: 1, x1: 3, y1: 4 };
const piece = (...values: number[]) => Uint32Array.from(values);

describe('what a canvas shows', () => {
  it('takes a piece once, and again as soon as one pixel of it differs', () => {
    const shown = shownPixels();
    shown.reset(5, 5);
    // 0 0
    // 1 0
    // 0 2
    expect(shown.take(piece(0, 0, 1, 0, 0, 2), box, false)).toEqual({ x0: 1, y0: 2, x1: 3, y1: 4 });
    expect(shown.take(piece(0, 0, 1, 0, 0, 2), box, false)).toBe(null);
    expect(shown.take(piece(0, 0, 1, 0, 0, 3), box, false)).toEqual({ x0: 2, y0: 3, x1: 3, y1: 4 });
    expect(shown.take(piece(0, 0, 1, 0, 0, 3), box, false)).toBe(null);
    expect(shown.take(piece(4, 0, 1, 0, 5, 3), box, false)).toEqual({ x0: 1, y0: 1, x1: 2, y1: 4 });
  });

  it('takes nothing on nothing, but wipes what is there', () => {
    const shown = shownPixels();
    shown.reset(5, 5);
    const blank = piece(0, 0, 0, 0, 0, 0);
    expect(shown.take(blank, box, true)).toBe(null);
    expect(shown.untouched).toBe(true);
    shown.take(piece(0, 0, 0, 0, 7, 0), box, false);
    expect(shown.untouched).toBe(false);
    expect(shown.take(blank, box, true)).toEqual({ x0: 1, y0: 3, x1: 2, y1: 4 });
    expect(shown.take(blank, box, true)).toBe(null);
  });

  it('is blank after a reset', () => {
    const shown = shownPixels();
    shown.reset(5, 5);
    const full = piece(1, 1, 1, 1, 1, 1);
    shown.take(full, box, false);
    shown.reset(5, 5);
    expect(shown.take(full, box, false)).toEqual(box);
  });
});
