import { describe, expect, it } from 'vitest';
import { colormap } from './colormap.ts';
import { blendPixels, petPixels } from './petPixels.ts';

const rgba = (pixels: Uint32Array) => [...pixels].map((p) => [p & 255, (p >> 8) & 255, (p >> 16) & 255, p >>> 24]);
const raster = (values: readonly number[]) => ({
  data: Float32Array.from(values),
  base: 0,
  stepX: 1,
  stepY: values.length,
  width: values.length,
  height: 1,
  channels: 1 as const,
});

describe('uptake as colour', () => {
  it('runs over the palette from 0 to the top, and stops there', () => {
    const out = new Uint32Array(5);
    const look = { factor: 0.5, top: 10, palette: colormap('hot-iron') };
    petPixels(raster([-3, 0, 10, 20, 900]), look, out);
    expect(rgba(out)).toEqual([
      [0, 0, 0, 255],
      [0, 0, 0, 255],
      [255, 0, 0, 255],
      [255, 255, 255, 255],
      [255, 255, 255, 255],
    ]);
  });

  it('is transparent where there is no PET, so that a blend shows the CT alone', () => {
    const pet = new Uint32Array(2);
    petPixels(raster([Number.NaN, 1]), { factor: 1, top: 1, palette: colormap('inverted-grey') }, pet);
    expect(pet[0]).toBe(0);
    const ct = Uint32Array.of(0xff646464, 0xff646464);
    blendPixels(ct, pet, 0.5);
    expect(rgba(ct)).toEqual([
      [100, 100, 100, 255],
      [50, 50, 50, 255],
    ]);
  });
});
