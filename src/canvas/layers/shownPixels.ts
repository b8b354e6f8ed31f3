import type { ScreenBox } from '../../core/raster/axis.ts';

/** What a canvas shows, so that a piece that changes nothing need not be put: a browser copies every canvas touched. */
export interface ShownPixels {
  /** A cleared canvas of this size, device px. */
  reset(width: number, height: number): void;
  /** Takes over a piece, row by row; false when it was there already. */
  take(piece: Uint32Array, box: ScreenBox): boolean;
}

export function shownPixels(): ShownPixels {
  let pixels = new Uint32Array(0);
  let across = 0;
  return {
    reset(width, height) {
      if (pixels.length !== width * height) pixels = new Uint32Array(width * height);
      else pixels.fill(0);
      across = width;
    },
    take(piece, { x0, y0, x1, y1 }) {
      let changed = false;
      for (let y = y0, n = 0; y < y1; y++) {
        for (let at = y * across + x0, end = y * across + x1; at < end; at++, n++) {
          if (pixels[at] === piece[n]) continue;
          pixels[at] = piece[n]!;
          changed = true;
        }
      }
      return changed;
    },
  };
}
