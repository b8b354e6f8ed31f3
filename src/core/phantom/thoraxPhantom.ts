import { type Grid, IDENTITY_DIRECTION, type Vec3 } from '../grid.ts';
import type { PlanLabel } from '../plan.ts';
import { mulberry32 } from '../random.ts';
import { apply, inverse, NO_MOTION, type RigidMotion, rigidAffine } from '../registration/rigid.ts';
import type { Volume } from '../volume.ts';
import { blobPainter, mm } from './blob.ts';
import { blur } from './blur.ts';
import { nearNormal } from './random.ts';
import { ribAt, spineAt } from './skeleton.ts';
import * as tissue from './thoraxAnatomy.ts';
import { bodyTables, type BodyTables, ThoraxSlice } from './thoraxSlice.ts';
import { DRAWN_FRAME, DRAWN_PATIENT, petOfUptake } from './thoraxPet.ts';
import { torso } from './torso.ts';
import { tubePainter, type TubePoint } from './tube.ts';

const SIZE: Vec3 = [192, 144, 80];
const SPACING: Vec3 = [2, 2, 3];
const RASTER = { width: SIZE[0], height: SIZE[1], pixel: SPACING[0] };
/** Of the app's sample. */
export const THORAX_SEED = 1898;

/** x to the patient's left, y to posterior, z to superior: LPS, axial slices from below upwards. */
export const THORAX_CT_GRID: Grid = {
  size: SIZE,
  spacing: SPACING,
  origin: [mm(0, SIZE[0], SPACING[0]), mm(0, SIZE[1], SPACING[1]), -120],
  direction: IDENTITY_DIRECTION,
  spacingTrust: 'known',
  oriented: true,
};

/** What a patient's breath and a slow PET do between the two scans, mm. */
export const BREATH: RigidMotion = { ...NO_MOTION, shift: [2, -1, 4] };

/** A CT and a PET of one drawn chest, and what they were drawn from. */
export interface ThoraxPhantom {
  /** Int16 HU on THORAX_CT_GRID. */
  readonly ct: Volume;
  /** Float32 Bq/mL on a coarser grid of its own. */
  readonly pet: Volume;
  /** Label values on the CT's grid, and on the PET's grid where the tissue lay during the PET. */
  readonly truth: Uint8Array;
  readonly petTruth: Uint8Array;
  readonly labels: readonly PlanLabel[];
  readonly lesions: readonly tissue.Lesion[];
  /** Where the PET's world has the tissue of a point of the CT's world. */
  readonly motion: RigidMotion;
}

export interface ThoraxOptions {
  readonly seed?: number;
  /** Motion between CT and PET, in world mm (z of the world = z of the anatomy - 120). */
  readonly motion?: RigidMotion;
}

/**
 * A PET/CT of the chest of a drawn patient of 72 kg, one hour after 250 MBq of 18F-FDG: CT 192 x 144 x 80 at 2 x 2 x 3 mm, PET
 * 100 x 76 x 62 at 4 mm, blurred (7 mm FWHM), noisy, shifted by a breath. The same seed gives the same voxels.
 * Other seeds than the first one move, resize and drop lesions, so that many make a training set.
 */
