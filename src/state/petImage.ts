import type { RigidMotion } from '../core/registration/rigid.ts';
import type { Volume } from '../core/volume.ts';
import type { FusedSlice } from '../workers/fusePair.ts';

/** The PET of the open case. Pixels live here, outside the store, as those of the document do. */
export interface PetImage {
  /** The case that it belongs to. */
  readonly caseId: string;
  readonly volume: Volume;
  /** Its values on the CT's grid, in its unit, NaN outside its field of view; null until they are there. */
  values: Float32Array | null;
  /** The motion that `values` were resampled with. */
  motion: RigidMotion;
  /** Learned fusions of slices of the CT's grid, by `fusedKey`. */
  readonly fused: Map<string, FusedSlice>;
}
