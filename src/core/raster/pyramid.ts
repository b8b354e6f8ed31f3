import type { Raster } from './windowing.ts';

/**
 * The picture at half the size: each pixel is the mean of 2 x 2 (fewer at an odd right or lower edge), in stored numbers.
 * Shown small, a large image keeps its brightness and does not flicker as it would when pixels were skipped.
 */
export function halved(r: Raster): Raster {
  const width = Math.ceil(r.width / 2);
  const height = Math.ceil(r.height / 2);
  const c = r.channels;
  const data = new Float32Array(width * height * c);
  const source = r.data;
  for (let y = 0; y < height; y++) {
    const upper = r.base + 2 * y * r.stepY;
    const lower = 2 * y + 1 < r.height ? upper + r.stepY : upper;
    for (let x = 0; x < width; x++) {
      const left = 2 * x * r.stepX;
      const right = 2 * x + 1 < r.width ? left + r.stepX : left;
      const out = (y * width + x) * c;
      for (let k = 0; k < c; k++) {
        data[out + k] =
          (source[(upper + left) * c + k]! +
            source[(upper + right) * c + k]! +
            source[(lower + left) * c + k]! +
            source[(lower + right) * c + k]!) /
          4;
      }
    }
  }
  return { data, base: 0, stepX: 1, stepY: width, width, height, channels: c };
}

/** A slice at full size and, made when first asked for, at 1/2, 1/4, ... */
export function pyramid(full: Raster): (level: number) => Raster {
  const levels = [full];
  return (level) => {
    while (levels.length <= level) levels.push(halved(levels.at(-1)!));
    return levels[level]!;
  };
}

/** The level to show at `scale` screen px per pixel: the smallest that still has a pixel for each screen pixel. */
export const levelFor = (scale: number): number => Math.max(0, Math.floor(Math.log2(1 / scale) + 1e-9));
