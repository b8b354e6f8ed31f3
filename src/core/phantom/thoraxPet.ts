import { affineLps, type Grid, IDENTITY_DIRECTION, voxelCount } from '../grid.ts';
import { inverse, multiply, type RigidMotion, rigidAffine } from '../registration/rigid.ts';
import { sampler } from '../resample.ts';
import type { PetFacts } from '../suv/petFacts.ts';
import { blur } from './blur.ts';
import { nearNormal } from './random.ts';

/** 1 March 2024, 9:30, s since 1970. */
const INJECTED = Date.UTC(2024, 2, 1, 9, 30) / 1000;

/** The drawn patient and dose: scanned one hour after the injection. */
export const DRAWN_PATIENT: PetFacts & { weight: number; dose: number; halfLife: number } = {
  units: 'BQML',
  suvType: '',
  corrected: ['NORM', 'DTIM', 'ATTN', 'SCAT', 'DECY', 'RAN'],
  decayCorrection: 'START',
  sex: 'M',
  weight: 72,
  size: 1.74,
  dose: 250e6,
  halfLife: 6586.2,
  injectedAt: INJECTED,
  seriesAt: INJECTED + 3600,
  acquiredAt: INJECTED + 3600,
  gePostInjectionAt: null,
  philipsSuv: null,
  philipsActivity: null,
};

/** Frame of reference of both drawn images. */
export const DRAWN_FRAME = '2.25.189818951926';

/** Bq/mL for an uptake of 1 g/mL: the decayed dose spread evenly over the body (1 g = 1 mL). */
export const BQML_PER_SUV =
  (DRAWN_PATIENT.dose * 2 ** (-3600 / DRAWN_PATIENT.halfLife)) / (1000 * DRAWN_PATIENT.weight);

/** The PET's grid does not fall on the CT's: another spacing and another origin. */
export const THORAX_PET_GRID: Grid = {
  size: [100, 76, 62],
  spacing: [4, 4, 4],
  origin: [-198.7, -149.2, -122.5],
  direction: IDENTITY_DIRECTION,
  spacingTrust: 'known',
  oriented: true,
};

/** 7 mm FWHM over 2 sqrt(2 ln 2). */
const SIGMA = 2.97;

/**
 * What a PET scanner makes of an uptake map (g/mL) on `from`: moved, blurred, on the PET's grid, in Bq/mL, with noise whose
 * SD grows with the square root of the activity (counting), correlated over neighbours as after reconstruction.
 */
export function petOfUptake(uptake: Float32Array, from: Grid, motion: RigidMotion, random: () => number) {
  blur3d(uptake, from, SIGMA);
  const grid = THORAX_PET_GRID;
  // PET voxel -> PET world -> CT world -> CT voxel
  const m = multiply(multiply(inverse(affineLps(from)), inverse(rigidAffine(motion))), affineLps(grid));
  const read = sampler({ grid: from, voxels: uptake, slope: 1, intercept: 0 }, 0);
  const [w, h, d] = grid.size;
  const activity = new Float32Array(voxelCount(grid));
  const normal = nearNormal(random);
  const noise = Float32Array.from(activity, normal);
  blur3d(noise, grid, 3);
  let n = 0;
  for (let k = 0; k < d; k++) {
    for (let j = 0; j < h; j++) {
      for (let i = 0; i < w; i++, n++) {
        const at = (r: number) => m[4 * r]! * i + m[4 * r + 1]! * j + m[4 * r + 2]! * k + m[4 * r + 3]!;
        const suv = read(at(0), at(1), at(2));
        activity[n] = BQML_PER_SUV * Math.max(0, suv + 0.26 * noise[n]! * Math.sqrt(suv + 0.02));
      }
    }
  }
  return { grid, activity };
}

/** Gaussian blur of a volume in place, sigma in mm; edges repeat. */
function blur3d(data: Float32Array, { size: [w, h, d], spacing }: Grid, sigma: number): void {
  const area = w * h;
  for (let k = 0; k < d; k++) blur(data.subarray(k * area, (k + 1) * area), w, h, sigma / spacing[0]);
  const column = new Float32Array(d);
  const weights = gaussian(sigma / spacing[2]);
  const reach = (weights.length - 1) / 2;
  for (let n = 0; n < area; n++) {
    for (let k = 0; k < d; k++) column[k] = data[n + k * area]!;
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let o = -reach; o <= reach; o++) {
        sum += weights[o + reach]! * column[Math.max(0, Math.min(d - 1, k + o))]!;
      }
      data[n + k * area] = sum;
    }
  }
}

function gaussian(sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-0.5 * ((n - reach) / sigma) ** 2));
  const sum = raw.reduce((a, b) => a + b, 0);
  return Float32Array.from(raw, (v) => v / sum);
}
