import { pictureGrid } from '../../core/grid.ts';
import type { Volume } from '../../core/volume.ts';
import { readBytes } from '../readBytes.ts';
import { type PngRaster, decodePng, isPng } from './decodePng.ts';
import { colorOf } from './colorOf.ts';
import type { Format } from './format.ts';
import { makeVolume } from './makeVolume.ts';

/**
 * PNG pictures, one volume each. Values are the stored sRGB samples: depths 1, 2 and 4 are spread over 0..255, 16-bit
 * grey stays 16-bit, 16-bit colour becomes 8-bit with a warning, alpha and tRNS are dropped.
 * pHYs is screen resolution in practice, so the spacing stays unknown.
 */
export const png: Format = {
  id: 'png',
  title: 'PNG',
  extensions: ['png'],
  sniff: isPng,
  async read(files) {
    const volumes: Volume[] = [];
    for (const file of files) volumes.push(pictureOf(file.name, await decodePng(file.name, await readBytes(file))));
    return volumes;
  },
};

function pictureOf(name: string, raster: PngRaster): Volume {
  const { width, height, depth, channels, samples, palette } = raster;
  const count = width * height;
  const grid = pictureGrid(width, height);
  const about = { format: `PNG, ${depth} bit` };
  if (palette) {
    const voxels = new Uint8Array(3 * count);
    for (let n = 0; n < count; n++) {
      // an index past the palette is an error that viewers show as black
      const entry = 3 * samples[n]!;
      for (let c = 0; c < 3; c++) voxels[3 * n + c] = palette[entry + c] ?? 0;
    }
    return makeVolume({ name, grid, voxels, channels: 3, about });
  }
  const colors = channels < 3 ? 1 : 3;
  const kept = new (depth === 16 ? Uint16Array : Uint8Array)(count * colors);
  const scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1;
  for (let n = 0; n < count; n++) {
    for (let c = 0; c < colors; c++) kept[n * colors + c] = samples[n * channels + c]! * scale;
  }
  if (colors === 1) return makeVolume({ name, grid, voxels: kept, about });
  return makeVolume({ name, grid, about, ...colorOf(kept) });
}
