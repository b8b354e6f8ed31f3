import { overlaps } from '../resample.ts';
import type { Volume } from '../volume.ts';
import type { RigidMotion } from './rigid.ts';

/**
 * What is known of how a PET lies to a CT:
 * same-frame: both files name one frame of reference; no-frame: at least one names none, so their worlds are taken as one;
 * other-frame: they name different ones; apart: their fields of view have no point in common; no-world: one of them has no
 * place in a patient; registered: brought together by image content.
 */
export type Alignment = 'same-frame' | 'no-frame' | 'other-frame' | 'apart' | 'no-world' | 'registered';

type Placed = Pick<Volume, 'grid' | 'frame'>;

/** `motion` is a registration's, or null where the files' own worlds count. */
export function alignmentOf(ct: Placed, pet: Placed, motion: RigidMotion | null): Alignment {
  if (motion) return overlaps(pet.grid, ct.grid, motion) ? 'registered' : 'apart';
  if (!ct.grid.oriented || !pet.grid.oriented) return 'no-world';
  if (ct.frame && pet.frame && ct.frame !== pet.frame) return 'other-frame';
  if (!overlaps(pet.grid, ct.grid)) return 'apart';
  return ct.frame && pet.frame ? 'same-frame' : 'no-frame';
}

/** Whether the PET may be laid over the CT. */
export const mayOverlay = (a: Alignment): boolean => a === 'same-frame' || a === 'no-frame' || a === 'registered';
