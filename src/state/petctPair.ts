import type { Volume } from '../core/volume.ts';

const PET_NAME = /(^|[^a-z])(pet|suv|fdg|pt)([^a-z]|$)/i;

const isVolume = (v: Volume): boolean => v.grid.size[2] > 1 && v.channels === 1;

/** Whether a volume is a PET: by its modality or unit, and where a file names none, by its name. */
export const petLike = (v: Volume): boolean =>
  isVolume(v) &&
  (v.modality === 'PT' || v.unit === 'Bq/mL' || v.unit === 'SUV' || (v.modality === '' && PET_NAME.test(v.name)));

/** Whether a volume can be the CT of a PET/CT: a CT, or one without a modality that is no PET. */
export const ctLike = (v: Volume): boolean => isVolume(v) && !petLike(v) && (v.modality === 'CT' || v.modality === '');

/** The CT and PET among volumes opened together, where there is one PET and a CT for it; else null. */
export function petctPair(volumes: readonly Volume[]): { readonly ct: Volume; readonly pet: Volume } | null {
  const pets = volumes.filter(petLike);
  const cts = volumes.filter(ctLike);
  const ct = cts.find((v) => v.modality === 'CT' && v.frame !== undefined && v.frame === pets[0]?.frame) ?? cts[0];
  return pets.length === 1 && ct ? { ct, pet: pets[0]! } : null;
}
