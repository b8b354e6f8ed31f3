import { type FusionFigures, fusionFigures } from '../metrics/fusion/index.ts';
import type { GreyImage } from '../metrics/fusion/greyImage.ts';
import type { FusionPair } from './fusionModel.ts';

/** Grey of 0..1 as an 8-bit picture, as it would be saved. */
export const bytesOf = (grey: Float32Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(grey, (v) => Math.round(255 * Math.min(1, Math.max(0, v))));

/** The eight figures of a fused slice (grey of 0..1) against its sources, all as 8-bit pictures. */
export function pairFigures({ width, height, ct, pet }: FusionPair, fused: Float32Array): FusionFigures {
  const image = (grey: Float32Array): GreyImage => ({ width, height, values: bytesOf(grey) });
  return fusionFigures({ a: image(ct), b: image(pet), fused: image(fused) });
}
