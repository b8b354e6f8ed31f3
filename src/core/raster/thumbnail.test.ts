import { expect, test } from 'vitest';
import { pictureGrid } from '../grid.ts';
import { planeOf } from '../plane.ts';
import type { Volume } from '../volume.ts';
import { thumbnail } from './thumbnail.ts';

const picture = (width: number, height: number, voxels: Uint8Array): Volume => ({
  id: '',
  name: '',
  modality: '',
  grid: pictureGrid(width, height),
  voxels,
  channels: 1,
  slope: 1,
  intercept: 0,
  unit: '',
  window: { center: 127.5, width: 255 },
  about: {},
  warnings: [],
});
const greys = (pixels: Uint8ClampedArray) => Array.from({ length: pixels.length / 4 }, (_, n) => pixels[4 * n]);

test('takes means of the pixels that fall together, in the proportions of the slice', () => {
  const volume = picture(4, 2, Uint8Array.of(0, 100, 50, 50, 100, 200, 50, 250));
  const made = thumbnail(volume, planeOf(volume.grid, 'axial'), 0, new Uint8Array(8), [], 2);
  expect([made.width, made.height]).toEqual([2, 1]);
  expect(greys(made.pixels)).toEqual([100, 100]);
});

test('lays the colours of labels over it at half strength', () => {
  const volume = picture(2, 1, Uint8Array.of(100, 100));
  const made = thumbnail(
    volume,
    planeOf(volume.grid, 'axial'),
    0,
    Uint8Array.of(0, 3),
    [undefined, undefined, undefined, [200, 0, 100]],
    2,
  );
  expect([...made.pixels]).toEqual([100, 100, 100, 255, 150, 50, 100, 255]);
});

test('a picture smaller than the thumbnail grows', () => {
  const volume = picture(1, 1, Uint8Array.of(7));
  const made = thumbnail(volume, planeOf(volume.grid, 'axial'), 0, new Uint8Array(1), [], 3);
  expect(greys(made.pixels)).toEqual(Array.from({ length: 9 }, () => 7));
});
