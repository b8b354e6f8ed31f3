import { affineLps, type Grid } from '../grid.ts';
import { type Resampled, sampler } from '../resample.ts';
import { type Affine, inverse, multiply, type RigidMotion, rigidAffine } from './rigid.ts';

const FIXED_BINS = 40;
const MOVING_BINS = 32;

/** Points of the fixed image, in world mm, each with its bin. */
export interface FixedSamples {
  /** x, y, z of each point. */
  readonly points: Float32Array;
  readonly bin: Uint8Array;
}

/** A range of values that bins cover, evenly; values beyond it count as its ends. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * The fixed image as means of boxes of about `step` mm (no detail finer than that counts), binned over `range`.
 */
export function fixedSamples(image: Resampled, step: number, range: Range): FixedSamples {
  const { grid, voxels, slope, intercept } = image;
  const box = grid.spacing.map((s, a) => Math.max(1, Math.min(grid.size[a]!, Math.round(step / s)))) as [
    number,
    number,
    number,
  ];
  const count = grid.size.map((n, a) => Math.floor(n / box[a]!)) as [number, number, number];
  const total = count[0] * count[1] * count[2];
  const points = new Float32Array(3 * total);
  const bin = new Uint8Array(total);
  const m = affineLps(grid);
  const volume = box[0] * box[1] * box[2];
  let n = 0;
  for (let k = 0; k < count[2]; k++) {
    for (let j = 0; j < count[1]; j++) {
      for (let i = 0; i < count[0]; i++, n++) {
        let sum = 0;
        for (let z = k * box[2]; z < (k + 1) * box[2]; z++) {
          for (let y = j * box[1]; y < (j + 1) * box[1]; y++) {
            const row = grid.size[0] * (y + grid.size[1] * z);
            for (let x = i * box[0]; x < (i + 1) * box[0]; x++) sum += voxels[row + x]!;
          }
        }
        const at = [i, j, k].map((v, a) => box[a]! * v + (box[a]! - 1) / 2);
        for (let r = 0; r < 3; r++) {
          points[3 * n + r] = m[4 * r]! * at[0]! + m[4 * r + 1]! * at[1]! + m[4 * r + 2]! * at[2]! + m[4 * r + 3]!;
        }
        bin[n] = binOf((slope * sum) / volume + intercept, range, FIXED_BINS);
      }
    }
  }
  return { points, bin };
}

const binOf = (value: number, { low, high }: Range, bins: number): number =>
  Math.max(0, Math.min(bins - 1, Math.floor((bins * (value - low)) / (high - low))));

/**
 * Normalised mutual information of the samples and a moving image under a motion (fixed world to moving world):
 * (H(F) + H(M)) / H(F, M), 1 (independent) to 2 (Studholme 1999), over the points that fall into the moving image.
 * Moving values are read trilinearly and shared by two neighbouring bins, so that it changes smoothly with the motion.
 * Null where under a tenth of the points fall into the moving image.
 */
export function normalisedMutualInformation(fixed: FixedSamples, moving: Resampled, range: Range) {
  const toIndex: Affine = inverse(affineLps(moving.grid));
  const read = sampler(moving, NaN);
  const joint = new Float64Array(FIXED_BINS * MOVING_BINS);
  const scale = (MOVING_BINS - 1) / (range.high - range.low);
  const { points, bin } = fixed;
  return (motion: RigidMotion): number | null => {
    const m = multiply(toIndex, rigidAffine(motion));
    joint.fill(0);
    let inside = 0;
    for (let n = 0, p = 0; n < bin.length; n++, p += 3) {
      const x = points[p]!;
      const y = points[p + 1]!;
      const z = points[p + 2]!;
      const value = read(
        m[0]! * x + m[1]! * y + m[2]! * z + m[3]!,
        m[4]! * x + m[5]! * y + m[6]! * z + m[7]!,
        m[8]! * x + m[9]! * y + m[10]! * z + m[11]!,
      );
      if (value !== value) continue;
      inside++;
      const at = Math.max(0, Math.min(MOVING_BINS - 1, scale * (value - range.low)));
      const low = Math.min(MOVING_BINS - 2, Math.floor(at));
      const entry = bin[n]! * MOVING_BINS + low;
      joint[entry]! += low + 1 - at;
      joint[entry + 1]! += at - low;
    }
    return inside < 0.1 * bin.length ? null : informationOf(joint, inside);
  };
}

function informationOf(joint: Float64Array, total: number): number {
  const fixed = new Float64Array(FIXED_BINS);
  const moving = new Float64Array(MOVING_BINS);
  let together = 0;
  for (let f = 0, n = 0; f < FIXED_BINS; f++) {
    for (let m = 0; m < MOVING_BINS; m++, n++) {
      const p = joint[n]! / total;
      fixed[f]! += p;
      moving[m]! += p;
      if (p > 0) together -= p * Math.log(p);
    }
  }
  const entropy = (p: Float64Array) => p.reduce((sum, v) => (v > 0 ? sum - v * Math.log(v) : sum), 0);
  return together > 0 ? (entropy(fixed) + entropy(moving)) / together : 1;
}

/** Grid centre, world mm: what motions turn about. */
export function centerOf(grid: Grid): [number, number, number] {
  const m = affineLps(grid);
  const half = grid.size.map((n) => (n - 1) / 2);
  return [0, 1, 2].map(
    (r) => m[4 * r]! * half[0]! + m[4 * r + 1]! * half[1]! + m[4 * r + 2]! * half[2]! + m[4 * r + 3]!,
  ) as [number, number, number];
}
