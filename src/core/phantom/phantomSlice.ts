import type { Rgb } from '../labels.ts';
import { planeOf } from '../plane.ts';
import { valueAt } from '../volume.ts';
import type { Phantom } from './phantom.ts';

/** One axial slice of a phantom as a picture: grey values 0..255 and label values, row-major, width * height. */
export interface PhantomSlice {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8ClampedArray;
  readonly labels: Uint8Array;
  readonly colors: readonly { readonly value: number; readonly color: Rgb }[];
}

/** The axial slice at `part` (0..1) of the stack, windowed to grey by the volume's own window. */
export function phantomSlice({ volume, truth, labels }: Phantom, part: number): PhantomSlice {
  const plane = planeOf(volume.grid, 'axial');
  const { width, height } = plane;
  const w = Math.min(plane.slices - 1, Math.floor(part * plane.slices));
  const grey = new Uint8ClampedArray(width * height);
  const values = new Uint8Array(width * height);
  const low = volume.window.center - volume.window.width / 2;
  for (let v = 0, at = 0; v < height; v++) {
    for (let u = 0; u < width; u++, at++) {
      const n = plane.base + u * plane.stepU + v * plane.stepV + w * plane.stepW;
      grey[at] = (255 * (valueAt(volume, n) - low)) / volume.window.width;
      values[at] = truth[n]!;
    }
  }
  return { width, height, grey, labels: values, colors: labels.map(({ value, color }) => ({ value, color })) };
}
