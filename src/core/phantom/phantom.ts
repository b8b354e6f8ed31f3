import type { PlanLabel } from '../plan.ts';
import type { Volume } from '../volume.ts';

/** A drawn image with the label map that it was drawn from. */
export interface Phantom {
  readonly volume: Volume;
  /** Label value per voxel, on the volume's grid. */
  readonly truth: Uint8Array;
  readonly labels: readonly PlanLabel[];
}
