import type { Voxels } from '../../core/volume.ts';

/** A picture row by row, `channels` interleaved. */
export interface Raster<A extends Voxels = Voxels> {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly samples: A;
}

/**
 * Turns a picture upright by its TIFF / EXIF orientation (tag 274): which side of the scene row 0 and column 0 are.
 * 1 top left, 2 top right, 3 bottom right, 4 bottom left, 5 left top, 6 right top, 7 right bottom, 8 left bottom.
 * Other values count as 1.
 */
export function orient<A extends Voxels>(raster: Raster<A>, orientation: number): Raster<A> {
  if (!(orientation >= 2 && orientation <= 8)) return raster;
  const { width, height, channels, samples } = raster;
  const swaps = orientation >= 5;
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const w = swaps ? height : width;
  const h = swaps ? width : height;
  const out = samples.slice() as A;
  for (let v = 0; v < h; v++) {
    for (let u = 0; u < w; u++) {
      const x = swaps ? v : u;
      const y = swaps ? u : v;
      const from = ((fromBottom ? height - 1 - y : y) * width + (fromRight ? width - 1 - x : x)) * channels;
      const to = (v * w + u) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = samples[from + c]!;
    }
  }
  return { width: w, height: h, channels, samples: out };
}