export function thoraxPhantom({ seed = THORAX_SEED, motion = BREATH }: ThoraxOptions = {}): ThoraxPhantom {
  const random = mulberry32(seed);
  const [width, height, depth] = SIZE;
  const area = width * height;
  const tables = bodyTables(RASTER);
  const wallAt = torso(random);
  const lesions = lesionsOf(seed, random);
  const layers = layersOf(random);
  const voxels = new Int16Array(area * depth);
  const truth = new Uint8Array(area * depth);
  const uptake = new Float32Array(area * depth);
  for (let k = 0; k < depth; k++) {
    const z = k * SPACING[2];
    const part = <T extends Int16Array | Uint8Array | Float32Array>(a: T) => a.subarray(k * area, (k + 1) * area) as T;
    const slice = new ThoraxSlice(wallAt(Math.min(z, 150)), tables, RASTER, part(truth), part(uptake));
    drawWall(slice, tables);
    for (const layer of layers) layer(slice, z);
    drawSkeleton(slice, tables, z);
    for (const lesion of lesions) drawBall(slice, lesion, z);
    finish(slice.hu, random, part(voxels));
  }
  const { grid, activity } = petOfUptake(uptake, THORAX_CT_GRID, motion, random);
  return {
    ct: {
      ...ABOUT,
      id: 'sample-thorax-ct',
      name: 'Thorax CT',
      modality: 'CT',
      grid: THORAX_CT_GRID,
      voxels,
      unit: 'HU',
      window: { center: 40, width: 400 },
    },
    pet: {
      ...ABOUT,
      id: 'sample-thorax-pet',
      name: 'Thorax PET',
      modality: 'PT',
      grid,
      voxels: activity,
      unit: 'Bq/mL',
      window: { center: 10000, width: 20000 },
      pet: DRAWN_PATIENT,
    },
    truth,
    petTruth: nearestTruth(truth, grid, motion),
    labels: tissue.THORAX_LABELS,
    lesions,
    motion,
  };
}

const ABOUT = {
  channels: 1,
  slope: 1,
  intercept: 0,
  about: { format: 'drawn sample' },
  warnings: [],
  frame: DRAWN_FRAME,
} as const;

/** The lesions of a seed: the first one's as they are in the atlas, others' moved, scaled, and one in five left out. */
function lesionsOf(seed: number, random: () => number): readonly tissue.Lesion[] {
  if (seed === THORAX_SEED) return tissue.THORAX_LESIONS;
  const near = (v: number, by: number) => v + by * (2 * random() - 1);
  return tissue.THORAX_LESIONS.flatMap((lesion) => {
    const [x, y, z] = lesion.center;
    const moved = { ...lesion, center: [near(x, 9), near(y, 7), near(z, 12)] as const };
    const sized = { ...moved, radius: near(lesion.radius, 3.5), suv: lesion.suv * near(1, 0.4) };
    return random() < 0.2 ? [] : [sized];
  });
}

type Layer = (slice: ThoraxSlice, z: number) => void;

function layersOf(random: () => number): readonly Layer[] {
  const organs = tissue.THORAX_ORGANS.map((organ): Layer => {
    const paint = blobPainter(organ, random, RASTER, 2);
    return (slice, z) => paint(z, (i, depth) => slice.lay(i, Math.min(depth, slice.within('cavity', i) - 1.5), organ));
  });
  const tubes = [...lungVessels(random), ...tissue.THORAX_TUBES].map((tube): Layer => {
    const paint = tubePainter(tube.points, 0, random, RASTER, 2);
    return (slice, z) => paint(z, (i, depth) => slice.lay(i, Math.min(depth, slice.within('cavity', i) - 1.5), tube));
  });
  // lungs (the first three layers, mediastinum included) lie under their vessels, these under heart and liver
  return [...organs.slice(0, 3), ...tubes.slice(0, VESSELS * 2), ...organs.slice(3), ...tubes.slice(VESSELS * 2)];
}

/** Vessels of each lung. */
const VESSELS = 22;

/** Vessels that leave each hilum for all parts of the lung, ever thinner, in one bend. */
function lungVessels(random: () => number): readonly tissue.ThoraxTube[] {
  return [-1, 1].flatMap((side) =>
    Array.from({ length: VESSELS }, (_, n): tissue.ThoraxTube => {
      const around = (2 * Math.PI * (n + random())) / VESSELS;
      const up = 118 + 84 * (2 * random() - 1);
      const end: TubePoint = [side * (62 + 42 * random()), 6 + 44 * Math.cos(around), up, 1];
      const bend: TubePoint = [side * (48 + 10 * random()), 8 + 14 * Math.cos(around), 118 + 0.4 * (up - 118), 2.4];
      return {
        name: 'Lung vessel',
        hu: 20,
        suv: 1.2,
        label: side < 0 ? 1 : 2,
        points: [[side * 30, 8, 118, 4.5], bend, end],
      };
    }),
  );
}

