import { valueAt } from '../core/volume.ts';
import type { GreyImage } from '../ml/metrics/fusion/greyImage.ts';
import { UsageError } from './command.ts';
import { readArray } from './readArray.ts';
import { readVolume } from './readInput.ts';

/**
 * A grey picture as it is stored: .npy of [h, w] (leading sides of 1 are dropped), or an image file of one slice, whose
 * colours become luminance. Throws UsageError for anything else.
 */
export async function readGrey(path: string): Promise<GreyImage> {
  if (/\.npy$/i.test(path)) {
    const { data, shape } = await readArray(path);
    const [height = 0, width = 0] = shape.slice(-2);
    if (shape.length < 2 || data.length !== width * height)
      throw new UsageError(`${path} is [${shape.join(', ')}]; it must be [h, w].`);
    return { width, height, values: data };
  }
  const volume = await readVolume(path);
  const [width, height, slices] = volume.grid.size;
  if (slices !== 1) throw new UsageError(`${path} has ${slices} slices; a picture of one is needed.`);
  return { width, height, values: Float32Array.from({ length: width * height }, (_, n) => valueAt(volume, n)) };
}
