import { colormap, type ColormapId } from '../../core/colormap.ts';
import { blendPixels, petPixels } from '../../core/petPixels.ts';
import { type Raster, windowPixels } from '../../core/raster/windowing.ts';
import type { App } from '../../state/app.ts';
import { fusedKey } from '../../state/fusion.ts';
import { currentFactor } from '../../state/petct.ts';
import type { PetctState } from '../../state/petctState.ts';
import type { PaneSlice, Row } from './paneViews.ts';

/** The scale of a palette: SUV where it can be computed, else the PET's own unit. */
export interface PetScale {
  readonly factor: number;
  readonly top: number;
  /** 'SUV', 'Bq/mL', or '' where the file names none. */
  readonly unit: string;
}

/** A round number at or below the PET's highest value ends the palette where there is no SUV. */
export function petScale(petct: PetctState): PetScale {
  const suv = currentFactor(petct);
  if (suv?.ok) return { factor: suv.factor, top: petct.top, unit: 'SUV' };
  const highest = petct.pet?.highest ?? 1;
  const power = 10 ** Math.floor(Math.log10(Math.max(1e-12, highest)));
  return { factor: 1, top: Math.max(1, Math.floor(highest / power)) * power, unit: petct.pet?.unit ?? '' };
}

const rasterOf = (data: Raster['data'], { plane, slice }: PaneSlice): Raster => ({
  data,
  base: plane.base + slice * plane.stepW,
  stepX: plane.stepU,
  stepY: plane.stepV,
  width: plane.width,
  height: plane.height,
  channels: 1,
});

export const colorsOf = (row: Row, petct: PetctState): ColormapId =>
  row === 'fused' ? petct.fusedColors : petct.petColors;

/** What a network made of the slice, as grey; null until it is there. */
function learnedPicture(app: App, { plane, slice }: PaneSlice): ImageData | null {
  const fused = app.pet!.fused.get(fusedKey(plane.name, slice));
  if (!fused) return null;
  const image = new ImageData(plane.width, plane.height);
  const out = new Uint32Array(image.data.buffer);
  for (let n = 0; n < out.length; n++) out[n] = 0xff000000 | (fused.grey[n]! * 0x010101);
  return image;
}

/** The pixels of a pane's slice, one for each voxel; null until the PET is there. */
export function panePicture(app: App, row: Row, at: PaneSlice): ImageData | null {
  const doc = app.document!;
  const { petct, view } = app.store.getState();
  const { width, height } = at.plane;
  const image = new ImageData(width, height);
  const out = new Uint32Array(image.data.buffer);
  const { volume } = doc;
  if (row !== 'pet') {
    const how = { slope: volume.slope, intercept: volume.intercept, window: view.window, invert: false };
    windowPixels(rasterOf(volume.voxels, at), how, out);
    if (row === 'ct') return image;
  }
  const pet = app.pet!;
  if (row === 'fused' && petct.fusion.show === 'learned') return learnedPicture(app, at);
  const { factor, top } = petScale(petct);
  const palette = colormap(colorsOf(row, petct));
  // stored numbers of the PET itself need its rescale; resampled ones are values already
  const { slope, intercept } = at.own ? pet.volume : { slope: 1, intercept: 0 };
  const data = at.own ? pet.volume.voxels : pet.values;
  if (!data) return null;
  const rescaled = intercept === 0 ? data : Float32Array.from(data, (v) => v + intercept / slope);
  if (row === 'pet') {
    petPixels(rasterOf(rescaled, at), { factor: factor * slope, top, palette }, out);
    return image;
  }
  const over = new Uint32Array(width * height);
  petPixels(rasterOf(rescaled, at), { factor, top, palette }, over);
  blendPixels(out, over, petct.blend);
  return image;
}
