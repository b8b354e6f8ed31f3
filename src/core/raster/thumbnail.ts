import type { Rgb } from '../labels.ts';
import type { Plane } from '../plane.ts';
import type { Volume } from '../volume.ts';
import { shownInverted } from '../volume.ts';
import { windowPixels } from './windowing.ts';

/** A small picture: RGBA, row by row, opaque. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

const MASK = 0.5;

/**
 * A slice in its true proportions, at most `longest` px on its longer side, windowed as the file says, with the label map of
 * the volume's grid over it at half strength. `colors` by label value; labels without one are not drawn. Grey values are means of the
 * pixels that fall on one of the picture, labels those at its centre.
 */
export function thumbnail(
  volume: Volume,
  plane: Plane,
  slice: number,
  labels: Uint8Array,
  colors: readonly (Rgb | undefined)[],
  longest: number,
): Thumbnail {
  const across = plane.width * plane.spacing[0];
  const down = plane.height * plane.spacing[1];
  const width = Math.max(1, Math.round((longest * across) / Math.max(across, down)));
  const height = Math.max(1, Math.round((longest * down) / Math.max(across, down)));
  const base = plane.base + slice * plane.stepW;
  const whole = new Uint32Array(plane.width * plane.height);
  windowPixels(
    {
      data: volume.voxels,
      base,
      stepX: plane.stepU,
      stepY: plane.stepV,
      width: plane.width,
      height: plane.height,
      channels: volume.channels,
    },
    { slope: volume.slope, intercept: volume.intercept, window: volume.window, invert: shownInverted(volume) },
    whole,
  );
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let y = 0, out = 0; y < height; y++) {
    const [v0, v1] = share(y, height, plane.height);
    for (let x = 0; x < width; x++, out += 4) {
      const [u0, u1] = share(x, width, plane.width);
      const sum = [0, 0, 0];
      for (let v = v0; v < v1; v++) {
        for (let u = u0; u < u1; u++) {
          const p = whole[v * plane.width + u]!;
          for (let c = 0; c < 3; c++) sum[c]! += (p >>> (8 * c)) & 255;
        }
      }
      const u = Math.floor(((x + 0.5) * plane.width) / width);
      const v = Math.floor(((y + 0.5) * plane.height) / height);
      const color = colors[labels[base + u * plane.stepU + v * plane.stepV]!];
      const count = (u1 - u0) * (v1 - v0);
      for (let c = 0; c < 3; c++) {
        const grey = sum[c]! / count;
        pixels[out + c] = color ? grey + (color[c]! - grey) * MASK : grey;
      }
      pixels[out + 3] = 255;
    }
  }
  return { width, height, pixels };
}

/** Pixels from..to-1 of `have` that fall on pixel n of `want`: one at least. */
function share(n: number, want: number, have: number): [number, number] {
  const from = Math.floor((n * have) / want);
  return [from, Math.max(from + 1, Math.floor(((n + 1) * have) / want))];
}
