import type { Raster } from './raster/windowing.ts';

/** How uptake becomes colour: value * factor, 0 to `top`, over the 256 colours of a palette (`colormap`). */
export interface PetLook {
  readonly factor: number;
  readonly top: number;
  readonly palette: Uint8Array;
}

const OPAQUE = 0xff000000;

/** The palette as RGBA pixels, little-endian 32-bit numbers. */
export function palettePixels(palette: Uint8Array): Uint32Array {
  return Uint32Array.from(
    { length: 256 },
    (_, n) => (OPAQUE | (palette[3 * n + 2]! << 16) | (palette[3 * n + 1]! << 8) | palette[3 * n]!) >>> 0,
  );
}

/** Writes the coloured picture into `out`, row by row; NaN (no PET there) becomes 0: transparent. */
export function petPixels(r: Raster, { factor, top, palette }: PetLook, out: Uint32Array): void {
  const colors = palettePixels(palette);
  const scale = (255 * factor) / top;
  for (let y = 0, n = 0; y < r.height; y++) {
    let at = r.base + y * r.stepY;
    for (let x = 0; x < r.width; x++, at += r.stepX, n++) {
      const entry = scale * r.data[at]!;
      out[n] = entry !== entry ? 0 : colors[entry >= 255 ? 255 : entry > 0 ? (entry + 0.5) | 0 : 0]!;
    }
  }
}

/** Lays `over` on `under`, in place: (1 - weight) * under + weight * over in each channel; where `over` is 0, under alone. */
export function blendPixels(under: Uint32Array, over: Uint32Array, weight: number): void {
  const part = Math.round(256 * weight);
  const rest = 256 - part;
  for (let n = 0; n < under.length; n++) {
    const b = over[n]!;
    if (b === 0) continue;
    const a = under[n]!;
    const red = (rest * (a & 0xff) + part * (b & 0xff)) >> 8;
    const green = (rest * ((a >> 8) & 0xff) + part * ((b >> 8) & 0xff)) >> 8;
    const blue = (rest * ((a >> 16) & 0xff) + part * ((b >> 16) & 0xff)) >> 8;
    under[n] = OPAQUE | (blue << 16) | (green << 8) | red;
  }
}