/** Couch, skin, fat, the muscle wall, and the fat that fills the cavity. */
function drawWall(slice: ThoraxSlice, { x, y }: BodyTables): void {
  for (let i = 0; i < x.length; i++) {
    const couch = 3 - Math.abs(y[i]! - 124 + 0.0011 * x[i]! * x[i]!);
    if (couch > -1 && Math.abs(x[i]!) < 176) slice.lay(i, couch, tissue.COUCH);
    const skin = slice.within('skin', i);
    if (skin < -2) continue;
    slice.lay(i, skin, tissue.SKIN);
    slice.lay(i, skin - 2.2, tissue.FAT);
    const muscle = slice.within('muscle', i);
    if (muscle < -2) continue;
    slice.lay(i, muscle, tissue.MUSCLE);
    slice.lay(i, slice.within('cavity', i), tissue.FAT);
  }
}

/** Pairs of ribs in the chest. */
const RIBS = 12;

function drawSkeleton(slice: ThoraxSlice, { x, y, fromSpine }: BodyTables, z: number): void {
  const bone = (hu: number) => ({ hu, suv: tissue.MARROW, label: tissue.BONE });
  for (let i = 0; i < x.length; i++) {
    const out = -slice.within('cavity', i);
    if (out > -2 && out < 13) {
      // the cage begins 20 mm below the abdomen's ribs
      const rib = ribAt(fromSpine[i]!, out, z + 20, RIBS);
      if (rib.depth > -1) slice.lay(i, rib.depth, bone(rib.hu));
    }
    if (Math.abs(x[i]!) > 48 || y[i]! < 22 || y[i]! > 104) continue;
    const spine = spineAt(x[i]!, y[i]!, z);
    if (spine.depth > -1) slice.lay(i, spine.depth, bone(spine.hu));
  }
}

function drawBall(slice: ThoraxSlice, { center: [x, y, z0], radius, hu, suv }: tissue.Lesion, z: number): void {
  const dz = z - z0;
  if (Math.abs(dz) > radius + 2) return;
  const ball = { hu, suv, label: tissue.LESION };
  slice.around(x, y, radius + 2, (i, dx, dy) => slice.lay(i, radius - Math.hypot(dx, dy, dz), ball));
}

/** Scanner sharpness (Gaussian, 1.4 mm) and the noise of a low-dose CT (SD about 14 HU, grainy). */
function finish(hu: Float32Array, random: () => number, out: Int16Array): void {
  const normal = nearNormal(random);
  const coarse = Float32Array.from(hu, normal);
  blur(hu, RASTER.width, RASTER.height, 0.7);
  blur(coarse, RASTER.width, RASTER.height, 0.7);
  for (let i = 0; i < out.length; i++) {
    const tissueHere = hu[i]! > -900 ? 1 : 0.5;
    out[i] = Math.max(-1024, Math.round(hu[i]! + tissueHere * (28 * coarse[i]! + 5 * normal())));
  }
}

/** The truth where the tissue lay during the PET: nearest voxel. */
function nearestTruth(truth: Uint8Array, pet: Grid, motion: RigidMotion): Uint8Array {
  const back = inverse(rigidAffine(motion));
  const [w, h, d] = pet.size;
  const out = new Uint8Array(w * h * d);
  let n = 0;
  for (let k = 0; k < d; k++) {
    for (let j = 0; j < h; j++) {
      for (let i = 0; i < w; i++, n++) {
        const at = apply(
          back,
          [0, 1, 2].map((a) => pet.origin[a]! + pet.spacing[a]! * [i, j, k][a]!) as unknown as Vec3,
        );
        const [x, y, z] = at.map((v, a) => Math.round((v - THORAX_CT_GRID.origin[a]!) / SPACING[a]!)) as [
          number,
          number,
          number,
        ];
        if (x < 0 || y < 0 || z < 0 || x >= SIZE[0] || y >= SIZE[1] || z >= SIZE[2]) continue;
        out[n] = truth[x + SIZE[0] * (y + SIZE[1] * z)]!;
      }
    }
  }
  return out;
}
