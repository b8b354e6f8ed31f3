import type { ColormapId } from '../core/colormap.ts';
import type { FusionPlan } from '../core/fusionPlan.ts';
import type { Vec3 } from '../core/grid.ts';
import type { Alignment } from '../core/registration/alignment.ts';
import type { RigidMotion } from '../core/registration/rigid.ts';
import type { SuvKind } from '../core/suv/bodyMeasure.ts';
import type { PetFacts } from '../core/suv/petFacts.ts';
import type { PetStatistics } from '../core/suv/petStatistics.ts';
import type { TypedInputs } from '../core/suv/suvFactor.ts';
import type { Unit } from '../core/volume.ts';

/** Nine panes; one plane large; the fused row large; projections. */
export type PetctLayout = 'grid' | 'axial' | 'fused' | 'mip';

/** What panels show of a PET, without its pixels. */
export interface PetInfo {
  readonly id: string;
  readonly name: string;
  readonly unit: Unit;
  readonly facts: PetFacts;
  readonly alignment: Alignment;
  /** Highest value, in its unit. */
  readonly highest: number;
}

/** A registration that was run, so that before and after can be compared. */
export interface Registered {
  readonly motion: RigidMotion;
  /** Normalised mutual information, 1..2. */
  readonly before: number;
  readonly after: number;
}

/** The fused row: a plain blend, or a picture that a network makes. */
export interface FusionState {
  readonly show: 'blend' | 'learned';
  /** Undefined until it was looked for; null where the app has none. */
  readonly plan: FusionPlan | null | undefined;
  /** Grows with every fused slice. */
  readonly pictures: number;
  /** Axial slices that are fused, and seconds for each. */
  readonly done: number;
  readonly seconds: number;
}

/** The PET/CT workplace. Pixels are in `app.pet`. */
export interface PetctState {
  readonly pet: PetInfo | null;
  /** The motion in force, null = as the files say. Changed only by `perform`, so that it can be undone. */
  readonly motion: RigidMotion | null;
  readonly registered: Registered | null;
  /** While the PET is shown as it was before the registration. */
  readonly showBefore: boolean;
  /** Grows when the resampled PET changes. */
  readonly pixels: number;
  readonly typed: TypedInputs;
  readonly kind: SuvKind;
  /** Voxel of the CT under the crosshair. */
  readonly cross: Vec3;
  /** 1 = the slice fits its pane; more = enlarged about the crosshair. */
  readonly zoom: number;
  readonly layout: PetctLayout;
  /** SUV of the palette's end. */
  readonly top: number;
  readonly petColors: ColormapId;
  readonly fusedColors: ColormapId;
  /** 0 = CT alone, 1 = PET alone. */
  readonly blend: number;
  readonly fusion: FusionState;
  /** Degrees round the patient. */
  readonly mipAngle: number;
  readonly hot: { readonly kind: 'fixed' | 'share'; readonly suv: number; readonly percent: number };
  /** Uptake under the active label, in the PET's unit, and what it was measured on; null until it is. */
  readonly measured: { readonly label: number; readonly key: string; readonly figures: PetStatistics } | null;
}

export const NO_PETCT: PetctState = {
  pet: null,
  motion: null,
  registered: null,
  showBefore: false,
  pixels: 0,
  typed: {},
  kind: 'bw',
  cross: [0, 0, 0],
  zoom: 1,
  layout: 'grid',
  top: 5,
  petColors: 'inverted-grey',
  fusedColors: 'hot-iron',
  blend: 0.5,
  fusion: { show: 'blend', plan: undefined, pictures: 0, done: 0, seconds: 0 },
  mipAngle: 0,
  hot: { kind: 'share', suv: 4, percent: 41 },
  measured: null,
};

/** Presets of the palette's end, SUV. */
export const SUV_TOPS = [3, 5, 7, 8, 10, 15] as const;
