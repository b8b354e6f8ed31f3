import { warning } from '../../core/warning.ts';

/** RGB as 8-bit; 16-bit RGB with equal channels stays 16-bit grey. */
export function colorOf(rgb: Uint8Array | Uint16Array) {
  if (rgb instanceof Uint8Array) return { voxels: rgb, channels: 3 as const };
  let grey = true;
  for (let p = 0; p < rgb.length && grey; p += 3) grey = rgb[p] === rgb[p + 1] && rgb[p] === rgb[p + 2];
  if (grey) return { voxels: Uint16Array.from({ length: rgb.length / 3 }, (_, n) => rgb[3 * n]!) };
  const voxels = Uint8Array.from(rgb, (v) => Math.round(v / 257));
  return { voxels, channels: 3 as const, warnings: [warning('reducedColour')] };
}
