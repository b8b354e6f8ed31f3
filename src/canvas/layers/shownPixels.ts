import type { ScreenBox } from '../../core/raster/axis.ts';

/** What a canvas shows, so that a piece that changes nothing need not be put: a browser copies every canvas touched. */
export interface ShownPixels {
  /** A cleared canvas of this size, device px. */
  reset(width: number, height: number): void;
  /** Takes over a piece, row by row; false when it was there already. */
  take(piece: Uint32Array, box: ScreenBox, blank: boolean): boolean;
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
      if (blank && untouched) return false;
      untouched = false;
      const width = x1 - x0;
      for (let y = y0, n = 0; y < y1; y++, n += width) {
        const from = y * across + x0;
        let x = 0;
        while (x < width && pixels[from + x] === piece[n + x]) x++;
        if (x === width) continue;
        // from the first row that differs on, copying is quicker than comparing
        for (; y < y1; y++, n += width) pixels.set(piece.subarray(n, n + width), y * across + x0);
        return true;
      }
      return false;
    },
    get untouched() {
      return untouched;
    },
  };
}
