import type { ScreenBox } from '../../core/raster/axis.ts';

/** What a canvas shows, so that a piece that changes nothing need not be put: a browser copies every canvas touched. */
export interface ShownPixels {
  /** A cleared canvas of this size, device px. */
  reset(width: number, height: number): void;
  /** Takes over a piece, row by row; returns the part of the box that differs, null when all was there already. */
  take(piece: Uint32Array, box: ScreenBox, blank: boolean): ScreenBox | null;
  /** Nothing was put since the canvas was cleared. */
  readonly untouched: boolean;
}

export function shownPixels(): ShownPixels {
  let pixels = new Uint32Array(0);
  let across = 0;
  let untouched = true;
  return {
    reset(width, height) {
      if (pixels.length !== width * height) pixels = new Uint32Array(width * height);
      else if (!untouched) pixels.fill(0);
      across = width;
      untouched = true;
    },
    take(piece, { x0, y0, x1, y1 }, blank) {
      if (blank && untouched) return null;
      untouched = false;
      const width = x1 - x0;
      let [left, right, top, bottom] = [width, 0, y1, y0];
      for (let y = y0, n = 0; y < y1; y++, n += width) {
        const from = y * across + x0;
        let first = 0;
        while (first < width && pixels[from + first] === piece[n + first]) first++;
        if (first === width) continue;
        let last = width - 1;
        while (pixels[from + last] === piece[n + last]) last--;
        for (let x = first; x <= last; x++) pixels[from + x] = piece[n + x]!;
        if (first < left) left = first;
        if (last >= right) right = last + 1;
        if (top === y1) top = y;
        bottom = y + 1;
      }
      return top === y1 ? null : { x0: x0 + left, y0: top, x1: x0 + right, y1: bottom };
    },
    get untouched() {
      return untouched;
    },
  };
}
