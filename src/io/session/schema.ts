import * as z from 'zod/mini';
import type { Label } from '../../core/labels.ts';
import type { RigidMotion } from '../../core/registration/rigid.ts';
import type { SuvKind } from '../../core/suv/bodyMeasure.ts';
import type { TypedInputs } from '../../core/suv/suvFactor.ts';
import type { Volume } from '../../core/volume.ts';
import { type WarningKey, WARNINGS } from '../../core/warning.ts';

/** The version that this build writes. A change of meaning adds a version, a migration and a saved fixture. */
export const VERSION = 2;

const vec3 = z.tuple([z.number(), z.number(), z.number()]);
const byte = z.number().check(z.int(), z.minimum(0), z.maximum(255));

const label = z.object({
  value: z.number().check(z.int(), z.minimum(1), z.maximum(254)),
  name: z.string(),
  color: z.tuple([byte, byte, byte]),
  visible: z.boolean(),
  locked: z.boolean(),
});

const side = z.number().check(z.int(), z.minimum(1));
const grid = z.object({
  size: z.tuple([side, side, side]),
  spacing: vec3,
  origin: vec3,
  direction: z.array(z.number()).check(z.length(9)),
  spacingTrust: z.enum(['known', 'estimated', 'unknown']),
  oriented: z.boolean(),
});

/** Number type of stored voxels, little-endian. */
const voxelType = z.enum(['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'f64']);

const known = z.nullable(z.number());
const petFacts = z.object({
  units: z.string(),
  suvType: z.string(),
  corrected: z.nullable(z.array(z.string())),
  decayCorrection: z.string(),
  sex: z.enum(['M', 'F', 'O', '']),
  weight: known,
  size: known,
  dose: known,
  halfLife: known,
  injectedAt: known,
  seriesAt: known,
  acquiredAt: known,
  gePostInjectionAt: known,
  philipsSuv: known,
  philipsActivity: known,
});

const warning = z.object({
  key: z.enum(Object.keys(WARNINGS) as [WarningKey, ...WarningKey[]]),
  values: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
});

const volume = z.object({
  id: z.string(),
  name: z.string(),
  modality: z.string(),
  grid,
  type: voxelType,
  channels: z.union([z.literal(1), z.literal(3)]),
  slope: z.number(),
  intercept: z.number(),
  unit: z.enum(['HU', 'SUV', 'Bq/mL', '']),
  window: z.object({ center: z.number(), width: z.number() }),
  about: z.record(z.string(), z.string()),
  warnings: z.array(warning),
  frame: z.optional(z.string()),
  pet: z.optional(petFacts),
});

const typedInputs = z.partial(
  z.object({
    units: z.string(),
    sex: z.enum(['M', 'F', 'O', '']),
    weight: z.number(),
    size: z.number(),
    dose: z.number(),
    halfLife: z.number(),
    injectedAt: z.number(),
    scannedAt: z.number(),
  }),
);

/** The PET beside the image: itself, what was typed for its SUV, and how it was moved. */
const besidePet = z.object({
  volume,
  typed: typedInputs,
  kind: z.enum(['bw', 'lbm', 'lbmJanma', 'bsa']),
  motion: z.nullable(z.object({ angles: vec3, shift: vec3, center: vec3 })),
});

/** What a case is, but for its pixels: `manifest.json` of a case file, and of a case kept in the browser. */
export const manifestSchema = z.object({
  version: z.literal(VERSION),
  id: z.string(),
  name: z.string(),
  created: z.string(),
  volume,
  labels: z.array(label),
  view: z.unknown(),
  model: z.nullable(z.string()),
  pet: z.optional(besidePet),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Facts of a case that the app keeps beside its pixels. */
export interface CaseFacts {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  readonly labels: readonly Label[];
  /** View of the stage, as plain data. */
  readonly view: unknown;
  readonly model: string | null;
}

/** What a person said and did about the PET beside an image. */
export interface PetLook {
  readonly typed: TypedInputs;
  readonly kind: SuvKind;
  readonly motion: RigidMotion | null;
}

/** A volume without its voxels. */
export type VolumeFacts = Omit<Volume, 'voxels'>;
